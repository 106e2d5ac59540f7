"""Compares what journal, registers, documents, mail boxes and engine hold of a dossier."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from types import SimpleNamespace
from typing import Any, Self

from sqlalchemy import text
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.apply import fold
from domain.dossier.journal import Event, check_chain, joined
from domain.dossier.notice import notice_of
from domain.dossier.state import Dossier
from infra.crypto.master_keys import keyring
from infra.db.database import Database
from infra.engine.temporal import connect
from infra.files.storage import Store
from infra.files.vault import Vault
from infra.journal.encryption import key_of, open_state, opened
from infra.journal.statements import CHAIN, STATE
from infra.local.house import LocalHouse
from infra.local.people import Json, People

PAUSE = 0.1
REGISTERS = ("population", "civil-status")
ENTRY = text("SELECT seq FROM events WHERE dossier = :code AND key = :key")
RESULTS = text("SELECT number, path, sha256 FROM results WHERE dossier = :code")
OWED = text("SELECT kind, topic, attempts, why FROM outbox WHERE dossier = ANY(:codes)")
ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


async def until_true(look: Callable[[], Awaitable[object]], pause: float = 0.005) -> None:
    """Look until it is so; the test's own time-out ends what never comes."""
    while not await look():  # noqa: ASYNC110 - other processes announce nothing to this loop
        await asyncio.sleep(pause)


async def until_equal[T](look: Callable[[], Awaitable[T]], wanted: T, patience: float = 120) -> None:
    """Look until it is as wanted, and at last compare, so that a difference is shown."""

    async def equal() -> bool:
        return await look() == wanted

    with suppress(TimeoutError):
        async with asyncio.timeout(patience):
            await until_true(equal, PAUSE)
    assert await look() == wanted


def retold(code: str, events: Iterable[Event]) -> Iterator[tuple[Event, Dossier]]:
    """Every event, with the dossier as it left it."""
    dossier = Dossier(code=code)
    for event in events:
        fold(dossier, event)
        yield event, dossier


def without_slips(events: Sequence[Event]) -> list[Event]:
    """What happened to a dossier, but for its slips: they are sealed whenever the worker comes to it."""
    return [event for event in events if not isinstance(event.act, acts.SlipSealed)]


