"""Results enter the shared warehouse as they are issued, and whoever used one hears that it was recalled."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from domain.base.refusals import NotCompared
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.province.warehouse import SharedResult
from domain.tasks.model import RECALLED_PAPER, Task
from infra.facts.warehouse import load_sharing
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.signing.development import development_identity
from infra.warehouse.entering import WarehouseFeed
from infra.warehouse.shelf import Exchange, Shelf
from infra.warehouse.telling import RecallTelling
from tests.support.archives import NUMBER, House
from tests.support.examples import APPROVE, DESK, FATHER, LEADER, MOTHER, RECEIVE, personal
from tests.support.ledger import Ledger, Row, Urls, of, open_ledger
from tests.support.reading import HERE

RECALL = acts.Recalled(
    number=NUMBER, reason=Words(vi="Sai nội dung", en="Wrong"), basis="Quyết định 15/QĐ-UBND", corrects=False
)

FILE = b"%PDF-1.7 of the residence office"
RESIDENCE = Actor(id="residence", kind="agency")
DAY = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
THEIRS = SharedResult(
    number="CT-1", provider=RESIDENCE.id, kind="CT07", issuer="residence", owners=(FATHER.id,), issued_on=DAY.date(),
    issued_at=DAY, sha256=sha256(FILE).hexdigest(), signature="declared",
)  # fmt: skip

OWE = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at) VALUES ('result', :code, 1, :topic, '{}', now())"


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE dossiers, outbox, warehouse_results, warehouse_papers, uploads, exchanges CASCADE")
        await opened.rows("DELETE FROM counters WHERE name IN ('warehouse/results', 'warehouse/recalls')")
        yield opened


@pytest.fixture
def store() -> Store:
    return Store.from_url("memory:///")


@pytest.fixture
def feed(ledger: Ledger) -> WarehouseFeed:
    return WarehouseFeed(ledger.engine, load_sharing().by_kind)


@pytest.fixture
async def delivered(ledger: Ledger, store: Store, tmp_path: Path) -> str:
    """A birth from filing to hand-over."""
    return await House(ledger, store, development_identity(tmp_path)).delivered()


async def kept(ledger: Ledger) -> list[Row]:
    return await ledger.rows("SELECT * FROM warehouse_results ORDER BY number")


async def recall(ledger: Ledger, code: str, number: str) -> None:
    await ledger.act(code, RECALL.model_copy(update={"number": number}), LEADER)


async def reuse(ledger: Ledger, store: Store, pdf: bytes) -> str:
    """A dossier of somebody who brings the result as a paper."""
    uploads = Uploads(ledger.api.database, store, 10_000_000, reader=HERE)
    upload = await uploads.enter("giay.pdf", "application/pdf", pdf, FATHER.id, FATHER)
    return await ledger.file(FATHER, documents=(upload.sha256,))


def told(ledger: Ledger) -> RecallTelling:
    """What looks whether a result was recalled, without its minute of rest."""
    return RecallTelling(
        ledger.engine.database, {}, lambda _: httpx2.AsyncClient(), None, load_sharing(), settles=timedelta()
    )


async def tasks(ledger: Ledger, code: str) -> list[Task]:
    """What a dossier has to do for its recalled papers."""
    found = (await ledger.engine.dossier(code, ENGINE)).tasks.values()
    return [task for task in found if task.kind == RECALLED_PAPER]


async def test_a_result_enters_with_the_issue_and_says_nothing_of_what_it_says(
    ledger: Ledger, feed: WarehouseFeed, delivered: str
) -> None:
    await feed.feed()
    [row] = await kept(ledger)
    [issued] = await ledger.rows("SELECT number, path, sha256 FROM results WHERE number LIKE 'GKS%'")
    assert (row["number"], row["path"], row["sha256"]) == (issued["number"], issued["path"], issued["sha256"])
    assert (row["dossier"], row["kind"], row["issuer"], row["signature"]) == (delivered, "GKS", "11953", "sealed")
    assert row["owners"] == [MOTHER.id]
    assert (row["issued_on"], row["valid_until"], row["recalled_at"]) == (row["issued_at"].date(), None, None)
    [owed] = await ledger.rows("SELECT count(*) AS many FROM outbox WHERE kind = 'result'")
    assert owed["many"] == 0


async def test_one_that_is_fed_again_stays_as_it_was_so_that_nobody_reads_it_anew(
    ledger: Ledger, feed: WarehouseFeed, delivered: str
) -> None:
    await feed.feed()
    before = await kept(ledger)
    await ledger.rows(OWE, code=delivered, topic="results")
    assert await feed.feed() == 1
    assert await kept(ledger) == before


async def test_recalled_it_says_so_and_is_read_anew(ledger: Ledger, feed: WarehouseFeed, delivered: str) -> None:
    await feed.feed()
    [before] = await kept(ledger)
    await recall(ledger, delivered, before["number"])
    await feed.feed()
    [after] = await kept(ledger)
    assert after["recalled_at"]
    assert after["changed_at"] > before["changed_at"]


async def test_erased_it_keeps_number_and_digest_alone(ledger: Ledger, feed: WarehouseFeed, delivered: str) -> None:
    await feed.feed()
    [before] = await kept(ledger)
    erased = acts.DataErased(basis="Luật", order="Quyết định 12/QĐ-TA", with_result=True)
    await ledger.advance(delivered, ("erased", erased))
    await feed.feed()
    [after] = await kept(ledger)
    assert (after["number"], after["sha256"]) == (before["number"], before["sha256"])
    assert (after["owners"], after["path"], bool(after["erased_at"])) == ([], "", True)


async def test_results_of_before_enter_once_with_the_first_worker(
    ledger: Ledger, feed: WarehouseFeed, delivered: str
) -> None:
    await ledger.rows("DELETE FROM outbox")
    await feed.catch_up()
    await feed.feed()
    assert [row["dossier"] for row in await kept(ledger)] == [delivered]
    await feed.catch_up()
    assert await feed.feed() == 0


async def test_a_journal_that_cannot_be_read_keeps_no_other_result(
    ledger: Ledger, feed: WarehouseFeed, delivered: str
) -> None:
    bad = await ledger.file()
    await ledger.rows("UPDATE events SET act = act - 'procedure' WHERE dossier = :code", code=bad)
    await ledger.rows(OWE, code=bad, topic="results")
    await feed.feed()
    assert [row["dossier"] for row in await kept(ledger)] == [delivered]
    why = "SELECT DISTINCT why, attempts FROM outbox WHERE dossier = :code AND kind = 'result'"
    assert [(row["why"], row["attempts"]) for row in await ledger.rows(why, code=bad)] == [("ValidationError", 1)]


@pytest.mark.parametrize("filed_first", [True, False], ids=["filed before the recall", "filed in its very moment"])
async def test_an_open_dossier_with_a_recalled_paper_gets_a_task_and_is_not_approved_before_it_is_done(
    ledger: Ledger, feed: WarehouseFeed, store: Store, delivered: str, filed_first: bool
) -> None:
    await feed.feed()
    [row] = await kept(ledger)
    pdf = await store.get(row["path"])
    if filed_first:
        code = await reuse(ledger, store, pdf)
        await feed.feed()
        await recall(ledger, delivered, row["number"])
    else:
        await recall(ledger, delivered, row["number"])
        await feed.feed()
        code = await reuse(ledger, store, pdf)
    await feed.feed()
    await ledger.rows(OWE, code=code, topic="papers")
    await feed.feed()
    dossier = await ledger.engine.dossier(code, ENGINE)
    [task] = [task for task in dossier.tasks.values() if task.kind == RECALLED_PAPER]
    assert (task.about, task.agency, task.decisions) == (row["number"], "11953", ("seen",))
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await ledger.advance(code, ("approve", of(code, APPROVE)))
    approved = acts.Approved(task=of(code, APPROVE).task, personal={"name": "Lê Văn Chủ"})
    with pytest.raises(NotCompared):
        await ledger.act(code, approved, LEADER)
    await ledger.act(code, acts.Done(task=task.id, decision="seen"), DESK)
    await ledger.act(code, approved, LEADER)


@pytest.mark.parametrize("filed_first", [True, False], ids=["filed before the recall", "filed after it"])
async def test_an_open_dossier_with_the_file_of_a_result_that_another_agency_recalled_gets_a_task_once(
    ledger: Ledger, feed: WarehouseFeed, store: Store, filed_first: bool
) -> None:
    shelf, telling = Shelf(ledger.api.database), told(ledger)
    line = Exchange("residence", "1", "", "put", "results", "", "", ())
    await shelf.put(RESIDENCE, THEIRS, line)
    code, other = "", await reuse(ledger, store, b"another file")
    if filed_first:
        code = await reuse(ledger, store, FILE)
        await feed.feed()
        assert await tasks(ledger, code) == []
    await shelf.recall(RESIDENCE, THEIRS.number, line)
    # The process dies after this commit: the one that looks next finds the recall.
    await telling.owe()
    code = code or await reuse(ledger, store, FILE)
    await feed.feed()
    [task] = await tasks(ledger, code)
    assert (task.about, task.agency, task.decisions) == (THEIRS.number, "11953", ("seen",))
    await told(ledger).owe()
    await ledger.rows(OWE, code=code, topic="papers")
    await feed.feed()
    assert await tasks(ledger, code) == [task]
    assert await tasks(ledger, other) == []


async def test_each_of_two_agencies_that_recall_the_same_file_is_heard(
    ledger: Ledger, feed: WarehouseFeed, store: Store
) -> None:
    shelf, police = Shelf(ledger.api.database), RESIDENCE.model_copy(update={"id": "police"})
    theirs = THEIRS.model_copy(update={"number": "CT-2", "provider": "police"})
    code = await reuse(ledger, store, FILE)
    for agency, result in ((RESIDENCE, THEIRS), (police, theirs)):
        line = Exchange(agency.id, "1", "", "put", "results", "", "", ())
        await shelf.put(agency, result, line)
        await shelf.recall(agency, result.number, line)
    await told(ledger).owe()
    await feed.feed()
    assert sorted(task.about for task in await tasks(ledger, code)) == ["CT-1", "CT-2"]


async def test_a_dossier_that_has_ended_is_left_alone(
    ledger: Ledger, feed: WarehouseFeed, store: Store, delivered: str
) -> None:
    await feed.feed()
    [row] = await kept(ledger)
    code = await reuse(ledger, store, await store.get(row["path"]))
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), FATHER)
    await recall(ledger, delivered, row["number"])
    await feed.feed()
    assert not any(task.kind == RECALLED_PAPER for task in (await ledger.engine.dossier(code, ENGINE)).tasks.values())


async def test_which_papers_a_dossier_has_enters_with_their_level_and_goes_once_it_is_erased(ledger: Ledger) -> None:
    both = WarehouseFeed(ledger.engine, load_sharing().by_kind, components=True)
    told: list[Row] = [{"sha256": "a" * 64, "name": "x.pdf", "kind": "birth_record"}]
    told.append({"sha256": "b" * 64, "name": "y.pdf", "kind": "mandate", "digitised": True})
    code = await ledger.file(documents=("a" * 64, "b" * 64), personal=personal(documents=told))
    await both.feed()
    rows = "SELECT component, level FROM warehouse_papers WHERE dossier = :code ORDER BY component"
    found = [(row["component"], row["level"]) for row in await ledger.rows(rows, code=code)]
    assert found == [("birth_record", "uploaded"), ("mandate", "digitised")]
    await ledger.act(code, acts.Withdrawn(reason="Đổi ý"), MOTHER)
    erased = acts.DataErased(basis="Luật", order="Quyết định 12/QĐ-TA", with_result=True)
    await ledger.advance(code, ("erased", erased))
    await both.feed()
    assert await ledger.rows(rows, code=code) == []


async def test_where_papers_are_not_on_the_decided_list_none_enters(ledger: Ledger, feed: WarehouseFeed) -> None:
    await ledger.file(documents=("a" * 64,))
    await feed.feed()
    assert await ledger.rows("SELECT 1 FROM warehouse_papers") == []
