"""An outsider's verifier, written from docs/archive.md with the standard library and ``cryptography`` alone."""

import base64
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def frame(archive: Path) -> bool:
    """Whether the chain leads to a leaf in the tree of the signed head."""
    with zipfile.ZipFile(archive) as container:
        events = [json.loads(line) for line in container.read("events.jsonl").splitlines()]
        proof = json.loads(container.read("proof.json"))
    before = "0" * 64
    for seq, one in enumerate(events, start=1):
        link = [before, seq, one["at"], one["key"], one["actor"], one["act"], one["digest"]]
        before = sha256(canonical(link)).hexdigest()
        if (one["seq"], one["hash"]) != (seq, before):
            return False
    leaf, head = proof["leaf"], proof["signed_head"]["head"]
    return bool(leaf["head"] == before) and _included(proof, head)


def _included(proof: dict[str, Any], head: dict[str, Any]) -> bool:
    """RFC 9162, 2.1.3.2."""
    leaf = proof["leaf"]
    made = sha256(b"\x00" + canonical([leaf["dossier"], leaf["seq"], leaf["head"]])).digest()
    fn, sn = proof["leaf_index"], head["tree_size"] - 1
    for step in map(bytes.fromhex, proof["inclusion_path"]):
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            made = sha256(b"\x01" + step + made).digest()
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            made = sha256(b"\x01" + made + step).digest()
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and made == bytes.fromhex(head["root_hash"])


def opened(archive: Path, part: str, key: Path) -> bytes:
    """Open a part that was encrypted to a P-256 key: RFC 7516 with RFC 7518, 4.6."""
    with zipfile.ZipFile(archive) as container:
        sealed = json.loads(container.read(f"{part}.jwe"))
    [recipient] = sealed["recipients"]
    own = load_pem_private_key(key.read_bytes(), None)
    assert isinstance(own, ec.EllipticCurvePrivateKey)
    epk = recipient["header"]["epk"]
    x, y = (int.from_bytes(_plain(epk[name])) for name in ("x", "y"))
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())
    algorithm = b"ECDH-ES+A256KW"
    info = len(algorithm).to_bytes(4) + algorithm + bytes(8) + (256).to_bytes(4)
    content_key = aes_key_unwrap(sha256((1).to_bytes(4) + shared + info).digest(), _plain(recipient["encrypted_key"]))
    secret = _plain(sealed["ciphertext"]) + _plain(sealed["tag"])
    return AESGCM(content_key).decrypt(_plain(sealed["iv"]), secret, sealed["protected"].encode())


def digests(archive: Path, key: Path) -> bool:
    """Whether every payload is the one that its event commits to."""
    with zipfile.ZipFile(archive) as container:
        said = {one["seq"]: one["digest"] for one in map(json.loads, container.read("events.jsonl").splitlines())}
    told = map(json.loads, opened(archive, "personal.jsonl", key).splitlines())
    return all(
        sha256(bytes.fromhex(one["salt"]) + canonical(one["personal"])).hexdigest() == said[one["seq"]] for one in told
    )


def _plain(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
