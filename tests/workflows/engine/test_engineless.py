"""Workflows without an engine: what an engine would have to do for ever is seen to fail instead."""

import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from domain.dossier import acts
from domain.dossier.journal import Entry, Event
from domain.dossier.state import Dossier
from tests.support.examples import FORM, MOTHER
from tests.support.memory import MemoryJournal
from tests.workflows.bare_stage import BareStage
from tests.workflows.engineless import Broken
from tests.workflows.walks.bank import ClosedBank
from tests.workflows.walks.bare import Bare
from tests.workflows.walks.people import help_on
from workflows.vietnam.civil_status.birth_registration import BirthRegistration


class Stubborn(MemoryJournal):
    """A journal that takes no silence, and does not say why."""

    async def advance(self, code: str, entries: Any, *how: Any, **more: Any) -> list[Event]:
        """Append the rest."""
        taken = [entry for entry in entries if not isinstance(entry.act, acts.Lapsed)]
        return await super().advance(code, taken, *how, **more)


@asynccontextmanager
async def at_its_draft(kind: type[MemoryJournal]) -> AsyncIterator[Bare]:
    """A birth, at the draft that its applicant is to look at, in a journal of a kind."""
    stage = BareStage.of(kind)
    world = Bare(stage, ClosedBank(), Random(1))
    await world.opened()
    world.codes = [await stage.apply(BirthRegistration, FORM)]
    await help_on(world)
    await help_on(world)
    yield world
    stage.workflows.close()


async def test_what_the_journal_does_not_take_fails_the_step_and_is_not_recorded_again_and_again() -> None:
    async with at_its_draft(Stubborn) as birth:
        with pytest.raises(Broken, match="confirm/lapsed"):
            await birth.pass_time(timedelta(days=4))


class NewsFirst(Random):
    """Lets a workflow hear what came before any call is answered."""

    def choice(self, ways: Any) -> Any:
        """Take the first way."""
        return ways[0]


async def said_meanwhile(birth: Bare, says: Callable[[str], acts.Confirmed | acts.Withdrawn]) -> Dossier:
    """A dossier whose applicant says something of the task while their silence on it is being written down."""
    await birth.dossiers(at_rest=True)
    stage, [code] = birth.rig, birth.codes
    [task] = [task for task in (await birth.dossier(code)).open_tasks if task.kind == "confirm"]
    assert task.lapses_at
    stage.clock.at, stage.workflows.chance = task.lapses_at, NewsFirst(1)
    await stage.workflows.settle(steps=1)
    await stage.api.act(code, Entry(key="", act=says(task.id)), MOTHER)
    await stage.deliver()
    await birth.dossiers(at_rest=True)
    return await birth.dossier(code)


async def test_who_confirms_while_their_silence_is_being_written_down_is_heard() -> None:
    async with at_its_draft(MemoryJournal) as birth:
        dossier = await said_meanwhile(birth, lambda task: acts.Confirmed(task=task))
        assert [task.kind for task in dossier.open_tasks] == ["approve"]


async def test_who_withdraws_while_their_silence_is_being_written_down_leaves_nothing_busy() -> None:
    async with at_its_draft(MemoryJournal) as birth:
        dossier = await said_meanwhile(birth, lambda _: acts.Withdrawn(reason="Đổi ý"))
        assert dossier.ended
        assert not dossier.open_tasks


async def test_a_dossier_that_ends_leaves_no_error_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with at_its_draft(MemoryJournal) as birth:
        await birth.rig.api.act(birth.codes[0], Entry(key="", act=acts.Withdrawn(reason="Đổi ý")), MOTHER)
        await birth.rig.deliver()
        assert [dossier.ended for dossier in await birth.dossiers(at_rest=True)] == [True]
        await birth.rig.begin_anew(Random(1))
    gc.collect()  # what nobody asked a task for is told when it is collected
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []
