"""The programme's roadmap as programs send and get it: each figure with what was counted and by which definition."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.base import Coded, Moment, Schema, Sent
from domain.province.periods import Day
from domain.vietnam.programme.progress import Light
from domain.vietnam.programme.roadmap import Given, Kind, State

Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[\w.]+$")]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Document = Annotated[str, Field(min_length=1, max_length=100)]
Number = Annotated[Decimal, Field(max_digits=20, decimal_places=6, allow_inf_nan=False)]


class Figure(Schema):
    """A share, with what was counted for it."""

    numerator: float | None
    """Null: it is not known."""
    denominator: float | None
    """Null: it is not known."""
    percent: float | None
    """Two decimals, halves upwards; null where either is unknown, or there was nothing to count."""
    definition: str
    """Which definition it follows, and which version of that."""
    method: str
    """The definition in words, in the reader's language."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""


class PlannedIn(Sent):
    """A task, model or target, as a decision has it from today on; the same number again is a new version."""

    no: Code
    name: Text
    lead: Code
    co: list[Code] = Field(default=[], max_length=30)
    due: Day | None = None
    weight: Number = Field(default=Decimal(1), gt=0)
    measure: str = Field(default="", max_length=500)
    goal: Number | None = None
    baseline: Number | None = None
    direction: Literal["≥", "≤"] = "≥"
    source: str = Field(default="", max_length=10)
    measured_by: str = Field(default="", max_length=200)
    document: Document
    dropped: bool = False


class EvidenceIn(Sent):
    """What shows that an item is done."""

    evidence: Document
    note: str = Field(default="", max_length=500)


class JudgedIn(Sent):
    """What the standing body says of evidence."""

    evidence: Document
    accepted: bool
    reason: str = Field(default="", max_length=500)
    """Why; a refusal without it is none."""
    giving: int | None = None
    """Which giving of it was read; where it was given again since, nothing is judged."""


class WithdrawnIn(Sent):
    """Which evidence is taken back, and why."""

    evidence: Document
    reason: str = Field(min_length=1, max_length=500)
    giving: int | None = None
    """Which giving of it was read; where it was given again since, nothing is taken back."""


class MeasuredIn(Sent):
    """A value of a model or target today, or whether a model's measure held."""

    value: Number | None = None
    """A target has one; of a model it may be missing."""
    held: bool | None = None
    """Of a model: whether its measure held."""
    document: Document
    version: int | None = None
    """Which version of the item was read; where something was entered since, nothing is."""


class EvidenceView(Schema):
    """Evidence as it stands."""

    id: str
    """Number and symbol of the document."""
    giving: int
    """Which giving of it this is: the same document given again has another."""
    day: date
    """On which it was given."""
    state: Given
    judged_on: date | None
    """When the standing body accepted or refused it, or it was withdrawn."""
    note: str
    """What whoever gave it says of it."""
    reason: str
    """Why it was refused or withdrawn."""


class MeasurementView(Schema):
    """What was measured on a day."""

    day: date
    """On which it was measured; its month is the period that it speaks of."""
    value: float | None
    """Null: only whether the measure held was said."""
    held: bool | None
    """Of a model: whether its measure held; null where nobody said."""
    counts: bool
    """Whether it is the word that holds of its month; a later one of the same month takes its place."""
    document: str
    """Which says so."""
    imported: bool
    """Whether it came by import."""


class ItemView(Schema):
    """A task, model or target as it stands on a day."""

    no: str
    """Of the plan."""
    name: str
    """As the plan has it."""
    example: bool
    """Whether its name is made up."""
    lead: Coded
    """The agency in charge."""
    co: list[str]
    """Codes of those that work with it."""
    due: date | None
    """Its last day; null where the plan names none."""
    weight: float
    """Beside the others."""
    state: State | None
    """Of a task."""
    effective: bool | None
    """Of a model: whether its measure held long enough; null also where too few months were measured to know."""
    effective_since: date | None
    """Of a model that is effective: from which day on it has been, without a break."""
    met: bool | None
    """Of a target: whether its goal is reached; null also where that is not known."""
    value: float | None
    """Newest value; null where it is not known."""
    goal: float | None
    """Of a target."""
    baseline: float | None
    """Of a target: where it began."""
    direction: str
    """Whether at least or at most the goal is asked for."""
    measure: str
    """What is measured, or its unit."""
    source: str
    """The metric of the index that its value is read from; empty where it is entered."""
    measured_by: str
    """Who else says its value."""
    measurements: list[MeasurementView]
    """Of a model or target, by day."""
    since: date
    """From which day on this version of the plan holds."""
    version: int
    """Number of the newest entry of it."""
    document: str
    """Which says so."""
    imported: bool
    """Whether anything of it came by import."""
    evidence: list[EvidenceView]
    """All of it."""


class ItemsView(Schema):
    """The tasks, models or targets of a programme that the reader may see."""

    programme: Coded
    """Of which province."""
    kind: Kind
    as_of: date
    """As they stood at the end of this day."""
    items: list[ItemView]
    """By number."""


class LeadView(Schema):
    """The tasks of an agency in charge."""

    lead: Coded
    """The agency."""
    done: Figure
    light: Light | None
    """How it stands beside its plan."""
    overdue: int
    """Tasks that are late and not done."""


class SummaryView(Schema):
    """How far a programme is, of what the reader may see."""

    programme: Coded
    """Of which province."""
    as_of: date
    """What was entered up to the end of this day."""
    computed_at: Moment
    """When it was counted."""
    ended: date | None
    """The programme's last day, where its province is none any more."""
    whole: bool
    """Whether these are all items; else those of the reader's offices."""
    imported: int
    """Items of which something came by import."""
    tasks: Figure
    weighted: Figure
    planned: Figure
    """Tasks that were to be done by the day."""
    light: Light | None
    """Green, yellow or red beside the plan; null where there are no tasks."""
    states: dict[State, int]
    """Tasks by state."""
    finish: date | None
    """When all tasks are done if it goes on as in the last months; null where it does not."""
    models: Figure
    models_unknown: int
    """Models measured in too few months to know whether they are effective: they are in the denominator alone."""
    targets: Figure
    targets_unknown: int
    """Targets of which it is not known whether they are met: they are in the denominator alone."""
    leads: list[LeadView]
    """By agency in charge."""
