"""Dossiers as their readers see them."""

from typing import Literal

from pydantic import RootModel

from api.schemas.base import Free, Listing, Moment, ProcedureName, Schema, if_any
from api.schemas.payments import PaymentView
from api.schemas.results import RecallView, ResultView
from domain.base.law import Status


class StatusView(Schema):
    """Where a dossier stands, by the national codes."""

    code: Status
    """1 filed, 2 accepted, 3 not accepted, 4 in process, 5 supplement requested, 6 payment requested, 7 withdrawn,
    8 stopped, 9 done, 10 delivered."""
    words: str
    """In the reader's language."""


class Waits(Schema):
    """What a dossier waits for."""

    why: str
    """In the reader's language."""
    since: Moment | None
    until: Moment | None
    """When that is to be over; null where no date is fixed."""


class ConsentView(Schema):
    """Somebody who must agree to a part of the dossier, and what they said."""

    part: str
    """The part of the form that it is about."""
    words: str
    """What that part is called, in the reader's language."""
    said: Literal["consent", "object"] | None
    """Null until they say something."""
    reason: str
    """Why they object."""
    task: str
    """The task that asks them."""


class Links(Schema):
    """Where to go from a dossier."""

    self: str
    """The dossier."""
    events: str
    """Its journal."""


class DossierLinks(Links):
    """Where to go from a dossier: also to the slips and the page that there are for this reader now."""

    form_01: str = if_any("")
    """The slip that it was received, with the date of the result."""
    form_02: str = if_any("")
    """The slip that says what to supply."""
    form_03: str = if_any("")
    """The slip that it is not accepted."""
    form_04: str = if_any("")
    """The apology, with the new date."""
    form_05: str = if_any("")
    """The slip that it was stopped."""
    form_refusal: str = if_any("")
    """The slip that it was refused after it had been accepted, and why."""
    form_06: str = if_any("")
    """The control slip, for officers."""
    sign: str = if_any("")
    """The page on which whoever reads this is to sign the result."""


class FiledView(Schema):
    """A filing that was taken in; asked again with the same key, it is the same answer."""

    code: str
    """The dossier's: by it everything is found."""
    status: StatusView
    filed_at: Moment
    due_at: Moment | None
    """Null: the date is fixed when it is accepted."""
    links: Links


class DossierView(Schema):
    """A dossier: where it is, who has it, why it waits, until when, and what can be done."""

    code: str
    procedure: ProcedureName
    status: StatusView
    filed_at: Moment | None
    accepted_at: Moment | None
    due_at: Moment | None
    """When the result is due; null until that is fixed."""
    due_because: str | None
    """How that date came about, in the reader's language."""
    clock: str | None
    """Which day of how many it is, in the reader's language; null where no clock runs."""
    late: bool
    """Whether the date has passed."""
    holder: str
    """Who has it now, in the reader's language."""
    waits: Waits
    can: tuple[str, ...]
    """What the reader can do now; what the applicant can, where an officer reads."""
    reason: str
    """Why it was not accepted, refused or stopped, as whoever decided wrote it."""
    consents: list[ConsentView]
    payments: list[PaymentView]
    result: ResultView | None
    """The newest."""
    recalled: list[RecallView]
    """Results that were recalled."""
    links: DossierLinks


class Erasure(Schema):
    """When and why a dossier's data were erased."""

    at: Moment
    words: str
    """In the reader's language."""


class ErasedDossier(Schema):
    """A dossier of which nothing is left to show but that there was one."""

    code: str
    erased: Erasure
    links: Links


class BranchView(Schema):
    """An interlinked procedure beside its parent: a dossier of its own, with its own office, status and clock."""

    code: str
    procedure: ProcedureName
    agency: str
    """The body that decides on it."""
    status: StatusView
    due_at: Moment | None
    """When its result is due."""
    clock: str | None
    """Which day of how many it is, in the reader's language."""
    late: bool
    """Whether its date has passed."""
    reason: str
    """Why it was not accepted, refused or stopped."""
    result: ResultView | None
    recalled: list[RecallView]
    links: Links


class OfficeClock(Schema):
    """How long an office has had the dossier."""

    agency: str
    """The office's body."""
    hours: float
    """Of office time."""


class DossierInFull(DossierView):
    """A dossier with its offices' clocks and the procedures that go on beside it."""

    clocks: list[OfficeClock]
    branches: list[BranchView | ErasedDossier]


class DossierPage(Listing[DossierView | ErasedDossier]):
    """Dossiers that the reader may see, the newest first."""


class FilledForm(RootModel[Free]):
    """A form as it stands: its fields are those of the JSON Schema that its procedure's catalogue entry has."""
