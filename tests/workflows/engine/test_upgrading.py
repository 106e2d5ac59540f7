"""New code takes over the dossiers under way by itself, each once, where it would have asked for what was recorded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.moving import Outlook, Scout, Upgrader
from domain.base.law import Role
from infra.engine.build_registry import Carried
from infra.engine.outlooks import Outlooks
from infra.journal.dispatcher import Deliverer
from infra.journal.journal import Delivery
from infra.reads.operations import Operations
from infra.runtime.settings import Settings
from tests.support.examples import officer
from tests.workflows.changed import OneByOne, Renamed, SecondReading
from tests.workflows.engine.test_lost import asked_twice
from tests.workflows.engine.test_rehearsal import waiting
from tests.workflows.rig import Rig, go_on
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

OTHERS = "UPDATE outlooks SET settled_at = now(), verdict = 'replays' WHERE settled_at IS NULL"
FOUND = "SELECT verdict, place, why FROM outlooks WHERE dossier = :code AND verdict IS NOT NULL"
LATER = (
    "UPDATE outlooks SET settled_at = settled_at - interval '1 hour', taken_at = taken_at - interval '1 hour'"
    " WHERE dossier = :code"
)
Run = tuple[str | None, WorkflowExecutionStatus | None]


class Counting(Deliverer):
    """Counts what it wakes; dies of the first where a test says so."""

    def __init__(self, to: Deliverer) -> None:
        self._to = to
        self.dies = False
        self.woken: list[str] = []

    async def wake(self, delivery: Delivery) -> bool:
        """Wake by the other's hand."""
        if self.dies:
            self.dies = False
            raise ConnectionError
        self.woken.append(delivery.dossier)
        return await self._to.wake(delivery)


class Meanwhile(Scout):
    """Lets something happen to a dossier in the moment between its rehearsal and what follows from it."""

    happens: Callable[[], Awaitable[object]]

    async def look(self, codes: Sequence[str]) -> AsyncIterator[Outlook]:
        """Look, and let it happen."""
        async for found in super().look(codes):
            await self.happens()
            yield found


@dataclass
class New:
    """New code, and a dossier that was begun before it."""

    rig: Rig
    dossier: str
    changed: type
    carried: Carried
    deliverer: Counting

    @property
    def outlooks(self) -> Outlooks:
        """What it knows of the dossiers of before."""
        return Outlooks(self.rig.engine.database, self.carried)

    async def look(self, scout: Scout | None = None) -> int:
        """Let a worker of it look once at all that it has to."""
        journal, client = self.rig.engine, self.rig.env.client
        await self.outlooks.enter()
        scout = scout or Scout(journal, client, [self.changed])
        return await Upgrader(journal, client, self.deliverer, scout, self.outlooks).look()

    async def later(self) -> None:
        """Let an hour pass for what it knows."""
        await self.rig.ledger.rows(LATER, code=self.dossier)

    async def found(self) -> list[tuple[str, ...]]:
        """What is written down of the dossier."""
        return [tuple(row.values()) for row in await self.rig.ledger.rows(FOUND, code=self.dossier)]

    async def run(self) -> Run:
        """The dossier's newest run, and how it is."""
        told = await self.rig.handle(self.dossier).describe()
        return told.run_id, told.status


@asynccontextmanager
async def new(rig: Rig, changed: type, state: str) -> AsyncIterator[New]:
    """Serve new code on a queue of its own; of other tests' dossiers it knows already that they replay."""
    carried = Carried(release="2", engine=rig.scan.hex(), procedures={BirthRegistration.code: changed.__name__})
    await Outlooks(rig.engine.database, carried).enter()
    await rig.ledger.rows(OTHERS)
    dossier = await waiting(rig, state)
    async with rig.other_code(changed):
        yield New(rig, dossier, changed, carried, Counting(rig.deliverer))


async def test_what_no_longer_replays_walks_its_journal_and_ends_as_it_must(rig: Rig) -> None:
    async with new(rig, OneByOne, "verify") as code:
        then = await code.run()
        assert await code.look() == 1
        assert (await code.run())[0] != then[0]
        assert await code.found() == [("walks", "", "")]
        await go_on(rig, code.dossier, "verify", "confirm", "approve", "hand_over")
        await rig.ended(code.dossier)
    assert asked_twice(rig) == {}


async def test_a_history_that_replays_but_would_have_written_another_step_is_not_gone_on_with(rig: Rig) -> None:
    async with new(rig, Renamed, "verify") as code:
        then = await code.run()
        assert await code.look() == 1
        [(verdict, place, why)] = await code.found()
        assert (verdict, place.startswith("changed.py:"), "“verify”" in why) == ("stays", True, True)
        assert await code.run() == then
    await go_on(rig, code.dossier, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code.dossier)


