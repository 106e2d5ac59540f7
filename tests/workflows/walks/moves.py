"""Everything that can happen in a walk, by name, but what moves money on-line."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from activities.connector import AgencyRefused, AgencyUnavailable, EntryRefused
from domain.agencies.answering import in_time
from domain.base.calendar import in_vietnam
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.eligibility import SUPERIORS
from domain.dossier.state import Dossier
from domain.recall.model import REASONS
from tests.support.declared import ANSWERS, late
from tests.support.examples import officer
from tests.workflows.walks.answers import know, made_up, registers
from tests.workflows.walks.people import (
    WHY,
    decide,
    decide_together,
    find_wrong,
    hand_on,
    hear,
    help_on,
    lend_on,
    say,
    withdraw,
)
from tests.workflows.walks.world import World

FAULTS = (*[AgencyRefused("HTTP 403")] * 2, EntryRefused("HTTP 409"), *[AgencyUnavailable("HTTP 503")] * 3)
LONGEST = timedelta(days=75)
"""What may pass before everybody helps: the years that the calendar covers are not endless."""
WAITS = (*(timedelta(hours=hours) for hours in (1, 5, 16, 30)), *map(timedelta, (4, 8, 20, 40)))
ONE_DAY = timedelta(days=1)
TWICE = 2
type Moves[W: World] = Mapping[str, tuple[int, Callable[[W], Awaitable[None]]]]


async def _help(world: World) -> None:
    await help_on(world)


async def wait(world: World) -> None:
    """Let time pass, at times beyond the law's patience, at times until the law has something to say."""
    by = world.chance.choice(WAITS)
    if (moments := [*_moments(world, await world.dossiers())]) and world.chance.random() < 0.5:
        by = world.chance.choice(moments) - world.now + timedelta(minutes=1)
    await world.pass_time(by if world.waited + by < LONGEST else WAITS[0])


def _moments(world: World, dossiers: list[Dossier]) -> Iterator[datetime]:
    """When silence is half over or speaks, and when a date passes, and again a working day later."""
    calendar = world.calendar
    for dossier in dossiers:
        due = dossier.due_at
        moments = [due, calendar.add_working_time(due, calendar.day_length)] if due else []
        for task in dossier.open_tasks:
            if task.lapses_at:
                moments += [task.lapses_at, task.opened_at + (task.lapses_at - task.opened_at) / 2]
        yield from (moment for moment in moments if moment > world.now)


async def _monitor(world: World) -> None:
    world.tell("the monitor looks")
    await world.monitor()


async def _dispatcher(world: World) -> None:
    world.tell("the dispatcher brings what is owed, known or not")
    await world.dispatcher()


async def lose(world: World) -> None:
    """Let the engine lose a workflow; the next news, or the sweep, begins it again from the journal."""
    dossier = world.chance.choice(await world.dossiers())
    if not await world.rig.lose(dossier.code):
        return
    found = world.chance.random() < 0.5
    world.tell(f"the workflow of {dossier.procedure} is lost{' and begun again' if found else ''}")
    if found:
        await world.rig.wake(dossier.code, procedure=dossier.procedure)


async def _deafen(world: World) -> None:
    world.deaf = world.chance.choice([1, 2])


async def silence(world: World) -> None:
    """Let a register answer nothing for a while, or refuse."""
    register = world.chance.choice(registers(world.rig))
    kind = world.chance.choice(sorted(register.answers))
    register.faults[kind] = world.chance.choice(FAULTS)
    world.tell(f"{kind} is answered by {type(register.faults[kind]).__name__}")


async def _answers(world: World) -> None:
    world.tell("every register and the platform answer again")
    world.rig.heal()
    await world.bank.heal()


def put_books_right(world: World) -> None:
    """Let registers enter what they would not: who helps sees to it."""
    for register in registers(world.rig):
        register.faults = {kind: why for kind, why in register.faults.items() if not isinstance(why, EntryRefused)}


async def _books_change(world: World) -> None:
    """Let registers come to know other things than they said before: what was asked already is not asked again."""
    world.known |= (told := know(world.rig, world.chance, in_vietnam(world.now).date()))
    world.tell(f"registers know otherwise now: {', '.join(told) or 'all is usual'}")


async def _agency_answers(world: World) -> None:
    """Let an agency that was asked answer in its own time, also when nobody waits for it any more, and once more."""
    asked = [(one, task) for one in await world.dossiers() for task in one.tasks.values() if task.asks and task.answer]
    if not asked:
        return
    dossier, task = world.chance.choice(asked)
    said, key = made_up(ANSWERS[task.answer], world.chance), f"{task.message}/{world.chance.choice('abc')}"
    events = await world.rig.engine.events(dossier.code, ENGINE)
    entries = [in_time(key, task, said)] if task.open else late(key, dossier, task, said, events)
    agency = Actor(kind="agency", id=task.asks)
    await say(world, dossier, entries[0].act, agency, f"answers {task.message}", key, *entries[1:])
    await hear(world, dossier.code)


async def recall(world: World) -> None:
    """Let a leader take back what was sealed, with another result in its place, of the same form or a better, or none.

    Twice is often enough: nothing else happens any more where results are recalled for ever.
    """
    sealed = [one for one in await world.dossiers() if one.result and one.result.sha256 and len(one.recalls) < TWICE]
    if not sealed:
        return
    dossier = world.chance.choice(sealed)
    assert dossier.result
    leader = officer(f"leader-{world.chance.choice('ab')}", *SUPERIORS, agency=dossier.competent)
    corrects, said, where = world.chance.random() < 0.8, dict[str, Any](personal={}), ""
    if corrects:
        said, where = await world.corrected(dossier.code)
    said |= {"number": dossier.result.number, "reason": world.chance.choice([*REASONS.values()]), "basis": WHY}
    said["personal"] |= {"name": "Lê Văn Chủ"}
    what = f"recalls the result, {where or 'nothing'} is otherwise" if corrects else "recalls the result for good"
    await say(world, dossier, acts.Recalled(**said, corrects=corrects), leader, what)
    await hear(world, dossier.code)


def chosen[W: World](moves: Moves[W]) -> list[str]:
    """The moves' names, each as often as it is to happen."""
    return [name for name, (weight, _) in moves.items() for _ in range(weight)]


MOVES: Moves[World] = {
    "somebody helps": (9, _help),
    "somebody decides": (9, decide),
    "form is found wrong": (6, find_wrong),
    "time passes": (7, wait),
    "monitor looks": (1, _monitor),
    "dispatcher looks": (1, _dispatcher),
    "engine is deaf": (2, _deafen),
    "workflow is lost": (2, lose),
    "register fails": (2, silence),
    "registers know otherwise": (1, _books_change),
    "outages end": (1, _answers),
    "agency answers": (2, _agency_answers),
    "task is handed on": (2, hand_on),
    "loan is lent on": (2, lend_on),
    "many are decided together": (1, decide_together),
    "result is recalled": (3, recall),
    "applicant withdraws": (2, withdraw),
}
"""How often, and what."""
