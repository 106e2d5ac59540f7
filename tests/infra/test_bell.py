"""Whoever waits for news of a dossier is woken by it, by nobody else's, and costs no connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from sqlalchemy import text

from domain import acts
from domain.journal import Entry
from infra.background import running
from infra.bell import Bell, Crier
from infra.journal import Journal
from tests.examples import MOTHER
from tests.ledger import Ledger

PATIENCE = 60
LISTENERS = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()")
END_THEM = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")


@asynccontextmanager
async def bell_of(ledger: Ledger) -> AsyncIterator[Bell]:
    """Hang a bell on the front door, and let what it appends be cried."""
    bell, crier = Bell(ledger.api.database), Crier(ledger.api.database)
    ledger.api.cry = crier.cry
    async with running(bell.run(), crier.run()):
        async with asyncio.timeout(PATIENCE):
            await bell.hears.wait()
        yield bell


async def withdraw(journal: Journal, code: str) -> None:
    """Let something happen to a dossier."""
    await journal.act(code, Entry(key="withdrawn", act=acts.Withdrawn()), MOTHER)


async def test_an_act_wakes_those_who_wait_for_its_dossier_and_nobody_else(ledger: Ledger) -> None:
    one, other = await ledger.file(), await ledger.file()
    async with bell_of(ledger) as bell:
        with bell.waiting(one) as woken, bell.waiting(one) as also, bell.waiting(other) as asleep:
            await withdraw(ledger.api, one)
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(woken.wait(), also.wait())
            assert not asleep.is_set()
        assert bell.waiters == 0


async def test_five_hundred_who_wait_cost_one_listener(ledger: Ledger) -> None:
    code = await ledger.file()
    async with bell_of(ledger) as bell, asyncio.timeout(PATIENCE):
        with ExitStack() as stack:
            events = [stack.enter_context(bell.waiting(code)) for _ in range(500)]
            [listeners] = await ledger.rows(LISTENERS.text)
            await withdraw(ledger.api, code)
            await asyncio.gather(*(event.wait() for event in events))
    assert listeners["count"] == 1


async def test_a_connection_that_broke_is_made_anew_and_whoever_waited_looks_again(ledger: Ledger) -> None:
    code = await ledger.file()
    async with bell_of(ledger) as bell, asyncio.timeout(PATIENCE):
        with bell.waiting(code) as woken:
            await ledger.rows(END_THEM.text)
            await woken.wait()
            woken.clear()
            await withdraw(ledger.api, code)
            await woken.wait()
