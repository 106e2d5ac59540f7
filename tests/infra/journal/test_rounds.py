"""Parts of a process ask together what is due, and each goes on when something of its own is."""

import asyncio

import pytest
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.tables import OutboxRow
from infra.journal.rounds import Rounds, due, owed
from infra.runtime.background import running
from tests.support.ledger import Ledger


@pytest.fixture(autouse=True)
async def nothing_else_is_owed(ledger: Ledger) -> None:
    """Other tests leave what they owe."""
    await ledger.rows("DELETE FROM outbox RETURNING id")


class Part:
    """Works off as many things as it is told, and says after each round that it did one."""

    def __init__(self, *finds: int | Exception) -> None:
        self.finds = list(finds)
        self.did: asyncio.Queue[int] = asyncio.Queue()
        self.rounds = 0

    async def round(self) -> int:
        """Do one."""
        self.rounds += 1
        self.did.put_nowait(self.rounds)
        found = self.finds.pop(0) if self.finds else 0
        if isinstance(found, Exception):
            raise found
        return found


async def owe(ledger: Ledger, kind: str, due_at: str) -> None:
    """Let the outbox owe a message."""
    code = await ledger.file()
    await ledger.rows(
        "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at)"
        f" VALUES (:kind, :code, 1, '', '{{}}', {due_at}) RETURNING id",
        kind=kind,
        code=code,
    )


async def test_a_part_goes_on_as_long_as_there_is_something_and_then_when_something_is_due(ledger: Ledger) -> None:
    part, other = Part(3, 1), Part()
    rounds = Rounds(ledger.engine.database, interval=3600)
    async with running(rounds.whenever(owed("slip"), part.round), rounds.whenever(owed("report"), other.round)):
        assert [await part.did.get() for _ in range(3)] == [1, 2, 3]
        await owe(ledger, "slip", "now() + interval '1 hour'")
        await rounds.look()
        await owe(ledger, "slip", "now()")
        assert (part.rounds, other.rounds) == (3, 1)
        await rounds.look()
        assert await part.did.get() == 4
        assert other.rounds == 1


async def test_what_falls_due_in_a_round_is_seen_after_it(ledger: Ledger) -> None:
    part, rounds = Part(), Rounds(ledger.engine.database, interval=3600)
    goes_on, began = asyncio.Event(), asyncio.Event()

    async def slow() -> int:
        began.set()
        await goes_on.wait()
        return await part.round()

    async with running(rounds.whenever(owed("slip"), slow)):
        await began.wait()
        await owe(ledger, "slip", "now()")
        await rounds.look()
        goes_on.set()
        assert [await part.did.get() for _ in range(2)] == [1, 2]


async def test_a_round_that_fails_is_tried_again_with_the_next_look_and_keeps_none_of_the_others(
    ledger: Ledger,
) -> None:
    lame, well = Part(IndexError(), IndexError()), Part()
    rounds = Rounds(ledger.engine.database, interval=0.01)
    mine = due(OutboxRow.due_at, OutboxRow.kind == "slip")
    await owe(ledger, "slip", "now()")
    async with running(rounds.run(), rounds.whenever(mine, lame.round), rounds.whenever(mine, well.round)):
        assert [await lame.did.get() for _ in range(3)] == [1, 2, 3]
        assert [await well.did.get() for _ in range(3)] == [1, 2, 3]


async def test_what_is_due_is_found_by_an_index_however_much_is_due_later(ledger: Ledger) -> None:
    question = owed("slip").compile(ledger.engine.database.engine.sync_engine, compile_kwargs={"literal_binds": True})
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await tx.execute(text("SET LOCAL enable_seqscan = off"))
        plan = (await tx.execute(text(f"EXPLAIN {question}"))).scalars().all()
    assert [line for line in plan if "Index Cond" in line and "due_at <= statement_timestamp()" in line], plan
