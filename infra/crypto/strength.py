"""How long a key must be so that who breaks it needs 2¹²⁸ steps: 128 bits of security (NIST SP 800-57, part 1)."""

from cryptography.hazmat.primitives.asymmetric import ec, rsa

SHORTEST_RSA = 3072
SHORTEST_EC = 256


def too_short(key: object, shortest_rsa: int = SHORTEST_RSA) -> bool:
    """Whether a key of RSA or of an elliptic curve has fewer bits than it must; other kinds have one length each."""
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return key.key_size < shortest_rsa
    return isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey) and key.key_size < SHORTEST_EC
