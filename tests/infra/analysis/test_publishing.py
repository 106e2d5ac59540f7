"""Facts as files: whole, of their moment, written once; and read by whoever asks while others are published."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import func, select

from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.province.facts import DossierFacts
from infra.analysis.analysis import Analysis, FactsUnpublished, FileWrong
from infra.analysis.parts import MANIFEST, newest
from infra.analysis.publisher import FactsPublisher
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.files.storage import NotStored, Store
from infra.province.feed import FactsFeed, keep
from tests.infra.analysis.test_counting import facts_of_one
from tests.support.examples import CALENDARS
from tests.support.ledger import Ledger, Urls, open_ledger

AUGUST, SEPTEMBER = (datetime(2026, month, 15, 9, tzinfo=VIETNAM) for month in (8, 9))
ALL = select(
    Row.dossier,
    Row.competent,
    Row.ending,
    func.epoch_us(Row.filed_at).label("filed"),
    Row.due_at.is_(None).label("undated"),
)
MIDNIGHT = datetime(2026, 9, 1, tzinfo=VIETNAM)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE dossiers, outbox, province_facts, province_parts CASCADE")
        yield opened


@pytest.fixture
def store() -> Store:
    return Store.from_url("memory:///")


@pytest.fixture
def publisher(ledger: Ledger, store: Store) -> FactsPublisher:
    return FactsPublisher(ledger.engine.database, store, every=1)


@pytest.fixture
async def analysis(store: Store) -> AsyncIterator[Analysis]:
    async with Analysis(store, looks_every=0) as opened:
        yield opened


async def put(ledger: Ledger, *facts: DossierFacts) -> None:
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, facts)


async def test_before_anything_was_published_who_asks_is_told_so(analysis: Analysis) -> None:
    with pytest.raises(FactsUnpublished):
        await (await analysis.published()).rows(ALL, {})


async def test_a_house_without_dossiers_publishes_that_there_are_none(
    publisher: FactsPublisher, analysis: Analysis
) -> None:
    published = await publisher.publish()
    assert published
    assert published.parts == ()
    assert await (await analysis.published()).rows(ALL, {}) == []


async def test_what_is_published_is_what_the_table_holds_word_for_word(
    ledger: Ledger, publisher: FactsPublisher, analysis: Analysis
) -> None:
    odd = facts_of_one("A,1", AUGUST).model_copy(update={"ending": 'a "b", c\nd \\N', "due_at": None})
    await put(ledger, odd, facts_of_one("B", AUGUST + timedelta(microseconds=1)))
    await publisher.publish()
    first, second = sorted(await (await analysis.published()).rows(ALL, {}), key=lambda row: str(row["dossier"]))
    assert (first["dossier"], first["ending"], first["undated"]) == ("A,1", odd.ending, True)
    assert second["filed"] - first["filed"] == 1
    assert (second["ending"], second["undated"]) == ("", False)


async def test_a_month_is_of_vietnam_and_only_what_changed_is_written_anew(
    ledger: Ledger, publisher: FactsPublisher
) -> None:
    await put(ledger, facts_of_one("A", MIDNIGHT - timedelta(seconds=1)), facts_of_one("B", MIDNIGHT))
    before = await publisher.publish()
    assert before
    assert [(part.month, part.rows) for part in before.parts] == [(date(2026, 8, 1), 1), (date(2026, 9, 1), 1)]
    await put(ledger, facts_of_one("B", MIDNIGHT, seq=10, ending="withdrawn"))
    after = await publisher.publish()
    assert after
    assert after.parts[0] == before.parts[0]
    assert after.parts[1].path != before.parts[1].path
    assert after.replaced == (before.parts[1].path,)


async def test_a_reader_of_the_list_before_finds_its_files_until_the_next_one(
    ledger: Ledger, publisher: FactsPublisher, store: Store
) -> None:
    await put(ledger, facts_of_one("A", AUGUST))
    before = await publisher.publish()
    assert before
    for seq in (10, 11):
        await put(ledger, facts_of_one("A", AUGUST, seq=seq, ending=f"e{seq}"))
        await publisher.publish()
        if seq == 10:
            assert await store.get(before.parts[0].path)
    with pytest.raises(NotStored):
        await store.get(before.parts[0].path)


async def test_a_month_that_is_again_what_it_was_keeps_its_file(
    ledger: Ledger, publisher: FactsPublisher, store: Store
) -> None:
    """The portal lost a dossier and knows it again: the month's file is that of before, by content and name."""
    await put(ledger, facts_of_one("A", AUGUST))
    at_first = await publisher.publish()
    for stars in (5, None):
        await ledger.rows(f"UPDATE province_facts SET stars = {stars or 'NULL'} WHERE dossier = 'A'")
        await ledger.rows("UPDATE province_parts SET changed = changed + 1")
        again = await publisher.publish()
    assert at_first
    assert again
    assert again.parts == at_first.parts
    assert await store.get(again.parts[0].path)


