"""Documents of the programme, as programs ask for them and get them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Coded, Moment, Schema, Sent
from api.schemas.vietnam.programme import Document


class ReportIn(Sent):
    """Of which month a report is to be signed."""

    period: str = Field(pattern=r"^\d{4}-\d{2}$")


class NoteIn(Sent):
    """Which accepted evidence a note of acceptance is about."""

    evidence: Document


class DocumentView(Schema):
    """A document as it stands."""

    id: str
    """By which its file is fetched."""
    kind: Coded
    about: str
    """The month, or the item and its evidence."""
    state: Literal["under_way", "sealed", "declined"]
    """Under way: its signatory is asked, or the seal is to come."""
    signatory: str
    """Name of who signs."""
    made_at: Moment
    """When it was asked for."""
    reference: str
    """Number and symbol as the law writes them; empty until it is sealed."""
    number: str
    """By which programs know it; empty until it is sealed."""
    issued_at: Moment | None
    """When it got its number."""
    sha256: str
    """Of the file as it was sealed; empty until then."""
    stamped_until: datetime | None
    """Until when its last archive time stamp proves it; null without one."""
    declined: str
    """Why nobody signed it."""


class DocumentsView(Schema):
    """The documents of the programme."""

    items: list[DocumentView]
    """The newest first; at most 200."""
