"""`docs/cryptography.md` names every algorithm that our code names, file by file, and nothing in it can be guessed."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.support.sources import ROOT, trees, whole

ROOMS = ("activities", "api", "commands", "domain", "infra", "motcua", "workflows", "worker.py")
LIBRARIES = {"cryptography", "cwt", "hashlib", "hmac", "joserfc", "pkcs11", "pyhanko", "pyhanko_certvalidator", "ssl"}
OTHERS = {"Crypto", "Cryptodome", "OpenSSL", "argon2", "bcrypt", "crypt", "ecdsa", "gnupg", "jose", "jwt", "nacl"}
OTHERS |= {"paramiko", "passlib", "rsa", "tink"}
GUESSED = {"random", "uuid"}
MADE_UP = "infra/vietnam/made/"
"""Draws a world that comes out the same each time, and guards nothing: its journals' keys are drawn as all others."""
UNUSED = {"AESCCM", "AESSIV", "CBC", "CTR", "ChaCha20Poly1305", "ECB", "ES384", "ES512", "EdDSA", "Ed448", "Fernet"}
UNUSED |= {"HS384", "HS512", "MD5|md5", "PS256", "RS384", "RS512", "SECP384R1", "SECP521R1", "SHA224|sha224", "X448"}
UNUSED |= {"TripleDES", "blake2[bs]", "pbkdf2_hmac", "scrypt", "sha3_256"}
"""What the inventory would have to be told of."""
NAMES = {
    "AES-256-GCM": "AESGCM",
    "ECDSA": "ECDSA",
    "HMAC": "hmac",
    "P-256": "SECP256R1",
    "PKCS#1 v1.5": "PKCS1v15|SHA256_RSA_PKCS",
    "PSS": "PSS",
    "SHA-1": "(?i:sha-?1)",
    "SHA-256": "(?i:sha-?256)|SHA256_RSA_PKCS",
    "SHA-384": "(?i:sha-?384)",
    "SHA-512": "(?i:sha-?512)",
    "TLS": "create_default_context",
    **{same: re.escape(same) for same in ("A256GCM", "ECDH-ES+A256KW", "ES256", "Ed25519", "HS256", "RS256")},
    **{same: re.escape(same) for same in ("RSA-OAEP-256", "X25519")},
    **{no: no for no in UNUSED},
}
"""By the name in the table, how code says it."""
ROW = re.compile(r"^\| ([^|]+) \| [^|]+ \| (`[^|]+`) \| [^|]+ \|$", re.MULTILINE)


def imported(tree: ast.AST) -> Iterator[str]:
    """Give the libraries that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def said(tree: ast.AST) -> Iterator[str]:
    """Give names and short texts of a file's code, without what it explains to its readers."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=text) | ast.Attribute(attr=text) | ast.alias(name=text) | ast.keyword(arg=str(text)):
                yield text
            case ast.Constant(value=str(text)) if len(text) < 40:
                yield text


def named(tree: ast.AST) -> set[str]:
    """Name the algorithms that a file's code names."""
    words = [*said(tree)]
    return {name for name, way in NAMES.items() if any(re.fullmatch(way, word) for word in words)}


def told() -> dict[str, set[str]]:
    """Read which algorithms the table names for each file."""
    found: dict[str, set[str]] = defaultdict(set)
    page = (ROOT / "docs" / "cryptography.md").read_text().partition("\n## Algorithms\n")[2]
    for algorithms, files in ROW.findall(page):
        for file in re.findall(r"`([^`]+)`", files):
            found[file] |= set(algorithms.split(", "))
    return found


def test_every_algorithm_that_code_names_is_in_the_inventory_with_its_file_and_no_other() -> None:
    ours = {file: tree for file, tree in trees(*whole(*ROOMS)).items() if LIBRARIES & set(imported(tree))}
    assert {file: names for file, tree in ours.items() if (names := named(tree))} == told()


def test_no_library_of_cryptography_is_used_that_the_inventory_does_not_know() -> None:
    assert {file: used for file, tree in trees(*whole(*ROOMS)).items() if (used := OTHERS & set(imported(tree)))} == {}


def test_nothing_is_drawn_by_chance_that_can_be_guessed() -> None:
    ours = {file: tree for file, tree in trees(*whole(*ROOMS)).items() if not file.startswith(MADE_UP)}
    assert {file: used for file, tree in ours.items() if (used := GUESSED & set(imported(tree)))} == {}


def test_nothing_turns_the_check_of_certificates_off() -> None:
    off = re.compile(r"verify=False|CERT_NONE|check_hostname ?= ?False|_create_unverified_context")
    assert [file for file in trees(*whole(*ROOMS)) if off.search((ROOT / file).read_text())] == []
