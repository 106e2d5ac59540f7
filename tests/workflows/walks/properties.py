"""What the law demands of a walk, whatever happened: after each step, and at its end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from domain.base.law import ENDED, Status
from domain.deadlines.lateness import told_of
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.tasks.model import APPROVE, CORRECT_REGISTER, GIVE_BACK, LATE, NO_HAND_IN_IT, RECONCILE, REVIEW
from tests.workflows.walks.books import charged_once, nothing_kept, paid_before_the_result, paid_out_once
from tests.workflows.walks.one_form import approved_as_it_stands, taken_back
from tests.workflows.walks.world import World, demand

RUNNING = (Status.ACCEPTED, Status.IN_PROCESS)
"""The clock counts: nothing is asked of the applicant."""
OUTLIVE = (GIVE_BACK, RECONCILE, CORRECT_REGISTER)
REASONED = (
    *(acts.NotAccepted, acts.Refused, acts.Stopped, acts.SupplementRequested, acts.SupplementProposed),
    *(acts.Objected, acts.Apologised, acts.TaskTakenOver, acts.CaseChanged, acts.ReviewReturned),
)


async def after_each_step(world: World) -> None:
    """The projection is the journal folded, what ended stays so, and time was minded whenever the monitor looked."""
    for dossier in await world.dossiers():
        again = world.folded.setdefault(dossier.code, Dossier(code=dossier.code))
        ended = again.ended
        news = await world.rig.engine.events(dossier.code, ENGINE, again.seq) if dossier.seq > again.seq else []
        reopened = False
        for event in news[: dossier.seq - again.seq]:
            if isinstance(event.act, acts.Filed):
                world.cases[dossier.code] = event.act.case
            again.head = event.hash
            reopened |= isinstance(event.act, acts.Recalled) and event.act.corrects
            fold(again, event)
        demand(again == dossier, "the projection equals the journal folded")
        demand(again.ended or reopened or not ended, "what has ended stays ended, but for its result to be corrected")
        open_ = [task.kind for task in dossier.open_tasks if dossier.ended and task.kind not in OUTLIVE]
        demand(not open_, f"an ended dossier asks for nothing more, not {open_}")
        if dossier.result:
            paid_before_the_result(dossier, world.cases[dossier.code])
        if world.looks and world.looks[-1] >= (dossier.last_at or world.looks[-1]):
            _minded(dossier, world)


async def at_the_end(world: World) -> None:
    """Everything that can be said of dossiers that have come to their end."""
    for dossier in await world.dossiers():
        events = await world.rig.engine.events(dossier.code, ENGINE)
        _terminal(dossier, events)
        _within_its_term_or_escalated(events, world)
        _fresh_eyes(events)
        _loans(events)
        _reasons(dossier, events)
        charged_once(dossier, events, world.bank)
        nothing_kept(dossier, world.bank)
        paid_out_once(dossier, events)
        approved_as_it_stands(events)
        taken_back(dossier)
        await world.kept(dossier, events)


def _terminal(dossier: Dossier, events: Sequence[Event]) -> None:
    kinds = [event.act.type for event in events]
    demand(dossier.status in ENDED, f"every dossier reaches a terminal status, not {dossier.status.name}")
    numbered, issued = kinds.count("numbered"), kinds.count("issued")
    replaced = sum(bool(recall.replaced_by) for recall in dossier.recalls)
    stopped = any(recall.corrects and not recall.replaced_by for recall in dossier.recalls) or any(
        isinstance(event.act, acts.Recalled) and event.act.ends for event in events
    )
    expected = int(dossier.status == Status.DELIVERED or stopped) + replaced
    demand(
        (numbered, issued) == (expected, expected),
        f"a result is issued once, only to be delivered, and once for each that it replaces, not {numbered}, {issued}",
    )


def _minded(dossier: Dossier, world: World) -> None:
    """What the monitor has to have seen when it looked last: silence, dates that near, dates that have passed."""
    at, due = world.looks[-1], dossier.due_at
    for task in dossier.open_tasks:
        half = task.lapses_at and task.opened_at + (task.lapses_at - task.opened_at) / 2
        demand(not half or half > at or task.reminded, f"who is silent is reminded at half the time: {task.kind}")
        demand(not task.lapses_at or task.lapses_at > at - timedelta(minutes=1), f"silence is heard: {task.kind}")
    if due is None or dossier.status not in RUNNING:
        return
    if due > at:
        soon = max(
            due - dossier.law.warn_before, (dossier.accepted_at or due) + (due - (dossier.accepted_at or due)) / 2
        )
        demand(soon > at or told_of(dossier.warned_of, due), "the office is warned before the date")
        return
    demand(told_of(dossier.overdue_of, due), "past its date a dossier is escalated")
    told = [task for task in dossier.tasks.values() if task.step.startswith(f"{LATE}/{due:%Y%m%d%H%M}")]
    told.sort(key=lambda task: task.step)
    roles = [(task.role, task.agency) for task in told]
    first, second = dossier.law.escalates_to
    demand(roles[:1] == [(first, dossier.competent)], f"past its date the unit's head hears of it, not {roles}")
    if told[0].open and at >= world.calendar.add_working_time(due, world.calendar.day_length):
        centre = (second, dossier.receiving)
        demand(roles[1:] == [centre], f"a working day later the centre's head hears of it: {roles}")


def _within_its_term_or_escalated(events: Sequence[Event], world: World) -> None:
    """No date was passed over that the monitor could see when it looked."""
    before = Dossier(code=world.codes[0])
    for event in events:
        due, since = before.due_at, before.last_at
        if due and since and before.status in RUNNING and not told_of(before.overdue_of, due):
            seen = [look for look in world.looks if max(due, since) <= look < event.at]
            demand(not seen, f"within its term or escalated: {due:%d %b %H:%M} passed unseen")
        fold(before, event)


def _fresh_eyes(events: Sequence[Event]) -> None:
    """Who decides had no other part in it, is no party to it, and delegated nothing to who had."""
    filed, opened = events[0].act, dict[str, acts.TaskOpened]()
    did: dict[str, str] = {events[0].actor.id: "filed"} if events[0].actor.kind == "officer" else {}
    shared: defaultdict[str, set[str]] = defaultdict(set)
    for event in events:
        act, actor = event.act, event.actor
        if isinstance(act, acts.TaskOpened):
            opened[act.task] = act
        elif isinstance(act, acts.Recalled) and act.corrects:
            # Whoever approved what was recalled may think again, unless they wrote the correction.
            did = {who: what for who, what in did.items() if what != APPROVE} | {actor.id: "recalled"}
        elif isinstance(act, acts.TaskDelegated):
            shared[actor.id].add(act.to)
            shared[act.to].add(actor.id)
        elif isinstance(act, acts.TaskAct) and act.closes and actor.kind == "officer":
            task = opened[act.task]
            may = {who for who, what in did.items() if (what, task.kind) == (REVIEW, REVIEW)}
            hands = (_joined_to(actor.id, shared) & did.keys()) - may
            demand(not (task.needs_fresh_eyes and hands), f"never two roles by one person: {actor.id} on {task.kind}")
            party = isinstance(filed, acts.Filed) and actor.person in (filed.applicant, *filed.parties)
            demand(not (task.needs_fresh_eyes and party), f"never by a party to it: {actor.id} on {task.kind}")
            only_asks = isinstance(act, acts.OpinionAsked) and task.needs_fresh_eyes
            if task.kind not in NO_HAND_IN_IT and not only_asks:
                did |= {actor.id: task.kind} if did.get(actor.id, REVIEW) == REVIEW else {}


def _loans(events: Sequence[Event]) -> None:
    """Nobody lent on what they had borrowed, unless its lender allowed it, nor for longer than they had it."""
    loans = dict[str, acts.TaskDelegated]()
    for event in events:
        act = event.act
        if isinstance(act, acts.TaskReleased | acts.TaskTakenOver):
            loans.pop(act.task, None)
        elif isinstance(act, acts.TaskDelegated):
            mine = loans.get(act.task)
            if mine and mine.to == event.actor.id and event.at < mine.until:
                demand(mine.lends_on and act.until <= mine.until, f"within its loan: {event.actor.id} lends on")
            loans[act.task] = act


def _joined_to(officer: str, shared: Mapping[str, set[str]]) -> set[str]:
    """All with whom somebody is one pair of eyes: by loans, and by loans of loans."""
    found, new = {officer}, {officer}
    while new:
        new = {other for one in new for other in shared.get(one, ())} - found
        found |= new
    return found


def _reasons(dossier: Dossier, events: Sequence[Event]) -> None:
    for event in events:
        if isinstance(event.act, REASONED):
            demand(bool(event.act.reason.strip()), f"every refusal has a reason: {event.act.type}")
    refused = dossier.status in (Status.NOT_ACCEPTED, Status.STOPPED)
    demand(not refused or bool(dossier.reason.strip()), "every refused dossier says why")
