"""A dossier (hồ sơ) as its events made it: the state that rules are applied to, and how each event changes it."""

from datetime import datetime
from functools import singledispatch

from pydantic import BaseModel

from domain import acts
from domain.journal import Event
from domain.law import ENDED, Channel, Role, Rules, Status


class Task(BaseModel):
    """Something that a person must do (công việc)."""

    id: str
    step: str
    kind: str
    role: Role
    agency: str
    decisions: tuple[str, ...]
    answer: str
    needs_fresh_eyes: bool
    opened_at: datetime
    lapses_at: datetime | None
    claimed_by: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    decision: str = ""

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.closed_at is None


class Pause(BaseModel):
    """A time in which the clock stood, with its reason (form number)."""

    start: datetime
    form: str
    end: datetime | None = None


class Issue(BaseModel):
    """The result of a dossier."""

    kind: str
    number: str
    sha256: str = ""
    path: str = ""


class Dossier(BaseModel):
    """One application going through a procedure."""

    code: str
    seq: int = 0
    head: str = ""
    last_at: datetime | None = None
    keys: dict[str, int] = {}
    woke: int = 0
    """The newest event that the workflow has to hear of."""
    procedure: str = ""
    channel: Channel = Channel.ONLINE
    receiving: str = ""
    competent: str = ""
    applicant: str = ""
    parties: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    rules: Rules | None = None
    status: Status = Status.FILED
    filed_at: datetime | None = None
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    approved_at: datetime | None = None
    tasks: dict[str, Task] = {}
    doers: dict[str, str] = {}
    """Who acted, by id, and what they did first: nobody here approves."""
    pauses: list[Pause] = []
    supplements: int = 0
    waiting_agency: str = ""
    waiting_since: datetime | None = None
    reason: str = ""
    result: Issue | None = None
    stars: int | None = None

    @property
    def law(self) -> Rules:
        """The rules of its reception."""
        if self.rules is None:
            raise ValueError(f"{self.code} has no filing yet")
        return self.rules

    @property
    def ended(self) -> bool:
        """Whether nothing but a rating can still happen."""
        return self.status in ENDED

    @property
    def open_tasks(self) -> list[Task]:
        """The tasks that wait for somebody, oldest first."""
        return sorted((task for task in self.tasks.values() if task.open), key=lambda task: task.opened_at)

    def apply(self, event: Event) -> None:
        """Let a recorded event have its effect. Never refuses: what is recorded has happened."""
        act = event.act
        if isinstance(act, acts.TaskAct) and act.closes:
            self._close(act, event)
        _apply(act, self, event)
        self.seq, self.last_at = event.seq, event.at
        self.keys[event.key] = event.seq
        self.woke = event.seq if act.wakes else self.woke
        if self.ended:
            self._close_tasks(event)

    def _close(self, act: acts.TaskAct, event: Event) -> None:
        closed = self.tasks[act.task]
        closed.closed_at, closed.closed_by, closed.decision = event.at, event.actor.id, act.decided
        if event.actor.kind == "officer":
            self.doers.setdefault(event.actor.id, closed.kind)

    def _close_tasks(self, event: Event) -> None:
        for task in self.open_tasks:
            task.closed_at, task.decision = event.at, event.act.type


@singledispatch
def _apply(act: acts.Act, dossier: Dossier, event: Event) -> None:
    """Acts that leave no trace in the state beyond their place in the journal."""


@_apply.register
def _(act: acts.Filed, dossier: Dossier, event: Event) -> None:
    dossier.procedure, dossier.channel, dossier.rules = act.procedure, act.channel, act.rules
    dossier.receiving, dossier.competent = act.receiving, act.competent
    dossier.applicant, dossier.parties, dossier.documents = act.applicant, act.parties, act.documents
    dossier.filed_at = event.at
    if event.actor.kind == "officer":
        dossier.doers[event.actor.id] = "file"


@_apply.register
def _(act: acts.Accepted, dossier: Dossier, event: Event) -> None:
    dossier.status, dossier.accepted_at, dossier.due_at = Status.ACCEPTED, event.at, act.due_at


@_apply.register
def _(act: acts.SupplementRequested, dossier: Dossier, event: Event) -> None:
    dossier.status, dossier.reason = Status.SUPPLEMENT_REQUESTED, act.reason
    dossier.supplements += 1
    dossier.pauses.append(Pause(start=event.at, form="02"))


@_apply.register
def _(act: acts.Supplied, dossier: Dossier, event: Event) -> None:
    dossier.documents += act.documents
    dossier.pauses[-1].end, dossier.reason = event.at, ""
    if act.due_at:
        dossier.due_at, dossier.status = act.due_at, Status.IN_PROCESS


@_apply.register
def _(act: acts.NotAccepted, dossier: Dossier, _event: Event) -> None:
    dossier.status, dossier.reason = Status.NOT_ACCEPTED, act.reason


@_apply.register
def _(act: acts.TaskOpened, dossier: Dossier, event: Event) -> None:
    dossier.tasks[act.task] = Task(
        id=act.task,
        step=event.key,
        kind=act.kind,
        role=act.role,
        agency=act.agency,
        decisions=act.decisions,
        answer=act.answer,
        needs_fresh_eyes=act.needs_fresh_eyes,
        opened_at=event.at,
        lapses_at=act.lapses_at,
    )
    if dossier.status == Status.ACCEPTED:
        dossier.status = Status.IN_PROCESS


@_apply.register
def _(act: acts.TaskClaimed, dossier: Dossier, event: Event) -> None:
    dossier.tasks[act.task].claimed_by = event.actor.id


@_apply.register
def _(act: acts.TaskReleased, dossier: Dossier, _event: Event) -> None:
    dossier.tasks[act.task].claimed_by = ""


@_apply.register
def _(_act: acts.Done, dossier: Dossier, _event: Event) -> None:
    dossier.waiting_agency, dossier.waiting_since = "", None


@_apply.register
def _(act: acts.AgencyWaited, dossier: Dossier, event: Event) -> None:
    dossier.waiting_agency, dossier.waiting_since = act.agency, event.at


@_apply.register
def _(act: acts.Answered, dossier: Dossier, _event: Event) -> None:
    if dossier.waiting_agency == act.agency:
        dossier.waiting_agency, dossier.waiting_since = "", None


@_apply.register
def _(_act: acts.Approved, dossier: Dossier, event: Event) -> None:
    dossier.approved_at = event.at


@_apply.register
def _(act: acts.Refused, dossier: Dossier, _event: Event) -> None:
    dossier.status, dossier.reason = Status.STOPPED, act.reason


@_apply.register
def _(act: acts.Numbered, dossier: Dossier, _event: Event) -> None:
    dossier.result = Issue(kind=act.kind, number=act.number)


@_apply.register
def _(act: acts.Issued, dossier: Dossier, _event: Event) -> None:
    dossier.result = Issue(kind=act.kind, number=act.number, sha256=act.sha256, path=act.path)
    dossier.status = Status.DONE


@_apply.register
def _(_act: acts.HandedOver, dossier: Dossier, _event: Event) -> None:
    dossier.status = Status.DELIVERED


@_apply.register
def _(act: acts.Rated, dossier: Dossier, _event: Event) -> None:
    dossier.stars = act.stars


@_apply.register
def _(act: acts.Withdrawn, dossier: Dossier, _event: Event) -> None:
    dossier.status, dossier.reason = Status.WITHDRAWN, act.reason
