"""How far the national portal knows the dossiers, as operators' programs get it."""

from typing import Literal

from pydantic import Field

from api.schemas.base import Listing, Moment, Schema, Sent

State = Literal["owed", "sent", "confirmed", "refused", "given_up"]


class SyncView(Schema):
    """A dossier and what the portal knows of it."""

    dossier: str
    """Its code."""
    destination: str
    """Who is told: portal."""
    state: State
    """Owed; sent, and not known whether it arrived; confirmed; refused; or given up until an operator says so."""
    seq: int
    """The newest event that the portal is to know."""
    confirmed_seq: int
    """The newest that it has confirmed; 0: none yet."""
    confirmed_until: Moment | None
    """When that happened."""
    message: str
    """What the portal said the last time, without numbers of people."""
    why: str
    """What kept it the last time, by its type: PortalDown, PortalRefused, NotOurs."""
    tries: int
    """How often it failed since it was confirmed."""
    owed_since: Moment
    """Since when something is owed."""
    next_at: Moment | None
    """When it is tried next; null where it is confirmed or given up."""
    payload_sha256: str
    """Digest of what was sent last; what was sent is kept nowhere."""


class SyncPage(Listing[SyncView]):
    """What changed, oldest first."""


class RetriedView(Schema):
    """A dossier that the portal is told of again."""

    dossier: str
    """Its code."""


FilingState = Literal["received", "filed", "held", "declined"]


class PortalFilingView(Schema):
    """A filing that somebody made on the national portal, and what became of it here; nothing of what it says."""

    id: str
    """Ours, by which it is filed again."""
    code: str
    """The portal's code of it."""
    asks: Literal["file", "supply", "withdraw"]
    """What for: an application, a supplement, or a withdrawal."""
    procedure: str
    """Code of the procedure that the portal names; empty where it names none."""
    state: FilingState
    """Received, and about to be filed; filed; held until it can be; or declined."""
    why: str
    """What keeps it: the name of a refusal, or the type of an outage."""
    message: str
    """The same in Vietnamese, with the fields that are wrong; without numbers of people."""
    dossier: str | None
    """The dossier that came of it."""
    tries: int
    """How often it was tried since it came, or since an operator had it tried again."""
    received_at: Moment
    """When it came here."""
    due_at: Moment | None
    """When it is tried next, or its sender is told next; null where it was filed, is held, or they were told."""
    declined_at: Moment | None
    """When it was declined."""
    answered_at: Moment | None
    """When whoever sent it was told that it was declined; null while they are not."""
    changed_at: Moment
    """When that was so."""


class PortalFilingPage(Listing[PortalFilingView]):
    """What changed, oldest first."""


class FiledAgainView(Schema):
    """A filing of the portal that is tried again."""

    id: str
    """Ours."""


class DeclineIn(Sent):
    """For what cause a filing of the portal is declined."""

    why: str = Field(max_length=60)
    """What keeps it, as it was listed: if something else keeps it by now, it is not declined."""


class DeclinedView(Schema):
    """A filing of the portal that was declined."""

    id: str
    """Ours."""


class PublicationTaskView(Schema):
    """Something about a procedure's publication on the national portal that is to be put right."""

    procedure: str
    """Its code."""
    what: Literal[
        "not there",
        "not here",
        "another title",
        "older there",
        "newer there",
        "parts missing",
        "sector gone",
        "agency gone",
    ]
    """Not published there; published there and not offered here; by another title; by an older decision than our
    register has, or a newer one; without all seven parts; under a sector or an agency that the portal has no more."""
    ours: str
    """Our title, or the number of our decision."""
    theirs: str
    """The portal's title, decision or code; the parts that are missing."""
    found_at: Moment
    """When it was found."""
    closed_at: Moment | None
    """When it was found to be right; null while it is open."""


class PublicationTaskPage(Listing[PublicationTaskView]):
    """What was found, in that order."""


class StatesView(Schema):
    """How many dossiers stand in which state."""

    owed: int = 0
    """Something is to be told."""
    sent: int = 0
    """It went out, and the answer was lost."""
    confirmed: int = 0
    """The portal knows what was owed."""
    refused: int = 0
    """It said no, and is told again."""
    given_up: int = 0
    """Told again when an operator says so."""
    unknown: int = 0
    """Never owed to the portal."""


class DifferenceView(Schema):
    """A procedure in which the portal's list and ours differ."""

    procedure: str
    """Its code."""
    what: Literal["not there", "not here", "another title"]
    """What differs."""
    ours: str
    """Its title here."""
    theirs: str
    """Its title there."""
    since: Moment
    """Since when that was seen."""


class ReconciliationView(Schema):
    """The dossiers that were filed on a day, beside what the portal knows of them."""

    day: str
    """The day, in Vietnam."""
    filed: int
    """All that were filed."""
    states: StatesView
    """How many in which state."""
    behind: list[str]
    """Codes of those of which the portal does not know everything, 500 at most."""
    differed: int | None
    """Of those that the portal confirmed on that day, how many it did not have so when they were looked up in the night
    after; they are told again. Null: not looked up yet."""
    catalogue: list[DifferenceView]
    """Where the lists of procedures differ today."""
