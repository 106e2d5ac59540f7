"""A database that was away and is back costs nobody a refusal, however many connections lay in the pool."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from sqlalchemy import func, select

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import constant
from tests.support.keys import keyring
from tests.support.ledger import Urls

ASK = select(constant(1))


@pytest.mark.parametrize("at_once", [1, 3])
async def test_connections_that_the_server_closed_while_nobody_asked_are_made_anew(
    database: Urls, at_once: int
) -> None:
    async with Database(database.engine, keyring()) as pool:
        held = await pooled(pool, 3)
        await closed(database, held)
        found = await asyncio.gather(*(pool.execute(ENGINE, ASK) for _ in range(at_once)))
        assert [one.scalar_one() for one in found] == [1] * at_once
        # One that was found closed says that all of before are: the others are not tried either.
        assert await pids(pool, 3) & {one.get_server_pid() for one in held} == set()


async def pooled(pool: Database, many: int) -> list[Any]:
    """Lay so many connections into a pool."""
    async with AsyncExitStack() as stack:
        taken = [await stack.enter_async_context(pool.engine.connect()) for _ in range(many)]
        return [(await one.get_raw_connection()).driver_connection for one in taken]


async def pids(pool: Database, many: int) -> set[int]:
    """The backends of so many at once."""
    async with AsyncExitStack() as stack:
        taken = [await stack.enter_async_context(pool.engine.connect()) for _ in range(many)]
        return {(await one.execute(select(func.pg_backend_pid()))).scalar_one() for one in taken}


async def closed(database: Urls, held: list[Any]) -> None:
    """End their backends, as a database does that goes away, and wait until they have heard."""
    async with Database(database.owner, keyring(), 1) as owner:
        for one in held:
            await owner.execute(ENGINE, select(func.pg_terminate_backend(one.get_server_pid())))
    while not all(one.is_closed() for one in held):  # noqa: ASYNC110 - it announces itself to nobody
        await asyncio.sleep(0.01)
