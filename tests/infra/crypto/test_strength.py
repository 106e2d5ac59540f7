"""A key is taken to sign, to seal or to encrypt to only if breaking it takes 2¹²⁸ steps."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from infra.archive.secrecy import KeyUnusable, public_key
from infra.crypto.strength import too_short

PUBLIC = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo


@pytest.mark.parametrize(("bits", "short"), [(2048, True), (3064, True), (3072, False)])
def test_a_key_of_rsa_has_3072_bits_or_is_too_short(bits: int, short: bool) -> None:
    key = rsa.generate_private_key(65537, bits)
    assert too_short(key) is too_short(key.public_key()) is short


def test_a_key_of_a_curve_has_256_bits_or_is_too_short() -> None:
    assert too_short(ec.generate_private_key(ec.SECP224R1()).public_key())
    for key in (ec.generate_private_key(ec.SECP256R1()), ed25519.Ed25519PrivateKey.generate()):
        assert not too_short(key)


def test_no_archive_is_encrypted_to_a_key_that_is_too_short(tmp_path: Path) -> None:
    file = tmp_path / "recipient.pem"
    file.write_bytes(rsa.generate_private_key(65537, 2048).public_key().public_bytes(*PUBLIC))
    with pytest.raises(KeyUnusable, match="3072 bits"):
        public_key(file)
