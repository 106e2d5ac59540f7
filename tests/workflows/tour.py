"""A tour of each procedure through all that people may be asked: ``make journals`` keeps a journal of each state by it.

Each decision of each kind of task is taken twice, the ways round before what helps; what is issued is recalled and
corrected; in some tours no agency answers, so that officers do.
"""

from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from activities.connector import AgencyRefused, EntryRefused
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.state import Dossier
from domain.filing.reception import RECEIVE
from domain.recall.model import REASONS
from domain.tasks.model import APPROVE, CORRECT_REGISTER
from tests.support.journals import ANEW, FOLDER, VOIDED, keep, state_of
from tests.workflows.bare_stage import BareStage
from tests.workflows.rig import Rig
from tests.workflows.states import missing, waiting
from tests.workflows.walks.answers import USUAL, registers
from tests.workflows.walks.bank import Bank, ClosedBank, open_bank
from tests.workflows.walks.bare import Bare
from tests.workflows.walks.on_engine import OnEngine
from tests.workflows.walks.people import WHY, attempt, hear, help_on, say, whoever_may
from tests.workflows.walks.world import Dishonoured, World
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure

TOURS, STEPS, TWICE = 18, 90, 2
ENDS = ("refuse", "not_accept", "object", "founded", "unwilling", "disagree")
"""Decisions that lead to an end, and to no state of their own: only where nothing else is left."""

Way = tuple[str, str, str]
"""A procedure, a kind of task and a decision."""


@pytest.fixture(scope="session")
async def bank(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bank]:
    """A payment platform."""
    async with open_bank(tmp_path_factory.mktemp("bank")) as opened:
        yield opened


@pytest.mark.timeout(150)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
async def test_every_state_has_its_journal(rig: Rig, bank: Bank, procedure: type[Procedure[Any]]) -> None:
    done = Counter[Way]()
    for number in range(TOURS):
        if not missing(procedure, names()):
            return
        world = OnEngine(rig, bank, Random(f"{procedure.code}/{number}"))
        await world.begin(procedure, reviewed=number % 2 == 1)
        # No agency answers, or none takes what it is told; a supplement is asked by the desk, or else by a specialist.
        for register in registers(rig):
            silent = [kind for kind in register.answers if number % 3 == 1 or (number % 3 == 2 and kind not in USUAL)]
            register.faults |= {kind: AgencyRefused("HTTP 403") for kind in silent}
        try:
            unasked = ("receive", "request_supplement") if number // 3 % 2 else ("", "propose_supplement")
            tried = set[Way]()
            for _ in range(STEPS):
                if not await went_on(world, done, tried, unasked):
                    break
        except Dishonoured as stuck:
            print(procedure.code, number, stuck)  # noqa: T201
    assert missing(procedure, names()) == set()


@pytest.mark.timeout(150)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
async def test_every_state_of_one_form_has_its_journal(procedure: type[Procedure[Any]]) -> None:
    stage = BareStage.of()
    for number in range(TOURS):
        if not missing(procedure, names()):
            break
        world = Bare(stage, ClosedBank(), Random(f"{procedure.code}/anew/{number}"))
        await world.begin(procedure)
        try:
            if await put_right(world):
                await voided(world, procedure)
                await corrected(world)
        except Dishonoured as stuck:
            print(procedure.code, number, stuck)  # noqa: T201
    stage.workflows.close()
    assert missing(procedure, names()) == set()


async def put_right(world: World) -> bool:
    """Have the form put right while an officer has a task on it, and go as far as the approval; False at an end."""
    for _ in range(STEPS):
        [dossier, *_] = await world.dossiers(at_rest=True)
        events = (await world.rig.engine.events(dossier.code, ENGINE))[: dossier.seq]
        if any(task.kind == APPROVE for task in dossier.open_tasks):
            keep(dossier.code, APPROVE, events)
            return True
        right = state_of(APPROVE, events) == f"{APPROVE}{ANEW}"
        if (right or not await find_one_wrong(world, dossier)) and not await help_on(world):
            return False
    return False