async def test_what_replays_is_left_as_it_is_and_looked_at_once(rig: Rig) -> None:
    async with new(rig, BirthRegistration, "verify") as code:
        then = await code.run()
        assert [await code.look(), await code.look()] == [1, 0]
        assert (await code.run(), await code.found()) == (then, [("replays", "", "")])
    await go_on(rig, code.dossier, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code.dossier)


async def test_what_would_be_asked_otherwise_stays_with_its_build_and_the_operator_reads_which_and_why(
    rig: Rig,
) -> None:
    async def shown() -> list[tuple[str, ...]]:
        operations = Operations(rig.ledger.api.database, rig.env.client, Settings())
        report = await operations.report(officer("operator", Role.OPERATOR, agency="33"))
        return [one for one in report.stays if one.dossier == code.dossier]

    async with new(rig, SecondReading, "approve") as code:
        then = await code.run()
        await code.look()
        [(verdict, place, why)] = await code.found()
        assert (verdict, why) == ("stays", "the journal holds “approve” where this code asks for “objection”")
        assert place.startswith("changed.py:")
        assert (await code.run(), await shown()) == (then, [(code.dossier, place, why)])
    await go_on(rig, code.dossier, "approve", "hand_over")
    await rig.ended(code.dossier)
    await code.later()
    await code.look()
    assert await shown() == []


async def test_an_act_in_the_very_moment_of_taking_over_is_heard(rig: Rig) -> None:
    async with new(rig, OneByOne, "verify") as code:
        scout = Meanwhile(rig.engine, rig.env.client, [OneByOne])
        scout.happens = lambda: go_on(rig, code.dossier, "verify")
        await code.look(scout)
        await go_on(rig, code.dossier, "confirm", "approve", "hand_over")
        await rig.ended(code.dossier)
    assert asked_twice(rig) == {}


async def test_what_the_old_run_still_recorded_is_rehearsed_again_before_new_code_goes_on(rig: Rig) -> None:
    async with new(rig, SecondReading, "verify") as code:

        async def goes_on() -> None:
            await go_on(rig, code.dossier, "verify", "confirm")
            await rig.task(code.dossier, "approve")

        scout = Meanwhile(rig.engine, rig.env.client, [SecondReading])
        scout.happens = goes_on
        await code.look(scout)
        assert [verdict for verdict, *_ in await code.found()] == ["stays"]
        assert code.deliverer.woken == []


async def test_several_workers_take_a_dossier_over_once(rig: Rig) -> None:
    async with new(rig, OneByOne, "verify") as code:
        await asyncio.gather(*(code.look() for _ in range(3)))
        assert code.deliverer.woken == [code.dossier]


async def test_a_worker_that_dies_over_it_leaves_it_to_the_next(rig: Rig) -> None:
    async with new(rig, OneByOne, "verify") as code:
        code.deliverer.dies = True
        with pytest.raises(ConnectionError):
            await code.look()
        assert (await code.run())[1] == WorkflowExecutionStatus.TERMINATED
        assert await code.look() == 0, "for a while it is the other's"
        await code.later()
        assert await code.look() == 1
        assert (await code.run())[1] == WorkflowExecutionStatus.RUNNING
        await go_on(rig, code.dossier, "verify", "confirm", "approve", "hand_over")
        await rig.ended(code.dossier)


async def test_what_was_woken_and_does_not_go_on_is_looked_at_again(rig: Rig) -> None:
    async with new(rig, OneByOne, "verify") as code:
        await code.outlooks.enter()
        await rig.ledger.rows(OTHERS)
        assert await code.look() == 0
        await rig.ledger.rows(
            "UPDATE dossiers SET engine_due = now(), sweeps = 1 WHERE code = :code", code=code.dossier
        )
        assert await code.look() == 0, "it was looked at a moment ago, and nothing has happened to it"
        await code.later()
        assert await code.look() == 1
        assert code.deliverer.woken == [code.dossier]


async def test_before_new_code_runs_it_is_told_how_each_dossier_would_go_on(rig: Rig) -> None:
    codes = [await waiting(rig, state) for state in ("receive", "verify", "approve")]
    scout = Scout(rig.engine, rig.env.client, [SecondReading])
    found = {one.dossier: one async for one in scout.look(codes)}
    assert [found[code].verdict for code in codes] == ["walks", "walks", "stays"]
    assert [found[code].why for code in codes[:2]] == ["", ""]
    assert found[codes[2]].place.startswith("changed.py:")
    for code in codes[1:]:
        assert (await rig.handle(code).describe()).status == WorkflowExecutionStatus.RUNNING
