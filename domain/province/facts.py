"""One dossier as figures count it: when what happened to it, where and how; nothing of whom it is about.

Facts are made of the open fields of events alone, so that they are made again to the same values at any time, also once
the dossier's data were erased. Of how long it took, the calendar of its office says beside them which days were worked:
as that was known when it was settled. A day off that was decreed later changes nothing, as no day comes back; only a
calendar's file that is put right does, once all facts are made anew.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel

from domain.base.calendar import CalendarEnds
from domain.base.calendars import CalendarAt
from domain.base.law import UNDER_WAY, Channel, Role, Status
from domain.deadlines.clock import Counting, Took, took
from domain.deadlines.rules import due_of
from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.money.model import ONLINE, Return, Transaction
from domain.province.course import Course
from domain.province.work_files import Handled, Handling
from domain.registers.query import POPULATION
from domain.tasks.model import RECONCILE

EDITION = 10
"""Of what the facts are and how they are made: with another, all are made again."""
NEVER = datetime.min.replace(tzinfo=UTC)
SUPPLEMENT = "02"
"""The form for which a clock stands until the applicant brings what is missing."""


class DossierFacts(BaseModel, frozen=True):
    """The facts of one dossier as its newest event left it. Moments are of the journal; money is in đồng."""

    dossier: str
    seq: int
    """Its newest event."""
    edition: int = EDITION
    procedure: str
    version: str
    """Of the law that it is judged by."""
    receiving: str
    competent: str
    channel: Channel
    parent: str = ""
    """The dossier that opened it, in interlinked procedures."""
    term_case: str = ""
    identity: Literal["account", "chip", ""] = ""
    """By what its applicant was known: their account, the chip of their card, or an officer's eyes alone."""
    status: Status
    ending: str = ""
    """The act that ended it; empty while it is under way."""
    filed_at: datetime
    accepted_at: datetime | None = None
    first_due_at: datetime | None = None
    """As it was promised at reception."""
    due_at: datetime | None = None
    """As it stands now: of a correction, that of the corrected result."""
    appointed_at: datetime | None = None
    """By when it had to have its first result (ngày hẹn trả): no date that was set once this one was missed; by its
    term, where none was ever appointed, and None where no calendar says when that is over."""
    issued_at: datetime | None = None
    """When its first result was sealed (đã xử lý xong): the clock stops there, not at the hand-over."""
    handed_over_at: datetime | None = None
    ended_at: datetime | None = None
    supplements: int = 0
    """How many were asked for before its first result."""
    first_asked_at: datetime | None = None
    """When a supplement was first asked for."""
    stood_for_supplements: int = 0
    """Seconds in which its clock stood for supplements; what stands still is not counted yet."""
    stood_for_fees: int = 0
    """Seconds in which its clock stood for a fee."""
    stands_since: datetime | None = None
    """Since when its clock stands; of one that ended meanwhile, since when it stood."""
    took_in: Counting | Literal[""] = ""
    """In what its term is counted (``domain.deadlines.clock.took``)."""
    took: int | None = None
    """Thousandths of that, from its acceptance to its first result, or to its end where there is none, less what its
    clock stood; none before, and where no calendar says which days were worked."""
    took_working_days: int | None = None
    """The same in thousandths of a working day of its office."""
    papers: int = 0
    """How many came with it and later."""
    digitised: int = 0
    """Of those, how many the counter scanned and sealed."""
    reused: bool = False
    """Whether a paper was taken over instead of brought anew, or a register answered in the place of one."""
    from_store: bool = False
    """Whether a paper lay in its owner's store on the national portal."""
    answers: int = 0
    """How many look-ups in registers found what they were asked for."""
    population_asked: bool = False
    """Whether the population register answered for it."""
    has_fee: bool = False
    """Whether the law has it cost something (có phí, lệ phí khác 0): asked for already, or due at the return."""
    fee: int = 0
    paid: int = 0
    paid_online: int = 0
    given_back: int = 0
    unreconciled: int = 0
    """Payments of which the books of the payment platform say something else (chênh lệch đối soát), uncleared yet."""
    unreconciled_sum: int = 0
    """What came by these, as far as the platform says so."""
    sealed: bool = False
    """Whether it has a sealed result that stands."""
    recalled: bool = False
    """Whether its newest result was recalled and none replaced it."""
    apologies: int = 0
    stars: int | None = None
    waits_for: str = ""
    """The agency that does not answer."""
    step: str = ""
    """The kind of task that has been open longest; empty where none is."""
    step_role: Role | None = None
    step_since: datetime | None = None
    work_file: Handled = ""
    """How its own work file was handled, once it is closed (``domain.province.work_files``)."""
    opened: str = ""
    """When each step was opened last: its kind and the second of Unix time (``verify:1764550800``), apart by blanks."""
    reopened: bool = False
    """Whether it was ever under way again after its first result."""
    course: str = ""
    """How what can change did (``domain.province.course``); empty in facts of an edition without it."""
    steady_since: datetime | None = None
    """Since when nothing of that changed, and no other moment came; None in facts of an edition without it."""


