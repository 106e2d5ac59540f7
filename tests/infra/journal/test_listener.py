"""Whoever waits for news of a dossier is woken by it, by nobody else's, and costs no connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from sqlalchemy import text

from domain.dossier import acts
from domain.dossier.journal import Entry
from infra.journal.journal import Journal
from infra.journal.listener import JournalListener, JournalNotifier
from infra.runtime.background import running
from tests.support.examples import MOTHER
from tests.support.ledger import Ledger

PATIENCE = 60
LISTENERS = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()")
END_THEM = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")


@asynccontextmanager
async def listener_of(ledger: Ledger) -> AsyncIterator[JournalListener]:
    """Hang a listener on the front door, and let what it appends be cried."""
    listener, notifier = JournalListener(ledger.api.database), JournalNotifier(ledger.api.database)
    ledger.api.notify = notifier.notify
    async with running(listener.run(), notifier.run()):
        async with asyncio.timeout(PATIENCE):
            await listener.hears.wait()
        yield listener


async def withdraw(journal: Journal, code: str) -> None:
    """Let something happen to a dossier."""
    await journal.act(code, Entry(key="withdrawn", act=acts.Withdrawn()), MOTHER)


async def test_an_act_wakes_those_who_wait_for_its_dossier_and_nobody_else(ledger: Ledger) -> None:
    one, other = await ledger.file(), await ledger.file()
    async with listener_of(ledger) as listener:
        with listener.waiting(one) as woken, listener.waiting(one) as also, listener.waiting(other) as asleep:
            await withdraw(ledger.api, one)
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(woken.wait(), also.wait())
            assert not asleep.is_set()
        assert listener.waiters == 0


async def test_five_hundred_who_wait_cost_one_listener(ledger: Ledger) -> None:
    code = await ledger.file()
    async with listener_of(ledger) as listener, asyncio.timeout(PATIENCE):
        with ExitStack() as stack:
            events = [stack.enter_context(listener.waiting(code)) for _ in range(500)]
            [listeners] = await ledger.rows(LISTENERS.text)
            await withdraw(ledger.api, code)
            await asyncio.gather(*(event.wait() for event in events))
    assert listeners["count"] == 1


async def test_a_connection_that_broke_is_made_anew_and_whoever_waited_looks_again(ledger: Ledger) -> None:
    code = await ledger.file()
    async with listener_of(ledger) as listener, asyncio.timeout(PATIENCE):
        with listener.waiting(code) as woken:
            await ledger.rows(END_THEM.text)
            await woken.wait()
            woken.clear()
            await withdraw(ledger.api, code)
            await woken.wait()
