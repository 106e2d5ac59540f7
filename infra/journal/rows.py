"""How the journal's words become rows of the database, and rows become words again."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.base.law import Status
from domain.deadlines.lateness import RUNNING
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.dossier.apply import fold
from domain.dossier.journal import GENESIS, Entry, Event, instant, link
from domain.dossier.notice import notice_of
from domain.dossier.state import Dossier
from domain.slips.owed import made_out
from domain.tasks.model import OPINION, Task
from infra.crypto.keys import DataKey, Wrapped
from infra.db.task_tables import WRITTEN
from infra.journal.encryption import seal_act

FOUND_BY = {"procedure", "applicant", "receiving", "competent"}
"""What a dossier is found by, and never changes."""
OF_TASK = [column.name for column in WRITTEN if column.name in Task.model_fields]
OF_DOSSIER = [column.name for column in WRITTEN if column.name not in {*OF_TASK, "due_at", "dated"}]
"""What a task's row takes as it stands."""
REPORTED = (*acts.ENDINGS, acts.Issued)
"""What a branch tells its parent."""
ONCE = ("facts", "portal")
"""What is owed once for all that an append recorded."""
OF_RESULTS = (acts.Issued, acts.Restamped, acts.Recalled, acts.DataErased)
"""What the shared warehouse keeps of a dossier."""
COMPARED_AFTER: Mapping[type[acts.Act], str] = {
    acts.Done: "",
    acts.Approved: "result",
    acts.Issued: "result",
    acts.RecallSetAside: "result",
}
"""After what data cleaning looks at a dossier, by topic: at what was examined, or at what its result rests on."""
NEVER = datetime(9999, 12, 1, tzinfo=UTC)
UNHEARD = timedelta(minutes=15)
"""How long after the applicant went to pay the platform is asked what became of it."""


@dataclass(frozen=True)
class Delivery:
    """A message that the outbox owes."""

    id: int
    kind: str
    dossier: str
    seq: int
    topic: str
    trace: Mapping[str, str]
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class First:
    """What is written with a dossier's first event and never again."""

    filing: dict[str, str]
    key: Wrapped


@dataclass(frozen=True)
class Rest:
    """How the engine goes on after an append: it waits for news, or it is busy outside."""

    waits: bool = False
    until: datetime | None = None
    """When the engine has to go on though nobody says anything, beside the silences of the tasks."""


@dataclass
class Appended:
    """What one transaction recorded."""

    dossier: Dossier
    key: DataKey
    events: list[Event] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)

    def since(self, seq: int) -> tuple[Event, ...]:
        """The event of this place and what was recorded with it after that."""
        return tuple(event for event in self.events if event.seq >= seq)

    def owe(self, numbers: Iterable[int], messages: Sequence[dict[str, Any]], trace: dict[str, str]) -> None:
        """Note what the outbox owes for it, each message by the number that it lies under there."""
        self.deliveries = [
            Delivery(
                number, owed["kind"], self.dossier.code, owed["seq"], owed["topic"], trace, self.since(owed["seq"])
            )
            for number, owed in zip(numbers, messages, strict=True)
        ]


def record(done: Appended, entry: Entry, actor: Actor, at: datetime) -> None:
    """Link one admitted entry to the chain and let it have its effect on the state."""
    dossier, seq = done.dossier, done.dossier.seq + 1
    public, sealed, committed = seal_act(done.key, dossier.code, seq, entry.act)
    who = actor.model_dump(mode="json", exclude_defaults=True)
    dossier.head = link(dossier.head or GENESIS, seq, at, entry.key, who, public, committed)
    event = Event(seq=seq, at=at, key=entry.key, actor=actor, act=entry.act, hash=dossier.head)
    fold(dossier, event)
    done.events.append(event)
    row = {"seq": seq, "at": at, "key": entry.key, "actor": who, "act": public, "hash": dossier.head}
    done.rows.append(row | {"sealed": _text(sealed) if sealed else None, "digest": committed})


def key_row(wrapped: Wrapped) -> dict[str, str]:
    """A dossier's key as it lies beside it."""
    return {"master": wrapped.master, "wrapped": _text(wrapped.key)}


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def opening(code: str, filed: acts.Filed, at: datetime) -> dict[str, Any]:
    """What a dossier's row begins with: what it is found by and never changes, and who sees it from the start."""
    seen_by = [filed.applicant, filed.receiving, filed.competent]
    row = {"code": code, "filed_at": at, "seen_by": seen_by, "proxy_until": filed.proxy_until}
    return row | filed.model_dump(include=FOUND_BY)