@dataclass
class Moments:
    """What a dossier's state does not keep, as its events are gone through."""

    filed_at: datetime = NEVER
    identity: Literal["account", "chip", ""] = ""
    first_due_at: datetime | None = None
    due_at: datetime | None = None
    appointed_at: datetime | None = None
    issued_at: datetime | None = None
    handed_over_at: datetime | None = None
    ended_at: datetime | None = None
    supplements: int = 0
    first_asked_at: datetime | None = None
    stands_since: datetime | None = None
    papers: int = 0
    digitised: int = 0
    reused: bool = False
    from_store: bool = False
    answers: int = 0
    population_asked: bool = False
    reopened: bool = False
    steps: dict[str, int] = field(default_factory=dict)
    handling: Handling = field(default_factory=Handling)
    settled_at: datetime | None = None
    taken: Took | None = None
    calendar_at: CalendarAt | None = None

    def see(self, event: Event, dossier: Dossier) -> None:
        """Note an event that was folded into the dossier just now."""
        act, at = event.act, event.at
        self.handling.see(event, dossier)
        if isinstance(act, acts.Filed):
            self.filed_at, self.digitised = at, len(act.digitised)
            self.identity = "chip" if act.identity else "account" if event.actor.applies else ""
        if isinstance(act, acts.Filed | acts.Supplied):
            self.papers += len(act.documents)
            self.reused |= bool(act.reused)
            self.from_store |= bool(act.from_store)
        if isinstance(act, acts.Accepted):
            self.first_due_at = self.first_due_at or act.due_at
        if isinstance(act, acts.SupplementRequested):
            self.first_asked_at = self.first_asked_at or at
            self.supplements += self.issued_at is None
        if isinstance(act, acts.Issued):
            self.issued_at = self.issued_at or at
        if isinstance(act, acts.HandedOver):
            self.handed_over_at = self.handed_over_at or at
        if isinstance(act, acts.Answered) and act.look and act.found:
            self.answers += 1
            self.reused |= bool(act.instead_of)
            self.population_asked |= act.agency == POPULATION
        for task in dossier.open_tasks:
            self.steps[task.kind] = int(task.opened_at.timestamp())
        # A correction opens it again: then it has no end until it has one once more.
        self.ended_at = (self.ended_at or at) if dossier.ended else None
        if self.settled_at != (settled_at := self.issued_at or self.ended_at):
            self.settled_at, self.taken = settled_at, self._took(dossier, settled_at)
        if self.issued_at is None and dossier.due_at != self.due_at and self._moves(event):
            self.appointed_at = dossier.due_at
        if dossier.due_at is None and settled_at is None:
            self.appointed_at = self._by_term(dossier, event.at)
        self.due_at = dossier.due_at
        self.reopened |= self.issued_at is not None and dossier.status in UNDER_WAY
        self.stands_since = next((pause.start for pause in dossier.pauses if pause.end is None), None)

    def _took(self, dossier: Dossier, settled_at: datetime | None) -> Took | None:
        if settled_at is None or dossier.accepted_at is None or self.calendar_at is None:
            return None
        # What is corrected later, and asked for then, is of another term.
        term, calendar = dossier.law.term_of(dossier.case), self.calendar_at(dossier.competent, settled_at)
        with suppress(CalendarEnds):
            return took(term, dossier.accepted_at, dossier.pauses, settled_at, calendar)
        return None

    def _by_term(self, dossier: Dossier, at: datetime) -> datetime | None:
        """When its term is over, less what its clock stood; None where nothing says which days are worked."""
        if dossier.accepted_at is None or self.calendar_at is None:
            return None
        with suppress(CalendarEnds):
            return due_of(dossier, dossier.case, self.calendar_at(dossier.competent, at))
        return None

    def _moves(self, event: Event) -> bool:
        """Whether a date that is set now is one to be judged by: the one before has not been missed."""
        ran_until = self.stands_since or event.at
        if self.appointed_at is None or ran_until <= self.appointed_at:
            return True
        # A day off or the law's other term says that it never had passed; of a date set after it they say nothing.
        return isinstance(event.act, acts.Redated | acts.CaseChanged) and self.appointed_at == self.due_at


