"""What the pool and its processes tell each other: what they print with, a document not yet signed, what failed.

``PressError``
├── ``PressDown``        the processes died twice over this document; try again later
├── ``TrustServiceDown`` what a signature needs does not answer; try again later
│   ├── ``TimeStampsDown``      the time-stamp authority
│   ├── ``RevocationDown``      OCSP and revocation lists
│   └── ``TokenDown``           the device with the seal's key
├── ``Unprintable``      this template, context or document will never come out; final
├── ``SignatureRefused`` this signature, or its certificate, may not stand under this document; final
└── ``SealNotReady``     key, certificate or a setting must be put right by an operator
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypedDict

ENCLOSED = "enclosed"
"""In a template's context: the bytes of papers (JPEG, PNG, PDF) that are bound into the document; what the processes
of the press are given in their place are drawn pages, ``Leaf``: they open nothing that strangers made."""
TURNS = "turns"
"""In a template's context: by how many degrees each of these papers is turned right."""


class PressError(Exception):
    """A document did not come out."""


class PressDown(PressError):
    """The processes died twice over this document; it may come out later."""


class TrustServiceDown(PressError):
    """A service that a signature needs does not answer; its name is said, and it can be tried again."""


class TimeStampsDown(TrustServiceDown):
    """The time-stamp authority does not answer."""


class RevocationDown(TrustServiceDown):
    """Nobody says whether a certificate was withdrawn."""


class TokenDown(TrustServiceDown):
    """The device that holds the seal's key does not sign."""


class Unprintable(PressError):
    """This document will never come out as it is: a field is missing, it is too long, or it cannot be sealed."""


class SignatureRefused(PressError):
    """A signature is not the signatory's over this draft, or its certificate did not hold when it was made."""


class SealNotReady(PressError):
    """The seal cannot be used here; an operator must act, then it can be tried again."""


@dataclass(frozen=True)
class Leaf:
    """A page of a paper as it is printed: a JPEG of our own."""

    jpeg: bytes
    wide: bool


class Said(TypedDict):
    """What a signature says of itself: why, where and when it was made."""

    reason: str
    location: str
    at: datetime


@dataclass(frozen=True)
class Token:
    """A key that never leaves its token: a smart card, an HSM, SoftHSM2 in tests."""

    module: Path
    """The vendor's PKCS#11 library."""
    label: str
    key: str
    """The key's label in the token."""
    pin: str = field(repr=False)


@dataclass(frozen=True)
class CodeKey:
    """What signs the code on each document."""

    key: Path
    """PEM, EC P-256."""
    published: Path
    """The keys that everybody checks codes with."""
    public_url: str
    """Where they do so."""


@dataclass(frozen=True)
class Coded:
    """What a document's code says beside body, number, date and data."""

    title: str
    """What the document calls itself."""
    shown: Mapping[str, str]
    """Of its holder."""


@dataclass(frozen=True)
class OfficeSeal:
    """The seal of one office, where it seals apart from the others."""

    office: str
    key: Path
    certificate: Path
    token: Token | None = None


@dataclass(frozen=True)
class RenderConfig:
    """What every process loads before it prints: the templates, the body's seal, whom it asks for time and trust."""

    templates: tuple[Path, ...]
    """Where they are looked for; the first folder that has one has its way."""
    seal_key: Path
    """A PEM file; not read where there is a token."""
    seal_certificate: Path
    production: bool = False
    token: Token | None = None
    timestamp_url: str = ""
    """Of a time-stamp authority (RFC 3161); with one, documents become B-LTA, without they stay B-B."""
    trust: tuple[Path, ...] = ()
    """Certificates (PEM) that signatories, seal and time-stamp authority chain to; wanted with ``timestamp_url``."""
    code: CodeKey | None = None
    """Without it documents carry no code."""
    seals: tuple[OfficeSeal, ...] = ()
    """Of offices that seal apart; the body's seal is for all others."""


@dataclass(frozen=True)
class Signatory:
    """Who signs with a key that a remote service holds."""

    certificate: bytes
    """DER."""
    chain: tuple[bytes, ...] = ()
    """DER, those above it."""


@dataclass(frozen=True)
class Draft:
    """A document as its signatory will sign it: everything but number and date, and room for the signature."""

    pdf: bytes
    to_sign: bytes
    """SHA-256 of the signed attributes: what a remote service signs (CSC v2 ``signHash`` wants it in base64)."""
    attributes: bytes
    """The signed attributes themselves, DER: they name the document's digest and the signatory's certificate."""
    digest: bytes
    """SHA-256 of the document around the room for the signature."""
    room: tuple[int, int]
    signatory: Signatory

    def dump(self) -> bytes:
        """Write it as bytes that can wait in the document store."""
        told = {
            "to_sign": _text(self.to_sign),
            "attributes": _text(self.attributes),
            "digest": _text(self.digest),
            "room": self.room,
            "certificate": _text(self.signatory.certificate),
            "chain": [_text(one) for one in self.signatory.chain],
        }
        return json.dumps(told).encode() + b"\n" + self.pdf

    @classmethod
    def load(cls, stored: bytes) -> "Draft":
        """Read what ``dump`` wrote.

        Raises:
            ValueError: these bytes are no draft.
        """
        head, _, pdf = stored.partition(b"\n")
        try:
            told = json.loads(head)
            start, end = told["room"]
            signatory = Signatory(b64decode(told["certificate"]), tuple(map(b64decode, told["chain"])))
            to_sign, attributes, digest = (b64decode(told[name]) for name in ("to_sign", "attributes", "digest"))
        except (KeyError, TypeError, ValueError) as fault:
            raise ValueError("these bytes are no draft") from fault
        return cls(pdf, to_sign, attributes, digest, (start, end), signatory)


def _text(content: bytes) -> str:
    return b64encode(content).decode()