async def test_who_asks_hears_of_what_was_published_since(
    ledger: Ledger, publisher: FactsPublisher, analysis: Analysis
) -> None:
    for many in (1, 2, 3):
        await put(ledger, facts_of_one(f"A{many}", AUGUST), facts_of_one(f"B{many}", SEPTEMBER))
        await publisher.publish()
        assert len(await (await analysis.published()).rows(ALL, {})) == 2 * many


async def test_a_month_that_was_published_before_there_was_a_column_has_nothing_in_it(
    ledger: Ledger, publisher: FactsPublisher, store: Store, analysis: Analysis, tmp_path: Path
) -> None:
    await put(ledger, facts_of_one("A", AUGUST), facts_of_one("B", SEPTEMBER))
    now = await publisher.publish()
    assert now
    old, file = now.parts[0], tmp_path / "old.parquet"
    (tmp_path / "now.parquet").write_bytes(await store.get(old.path))
    with duckdb.connect() as engine:
        before = engine.read_parquet(str(tmp_path / "now.parquet")).select("* EXCLUDE opened")
        before.write_parquet(str(file))
    content = file.read_bytes()
    await store.put_new("old", content)
    part = old.model_copy(update={"path": "old", "sha256": sha256(content).hexdigest()})
    manifest = now.model_copy(update={"parts": (part, now.parts[1])})
    await store.replace(MANIFEST, manifest.model_dump_json().encode())
    rows = await (await analysis.published()).rows(select(Row.dossier, Row.opened).order_by(Row.dossier), {})
    assert rows == [{"dossier": "A", "opened": None}, {"dossier": "B", "opened": ""}]


async def test_who_began_to_count_ends_with_the_same_publication(
    ledger: Ledger, publisher: FactsPublisher, analysis: Analysis
) -> None:
    await put(ledger, facts_of_one("A", AUGUST))
    await publisher.publish()
    first = await analysis.published()
    await put(ledger, facts_of_one("B", AUGUST))
    await publisher.publish()
    second = await analysis.published()
    assert [len(await one.rows(ALL, {})) for one in (first, second)] == [1, 2]
    assert first.as_of < second.as_of


async def test_it_says_up_to_when_it_is_whole_not_when_it_was_written(
    ledger: Ledger, publisher: FactsPublisher
) -> None:
    """What is owed by the feed is not in the facts yet: until then they are whole."""
    await ledger.file()
    [owed] = await ledger.rows("SELECT due_at FROM outbox WHERE kind = 'facts'")
    published = await publisher.publish()
    assert published
    assert published.as_of == owed["due_at"]
    await FactsFeed(ledger.engine.database, CALENDARS).feed()
    after = await publisher.publish()
    assert after
    assert after.as_of > owed["due_at"]


async def test_a_change_while_it_is_written_is_published_by_the_next_round(
    ledger: Ledger, publisher: FactsPublisher, store: Store
) -> None:
    await put(ledger, facts_of_one("A", AUGUST))

    class Late(Store):
        async def put_new(self, path: str, data: bytes) -> bool:
            await put(ledger, facts_of_one("B", AUGUST))
            return await super().put_new(path, data)

    await FactsPublisher(ledger.engine.database, Late(store.objects), every=1).publish()
    found = await newest(store)
    assert found
    assert found.parts[0].rows == 1
    after = await publisher.publish()
    assert after
    assert after.parts[0].rows == 2


async def test_two_workers_publish_one_after_the_other(ledger: Ledger, publisher: FactsPublisher, store: Store) -> None:
    await put(ledger, facts_of_one("A", AUGUST))
    told: list[object] = []

    class Slow(Store):
        async def replace(self, path: str, data: bytes) -> None:
            told.append(await publisher.publish())
            await super().replace(path, data)

    await FactsPublisher(ledger.engine.database, Slow(store.objects), every=1).publish()
    assert told == [None]


async def test_a_file_that_somebody_changed_is_not_read(
    ledger: Ledger, publisher: FactsPublisher, store: Store, analysis: Analysis
) -> None:
    await put(ledger, facts_of_one("A", AUGUST))
    published = await publisher.publish()
    assert published
    await store.replace(published.parts[0].path, b"PAR1 nothing of ours")
    with pytest.raises(FileWrong):
        await (await analysis.published()).rows(ALL, {})


async def test_a_statement_reads_nothing_but_the_facts(
    ledger: Ledger, publisher: FactsPublisher, analysis: Analysis
) -> None:
    import duckdb

    await publisher.publish()
    with pytest.raises(duckdb.PermissionException):
        await (await analysis.published()).rows(select(func.read_text("/etc/hostname").table_valued("content")), {})


async def test_the_list_is_read_by_any_engine(ledger: Ledger, publisher: FactsPublisher, store: Store) -> None:
    await put(ledger, facts_of_one("A", AUGUST))
    await publisher.publish()
    text = (await store.get(MANIFEST)).decode()
    assert "month=2026-08/" in text
    assert '"rows": 1' in text