@dataclass
class Audit:
    """Sees everything: the database as its owner, the engine, the stand-ins' memory."""

    people: People
    database: Database
    engine: Client
    store: Store

    @classmethod
    @asynccontextmanager
    async def of(cls, house: LocalHouse, people: People) -> AsyncIterator[Self]:
        """An auditor of this house."""
        settings = house.settings()
        database = Database(settings.database_owner_url.get_secret_value(), keyring(settings), pool_size=2)
        yield cls(
            people, database, await connect(settings, database), Vault(Store.from_url(settings.storage_url), database)
        )
        await database.close()

    async def sql(self, statement: Any, **values: Any) -> list[Any]:
        """Read as the owner of all tables."""
        return (await self._at_one_moment(statement, **values))[0]

    async def _at_one_moment(self, *statements: Any, **values: Any) -> list[list[Any]]:
        # Between two reads a slip may be sealed: what is compared is read as of the same moment.
        async with self.database.transaction(ENGINE) as tx:
            await tx.execute(ONE_MOMENT)
            found = [await tx.execute(statement, values) for statement in statements]
            return [[dict(row) for row in rows.mappings()] for rows in found]

    async def journal(self, code: str) -> list[Event]:
        """Give a dossier's events after checking that its chain holds and that its state is what they made it."""
        chain, [state] = await self._at_one_moment(CHAIN, STATE, code=code)
        rows = await opened(self.database.keys, chain)
        head = check_chain(rows)
        events = [Event.model_validate(row | {"act": joined(row["act"], row["personal"])}) for row in rows]
        folded = Dossier(code=code)
        for event in events:
            fold(folded, event)
        folded.head = head
        row = SimpleNamespace(**state)
        assert open_state(await key_of(self.database.keys, row), code, row.state) == folded
        return events

    async def finished(self, codes: Iterable[str]) -> None:
        """Check that each of these went to its end with every effect done once, and everybody knows the same."""
        for code in codes:
            events = await self.journal(code)
            assert without_slips(events)[-1].act.type == "handed_over"
            await self._one_result(code, events)
            assert [len(await self.entries(code)), len(await self.numbers(code))] == [1, 1]
        await self.adopted(codes)
        await self.told(codes)

    async def _one_result(self, code: str, events: list[Event]) -> None:
        issued = [event.act for event in events if isinstance(event.act, acts.Issued)]
        numbered = [event.act.number for event in events if isinstance(event.act, acts.Numbered)]
        slips = [event.act for event in events if isinstance(event.act, acts.SlipSealed)]
        assert len({slip.number for slip in slips}) == len(slips)
        rows = await self.sql(RESULTS, code=code)
        kept = [act.model_dump(include={"number", "path", "sha256"}) for act in (*issued, *slips)]
        # A slip may have been sealed since the journal was read.
        assert all(row in rows for row in kept)
        assert [row for row in rows if row["path"].startswith("results/")] == kept[: len(issued)]
        assert numbered == [act.number for act in issued]
        assert len(numbered) == 1
        assert sha256(await self.store.get(issued[0].path)).hexdigest() == issued[0].sha256

    async def adopted(self, codes: Iterable[str]) -> None:
        """Check that each workflow followed exactly what its journal holds; nobody begins one to hear of an end.

        None ever began of what ended before the desk had decided.
        """
        for code in codes:
            events = await self.journal(code)
            wanted = [(event.seq, event.hash) for event in events]
            at_the_desk = not any(isinstance(event.act, acts.Accepted) for event in events)
            await until_equal(partial(self._heard, code, wanted, wanted if at_the_desk else []), wanted)

    async def _heard(
        self, code: str, wanted: list[tuple[int, str]], unbegun: list[tuple[int, str]]
    ) -> list[tuple[int, str]]:
        workflow = self.engine.get_workflow_handle(code)
        try:
            sleeps = (await workflow.describe()).status != WorkflowExecutionStatus.RUNNING
            told = await workflow.query("adopted", result_type=list[tuple[int, str]])
        except RPCError as error:
            return unbegun if error.status is RPCStatusCode.NOT_FOUND else []
        heard = [(seq, digest) for seq, digest in told]
        # A slip may be sealed after its end, or since the journal was read.
        both = min(len(heard), len(wanted))
        return wanted if sleeps and heard[:both] == wanted[:both] else heard

    async def told(self, codes: Iterable[str]) -> None:
        """Check that applicants were told of each event that calls for it, once, and nothing else."""
        wanted = [
            f"<{code}.{event.seq}@motcua>"
            for code in codes
            for event, dossier in retold(code, await self.journal(code))
            if notice_of(event.act, dossier.tasks.get(getattr(event.act, "task", "")))
        ]
        # Of these dossiers alone: a letter of another may be put off for longer than anybody waits here.
        await until_equal(partial(self.sql, OWED, codes=list(codes)), [])
        boxes = await self._get("/mail/messages")
        ours = [letter["message_id"] for letter in boxes if letter["message_id"][1:].rsplit(".", 1)[0] in set(codes)]
        assert sorted(ours) == sorted(wanted)

    async def withdrawn(self, codes: Iterable[str]) -> None:
        """Check that nothing came of these, and that everybody knows it."""
        for code in codes:
            events = await self.journal(code)
            assert without_slips(events)[-1].act.type == "withdrawn"
            assert not [row for row in await self.sql(RESULTS, code=code) if row["path"].startswith("results/")]
            assert [await self.entries(code), await self.numbers(code)] == [[], []]
        await self.adopted(codes)
        await self.told(codes)

    async def recorded(self, code: str, key: str) -> bool:
        """Say whether a journal holds something under this key."""
        return bool(await self.sql(ENTRY, code=code, key=key))

    async def asked(self, register: str, message: str) -> bool:
        """Say whether a register was sent this message since its calls were last forgotten."""
        return message in (await self._get(f"/{register}/_calls"))["messages"]

    async def messages(self) -> set[str]:
        """Name all messages that the registers were sent since then."""
        return {message for name in REGISTERS for message in (await self._get(f"/{name}/_calls"))["messages"]}

    async def forget_calls(self) -> None:
        """Let the registers forget what they were asked, but not what they entered."""
        for name in REGISTERS:
            (await self.people.sandbox.delete(f"/{name}/_calls")).raise_for_status()

    async def entries(self, code: str) -> list[Json]:
        """What the civil-status register entered for a dossier."""
        return await self._of_dossier("/civil-status/v1/births", code)

    async def numbers(self, code: str) -> list[Json]:
        """Which personal numbers were granted for a dossier."""
        return await self._of_dossier("/population/v1/newborns", code)

    async def effects(self) -> list[int]:
        """How many births were entered, and how many personal numbers granted, in all."""
        paths = ("/civil-status/v1/births", "/population/v1/newborns")
        return [int((await self._get(f"{path}/count"))["count"]) for path in paths]

    async def _of_dossier(self, path: str, code: str) -> list[Json]:
        found: list[Json] = (await self._get(f"{path}?MaHoSo={code}"))["KetQua"]
        return found

    async def _get(self, path: str) -> Any:
        return (await self.people.sandbox.get(path)).raise_for_status().json()
