"""New code walks the journals of dossiers under way to where each of them waits, and judges them as before."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.rehearsal import Rehearsal, Walk, passed_over, rehearsing
from domain.dossier import acts, keys
from domain.dossier.apply import fold
from domain.dossier.journal import Event
from domain.dossier.state import Dossier
from domain.statute.versions import Laws, Rules
from domain.tasks.model import HAND_OVER
from infra.journal.journal import utc_now
from tests.support.declared import judged_again
from tests.support.examples import CALENDARS
from tests.support.journals import ANEW, CORRECTED, FORWARDED, VOIDED, Kept, kept
from tests.workflows.changed import LeaderFirst
from tests.workflows.states import missing
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure

JOURNALS = kept()
AT_ONCE, LATEST = 16, 10.0
UNWRITTEN = {"1.014748.found_work": {"contributions"}}
"""Answers that had come and were to be written with the next step: they are asked for again."""
FOLLOWS = (HAND_OVER, keys.PASSED_ON)


class OfItsTime(Laws):
    """The law as a journal was written by it, as an archive brings it along."""

    def __init__(self, journal: Kept) -> None:
        filed = journal.events[0].act
        assert isinstance(filed, acts.Filed)
        self._rules = filed.rules

    def in_force(self, code: str, day: date) -> Rules:
        """The rules that the journal holds."""
        return self._rules


def at_its_time(env: WorkflowEnvironment) -> type[Rehearsal]:
    """A rehearsal at the moment of a journal's last event: some were written by a clock that was put on by months."""

    class AtItsTime(Rehearsal):
        async def _gone_far(self, handle: WorkflowHandle[Any, Any], events: Sequence[Event]) -> None:
            await super()._gone_far(handle, events)
            ahead = events[-1].at - utc_now()
            if self._outcome("", handle.id, events).passed_over and ahead > timedelta():
                with suppress(TimeoutError, RPCError):
                    async with asyncio.timeout(LATEST):
                        await env.fast_forward(handle, ahead)
                        while self._outcome("", handle.id, events).passed_over:  # noqa: ASYNC110 - as it goes on
                            await asyncio.sleep(0.05)

    return AtItsTime


async def walked(env: WorkflowEnvironment, procedures: Sequence[type], names: Sequence[str]) -> dict[str, Walk]:
    """What these procedures make of the journals; nothing is sealed, for the keys of these dossiers are no more."""
    client = Client(**env.client.config() | {"data_converter": pydantic_data_converter})
    slots = asyncio.Semaphore(AT_ONCE)
    async with rehearsing(client, procedures, at_its_time(env)) as rehearsal:

        async def walk(name: str) -> Walk:
            journal = JOURNALS[name]
            async with slots:
                return await rehearsal.walk(journal.code, journal.procedure, journal.events)

        return dict(zip(names, await asyncio.gather(*map(walk, names)), strict=True))


@pytest.fixture(scope="module")
async def walks(env: WorkflowEnvironment) -> Mapping[str, Walk]:
    """What the code of this checkout makes of each."""
    return await walked(env, PROCEDURES, list(JOURNALS))


@pytest.mark.parametrize("name", JOURNALS)
def test_a_dossier_of_before_goes_on_where_it_waits(name: str, walks: Mapping[str, Walk]) -> None:
    walk, recorded = walks[name], {keys.name_of(event.key) for event in JOURNALS[name].events}
    # An answer that an officer gave lies under the officer's task; what follows a result is named beforehand.
    officers = (keys.by_hand, keys.corrects)
    by_officers = {step for step in walk.next for task in officers if task(keys.name_of(step)) in recorded}
    held = by_officers | {step for step in walk.next if keys.name_of(step) in FOLLOWS}
    assert (walk.passed_over, {*walk.next} - held, walk.failed) == ((), UNWRITTEN.get(name, set()), ""), walk.place


@pytest.mark.parametrize("name", JOURNALS)
def test_a_dossier_of_before_is_judged_as_it_was(name: str) -> None:
    journal = JOURNALS[name]
    differs = judged_again(journal.code, journal.events, OfItsTime(journal), lambda office, _: CALENDARS.of(office))
    assert list(differs) == []


@pytest.mark.parametrize("name", JOURNALS)
def test_a_journal_is_kept_in_the_state_that_it_is_named_for(name: str) -> None:
    dossier = Dossier(code=JOURNALS[name].code)
    for event in JOURNALS[name].events:
        fold(dossier, event)
    kind = name.rpartition(".")[2]
    for which in (CORRECTED, FORWARDED, ANEW, VOIDED):
        kind = kind.removesuffix(which)
    assert dossier.ended if kind == "ended" else kind in {task.kind for task in dossier.open_tasks}


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
def test_no_state_in_which_a_dossier_may_wait_is_without_a_journal(procedure: type[Procedure[Any]]) -> None:
    assert missing(procedure, JOURNALS) == set()


async def test_code_that_promises_otherwise_than_the_journals_hold_is_found_before_it_runs(
    env: WorkflowEnvironment,
) -> None:
    births = [f"1.001193.{state}" for state in ("receive", "verify", "approve")]
    found = await walked(env, [LeaderFirst], births)
    assert [found[name].holds for name in births] == [True, False, False]
    assert found["1.001193.verify"].why == "the journal holds “verify” where this code asks for “approve”"
    assert found["1.001193.verify"].place.startswith("changed.py:")


def test_code_need_not_ask_again_for_a_task_that_was_called_off() -> None:
    events = JOURNALS["1.014748.job_search_report-corrected"].events
    opened = events[-1]
    assert isinstance(opened.act, acts.TaskOpened)
    assert opened.key in passed_over(events, ())
    off = acts.TaskSuperseded(task=opened.act.task, kind=opened.act.kind)
    after = opened.model_copy(update={"seq": opened.seq + 1, "key": keys.superseded(opened.key), "act": off})
    assert opened.key not in passed_over([*events, after], ())
