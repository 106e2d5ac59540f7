"""A plan as a file brings it: its items from a day on, with the evidence and values that there were by then."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from domain.province.periods import Day
from domain.province.units import Units
from domain.vietnam.programme.entries import NewEntry
from domain.vietnam.programme.roadmap import (
    KINDS,
    Content,
    Dropped,
    EvidenceGiven,
    EvidenceJudged,
    Kind,
    Measured,
    Planned,
    subject_of,
)


class Sent(BaseModel, frozen=True, extra="forbid"):
    """A part of the file."""


class Done(Sent):
    """Evidence that the standing body accepted on the day on which it was given."""

    day: Day
    evidence: str


class Value(Sent):
    """A value, or whether a measure held in the period that ended on a day."""

    day: Day
    value: Decimal | None = None
    held: bool | None = None


class ItemIn(Sent):
    """A task, model or target."""

    no: str
    name: str
    lead: str
    co: tuple[str, ...] = ()
    due: Day | None = None
    weight: Decimal = Decimal(1)
    measure: str = ""
    goal: Decimal | None = None
    baseline: Decimal | None = None
    direction: str = "≥"
    source: str = ""
    measured_by: str = ""
    done: Done | None = None
    values: tuple[Value, ...] = ()


class PlanFile(Sent):
    """A version of the plan; a number that an earlier one has is changed by it, and one in ``dropped`` is no more."""

    note: str = ""
    programme: str
    """Code of the province."""
    document: str
    since: Day
    example: bool = False
    """Whether the names in it are made up."""
    tasks: tuple[ItemIn, ...] = ()
    models: tuple[ItemIn, ...] = ()
    targets: tuple[ItemIn, ...] = ()
    dropped: tuple[tuple[Kind, str], ...] = ()

    def refuse_strangers(self, units: Units) -> None:
        """See that the programme and every agency in it is a unit that stands then, or stood last.

        Raises:
            NoSuchUnit: one is none.
        """
        for item in (*self.tasks, *self.models, *self.targets):
            for agency in (self.programme, item.lead, *item.co):
                units.latest(agency, self.since)

    def entries(self) -> Iterator[NewEntry[Content]]:
        """What it enters."""
        for kind in KINDS:
            for item in getattr(self, kind):
                yield from self._of(kind, item)
        for kind, no in self.dropped:
            yield self._entry(kind, no, self.since, Dropped())

    def _of(self, kind: Kind, item: ItemIn) -> Iterator[NewEntry[Content]]:
        plain = item.model_dump(exclude={"done", "values"})
        plan = Planned.model_validate(plain | {"kind": kind, "example": self.example})
        yield self._entry(kind, item.no, self.since, plan)
        if done := item.done:
            yield self._entry(kind, item.no, done.day, EvidenceGiven(evidence=done.evidence))
            yield self._entry(kind, item.no, done.day, EvidenceJudged(evidence=done.evidence, state="accepted"))
        for value in item.values:
            yield self._entry(kind, item.no, value.day, Measured(value=value.value, held=value.held))

    def _entry(self, kind: Kind, no: str, day: date, content: Content) -> NewEntry[Content]:
        subject = subject_of(self.programme, kind, no)
        # One that is loaded again adds nothing; another document that says otherwise does.
        key = "|".join((subject, content.type, day.isoformat(), self.document))
        return NewEntry(
            unit=self.programme,
            subject=subject,
            day=day,
            document=self.document,
            content=content,
            imported=True,
            key=key,
        )
