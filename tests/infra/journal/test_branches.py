"""A branch opens under its parent's lock: a mandate that is revoked in that moment is seen, or finds the branch."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base import refusals
from domain.base.calendar import VIETNAM, in_vietnam
from domain.branches.model import Parent
from domain.branches.opening import filed_for
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry, Event
from domain.dossier.state import Dossier
from infra.journal.journal import Appended, Journal, utc_now
from tests.support.examples import CALENDARS, COMMUNE, FATHER, LAWS, MOTHER, REGISTRY, filed, personal
from tests.support.ledger import Ledger, prefix

LAST = in_vietnam(utc_now()).date() + timedelta(days=2)
"""By the database's clock, which says who sees what."""
SAID = personal(owner={"number": "033094000028", "name": "Trịnh Quốc Bảo"})
REVOKED = Entry(key=keys.MANDATE_REVOKED, act=acts.MandateRevoked(personal={"contact": {"email": "bao@example.vn"}}))
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"


async def by_mandate(ledger: Ledger) -> str:
    """What the mother filed for the father."""
    return await ledger.file(owner=FATHER.id, mandate_until=LAST, personal=SAID)


def branch_of(parent: Dossier, told: Sequence[Event], at: datetime) -> acts.Filed:
    """The branch as the engine files it."""
    first = told[0].act
    assert isinstance(first, acts.Filed)
    above = Parent(code=parent.code, step="residence", offices=(COMMUNE,))
    return filed(**filed_for(parent, first, told, at), parent=above, edition=1)


async def opened(ledger: Ledger, code: str, journal: Journal | None = None) -> str:
    """Open it, and give its code."""
    await (journal or ledger.engine).open_branch(code, "residence", prefix(), branch_of, 0)
    return (await ledger.engine.dossier(code, ENGINE)).branches["residence"].code


async def seen(ledger: Ledger, code: str) -> dict[str, type[Exception] | None]:
    """What the proxy and the owner hear who ask for a dossier."""
    heard: dict[str, type[Exception] | None] = {}
    for name, who in (("proxy", MOTHER), ("owner", FATHER)):
        try:
            await ledger.api.dossier(code, who)
            heard[name] = None
        except refusals.Refusal as refusal:
            heard[name] = type(refusal)
    return heard


async def test_a_branch_that_opens_while_the_mandate_lasts_is_filed_by_it(ledger: Ledger) -> None:
    branch = await opened(ledger, await by_mandate(ledger))
    assert await seen(ledger, branch) == {"proxy": None, "owner": None}


async def test_whose_mandate_was_revoked_neither_sees_nor_withdraws_what_opens_afterwards(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    await ledger.api.act(code, REVOKED, FATHER)
    branch = await opened(ledger, code)
    assert await seen(ledger, branch) == {"proxy": refusals.Missing, "owner": None}
    with pytest.raises(refusals.Missing):
        await ledger.act(branch, acts.Withdrawn(), MOTHER)
    await ledger.act(branch, acts.Withdrawn(), FATHER)
    [first, *_] = await ledger.engine.events(branch, ENGINE)
    assert first.act.personal["contact"] == {"email": "bao@example.vn"}


async def test_whose_mandate_has_ended_sees_nothing_of_what_opens_afterwards(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    ledger.clock.at = datetime.combine(LAST + timedelta(days=1), time(), VIETNAM)
    assert await seen(ledger, await opened(ledger, code)) == {"proxy": refusals.Missing, "owner": None}


async def test_a_mandate_that_is_revoked_is_revoked_in_every_branch_at_once(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    branch = await opened(ledger, code)
    below = await opened(ledger, branch)
    await ledger.act(below, acts.Withdrawn(), MOTHER)
    for _ in range(2):
        await ledger.api.act(code, REVOKED, FATHER)
    for one in (code, branch, below):
        assert await seen(ledger, one) == {"proxy": refusals.MandateEnded, "owner": None}
        assert [row["key"] for row in await ledger.whole(one)].count(keys.MANDATE_REVOKED) == 1


async def test_a_branch_whose_mandate_was_revoked_by_itself_hinders_nobody(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    branch = await opened(ledger, code)
    await ledger.act(branch, acts.MandateRevoked(reason="Tự làm"), FATHER, "by-itself")
    await ledger.api.act(code, REVOKED, FATHER)
    assert await seen(ledger, code) == await seen(ledger, branch) == {"proxy": refusals.MandateEnded, "owner": None}


async def test_a_branch_is_opened_once(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    assert await opened(ledger, code) == await opened(ledger, code)
    assert [row["act"]["type"] for row in await ledger.whole(code)].count("branch_opened") == 1


async def test_what_has_ended_opens_nothing(ledger: Ledger) -> None:
    code = await by_mandate(ledger)
    await ledger.act(code, acts.Withdrawn(), MOTHER)
    told = await ledger.engine.open_branch(code, "residence", prefix(), branch_of, 2)
    assert [event.act.type for event in told] == ["withdrawn"]
    assert not (await ledger.engine.dossier(code, ENGINE)).branches
    assert not await ledger.rows("SELECT 1 FROM filings WHERE key = :key", key=keys.outside(code, "residence"))


class Held(Journal):
    """A journal whose transaction a test holds open after what it writes."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal.database, CALENDARS, LAWS, REGISTRY, clock=journal.clock)
        self.written, self.goes_on = asyncio.Event(), asyncio.Event()

    async def _keep_papers(self, tx: AsyncConnection, done: Appended) -> None:
        await super()._keep_papers(tx, done)
        self.written.set()
        await self.goes_on.wait()


@asynccontextmanager
async def meanwhile(ledger: Ledger, held: Held, first: Awaitable[Any], then: Awaitable[Any]) -> AsyncIterator[None]:
    """Let the second come while the first is not committed, and see it wait."""
    both = [asyncio.ensure_future(first)]
    await held.written.wait()
    both.append(asyncio.ensure_future(then))
    while not await ledger.rows(WAITS):
        assert not both[1].done(), "it waits for nobody"
    held.goes_on.set()
    await asyncio.gather(*both)
    yield


async def test_a_mandate_revoked_in_the_moment_in_which_a_branch_opens_finds_the_branch(ledger: Ledger) -> None:
    code, held = await by_mandate(ledger), Held(ledger.engine)
    async with meanwhile(ledger, held, opened(ledger, code, held), ledger.api.act(code, REVOKED, FATHER)):
        branch = (await ledger.engine.dossier(code, ENGINE)).branches["residence"].code
        assert await seen(ledger, branch) == {"proxy": refusals.MandateEnded, "owner": None}


async def test_a_branch_that_opens_in_the_moment_in_which_the_mandate_is_revoked_sees_that(ledger: Ledger) -> None:
    code, held = await by_mandate(ledger), Held(ledger.api)
    async with meanwhile(ledger, held, held.act(code, REVOKED, FATHER), opened(ledger, code)):
        branch = (await ledger.engine.dossier(code, ENGINE)).branches["residence"].code
        assert await seen(ledger, branch) == {"proxy": refusals.Missing, "owner": None}
