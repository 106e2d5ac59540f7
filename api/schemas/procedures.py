"""The catalogue's entries: what a procedure needs, gives and costs."""

from typing import Literal

from pydantic import RootModel

from api.schemas.base import Free, Schema, if_any
from domain.statute.fees import Ending


class CaseView(Schema):
    """A case of a procedure that has a term of its own."""

    case: str
    """By which programs know it."""
    title: str
    """In the reader's language."""
    term: str
    """How long it takes, in the reader's language."""


class RateView(Schema):
    """What one application costs."""

    channel: Literal["online", "direct"] | None
    """How it is filed; null where that makes no difference."""
    case: str
    """In which case; empty where that makes no difference."""
    amount: int
    """In đồng."""
    each: bool = if_any(False)
    """Whether so much is paid for each person; absent where it is paid once."""


class TierView(Schema):
    """What each page or copy costs."""

    up_to: int | None
    """Up to and with which one; null for all that follow."""
    each: int
    """In đồng."""


class FeeView(Schema):
    """What a procedure costs, in đồng, and when it is due."""

    title: str
    """In the reader's language."""
    when: Literal["intake", "supplement", "return"]
    """When it is to be paid: once accepted, once verified, or before the result is handed over."""
    rates: list[RateView]
    """The first that fits holds."""
    per_unit: list[TierView]
    cap: int | None
    """Most that all pages or copies together cost."""
    refunded_on: tuple[Ending, ...]
    """How a dossier may end so that the fee goes back."""


class NeededPaper(Schema):
    """A paper that a procedure asks for."""

    kind: str
    """By which an application names it."""
    title: str
    """In the reader's language."""
    required: bool
    """Whether it must be brought."""
    known_by: str = if_any("")
    """The register that has it already, so that nobody brings it; absent where none does."""
    taken_from: str = if_any("")
    """Where it is taken from if the applicant has it there, so that they need not bring it; absent: nowhere."""


class ProcedureView(Schema):
    """A procedure that one can file."""

    code: str
    """Of the national catalogue."""
    title: str
    """In the reader's language."""
    version: str
    """Which rules are in force today."""
    term: str
    """How long it takes, in the reader's language."""
    cases: list[CaseView]
    fee: FeeView | None
    """Null where it costs nothing."""
    level: Literal["partial", "full"]
    """Whether it goes on-line from end to end, or somebody must come in person."""
    applicants: list[Literal["citizen", "organisation"]]
    """Who may file it."""
    papers: list[NeededPaper]


class ProcedureInFull(ProcedureView):
    """A procedure with its form."""

    form: Free
    """JSON Schema of the form, labelled in the reader's language; `x-titles` has every label in both languages."""


class ResultSchema(RootModel[Free]):
    """The JSON Schema of the data that a procedure's result carries in its PDF."""
