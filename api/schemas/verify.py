"""The answer to "is this document real?", and the keys by which anybody can check a code themselves."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Free, Schema
from domain.transparency.authenticity import Reason, Verdict


class Document(Schema):
    """What the document in hand shows too."""

    kind: str = ""
    """What it is; empty where only its file was looked at."""
    number: str
    issuer: str = ""
    """The body that issued it, as the code says."""
    issued_on: date | None = None
    sealed_by: str = ""
    """Name of the seal's certificate, of a file."""
    shown: dict[str, str] = Field(default={})
    """Of its holder, what the code itself carries, by the labels on the paper."""


class Recall(Schema):
    """Since when and why it counts no longer."""

    at: datetime
    why: str
    replaced_by: str | None
    """Number of the document that took its place."""


class Technical(Schema):
    """What was looked at, for whoever wants to know."""

    issued_at: datetime | None = None
    data_sha256: str = ""
    """Of the data in the file, by the code."""
    file_sha256: str = ""
    sealed_at: datetime | None = None
    signed_by: str = ""
    """The officer who signed before the body sealed, and their office."""
    signed_at: datetime | None = None
    level: str = ""
    """How long the file proves itself: PAdES B-B, B-T or B-LTA."""
    stamped_until: datetime | None = None
    """Until when its newest time stamp proves it."""
    intact: bool | None = None
    """Whether the seal fits the content; null where no file was brought."""
    trusted: bool | None = None
    """Whether the seal's certificate is trusted."""
    covers_whole_file: bool | None = None
    """Whether nothing was added after the seal."""
    problems: list[str] = Field(default=[])
    """What is wrong with the signatures."""


class Answer(Schema):
    """Whether a document is real, in one word and in sentences."""

    verdict: Verdict
    reason: Reason | None
    """Why it is not valid, or what to know of one that is."""
    checked: Literal["code", "file"]
    """What was brought."""
    heading: str
    """The verdict in the reader's language."""
    meaning: str
    """What that means."""
    advice: str
    """What to do now."""
    document: Document | None = None
    """Null where it is none of ours."""
    recall: Recall | None = None
    """Null where it was not recalled."""
    technical: Technical


class KeySet(Schema):
    """The public keys of the codes on documents, those in use and those before them (RFC 7517)."""

    keys: list[Free]
    """Each a JSON Web Key, whose members depend on its kind."""
