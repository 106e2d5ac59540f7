"""A paper that the province issued is taken from the shared warehouse: nobody else's, and none that was recalled."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import httpx2
import pytest

from api.services.reuse import OVER, ReuseTools, from_warehouse
from domain.base.words import Words
from domain.dossier import acts
from domain.dossier.acts import Actor
from domain.province.warehouse import HOUSE, REUSE, WAREHOUSE, Agreement, Sharing
from infra.crypto.blind_index import BlindIndex
from infra.facts.warehouse import load_sharing
from infra.files.storage import Store
from infra.files.uploads import Uploads
from infra.files.vault import Vault
from infra.identity.oidc import Identity
from infra.signing.development import development_identity
from infra.warehouse.entering import WarehouseFeed
from infra.warehouse.fetching import ResultFiles
from infra.warehouse.shelf import Shelf
from tests.support.archives import House
from tests.support.examples import LEADER, MOTHER, STRANGER
from tests.support.ledger import Ledger, Urls, open_ledger
from tests.support.reading import HERE
from workflows.engine.forms import Paper

BIRTH = Paper(
    kind="birth", title=Words(vi="Giấy khai sinh", en="Birth certificate"), known_by=WAREHOUSE, results=("GKS",)
)
ASKED = BIRTH.model_copy(update={"kind": "asked", "when": ("by=birth",)})
THEIRS = """
    INSERT INTO warehouse_results (number, provider, kind, issuer, owners, issued_on, issued_at, path, sha256,
                                   signature)
    SELECT 'KS-9', 'civil_status', kind, issuer, ARRAY[:owner], issued_on, issued_at + interval '1 hour', :address,
           repeat('a', 64), 'declared'
    FROM warehouse_results
"""
FORMER = BIRTH.model_copy(update={"expired": True})
DAY = timedelta(days=1)
OTHER = BIRTH.model_copy(update={"kind": "other", "results": ("XNHN",)})


class ByName(BlindIndex):
    """Knows the people of the examples."""

    def of(self, number: str) -> str:
        """Whom a number stands for."""
        return {"mother": MOTHER.id, "stranger": STRANGER.id}[number]


def identity(actor: Actor, number: str) -> Identity:
    return Identity(actor=actor, name="", number=number)


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE dossiers, outbox, warehouse_results, uploads, exchanges CASCADE")
        yield opened


@pytest.fixture
def tools(ledger: Ledger) -> ReuseTools:
    database, store = ledger.api.database, Store.from_url("memory:///")
    uploads = Uploads(database, store, 10_000_000, reader=HERE)
    return ReuseTools(ledger.api, ByName("ab" * 32), uploads, Vault(store, database), Shelf(database), None)


@pytest.fixture
async def delivered(ledger: Ledger, tools: ReuseTools, tmp_path: Path) -> str:
    """A birth whose certificate is in the warehouse."""
    store = Vault(Store(tools.store.objects), ledger.engine.database)
    code = await House(ledger, store, development_identity(tmp_path)).delivered()
    await WarehouseFeed(ledger.engine, load_sharing().by_kind).feed()
    return code


async def taken(tools: ReuseTools, *papers: Paper, of: str = "mother", by: Actor = MOTHER) -> Sequence[tuple[str, str]]:
    found = await from_warehouse(papers, {"by": "birth"}, of, identity(by, of), tools)
    return [(one.kind, one.upload) for one in found.papers]


@pytest.mark.usefixtures("delivered")
async def test_their_own_result_is_taken_with_its_very_bytes_and_once(ledger: Ledger, tools: ReuseTools) -> None:
    [(kind, upload)] = await taken(tools, BIRTH)
    [result] = await ledger.rows("SELECT number, sha256 FROM results WHERE number LIKE 'GKS%'")
    [taken_] = (await from_warehouse([BIRTH], {}, "mother", identity(MOTHER, "mother"), tools)).papers
    assert taken_.told == {"reused": True, "result": result["number"]}
    kept = (await tools.uploads.own([upload], MOTHER))[upload]
    assert (kind, kept.sha256, kept.media_type) == ("birth", result["sha256"], "application/pdf")
    assert await taken(tools, BIRTH) == [(kind, upload)]


@pytest.mark.usefixtures("delivered")
async def test_only_what_the_form_asks_for_is_looked_for(tools: ReuseTools) -> None:
    assert [kind for kind, _ in await taken(tools, ASKED, OTHER)] == ["asked"]
    not_asked = ASKED.model_copy(update={"when": ("by=word",)})
    brought = BIRTH.model_copy(update={"known_by": "population"})
    assert await taken(tools, not_asked, brought) == []


@pytest.mark.usefixtures("delivered")
async def test_nobody_gets_the_paper_of_somebody_else(tools: ReuseTools) -> None:
    assert await taken(tools, BIRTH, of="stranger", by=STRANGER) == []
    assert await taken(tools, BIRTH, of="mother", by=STRANGER) == []


async def test_one_that_was_recalled_a_moment_ago_is_not_taken(
    ledger: Ledger, tools: ReuseTools, delivered: str
) -> None:
    [result] = await ledger.rows("SELECT number FROM results WHERE number LIKE 'GKS%'")
    why = Words(vi="Sai nội dung", en="Wrong")
    recalled = acts.Recalled(number=result["number"], reason=why, basis="Quyết định 15/QĐ-UBND", corrects=False)
    await ledger.act(delivered, recalled, LEADER)
    # The warehouse has not heard of it yet.
    assert [row["recalled_at"] for row in await ledger.rows("SELECT recalled_at FROM warehouse_results")] == [None]
    assert await taken(tools, BIRTH) == []


@pytest.mark.usefixtures("delivered")
async def test_one_whose_time_is_over_is_taken_by_no_paper_that_has_to_count_and_the_sender_hears_why(
    ledger: Ledger, tools: ReuseTools
) -> None:
    today = tools.journal.today()
    for until, paper, many in ((today, BIRTH, 1), (today - DAY, BIRTH, 0), (today - DAY, FORMER, 1)):
        await ledger.rows("UPDATE warehouse_results SET valid_until = :until", until=until)
        assert len(await taken(tools, paper)) == many
    await ledger.rows("UPDATE warehouse_results SET valid_until = :until", until=today - DAY)
    found = await from_warehouse([BIRTH], {}, "mother", identity(MOTHER, "mother"), tools)
    assert found.not_taken == {"birth": OVER}


async def test_ours_is_taken_where_a_newer_one_of_another_agencys_does_not_come(
    ledger: Ledger, tools: ReuseTools, delivered: str
) -> None:
    place = "https://files.civil.example/"
    [ours] = await ledger.rows("SELECT number FROM warehouse_results")
    await ledger.rows(THEIRS, address=f"{place}a.pdf", owner=MOTHER.id)
    gives = Agreement(
        provider="civil_status", consumer=HOUSE, dataset="results", fields=frozenset({"address"}), purpose=REUSE,
        decision="Quyết định 1/QĐ-UBND", since=date(2026, 1, 1),
    )  # fmt: skip
    down = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(503)))
    sharing = Sharing(datasets=(), papers=(), agreements=(gives,))
    tools = replace(tools, result_files=ResultFiles(down, sharing, {"civil_status": place}, 1000))
    found = await from_warehouse([BIRTH], {}, "mother", identity(MOTHER, "mother"), tools)
    assert [paper.result for paper in found.papers] == [ours["number"]]
    assert await ledger.rows("SELECT refused FROM exchanges WHERE consumer = 'warehouse'") == [
        {"refused": "not-fetched"}
    ]