def owed(dossier: Dossier, event: Event, trace: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the outbox owes for an event: a wake for the workflow, a report to the parent, a notice, a slip."""
    common = {"seq": event.seq, "trace": trace, "due_at": event.at}
    # Before the desk has decided the engine has nothing to do: no workflow begins, and the one that does reads of it.
    begins = event.act.owes or dossier.status != Status.FILED
    messages = [("wake", dossier.procedure)] if event.wakes and begins else []
    if dossier.parent and isinstance(event.act, REPORTED):
        messages.append(("report", ""))
    if notice := notice_of(event.act, dossier.tasks.get(getattr(event.act, "task", ""))):
        messages.append(("notice", notice))
    messages += [("slip", step) for step in made_out(dossier, event)]
    return [common | {"kind": kind, "topic": topic} for kind, topic in messages]


def owed_once(done: Appended) -> list[dict[str, Any]]:
    """What the outbox owes for all that one append recorded: facts, the portal's news, and what is shared of it."""
    if not done.events:
        return []
    newest = done.events[-1]
    owes = {*((kind, "") for kind in ONCE), *(("result", topic) for topic in map(_shared, done.events) if topic)}
    owes |= {("answers", COMPARED_AFTER[kind]) for event in done.events if (kind := type(event.act)) in COMPARED_AFTER}
    common = {"seq": newest.seq, "trace": {}, "due_at": newest.at}
    return [common | {"kind": kind, "topic": topic} for kind, topic in sorted(owes)]


def _shared(event: Event) -> str:
    """What the shared warehouse has to look at: the dossier's results, or papers that may be results of others."""
    if isinstance(event.act, OF_RESULTS):
        return "results"
    return "papers" if getattr(event.act, "documents", ()) else ""


def task_row(task: Task, dossier: Dossier) -> dict[str, Any]:
    """A task as queues list it."""
    row = {name: getattr(task, name) for name in OF_TASK}
    row |= {name: getattr(dossier, name) for name in OF_DOSSIER}
    row["due_at"] = _due(task, dossier)
    row["dated"] = dossier.due_at is not None and dossier.status in RUNNING
    return row


def _due(task: Task, dossier: Dossier) -> datetime:
    """By when it is to be done: another office's opinion comes too late after its own day.

    What an office may say at any time is due never: it stands at the end of every queue, however long it stays open.
    """
    if task.any_time:
        return NEVER
    return (task.lapses_at if task.kind == OPINION else dossier.due_at) or task.opened_at


def task_rows(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Every task of a dossier as queues list it, by id."""
    return {task.id: task_row(task, dossier) for task in dossier.tasks.values()}


def moved(before: dict[str, dict[str, Any]], dossier: Dossier) -> list[dict[str, Any]]:
    """The tasks that queues list otherwise than before: an open one moves with the date of its dossier."""
    shut = {name for name, row in before.items() if row["closed_at"]}
    return [row for name, row in task_rows(dossier).items() if name not in shut and before.get(name) != row]


def payment_rows(dossier: Dossier, now: datetime) -> list[dict[str, Any]]:
    """The payments of a dossier, each with the moment at which the reconciler has to look at it."""
    return [
        {
            "task": task,
            "asked": payment.asked,
            "paid": payment.paid,
            "owed_back": dossier.owed_back(task),
            "look_at": _look_at(task, dossier, now),
        }
        for task, payment in dossier.payments.items()
    ]


def _look_at(task: str, dossier: Dossier, now: datetime) -> datetime | None:
    payment = dossier.payments[task]
    if dossier.owed_back(task) or payment.unreceipted or payment.under_way_back or dossier.is_unasked(task):
        return now
    return payment.begun_at + UNHEARD if payment.begun_at and dossier.is_asked(task) else None


def result_rows(events: Sequence[Event]) -> list[dict[str, Any]]:
    """The results and slips that these events issued, or proved for longer: anybody may check either."""
    return [
        {
            "number": act.number,
            "path": act.path,
            "sha256": act.sha256,
            "issued": not isinstance(act, acts.Restamped),
            "stamped_until": act.stamped_until,
        }
        for act in (event.act for event in events)
        if isinstance(act, acts.Issued | acts.SlipSealed | acts.Restamped)
    ]


def recall_rows(dossier: Dossier, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The results that these events recalled, or put another in the place of."""
    touched = {event.act.number for event in events if isinstance(event.act, acts.Recalled)}
    touched |= {event.act.replaces for event in events if isinstance(event.act, acts.Issued)}
    return [
        {
            "number": recall.number,
            "recalled_at": recall.at,
            "recalled_why": recall.reason.vi,
            "replaced_by": recall.replaced_by or None,
        }
        for recall in dossier.recalls
        if recall.number in touched
    ]


def of_results(dossier: Dossier, events: Sequence[Event]) -> dict[str, str]:
    """What is written of results: those issued or proved for longer, and those recalled or replaced."""
    return {"results": as_json(result_rows(events)), "recalls": as_json(recall_rows(dossier, events))}


def as_json(value: object) -> str:
    """Many rows as one parameter."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=instant)
