"""The roadmap of a programme: what was planned, what evidence came, what was accepted, as it stood on any day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter

from domain.base.law import Frozen
from domain.province.periods import Day
from domain.vietnam.programme.entries import Entry, in_force

Kind = Literal["tasks", "models", "targets"]
KINDS: tuple[Kind, ...] = ("tasks", "models", "targets")
State = Literal["not_begun", "under_way", "done_on_time", "done_late", "overdue"]
Given = Literal["given", "accepted", "refused", "withdrawn"]


class Planned(Frozen):
    """A task, model or target as a version of the plan has it (nhiệm vụ, mô hình, chỉ tiêu)."""

    type: Literal["planned"] = "planned"
    kind: Kind
    no: str
    name: str
    lead: str
    """Code of the agency in charge (chủ trì)."""
    co: tuple[str, ...] = ()
    """Codes of those that work with it (phối hợp)."""
    due: Day | None = None
    weight: Decimal = Decimal(1)
    measure: str = ""
    """Of a model: what shows that it works. Of a target: the unit of its value."""
    goal: Decimal | None = None
    baseline: Decimal | None = None
    direction: Literal["≥", "≤"] = "≥"
    source: str = ""
    """Of a target: the metric of the index that it is read from; empty where its value is entered."""
    measured_by: str = ""
    """Who says what its value is, where that is somebody else: another ministry."""
    example: bool = False
    """Whether its name is made up."""


class Dropped(Frozen):
    """It is no part of the plan any more."""

    type: Literal["dropped"] = "dropped"


class EvidenceGiven(Frozen):
    """The agency in charge says that it is done, and shows by what (minh chứng)."""

    type: Literal["evidence"] = "evidence"
    evidence: str
    """Number and symbol of the document that shows it."""
    note: str = ""


class EvidenceJudged(Frozen):
    """The standing body accepts evidence or refuses it; whoever gave it or accepted it withdraws it."""

    type: Literal["judged"] = "judged"
    evidence: str
    state: Literal["accepted", "refused", "withdrawn"]
    reason: str = ""


class Measured(Frozen):
    """A value of a model or target (kết quả đo)."""

    type: Literal["measured"] = "measured"
    value: Decimal | None = None
    """Of a model it may be missing: what counts is whether its measure held."""
    held: bool | None = None
    """Of a model: whether its measure held in the period that ends on this day."""


Content = Annotated[Planned | Dropped | EvidenceGiven | EvidenceJudged | Measured, Field(discriminator="type")]
CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


class Step(Frozen):
    """What somebody did with evidence: gave it, accepted it, refused it, took it back."""

    state: Given
    day: date
    by: str
    """Staff code; empty where it came by import."""
    office: str
    said: str = ""


class Evidence(Frozen):
    """Evidence as it stands."""

    id: str
    giving: int
    """Number of the entry in which it was given: the same paper given again is another giving."""
    day: date
    """On which it was given."""
    by: str
    """Staff code of who gave it."""
    note: str = ""
    state: Given = "given"
    judged_on: date | None = None
    reason: str = ""
    steps: tuple[Step, ...] = ()
    """All that was done with this paper, also before it was given again."""

    def may_become(self, state: Given) -> bool:
        """Whether it is accepted or refused yet, or taken back: of two that judge at once the first holds."""
        return self.state == "given" or state == "withdrawn" != self.state


class Measurement(Frozen):
    """A value of a day, or whether a measure held then, and what says so."""

    day: date
    value: Decimal | None
    held: bool | None
    document: str
    imported: bool

    @property
    def month(self) -> date:
        """The first day of the month, which is the period that it speaks of."""
        return self.day.replace(day=1)


class Item(Frozen):
    """A task, model or target as it stands on a day."""

    plan: Planned
    since: date
    """Of the newest version of its plan."""
    version: int
    """Number of the newest entry of it: whoever read it with another has not read what stands."""
    document: str
    """Which that version is from."""
    imported: bool
    """Whether anything of it came by import."""
    evidence: tuple[Evidence, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    """By day, of each day the one that was entered last."""

    @property
    def accepted(self) -> tuple[Evidence, ...]:
        """The evidence that the standing body accepted."""
        return tuple(one for one in self.evidence if one.state == "accepted")

    def has_otherwise(self, given: EvidenceGiven) -> bool:
        """Whether the same paper is given or accepted already, with another note."""
        stands = [one for one in self.evidence if one.id == given.evidence and one.state in ("given", "accepted")]
        return any(one.note != given.note for one in stands)

    @property
    def done_on(self) -> date | None:
        """On which day the evidence was given that was accepted; the first, where there are several."""
        return min((one.day for one in self.accepted), default=None)

    def state(self, day: date) -> State:
        """How a task stands: it is done only with accepted evidence."""
        due = self.plan.due
        if self.done_on:
            return "done_late" if due and self.done_on > due else "done_on_time"
        if due and due < day:
            return "overdue"
        return "under_way" if any(one.state != "withdrawn" for one in self.evidence) else "not_begun"

    @property
    def by_month(self) -> dict[date, Measurement]:
        """Of each month that was measured the word that holds: the newest; of a model, of those that say if it held.

        A month is one period, however often it was measured.
        """
        found: dict[date, Measurement] = {}
        for one in self.measurements:
            before = found.get(one.month)
            says_less = self.plan.kind == "models" and one.held is None
            if before is None or before.held is None or not says_less:
                found[one.month] = one
        return found

    def effective(self, periods: int) -> bool | None:
        """Whether a model's measure held in the last months that were measured, so many at least; None: not known.

        It is not known while fewer were measured and the measure held in all of them.
        """
        newest = [one.held for one in self.by_month.values() if one.held is not None][-periods:]
        if False in newest:
            return False
        return True if len(newest) == periods else None

    def effective_since(self, periods: int) -> date | None:
        """The day from which on a model has been effective without a break; None, where it is not."""
        since = None
        for many, one in enumerate(self.measurements, 1):
            then = self.model_copy(update={"measurements": self.measurements[:many]})
            since = (since or one.day) if then.effective(periods) else None
        return since

    def value(self, day: date) -> Decimal | None:
        """Its newest value by a day."""
        known = (one.value for one in reversed(self.measurements) if one.day <= day and one.value is not None)
        return next(known, None)

    def reaches(self, value: Decimal | None) -> bool | None:
        """Whether a value is what a target asks for; None where either is not known."""
        if value is None or self.plan.goal is None:
            return None
        return value >= self.plan.goal if self.plan.direction == "≥" else value <= self.plan.goal

    def met(self, day: date, now: Decimal | None, when_due: Decimal | None) -> bool | None:
        """Whether a target is met by a day: by its value then, or on the day on which it was due; None: not known."""
        told = [self.reaches(now)]
        if self.plan.due and self.plan.due < day:
            told.append(self.reaches(when_due))
        return True if True in told else None if None in told else False

    def changed(self, entry: "Entry[Content]") -> Self:
        """The same after an entry."""
        content = entry.content
        told: dict[str, Any] = {"imported": self.imported or entry.imported, "version": max(self.version, entry.number)}
        match content:
            case Planned():
                told |= {"plan": content, "since": entry.day, "document": entry.document}
            case EvidenceGiven():
                told |= {"evidence": _given(self.evidence, entry, content)}
            case EvidenceJudged():
                told |= {"evidence": tuple(_judged(one, entry, content) for one in self.evidence)}
            case Measured():
                told |= {"measurements": _measured(self.measurements, entry, content)}
        return self.model_copy(update=told)


Roadmap = dict[tuple[Kind, str], Item]
"""The items of a programme, by kind and number."""


def roadmap(entries: "Iterable[Entry[Content]]", day: date) -> Roadmap:
    """The roadmap as it stood at the end of a day; what was entered later changes nothing of it."""
    found: dict[str, Item] = {}
    for entry in in_force(entries, day):
        content, item = entry.content, found.get(entry.subject)
        if isinstance(content, Dropped):
            found.pop(entry.subject, None)
        elif item:
            found[entry.subject] = item.changed(entry)
        elif isinstance(content, Planned):
            found[entry.subject] = Item(
                plan=content,
                since=entry.day,
                version=entry.number,
                document=entry.document,
                imported=entry.imported,
            )
    return {(item.plan.kind, item.plan.no): item for item in found.values()}


def subject_of(programme: str, kind: Kind, no: str) -> str:
    """What entries of an item are about."""
    return f"{programme}/{kind}/{no}"


def _measured(known: tuple[Measurement, ...], entry: "Entry[Content]", said: Measured) -> tuple[Measurement, ...]:
    new = Measurement(day=entry.day, value=said.value, held=said.held, document=entry.document, imported=entry.imported)
    return tuple(sorted((*(one for one in known if one.day != new.day), new), key=lambda one: one.day))


def _given(known: tuple[Evidence, ...], entry: "Entry[Content]", given: EvidenceGiven) -> tuple[Evidence, ...]:
    # The same paper once more is the same evidence, unless it was withdrawn or refused: then it is looked at anew.
    before = next((one for one in known if one.id == given.evidence), None)
    if before and before.state in ("given", "accepted"):
        return known
    steps = (*(before.steps if before else ()), _step("given", entry, given.note))
    new = Evidence(
        id=given.evidence, giving=entry.number, day=entry.day, by=entry.officer, note=given.note, steps=steps
    )
    return (*(one for one in known if one.id != given.evidence), new)


def _judged(one: Evidence, entry: "Entry[Content]", judged: EvidenceJudged) -> Evidence:
    if one.id != judged.evidence or not one.may_become(judged.state):
        return one
    steps = (*one.steps, _step(judged.state, entry, judged.reason))
    told = {"state": judged.state, "judged_on": entry.day, "reason": judged.reason, "steps": steps}
    return one.model_copy(update=told)


def _step(state: Given, entry: "Entry[Content]", said: str) -> Step:
    by = "" if entry.imported else entry.officer
    return Step(state=state, day=entry.day, by=by, office=entry.office, said=said)