def facts_of(code: str, events: Iterable[Event], calendar_at: CalendarAt | None = None) -> DossierFacts:
    """The facts of a dossier by its events, in order; what those say of people is not looked at.

    Without calendars they do not say how long it took.
    """
    dossier, moments, course = Dossier(code=code), Moments(calendar_at=calendar_at), Course()
    for event in events:
        fold(dossier, event)
        moments.see(event, dossier)
        course.note(event.at, _stands(dossier, moments))
    stood = [(one.form, one.start, one.end) for one in dossier.pauses]
    task, told = next(iter(dossier.open_tasks), None), _stands(dossier, moments)
    steps: dict[str, int] = told.pop("steps")
    handling: Handling = told.pop("handling")
    taken: Took | None = told.pop("taken")
    return DossierFacts(
        dossier=code,
        seq=dossier.seq,
        procedure=dossier.procedure,
        version=dossier.law.version,
        receiving=dossier.receiving,
        competent=dossier.competent,
        channel=dossier.channel,
        parent=dossier.parent.code if dossier.parent else "",
        term_case=dossier.case,
        ending=dossier.ending,
        stood_for_supplements=sum(_seconds(start, end) for form, start, end in stood if form == SUPPLEMENT),
        stood_for_fees=sum(_seconds(start, end) for form, start, end in stood if form != SUPPLEMENT),
        took_in=taken.unit if taken else "",
        took=taken.many if taken else None,
        took_working_days=taken.working_days if taken else None,
        apologies=dossier.apologies,
        step_since=task.opened_at if task else None,
        work_file=handling.of(dossier),
        opened=" ".join(f"{kind}:{at}" for kind, at in steps.items()),
        course=" ".join(course.written),
        steady_since=course.steady_since,
        **told,
    )


def _stands(dossier: Dossier, moments: Moments) -> dict[str, Any]:
    """What an event may have changed."""
    task = next(iter(dossier.open_tasks), None)
    unclear = [task for task in dossier.open_tasks if task.kind == RECONCILE]
    return vars(moments) | {
        "status": dossier.status,
        "accepted_at": dossier.accepted_at,
        "has_fee": _has_fee(dossier),
        "fee": sum(payment.asked for payment in dossier.payments.values()),
        "paid": sum(payment.paid for payment in dossier.payments.values()),
        "paid_online": sum(one.amount for one in _transactions(dossier) if one.method in ONLINE),
        "given_back": sum(one.amount for one in _returns(dossier) if one.transaction),
        "unreconciled": len(unclear),
        "unreconciled_sum": sum(task.amount for task in unclear),
        "sealed": dossier.sealed,
        "recalled": dossier.recalled is not None,
        "stars": dossier.stars,
        "waits_for": dossier.waiting_agency,
        "step": task.kind if task else "",
        "step_role": task.role if task else None,
    }


def _has_fee(dossier: Dossier) -> bool:
    fee = dossier.law.fee
    by_law = fee.amount(dossier.channel, dossier.case, dossier.units, dossier.fee_class) if fee else 0
    return bool(by_law) or any(payment.asked for payment in dossier.payments.values())


def _transactions(dossier: Dossier) -> list[Transaction]:
    return [one for payment in dossier.payments.values() for one in payment.transactions.values()]


def _returns(dossier: Dossier) -> list[Return]:
    return [one for payment in dossier.payments.values() for one in payment.returns.values()]


def _seconds(start: datetime, end: datetime | None) -> int:
    return int((end - start).total_seconds()) if end else 0
