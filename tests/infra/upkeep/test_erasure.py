"""Erased is erased: nobody reads it again, in the database, in the store or in a backup, and the chain still holds."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from temporalio.api.common.v1 import Payload
from temporalio.exceptions import ApplicationError

from domain.base.refusals import Erased
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.erasure import StillKept, StillUnderWay
from domain.transparency.heads import Kept
from infra.crypto.keys import DataKey, KeyMissing, Keyring, MasterKeyUnknown
from infra.db.database import Database
from infra.engine.codec import Codec
from infra.facts.loading import load_retentions
from infra.files.storage import NotStored, StorageRefused, Store
from infra.files.uploads import Uploads, path_of
from infra.files.vault import Vault
from infra.journal.audit import verify_journal
from infra.journal.journal import Journal
from infra.local.postgres import find_binaries
from infra.transparency.head_audit import compare_within
from infra.transparency.heads import Heads, Publisher
from infra.upkeep.erasure import Eraser
from infra.upkeep.key_copies import copied, laid_over
from infra.upkeep.rotation import rewrap, wrapped_by
from tests.support.examples import CALENDARS, DESK, LAWS, MOTHER, REGISTRY
from tests.support.keys import MemoryMasters
from tests.support.ledger import AnyPapers, Clock, Ledger, Urls
from tests.support.reading import HERE

PAPER = b"%PDF-1.4\nGi\xe1\xba\xa5y ch\xe1\xbb\xa9ng sinh\n%%EOF\n"
OTHER = PAPER + b"%"
BASIS = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15"
TWENTY_YEARS = timedelta(days=366 * 20)


@dataclass
class Office:
    """A database of its own, with master keys of its own."""

    ledger: Ledger
    urls: Urls
    masters: MemoryMasters
    store: Store
    uploads: Uploads
    eraser: Eraser

    async def withdrawn(self, paper: bytes = PAPER, **changes: Any) -> str:
        """A dossier with a paper, that was withdrawn."""
        await self.uploads.keep("giay-chung-sinh.pdf", paper, MOTHER)
        code = await self.ledger.file(documents=(sha256(paper).hexdigest(),), **changes)
        await self.ledger.act(code, acts.Withdrawn(reason="Tạ Kiều Oanh đổi ý"), MOTHER)
        return code

    async def erased(self, **changes: Any) -> str:
        """A dossier whose term was over, and that was erased."""
        code = await self.withdrawn(**changes)
        self.ledger.clock.turn(TWENTY_YEARS)
        await self.eraser.erase(code, BASIS)
        self.ledger.clock.turn(-TWENTY_YEARS)
        return code


@pytest.fixture(scope="module")
def database(apart: Urls) -> Urls:
    return apart


@pytest.fixture
async def office(database: Urls) -> AsyncIterator[Office]:
    masters, clock = MemoryMasters(), Clock()
    api, engine = (Database(url, Keyring(masters), 4) for url in (database.api, database.engine))
    journals = [AnyPapers(one, CALENDARS, LAWS, REGISTRY, clock=clock) for one in (api, engine)]
    owner, store = create_async_engine(database.owner), Store.from_url("memory:///")
    ledger = Ledger(owner, journals[0], journals[1], clock)
    eraser = Eraser(journals[1], store, load_retentions())
    yield Office(ledger, database, masters, store, Uploads(api, store, 10_000, reader=HERE), eraser)
    await ledger.rows("TRUNCATE dossiers, dossier_keys, uploads, papers, events, tree_leaves, tree_nodes CASCADE")
    for closing in (api.close, engine.close, owner.dispose):
        await closing()


async def test_a_dossier_under_way_is_not_erased_whoever_orders_it(office: Office) -> None:
    code = await office.ledger.file()
    for order in ("", "Quyết định 12/2026/QĐ-TA"):
        with pytest.raises(StillUnderWay):
            await office.eraser.erase(code, BASIS, order)
    assert await office.ledger.whole(code)


async def test_a_dossier_is_kept_until_its_term_is_over_unless_a_court_orders_otherwise(office: Office) -> None:
    code = await office.withdrawn()
    with pytest.raises(StillKept, match="until 2046-11-17"):
        await office.eraser.erase(code, BASIS)
    found = await office.eraser.preview(code, "Quyết định 12/2026/QĐ-TA")
    assert (found.events, found.papers, found.with_result) == (3, 1, False)
    assert (await office.ledger.api.dossier(code, MOTHER)).reason == "Tạ Kiều Oanh đổi ý", "a preview changes nothing"
    await office.eraser.erase(code, BASIS, "Quyết định 12/2026/QĐ-TA")
    with pytest.raises(Erased, match=BASIS):
        await office.ledger.api.dossier(code, MOTHER)


async def test_an_erased_dossier_says_when_and_why_to_whoever_reads_or_acts(office: Office) -> None:
    code = await office.erased()
    journal = office.ledger.api
    for doing in (journal.dossier(code, MOTHER), office.ledger.engine.dossier(code, ENGINE),
                  office.ledger.act(code, acts.Rated(stars=5), MOTHER)):  # fmt: skip
        with pytest.raises(Erased, match=f"erased on 2046-.* because: {BASIS}"):
            await doing
    events = await journal.events(code, MOTHER)
    assert [event.act.type for event in events] == ["filed", "task_opened", "withdrawn", "data_erased"]
    assert [event.act.personal for event in events] == [{}] * 4
    assert isinstance(events[2].act, acts.Withdrawn)
    assert events[2].act.reason == ""
    with pytest.raises(Erased):
        await office.eraser.erase(code, BASIS)


async def test_chain_heads_and_proofs_outlive_what_was_erased(office: Office) -> None:
    engine = office.ledger.engine.database

    async def unsigned(content: bytes, at: Any) -> bytes:
        return b""

    code, other = await office.withdrawn(), await office.withdrawn()
    publisher = Publisher(engine, Heads(office.store), unsigned, every=600, clock=office.ledger.clock)
    signed = await publisher.publish()
    assert signed
    await office.eraser.erase(code, BASIS, "Quyết định 12/2026/QĐ-TA")
    found = await verify_journal(engine, code)
    assert (found.holds, found.events) == (True, 4)
    assert found.erased.endswith(f"because: {BASIS}")
    assert (await verify_journal(engine, other)).erased == ""
    async with engine.transaction(ENGINE) as tx:
        compared = await compare_within(tx, engine.keys, Kept(signed_head=signed))
    assert (compared.problems, compared.journals) == ([], 2)
    grown = await publisher.publish()
    assert grown
    assert grown.head.tree_size == 3


async def test_what_an_owner_changes_of_an_erased_journal_is_found(office: Office) -> None:
    code = await office.erased()
    await office.ledger.rows("UPDATE events SET digest = 'x' WHERE dossier = :code AND seq = 1", code=code)
    assert (await verify_journal(office.ledger.engine.database, code)).problem.startswith("event 1 ")


async def test_its_papers_are_gone_from_the_store_and_their_keys_from_the_rows(office: Office) -> None:
    code = await office.withdrawn()
    [upload] = [row["upload"] for row in await office.ledger.rows("SELECT upload FROM papers")]
    digest = sha256(PAPER).hexdigest()
    assert await office.uploads.content(code, digest, DESK) == PAPER
    assert PAPER not in await office.store.get(path_of(upload))
    await office.eraser.erase(code, BASIS, "Quyết định 12/2026/QĐ-TA")
    with pytest.raises(NotStored):
        await office.store.get(path_of(upload))
    assert await office.ledger.rows("SELECT name, wrapped FROM uploads") == [{"name": None, "wrapped": None}]


async def test_a_paper_that_another_dossier_names_stays_with_that_one(office: Office) -> None:
    code = await office.withdrawn()
    digest = sha256(PAPER).hexdigest()
    other = await office.ledger.file(documents=(digest,))
    await office.eraser.erase(code, BASIS, "Quyết định 12/2026/QĐ-TA")
    assert await office.uploads.content(other, digest, DESK) == PAPER


async def test_the_result_outlives_its_dossier_as_long_as_the_law_keeps_it(office: Office) -> None:
    birth, status = await office.withdrawn(), await office.withdrawn(procedure="1.004873")
    vault = Vault(office.store, office.ledger.engine.database)
    for code in (birth, status):
        path = f"results/{code}/result.pdf"
        assert await vault.put_new(path, b"%PDF a name")
        assert b"a name" not in await office.store.get(path)
    office.ledger.clock.turn(TWENTY_YEARS)
    assert [(await office.eraser.erase(code, BASIS)).with_result for code in (birth, status)] == [False, True]
    assert await vault.get(f"results/{birth}/result.pdf") == b"%PDF a name"
    with pytest.raises(Erased):
        await vault.get(f"results/{status}/result.pdf")
    assert await vault.put_new("heads/1.json", b"public")
    assert await office.store.get("heads/1.json") == b"public"


async def test_a_paper_that_the_store_keeps_does_not_keep_the_others(office: Office) -> None:
    code = await office.withdrawn()
    await office.uploads.keep("khac.pdf", OTHER, MOTHER)
    await office.ledger.rows(
        "INSERT INTO papers SELECT :code, id FROM uploads WHERE sha256 = :of", code=code, of=sha256(OTHER).hexdigest()
    )
    uploads = [row["upload"] for row in await office.ledger.rows("SELECT upload FROM papers ORDER BY upload")]

    class Stubborn(Store):
        async def discard(self, path: str) -> None:
            if uploads[0] in path:
                raise StorageRefused(path)
            await super().discard(path)

    with pytest.raises(StorageRefused):
        await Eraser(office.ledger.engine, Stubborn(office.store.objects), load_retentions()).erase(
            code, BASIS, "QĐ 12"
        )
    assert await office.store.get(path_of(uploads[0]))
    with pytest.raises(NotStored):
        await office.store.get(path_of(uploads[1]))


async def test_a_try_that_was_cut_short_is_finished_by_the_next(office: Office) -> None:
    code = await office.withdrawn()

    class Cut(Store):
        async def discard(self, path: str) -> None:
            raise OSError("killed")

    cut = Eraser(office.ledger.engine, Cut(office.store.objects), load_retentions())
    with pytest.raises(OSError, match="killed"):
        await cut.erase(code, BASIS, "Quyết định 12/2026/QĐ-TA")
    [upload] = [row["upload"] for row in await office.ledger.rows("SELECT upload FROM papers")]
    with pytest.raises(Erased):
        await office.eraser.erase(code, BASIS)
    with pytest.raises(NotStored):
        await office.store.get(path_of(upload))
    assert len(await office.ledger.rows("SELECT 1 FROM events WHERE dossier = :code", code=code)) == 4


async def test_temporals_payloads_of_an_erased_dossier_open_nowhere(office: Office) -> None:
    code = await office.withdrawn()
    [payload] = await Codec(office.ledger.engine.database, code).encode([Payload(data=b"a name")])
    await office.eraser.erase(code, BASIS, "Quyết định 12/2026/QĐ-TA")
    worker = Database(office.urls.engine, Keyring(office.masters), 1)
    with pytest.raises(ApplicationError, match=BASIS):
        await Codec(worker).decode([payload])
    await worker.close()


# Turning the master key, and what an old backup is worth after it.


async def test_the_master_key_turns_while_dossiers_are_filed(office: Office) -> None:
    codes = [await office.withdrawn() for _ in range(5)]
    office.masters.keys["second"] = DataKey(b"2" * 32)
    engine = office.ledger.engine.database
    filing = asyncio.gather(*(office.ledger.file() for _ in range(5)))
    turned, filed = await rewrap(engine, "second", 2), await filing
    assert turned == 10
    assert set(await wrapped_by(engine)) == {"second"}
    del office.masters.keys["first"]
    fresh = Database(office.urls.engine, Keyring(office.masters), 2)
    for code in (*codes, *filed):
        assert (await verify_journal(fresh, code)).holds
    await fresh.close()


async def run(*command: str) -> bytes:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out


def psql(url: str, database: str | None = None) -> str:
    return make_url(url).set(drivername="postgresql", database=database).render_as_string(hide_password=False)


async def test_a_backup_from_before_an_erasure_opens_nothing_once_the_master_key_was_turned(
    office: Office, tmp_path: Path
) -> None:
    erased, other = await office.withdrawn(OTHER), await office.withdrawn()
    programs, backup = Path(find_binaries().folder), str(tmp_path / "backup")
    live = psql(office.urls.owner)
    await run(str(programs / "pg_dump"), live, "--file", backup)

    await office.eraser.erase(erased, BASIS, "Quyết định 12/2026/QĐ-TA")
    office.masters.keys["second"] = DataKey(b"2" * 32)
    await rewrap(office.ledger.engine.database, "second")
    del office.masters.keys["first"]
    keys = [copy async for copy in copied(office.ledger.engine.database)]
    engine = create_async_engine(office.urls.owner, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql("DROP DATABASE IF EXISTS restored")
        await connection.exec_driver_sql("CREATE DATABASE restored TEMPLATE template0")
    await engine.dispose()
    target = psql(office.urls.owner, database="restored")
    await run(str(programs / "psql"), target, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", backup)

    url = make_url(office.urls.owner).set(database="restored").render_as_string(hide_password=False)
    restored = Database(url, Keyring(office.masters), 2)
    journal = Journal(restored, CALENDARS, LAWS, REGISTRY)
    for code in (erased, other):
        with pytest.raises(MasterKeyUnknown):
            await journal.dossier(code, ENGINE)
    # With the keys of today, what was not erased is there again, and what was erased is not.
    assert await laid_over(restored, keys) == 1
    assert (await verify_journal(restored, other)).holds
    assert await Uploads(restored, office.store, 10_000).content(other, sha256(PAPER).hexdigest(), ENGINE) == PAPER
    with pytest.raises(Erased, match=BASIS):
        await journal.dossier(erased, ENGINE)
    with pytest.raises((KeyMissing, NotStored)):
        await Uploads(restored, office.store, 10_000).content(erased, sha256(OTHER).hexdigest(), ENGINE)
    assert b"Oanh" not in await run("cat", backup)
    await restored.close()
