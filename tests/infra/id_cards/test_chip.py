"""Whom a chip proves, and that every card that proves nobody is refused by its name."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from domain.vietnam.people import cards
from infra.id_cards.card_trust import CardTrust, CardTrustUnusable
from infra.id_cards.chip import Chip, proved
from sandbox.people import residents
from sandbox.vietnam import id_cards
from sandbox.vietnam.chip_signers import certificate_of
from tests.sandbox.conftest import client_of
from tests.support.cards import Reader

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
PEM = serialization.Encoding.PEM
ROOT = Path(__file__).parents[3]
LATER = """
import asyncio, json, sys
from datetime import datetime
from pathlib import Path
from infra.id_cards.card_trust import CardTrust
from infra.id_cards.chip import Chip, proved

now = datetime.fromisoformat("2026-11-25T03:00:00+00:00")
parts = {name: bytes.fromhex(part) for name, part in json.loads(Path(sys.argv[1]).read_text()).items()}
chip = Chip({at: parts[str(at)] for at in (1, 2, 13)}, parts["sod"])
proved(chip, CardTrust(Path(sys.argv[2])), now)
assert not any(name.startswith("pyhanko") for name in sys.modules)
print("read", end=" ")
from infra.signing.detached import sign
from infra.signing.development import development_identity
from infra.signing.seal import Sealer

