"""A dossier goes on with other code only where that code would have asked for what the journal holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowHandle, WorkflowHistory, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.connector import AgencyUnavailable
from activities.moving import Mover
from activities.rehearsal import Rehearsal, rehearsing
from domain.dossier import acts
from infra.engine.replay import replay
from tests.support.examples import DESK, REGISTRAR
from tests.workflows.changed import OneByOne, SecondReading
from tests.workflows.rig import ACCEPT, Rig, go_on
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

STEPS = ("receive", "verify", "confirm", "approve", "hand_over")


@asynccontextmanager
async def mover(rig: Rig, procedure: type, kind: type[Rehearsal] = Rehearsal) -> AsyncIterator[Mover]:
    """What moves dossiers to this code."""
    async with rehearsing(rig.env.client, [procedure], kind) as rehearsal:
        yield Mover(rig.engine, rehearsal, rig.deliverer)


async def waiting(rig: Rig, state: str) -> str:
    """A birth that waits for this to be done."""
    code = await rig.file()
    for kind in STEPS[: STEPS.index(state)]:
        await go_on(rig, code, kind)
    await rig.task(code, state)
    return code


@pytest.mark.parametrize("state", STEPS)
async def test_the_code_that_made_a_journal_walks_it_to_where_it_waits(rig: Rig, state: str) -> None:
    code = await waiting(rig, state)
    asked, rows = dict(rig.population.asked), await rig.ledger.whole(code)
    async with mover(rig, BirthRegistration) as moving:
        walk = await moving.rehearse(code)
    assert (walk.holds, walk.next) == (True, ())
    assert (dict(rig.population.asked), await rig.ledger.whole(code)) == (asked, rows)


async def test_a_walk_asks_no_agency_for_what_is_not_recorded(rig: Rig) -> None:
    rig.population.faults["person_by_number"] = AgencyUnavailable("HTTP 503", retry_after=3600)
    code = await rig.file()
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.until(code, lambda _: f"{code}/mother" in rig.population.asked)
    async with mover(rig, BirthRegistration) as moving:
        walk = await moving.rehearse(code)
    assert walk.holds
    assert {"mother", "father"} <= set(walk.next)
    assert rig.population.asked[f"{code}/mother"] == 1


async def test_code_that_would_have_asked_for_more_is_refused_with_the_step(rig: Rig) -> None:
    code = await waiting(rig, "approve")
    async with mover(rig, SecondReading) as moving:
        walk = await moving.move(code)
    assert not walk.holds
    assert walk.why == "the journal holds “approve” where this code asks for “objection”"
    assert walk.place.startswith("changed.py:")
    await go_on(rig, code, "approve", "hand_over")
    await rig.ended(code)


class Busy(Rehearsal):
    """On a machine with so much to do that Temporal takes the first steps for stuck."""

    stuck = 2
    dropped: Exception = WorkflowQueryFailedError("didn't yield within 2 second(s)")

    async def _adopted(self, handle: WorkflowHandle[Any, Any]) -> Any:
        if self.stuck:
            self.stuck -= 1
            raise self.dropped
        return await super()._adopted(handle)


class Interrupted(Busy):
    """Where the engine drops the first questions, as it does when the step that was to answer ends meanwhile."""

    dropped = RPCError("context canceled", RPCStatusCode.CANCELLED, b"")


class Stuck(Busy):
    """The same, for longer than anybody waits."""

    stuck = 1_000_000
    answers_within = timedelta(seconds=0.2)


@pytest.mark.parametrize("kind", [Busy, Interrupted])
async def test_a_walk_that_was_not_answered_is_asked_again(rig: Rig, kind: type[Rehearsal]) -> None:
    code = await waiting(rig, "receive")
    async with mover(rig, BirthRegistration, kind) as moving:
        assert (await moving.rehearse(code)).holds


async def test_a_walk_that_never_answers_says_what_it_answered_instead(rig: Rig) -> None:
    code = await waiting(rig, "receive")
    async with mover(rig, BirthRegistration, Stuck) as moving:
        assert (await moving.move(code)).why == "this code cannot walk it: didn't yield within 2 second(s)"


async def test_what_has_ended_is_not_moved(rig: Rig) -> None:
    code = await waiting(rig, "verify")
    await rig.withdraw(code)
    await rig.ended(code)
    async with mover(rig, BirthRegistration) as moving:
        assert "has ended" in (await moving.move(code)).why


async def one(history: WorkflowHistory) -> AsyncIterator[WorkflowHistory]:
    """This history."""
    yield history


@pytest.mark.parametrize("changed", [OneByOne, SecondReading])
async def test_a_dossier_whose_history_would_break_is_moved_by_walking_its_journal(rig: Rig, changed: type) -> None:
    code = await waiting(rig, "verify")
    history = await rig.handle(code).fetch_history()
    assert [verdict.fault async for verdict in replay([changed], one(history), rig.env.client.data_converter)] != [""]
    async with mover(rig, changed) as moving:
        assert (await moving.rehearse(code)).holds
    async with rig.other_code(changed), mover(rig, changed) as moving:
        assert (await moving.move(code)).holds
        await go_on(rig, code, "verify", "confirm")
        if changed is SecondReading:
            await rig.do(code, "objection", acts.Done(task="", decision="confirm"), REGISTRAR)
        await go_on(rig, code, "approve", "hand_over")
        await rig.ended(code)
    assert all(times == 1 for times in rig.population.asked.values())
