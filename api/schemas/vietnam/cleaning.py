"""Data cleaning: what an office has to look at, what it found out, and what came of it."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from api.schemas.base import Coded, Moment, Schema, Sent
from api.schemas.province.definitions import Defined
from domain.vietnam.cleaning import Verdict


class OutcomeIn(Sent):
    """What an office found out about a difference."""

    outcome: Verdict
    """`register`: the register is right; `other`: what stands against it; `both`: both are wrong; `none`: no error."""
    value: str = Field(default="", max_length=200)
    """What is right, where both are wrong."""
    paper: str = Field(min_length=3, max_length=300)
    """The paper that shows it: what it is, its number, its day."""
    basis: str = Field(min_length=3, max_length=300)
    """The provision or decision by which it is put right."""

    @model_validator(mode="after")
    def _says_what_is_right(self) -> Self:
        if bool(self.value) != (self.outcome == "both"):
            raise ValueError("value is what is right where both are wrong, and nothing else")
        return self


class CorrectionView(Schema):
    """A difference at the office that keeps the register."""

    id: str
    """By which its outcome is sent."""
    register_: str = Field(serialization_alias="register")
    """Which register says otherwise."""
    rule: Coded
    """What kind of difference it is."""
    person: str
    """Citizen number."""
    field: str
    """What of them."""
    said: str
    """By the register (A)."""
    other: str
    """By what stands against it (B)."""
    receipt: str
    """What the register signed of A: when, by which key, over which answer; empty where it signs nothing."""
    pattern: Coded | None
    """The slip that it looks like: day and month swapped, one digit, accents alone; null where it looks like none."""
    grave: bool
    """Whether somebody is paid, married or represented by it who must not be."""
    shown: str
    """What B was read from at a clinic; empty where it stands in a dossier's papers or in another register."""
    dossiers: int
    """In how many it was found."""
    receptions: int
    """In how many receptions at clinics it was found, whose patients wished that it be looked into."""
    found_at: Moment
    """For the first time."""
    state: Literal["open", "decided", "closed"]
    """Decided: the register is owed the right value, and looked at again."""
    outcome: str
    """As it was sent; empty while it is open."""
    closed_at: Moment | None
    """Null while anything is to be done."""


class CorrectionList(Schema):
    """Differences at the reader's office."""

    items: list[CorrectionView]
    """The oldest first; at most 200."""


class RecallProposal(Schema):
    """A result of the reader's office that rests on data which were found wrong."""

    task: str
    """By which it is decided on: what was found stands in `GET /tasks/{task}`."""
    dossier: str
    """Its code."""
    procedure: str
    """Code of the procedure that it came to in."""
    result: str
    """Its number: `POST /results/{number}/recall` recalls or corrects it."""
    opened_at: Moment
    """When it was proposed."""


class RecallProposals(Schema):
    """Results that leaders of the reader's office have to decide on."""

    items: list[RecallProposal]
    """The oldest first; at most 200."""


class RegisterErrors(Schema):
    """How good a register proved to be."""

    register_: str = Field(serialization_alias="register")
    """Which one."""
    found: int
    """Differences, each once."""
    closed: int
    """Of these, those that are settled."""
    confirmed: int
    """Of these, where something was wrong."""
    errors: int
    """Of these, where the register was."""
    compared: int
    """People about whom its answers were compared."""
    cleaned: float | None
    """Closed by found; null where nothing was found."""
    precision: float | None
    """Confirmed by found; null where nothing was found."""
    error_rate: float | None
    """Errors by people compared; null where nobody was."""
    low: float | None
    """The rate is at least this, with 95 per cent (Wilson)."""
    high: float | None
    """The rate is at most this, with 95 per cent (Wilson)."""
    open: int
    """Not closed yet."""
    open_a_week: int
    """Of these, found more than 7 days ago."""
    open_a_month: int
    """Of these, found more than 30 days ago."""


class NightView(Schema):
    """A night in which dossiers were held against one another."""

    day: date
    """When."""
    dossiers: int
    """How many were looked at."""
    found: int
    """Differences that were new."""


class CleaningSummary(Defined):
    """All registers."""

    night: NightView | None
    """The last one; null where nothing is compared by night."""

    as_of: Moment
    """When it was counted."""
    definition: str
    """Edition of the rules."""
    registers: list[RegisterErrors]
    """By name."""
