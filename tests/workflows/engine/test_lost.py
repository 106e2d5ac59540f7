"""Whatever is lost on the way, nothing is asked twice, nothing is recorded twice, and the story is the same."""

import asyncio
import re
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from domain.dossier.acts import ENGINE
from tests.system.nothing_lost.crowd import STORM
from tests.workflows.rig import BIRTH, Rig, born, go_on

LENGTH = 19
"""Events of an undisturbed birth."""
OF_ONE_DOSSIER = {"task", "due_at", "lapses_at", "number", "path", "sha256", "form", "rests", "grounds"}


def story(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What happened, by whom, and what was said, without what is any dossier's own; answers come in any order."""
    told = [
        (
            row["key"],
            row["actor"]["id"],
            {k: v for k, v in row["act"].items() if k not in OF_ONE_DOSSIER},
            {k: v for k, v in row["personal"].items() if k != "secret"} if row["personal"] else row["personal"],
        )
        for row in rows
    ]
    return sorted(told, key=lambda event: event[0])


def bare(key: str) -> str:
    """A key without what tells one dossier's digests from another's."""
    return re.sub(r"@[0-9a-f]{16}", "@", key)


def places(first: int, after: int) -> range:
    """The events at which a workflow is lost: every third, and in a storm each."""
    return range(first, after, 1 if STORM else 3)


def asked_twice(rig: Rig) -> dict[str, int]:
    """Messages that a register got more than once."""
    everything = rig.population.asked + rig.civil_status.asked
    return {message: times for message, times in everything.items() if times > 1}


class Forgotten(Exception):
    """The commit succeeded; whoever asked for it never heard so."""


class Loss:
    """Takes each dossier's workflow away once: as soon as a commit brought it to its own event."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.at: dict[str, int] = {}
        self.struck: set[str] = set()

    async def strike_engine(self, code: str, seq: int) -> None:
        """Take it away in the middle of its own append: what appended dies with it."""
        if await self.strike(code, seq):
            raise Forgotten

    async def strike(self, code: str, seq: int) -> bool:
        """Terminate the workflow, and let another begin from the journal; say whether it was."""
        if code in self.struck or seq < self.at.get(code, LENGTH + 1):
            return False
        self.struck.add(code)
        with suppress(RPCError):  # none is open: the desk has not decided yet, or it came to its end
            await self.rig.handle(code).terminate("lost, as a test")
            await self.rig.wake(code)
        return True


async def a_birth_that_is_lost(rig: Rig, loss: Loss, at: int, at_once: asyncio.Semaphore) -> list[dict[str, Any]]:
    """Register a birth whose workflow is lost at its event ``at``."""
    async with at_once:
        code = await rig.file()
        loss.at[code] = at
        await loss.strike(code, 1)
        for kind, act, actor in BIRTH:
            dossier = await rig.do(code, kind, act, actor, delivers=False)
            await loss.strike(code, dossier.seq)
            await rig.deliver()
        rows = await rig.ended(code)
    assert code in loss.struck
    return rows


async def test_a_workflow_lost_at_every_step_goes_on_from_the_journal(rig: Rig) -> None:
    undisturbed = await born(rig)
    assert len(undisturbed) == LENGTH
    loss = Loss(rig)
    rig.engine.after = loss.strike_engine
    at_once = asyncio.Semaphore(5)
    births = await asyncio.gather(*(a_birth_that_is_lost(rig, loss, at, at_once) for at in range(1, LENGTH)))
    for rows in births:
        assert story(rows) == story(undisturbed)
        assert [row["act"]["type"] for row in rows] == [row["act"]["type"] for row in undisturbed]
    assert asked_twice(rig) == {}
    numbers = [row["act"]["number"] for rows in births for row in rows if row["act"]["type"] == "issued"]
    assert len(set(numbers)) == len(births)


async def test_a_workflow_lost_over_and_over_still_ends(rig: Rig) -> None:
    code = await rig.file()
    for kind, act, actor in BIRTH:
        for _ in range(3):
            await rig.task(code, kind)
            await rig.wake(code)
            await rig.handle(code).terminate("lost, as a test")
            await rig.wake(code)
        await rig.do(code, kind, act, actor)
    assert story(await rig.ended(code)) == story(await born(rig))
    assert asked_twice(rig) == {}


async def test_a_filing_that_nobody_has_touched_has_no_workflow_and_is_owed_none(rig: Rig) -> None:
    code = await rig.file()
    with pytest.raises(RPCError, match="not found"):
        await rig.handle(code).describe()
    assert [row["key"] for row in await rig.ledger.whole(code)] == ["filed", "receive"]
    assert await rig.ledger.rows("SELECT engine_due FROM dossiers WHERE code = :code", code=code) == [
        {"engine_due": None}
    ]


class Amnesia:
    """Lets the answer to every commit be lost once, after the commit."""

    def __init__(self) -> None:
        self.lost: set[tuple[str, int]] = set()

    async def strike(self, code: str, seq: int) -> None:
        """Lose this answer, the first time."""
        if (code, seq) not in self.lost:
            self.lost.add((code, seq))
            raise Forgotten


async def test_an_attempt_that_committed_and_was_lost_is_adopted_when_it_is_repeated(rig: Rig) -> None:
    undisturbed = await born(rig)
    amnesia = Amnesia()
    rig.engine.after = amnesia.strike
    code = await rig.file()
    await go_on(rig, code)
    rows = await rig.ended(code)
    assert story(rows) == story(undisturbed)
    assert len(amnesia.lost) >= 9
    assert asked_twice(rig) == {}


async def test_signals_that_come_twice_late_and_in_any_order_change_nothing(rig: Rig) -> None:
    undisturbed = await born(rig)
    code = await rig.file()
    for kind, act, actor in BIRTH:
        await rig.task(code, kind)
        for event in reversed(await rig.engine.events(code, ENGINE)):
            await rig.wake(code, event)
            await rig.wake(code, event)
        await rig.do(code, kind, act, actor)
    assert story(await rig.ended(code)) == story(undisturbed)
    assert asked_twice(rig) == {}


async def test_acts_whose_signals_all_came_in_reverse_are_followed(rig: Rig) -> None:
    code = await rig.file()
    for kind, act, actor in BIRTH:
        await rig.do(code, kind, act, actor, delivers=False)
        for event in reversed((await rig.engine.events(code, ENGINE))[-2:]):
            await rig.wake(code, event)
    await rig.ended(code)


async def test_news_of_an_ended_dossier_starts_nothing(rig: Rig) -> None:
    rows = await born(rig)
    [code] = {
        row["code"]
        for row in await rig.ledger.rows("SELECT dossier AS code FROM events WHERE hash = :hash", hash=rows[0]["hash"])
    }
    await rig.wake(code)
    assert (await rig.handle(code).describe()).status == WorkflowExecutionStatus.COMPLETED
    assert len(await rig.ledger.whole(code)) == LENGTH


async def test_no_workflow_begins_to_hear_of_an_end(rig: Rig) -> None:
    code = await rig.file()
    await rig.withdraw(code)
    assert (await rig.ended(code))[-1]["act"]["type"] == "withdrawn"
    with pytest.raises(RPCError, match="not found"):
        await rig.handle(code).describe()


async def test_one_that_was_lost_before_the_end_stays_lost(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive", "verify", "confirm")
    await rig.task(code, "approve")
    await rig.handle(code).terminate("lost, as a test")
    await rig.withdraw(code)
    assert (await rig.ended(code))[-1]["act"]["type"] == "withdrawn"
    assert (await rig.handle(code).describe()).status == WorkflowExecutionStatus.TERMINATED


async def test_a_lost_workflow_keeps_the_moment_of_silence(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive", "verify")
    await rig.task(code, "confirm")
    await rig.skip(code, timedelta(hours=12))
    await rig.handle(code).terminate("lost, as a test")
    await rig.wake(code)
    # The new run's clock is the engine's again: what it waits for is the moment that was recorded.
    await rig.skip(code, timedelta(hours=23, minutes=50))
    assert (await rig.types(code))[-1] == "task_opened"
    await rig.skip(code, timedelta(minutes=15))
    await rig.task(code, "approve")
    assert (await rig.types(code))[-2] == "lapsed"