seal = development_identity(Path(sys.argv[1]).parent)
asyncio.run(sign(Sealer(seal.key, seal.certificate).signer, b"x", now))
print("sealed")
"""


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    async with client_of(id_cards.create_app(tmp_path, lambda: NOW)) as sandbox:
        yield Reader(sandbox, tmp_path)


@pytest.fixture
async def trust(reader: Reader) -> CardTrust:
    return await reader.trust()


@pytest.fixture
async def chip(reader: Reader) -> Chip:
    return await reader.chip(residents.PLAIN_MOTHER)


def test_a_whole_card_proves_its_holder(chip: Chip, trust: CardTrust) -> None:
    proof = proved(chip, trust, NOW)
    assert (proof.holder.number, proof.holder.full_name) == (residents.PLAIN_MOTHER, "Nguyễn Thị Lan Anh")
    assert (proof.holder.spouse, str(proof.holder.expires)) == ("Trần Văn Minh", "2035-04-12")
    assert len(proof.sod) == 64


@pytest.mark.parametrize("number", [residents.OLD_NUMBER_MOTHER, residents.OWNER_DECEASED, residents.RENTED_OWNER])
async def test_every_ordinary_card_is_read(reader: Reader, trust: CardTrust, number: str) -> None:
    assert proved(await reader.chip(number), trust, NOW).holder.number == number


@pytest.mark.parametrize("algorithm", ["rsa", "rsa_pss"])
async def test_signers_may_use_rsa(reader: Reader, trust: CardTrust, algorithm: str) -> None:
    chip = await reader.chip(residents.PLAIN_MOTHER, algorithm=algorithm)
    assert proved(chip, trust, NOW).holder.number == residents.PLAIN_MOTHER
    with pytest.raises(cards.CardForged):
        proved(replace(chip, sod=chip.sod[:-1] + bytes([chip.sod[-1] ^ 1])), trust, NOW)


def test_a_hash_that_is_not_accepted_is_no_hash(chip: Chip, trust: CardTrust) -> None:
    sha_256, sha_224 = bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040204")
    with pytest.raises(cards.CardUnreadable, match="hash algorithm"):
        proved(replace(chip, sod=chip.sod.replace(sha_256, sha_224)), trust, NOW)


@pytest.mark.parametrize(
    ("wrong", "refusal", "says"),
    [
        ("forged", cards.CardForged, "data group 13"),
        ("swapped", cards.CardSwapped, "citizen's data"),
        ("swapped_face", cards.CardForged, "data group 2"),
        ("swapped_qr", cards.CardSwapped, "QR code"),
        ("expired_card", cards.CardExpired, "expired"),
        ("expired_signer", cards.CardSignerExpired, "out of its term"),
        ("revoked_signer", cards.CardSignerRevoked, "revoked"),
        ("unknown_country", cards.CardIssuerUnknown, "No country authority"),
        ("altered_sod", cards.CardForged, "security object"),
        ("wrong_check_digit", cards.CardUnreadable, "check digit"),
    ],
)
async def test_a_wrong_card_is_refused_by_its_name(
    reader: Reader, trust: CardTrust, wrong: str, refusal: type[cards.CardRefused], says: str
) -> None:
    with pytest.raises(refusal, match=says) as refused:
        proved(await reader.chip(residents.PLAIN_MOTHER, wrong), trust, NOW)
    assert residents.PLAIN_MOTHER not in refused.value.vi + refused.value.en


@pytest.mark.parametrize("group", [1, 2, 13])
def test_no_data_group_may_be_missing(chip: Chip, trust: CardTrust, group: int) -> None:
    groups = {at: data for at, data in chip.groups.items() if at != group}
    with pytest.raises(cards.CardUnreadable, match=f"data group {group} is missing"):
        proved(replace(chip, groups=groups), trust, NOW)


@pytest.mark.parametrize("sod", [b"", b"\x77\x00", b"\x77\x80" * 3000, b"w" * 500, b"\x30\x80" * 5000])
def test_a_security_object_that_is_none_is_unreadable(chip: Chip, trust: CardTrust, sod: bytes) -> None:
    with pytest.raises(cards.CardUnreadable):
        proved(replace(chip, sod=sod), trust, NOW)


def test_a_certificate_of_an_impossible_version_is_unreadable(chip: Chip, trust: CardTrust) -> None:
    version_3, version_11 = bytes.fromhex("a003020102"), bytes.fromhex("a00302010a")
    with pytest.raises(cards.CardUnreadable):
        proved(replace(chip, sod=chip.sod.replace(version_3, version_11)), trust, NOW)


async def test_the_security_object_of_another_card_proves_nothing(reader: Reader, chip: Chip, trust: CardTrust) -> None:
    other = await reader.chip(residents.PLAIN_FATHER)
    with pytest.raises(cards.CardForged):
        proved(replace(chip, sod=other.sod), trust, NOW)


def test_reading_a_chip_spoils_no_seal_that_the_same_process_sets_later(
    chip: Chip, trust: CardTrust, reader: Reader
) -> None:
    """asn1crypto makes a table of names at its first use; the signing library, loaded later, must still add its own."""
    kept = reader.file.parent / "parts.json"
    parts = {str(at): group.hex() for at, group in chip.groups.items()} | {"sod": chip.sod.hex()}
    kept.write_text(json.dumps(parts))
    done = subprocess.run(
        [sys.executable, "-c", LATER, str(kept), str(reader.file)], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout == "read sealed\n", done.stderr


def test_a_list_of_withdrawn_signers_that_is_too_old_proves_nothing(chip: Chip, trust: CardTrust) -> None:
    proved(chip, trust, NOW + timedelta(days=89))
    with pytest.raises(cards.RevocationUnknown, match="MOTCUA_CARD_TRUST_FILE"):
        proved(chip, trust, NOW + timedelta(days=91))


def test_without_a_list_of_withdrawn_signers_nothing_is_proved(chip: Chip, trust: CardTrust, reader: Reader) -> None:
    reader.file.write_text(reader.file.read_text().partition("-----BEGIN X509 CRL")[0])
    with pytest.raises(cards.RevocationUnknown):
        proved(chip, trust, NOW)


def test_a_list_that_another_authority_signed_does_not_count(chip: Chip, trust: CardTrust, reader: Reader) -> None:
    authority, _, _ = reader.file.read_text().partition("-----BEGIN X509 CRL")
    subject = x509.load_pem_x509_certificate(authority.encode()).subject
    forged = (
        x509.CertificateRevocationListBuilder(subject)
        .last_update(NOW)
        .next_update(NOW + timedelta(days=9))
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )
    reader.file.write_text(authority + forged.public_bytes(PEM).decode())
    with pytest.raises(cards.RevocationUnknown):
        proved(chip, trust, NOW)


def test_a_signer_that_only_bears_the_authoritys_name_is_forged(chip: Chip, reader: Reader) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    namesake = certificate_of("country", key, "country", key)
    listed = reader.file.parent / "namesake.pem"
    listed.write_bytes(namesake.public_bytes(PEM))
    with pytest.raises(cards.CardForged, match="did not issue"):
        proved(chip, CardTrust(listed), NOW)


def test_what_is_renewed_is_read_at_the_next_card(chip: Chip, trust: CardTrust, reader: Reader) -> None:
    whole = reader.file.read_text()
    proved(chip, trust, NOW)
    reader.file.write_text("")
    with pytest.raises(CardTrustUnusable, match="MOTCUA_CARD_TRUST_FILE"):
        proved(chip, trust, NOW)
    reader.file.write_text(whole)
    proved(chip, trust, NOW)


@pytest.mark.parametrize("content", [None, "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_trust_file_that_is_none_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "none.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CardTrustUnusable, match="MOTCUA_CARD_TRUST_FILE"):
        CardTrust(file).load()


async def test_a_signer_is_no_authority_to_trust(reader: Reader, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    file = tmp_path / "leaf.pem"
    file.write_bytes(certificate_of("current", key, "country", key).public_bytes(PEM))
    with pytest.raises(CardTrustUnusable, match="authorities alone"):
        CardTrust(file).load()


async def test_production_refuses_the_sandboxs_authority(reader: Reader) -> None:
    with pytest.raises(CardTrustUnusable, match="made for development"):
        (await reader.trust(production=True)).load()