async def find_one_wrong(world: World, dossier: Dossier) -> bool:
    """Have more asked for by whoever has a task that may; False where nobody has."""
    for task in dossier.open_tasks:
        for way in ("propose_supplement", "correct", "request_supplement" * (task.kind != RECEIVE)):
            who = whoever_may(world, dossier, task, taken=False)
            if way in task.decisions and await attempt(world, dossier, task, way, who, why=WHY):
                await hear(world, dossier.code)
                return True
    return False


async def voided(world: World, procedure: type[Procedure[Any]]) -> None:
    """Let registers refuse what is approved, and go as far as the next approval; then they take it."""
    if f"approve{VOIDED}" not in waiting(procedure):
        return
    for register in registers(world.rig):
        register.faults |= {kind: EntryRefused("HTTP 409") for kind in register.answers if kind not in USUAL}
    for _ in range(STEPS):
        [dossier, *_] = await world.dossiers(at_rest=True)
        events = (await world.rig.engine.events(dossier.code, ENGINE))[: dossier.seq]
        if any(isinstance(event.act, acts.ApprovalVoided) for event in events):
            world.rig.heal()
            if any(task.kind == APPROVE for task in dossier.open_tasks):
                keep(dossier.code, APPROVE, events)
                return
        if not await help_on(world):
            return


async def corrected(world: World) -> None:
    """Have the result corrected, so that registers have to be, and keep what their officers are asked."""
    for _ in range(STEPS):
        [dossier, *_] = await world.dossiers(at_rest=True)
        if any(task.kind == CORRECT_REGISTER for task in dossier.open_tasks):
            keep(dossier.code, CORRECT_REGISTER, (await world.rig.engine.events(dossier.code, ENGINE))[: dossier.seq])
            return
        if not await recalled(world, dossier, otherwise=True) and not await help_on(world):
            return


def names() -> list[str]:
    """The journals that are kept, by procedure and state."""
    return [path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz")]


async def went_on(world: World, done: Counter[Way], tried: set[Way], unasked: tuple[str, str]) -> bool:
    """Keep every state that is there, and go on from it; False at the end."""
    dossiers = await world.dossiers()
    for dossier in dossiers:
        events = (await world.rig.engine.events(dossier.code, ENGINE))[: dossier.seq]
        for kind in {task.kind for task in dossier.open_tasks} or ({"ended"} if dossier.ended else set()):
            keep(dossier.code, kind, events)
    for dossier in dossiers:
        for task in dossier.open_tasks:
            for decision in task.decisions:
                one = dossier.procedure, f"{task.kind}{'-corrected' * bool(dossier.recalls)}", decision
                if decision == unasked[1] and unasked[0] in ("", task.kind):
                    continue
                if one in tried or done[one] >= TWICE or decision in ENDS:
                    continue
                tried.add(one)
                who = whoever_may(world, dossier, task, taken=False)
                if await attempt(world, dossier, task, decision, who, why=WHY):
                    done[one] += 1
                    await hear(world, dossier.code)
                    return True
        if await recalled(world, dossier):
            return True
    return await help_on(world)


async def recalled(world: World, dossier: Dossier, *, otherwise: bool = False) -> bool:
    """Recall a result once, to be handed over or handed over already, and have it corrected: at times its form too."""
    if dossier.result is None or dossier.recalls:
        return False
    form = next(e.act for e in await world.rig.engine.events(dossier.code, ENGINE) if isinstance(e.act, acts.Filed))
    approved = next(e for e in await world.rig.engine.events(dossier.code, ENGINE) if isinstance(e.act, acts.Approved))
    said = {"number": dossier.result.number, "reason": REASONS["content"], "basis": "Quyết định số 15/QĐ-UBND"}
    personal = form.personal["form"]
    if otherwise:
        personal = (await world.corrected(dossier.code))[0]["personal"]["form"]
    act = acts.Recalled(**said, personal={"name": "Lê Văn Chủ", "form": personal}, corrects=True)
    if not await say(world, dossier, act, approved.actor, "recall"):
        return False
    await hear(world, dossier.code)
    return True
