"""Whom a certificate names, and whether a document names the same."""

from asn1crypto import x509  # type: ignore[import-untyped]

from domain.base.text import plain_name

MOST_OF_A_NAME = 60
"""Bytes from which on a certificate may have cut a name short."""


def name_of(certificate: x509.Certificate, part: str) -> str:
    """One part of the name of a certificate's holder."""
    return str(certificate.subject.native.get(part, ""))


def same_name(told: str, certified: str) -> bool:
    """Whether a document and a certificate mean the same person or body."""
    one, other = map(plain_name, (told, certified))
    return one == other or (len(certified.encode()) >= MOST_OF_A_NAME and one.startswith(other))
