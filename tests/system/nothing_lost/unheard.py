"""A commit that stands, and an answer that never comes: PostgreSQL writes, then waits for a standby that nobody has.

Whoever committed is killed in that moment. What they wrote is there, and they never heard of it. The commits of this
house wait for no standby; a trigger makes those wait that write an event in question.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

import asyncpg

from infra.local.house import LocalHouse
from infra.local.supervisor import Stack
from tests.system.nothing_lost.audit import until_true

SETTINGS = {"synchronous_commit": "local", "synchronous_standby_names": "nobody"}
WAIT = """
CREATE OR REPLACE FUNCTION wait_for_standby() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM set_config('synchronous_commit', 'on', true); RETURN NULL; END $$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER unheard AFTER INSERT ON events
FOR EACH ROW WHEN (NEW.key LIKE ANY ('{{{keys}}}') AND NEW.dossier <> ALL ('{{{others}}}'))
EXECUTE FUNCTION wait_for_standby()
"""
OTHERS = "SELECT code FROM dossiers"
HELD = "SELECT pid, backend_xid::text AS number FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
GONE = "SELECT pg_terminate_backend($1, 10000)"
WRITTEN = "SELECT key FROM events WHERE xmin::text = $1 ORDER BY seq"


@dataclass
class Unheard:
    """Lets commits go unheard."""

    owner: "asyncpg.Connection[asyncpg.Record]"
    stack: Stack

    @classmethod
    @asynccontextmanager
    async def of(cls, house: LocalHouse, stack: Stack) -> AsyncIterator[Self]:
        """Whoever stands between this house's database and its clients."""
        owner = await asyncpg.connect(house.postgres.url())
        await owner.execute(WAIT)
        yield cls(owner, stack)
        await owner.close()

    async def expect(self, *keys: str) -> None:
        """Hold the commits of events with these keys, of dossiers that are filed from now on."""
        # Of those before, something may still happen: it would be taken for what is waited for here.
        others = [row["code"] for row in await self.owner.fetch(OTHERS)]
        await self.owner.execute(TRIGGER.format(keys=",".join(keys), others=",".join(others)))

    async def kill(self, part: str) -> list[str]:
        """Kill a part between a commit that is held and its answer; give the keys that stand."""
        await until_true(lambda: self.owner.fetch(HELD))
        [held] = await self.owner.fetch(HELD)
        self.stack.kill(part)
        await until_true(lambda: self.owner.fetchval(GONE, held["pid"]))
        return [row["key"] for row in await self.owner.fetch(WRITTEN, held["number"])]
