"""What another agency put into the warehouse stands for a paper: its very file, by agreement, while it counts."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import httpx2
import pytest

from api.services.reuse import RECALLED, UNCHECKED, NotTaken, Reused, ReuseTools, from_warehouse
from domain.base.words import Words
from domain.dossier.acts import Actor
from domain.province.warehouse import HOUSE, REUSE, WAREHOUSE, Agreement, SharedResult, Sharing
from infra.files.storage import Store
from infra.files.uploads import ScannerDown, Uploads
from infra.files.vault import Vault
from infra.identity.oidc import Identity
from infra.reads.lookups import ABOUT_ME, listed
from infra.warehouse.fetching import NotGiven, ResultFiles
from infra.warehouse.shelf import Exchange, Shelf
from tests.support import hostile
from tests.support.examples import DESK, INDEX, MOTHER_NUMBER, STRANGER
from tests.support.ledger import Ledger, Urls, open_ledger
from tests.support.reading import HERE
from workflows.engine.forms import Paper

AGENCY = Actor(id="civil_status", kind="agency")
MOTHER = Identity(Actor(kind="citizen", id=INDEX.of(MOTHER_NUMBER)), "", MOTHER_NUMBER)
PLACE = "https://files.civil.example/"
FORMER = Paper(
    kind="former", title=Words(vi="Giấy đã cấp", en="Former one"), known_by=WAREHOUSE, results=("XNHN",), expired=True
)
OTHER = FORMER.model_copy(update={"kind": "other", "results": ("PLLTP",), "expired": False})
AGREED = Agreement(
    provider=AGENCY.id, consumer=HOUSE, dataset="results", fields=frozenset({"address"}), purpose=REUSE,
    decision="Quyết định 1/QĐ-UBND", since=date(2026, 1, 1),
)  # fmt: skip
FILE = hostile.of_pages(1)
Does = Callable[[httpx2.Request], Any]


class Stream(httpx2.AsyncByteStream):
    """An answer in one part."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


class Rig:
    """The warehouse, what an agency put into it, and who files."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.shelf = ledger, Shelf(ledger.api.database)
        self.file, self.asked = FILE, 0
        self.does: Does = lambda _: httpx2.Response(200, stream=Stream(self.file))
        store = Store.from_url("memory:///")
        database = ledger.api.database
        uploads = Uploads(database, store, 10_000_000, reader=HERE)
        self.tools = ReuseTools(ledger.api, INDEX, uploads, Vault(store, database), self.shelf, self.files())

    def files(self, *agreements: Agreement, patience: float = 5.0) -> ResultFiles:
        """The way to the agency."""
        client = httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))
        sharing = Sharing(datasets=(), papers=(), agreements=agreements or (AGREED,))
        return ResultFiles(client, sharing, {AGENCY.id: PLACE}, 10_000_000, patience=patience)

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        answer = self.does(request)
        response: httpx2.Response = await answer if asyncio.iscoroutine(answer) else answer
        return response

    async def put(self, number: str = "XN-1", **changes: Any) -> SharedResult:
        """Let the agency put a result of the mother's."""
        today = self.ledger.api.today()
        said = {
            "number": number, "provider": AGENCY.id, "kind": "XNHN", "issuer": "11953", "owners": (MOTHER.actor.id,),
            "issued_on": today, "issued_at": datetime.now().astimezone(), "path": f"{PLACE}{number}.pdf",
            "sha256": sha256(self.file).hexdigest(), "signature": "declared",
        }  # fmt: skip
        result = SharedResult(**said | changes)
        await self.shelf.put(AGENCY, result, LINE)
        return result

    async def found(self, *papers: Paper, who: Identity = MOTHER, of: str = MOTHER_NUMBER) -> Reused:
        """What comes of the papers."""
        return await from_warehouse(papers or [FORMER], {}, of, who, self.tools)

    async def kept(self, *papers: Paper) -> NotTaken:
        """Why the first was not taken."""
        found = await self.found(*papers)
        assert not found.papers
        return found.not_taken[(papers or [FORMER])[0].kind]

    async def looks(self, who: Actor = MOTHER.actor) -> Sequence[tuple[str, bool, str, str]]:
        """Who looked at somebody's data, whether it came, why and on what ground; without what was put."""
        last = (datetime.now().astimezone() + timedelta(days=9), "", 0)
        rows = await listed(self.ledger.api.database, who, ABOUT_ME, 50, last, "", "")
        looks = [(row.register, row.found, row.look) for row in rows]
        return [(by, came, look["why"], look["basis"]) for by, came, look in looks if look["act"] == "asked"]


LINE = Exchange(AGENCY.id, "1", "", "put", "results", "", "", ())
LOOKED = (WAREHOUSE, True, REUSE, AGREED.decision)
IN_VAIN = (WAREHOUSE, False, REUSE, AGREED.decision)


@pytest.fixture
async def rig(apart: Urls) -> AsyncIterator[Rig]:
    async with open_ledger(apart) as ledger:
        await ledger.rows("TRUNCATE dossiers, outbox, warehouse_results, uploads, exchanges CASCADE")
        yield Rig(ledger)


async def test_its_very_file_is_the_senders_own_upload_and_is_asked_for_once(rig: Rig) -> None:
    await rig.put()
    [paper] = (await rig.found()).papers
    assert (paper.kind, paper.told) == ("former", {"reused": True, "result": "XN-1"})
    kept = (await rig.tools.uploads.own([paper.upload], MOTHER.actor))[paper.upload]
    assert (kept.sha256, kept.media_type, kept.name) == (sha256(FILE).hexdigest(), "application/pdf", "XN-1.pdf")
    assert await rig.tools.uploads.lying(paper.upload, MOTHER.actor) == FILE
    assert [one.upload for one in (await rig.found()).papers] == [paper.upload]
    assert rig.asked == 1


async def test_it_stays_the_same_upload_whatever_the_sender_brings_later(rig: Rig) -> None:
    await rig.put()
    [paper] = (await rig.found()).papers
    brought = [await rig.tools.uploads.keep(f"{name}.pdf", FILE, MOTHER.actor) for name in "abcd"]
    assert [one.upload for one in (await rig.found()).papers] == [paper.upload]
    assert paper.upload not in {one.id for one in brought}


async def test_whoever_it_is_about_reads_that_it_was_fetched_and_nobody_else(rig: Rig) -> None:
    father = INDEX.of("033094000028")
    await rig.put(owners=(MOTHER.actor.id, father))
    await rig.found()
    assert await rig.looks() == [LOOKED]
    assert await rig.looks(Actor(kind="citizen", id=father)) == [LOOKED]
    assert await rig.looks(STRANGER) == []
    [line] = await rig.ledger.rows("SELECT * FROM exchanges WHERE consumer = 'warehouse'")
    assert (line["results"], line["act"], line["refused"]) == (["XN-1"], "asked", "")
    assert MOTHER_NUMBER not in str(line)


async def test_a_counter_officer_takes_it_for_whoever_files_there(rig: Rig) -> None:
    await rig.put()
    [paper] = (await rig.found(who=Identity(DESK, "Cán bộ"))).papers
    assert await rig.tools.uploads.lying(paper.upload, DESK) == FILE
    assert await rig.looks() == [LOOKED]


async def test_nobody_gets_the_paper_of_somebody_else(rig: Rig) -> None:
    await rig.put()
    assert await rig.found(who=Identity(STRANGER, "")) == Reused([], {})
    assert rig.asked == 0


@pytest.mark.parametrize(
    "changes", [{"purpose": "Cấp thẻ"}, {"until": date(2026, 2, 1)}, {"kinds": frozenset({"GKS"})}, {"provider": "tax"}]
)
async def test_without_an_agreement_to_this_end_it_is_as_if_it_were_not_there(
    rig: Rig, changes: dict[str, Any]
) -> None:
    await rig.put()
    rig.tools = replace(rig.tools, result_files=rig.files(AGREED.model_copy(update=changes)))
    assert await rig.found() == Reused([], {})
    rig.tools = replace(rig.tools, result_files=None)
    assert await rig.found() == Reused([], {})
    assert rig.asked == 0


async def test_one_that_is_recalled_or_over_is_not_asked_for_and_the_sender_hears_why(rig: Rig) -> None:
    yesterday = rig.ledger.api.today() - timedelta(days=1)
    await rig.put("PL-1", kind="PLLTP", issued_on=yesterday, valid_until=yesterday)
    assert (await rig.kept(OTHER)).words.vi == "giấy đã hết thời hạn sử dụng"
    await rig.put("XN-2")
    await rig.shelf.recall(AGENCY, "XN-2", LINE)
    assert await rig.kept() == RECALLED
    assert rig.asked == 0
    # A former certificate is handed in though its time is over.
    await rig.put("XN-0", issued_on=yesterday, valid_until=yesterday)
    assert [paper.result for paper in (await rig.found()).papers] == ["XN-0"]


async def test_one_that_is_recalled_while_its_file_is_on_the_way_is_not_taken(rig: Rig) -> None:
    await rig.put()

    async def recalls(_: httpx2.Request) -> httpx2.Response:
        await rig.shelf.recall(AGENCY, "XN-1", LINE)
        return httpx2.Response(200, stream=Stream(FILE))

    rig.does = recalls
    assert await rig.kept() == RECALLED
    assert await rig.ledger.rows("SELECT 1 FROM uploads") == []
    assert await rig.looks() == [LOOKED]


async def test_what_is_not_had_is_told_with_what_to_do_and_stands_among_the_looks(rig: Rig) -> None:
    await rig.put()
    rig.does = lambda _: httpx2.Response(404)
    why = await rig.kept()
    assert (why.words, why.passes) == (NotGiven.words, False)
    assert "Ông/bà tải giấy này lên" in why.to_do.vi
    assert await rig.ledger.rows("SELECT 1 FROM uploads") == []
    assert await rig.looks() == [IN_VAIN]
    # Left alone it hears of nothing: nobody looked.
    assert (await rig.kept()).passes
    assert await rig.looks() == [IN_VAIN]


@pytest.mark.parametrize(
    "file", [hostile.filled(500, b"x /JavaScript "), b"plain text", b""], ids=["acts", "none", "empty"]
)
async def test_a_file_that_nobody_might_upload_is_not_taken_from_an_agency_either(rig: Rig, file: bytes) -> None:
    rig.file = file
    await rig.put()
    why = await rig.kept()
    assert why.words.vi.startswith("tệp không được nhận. ")
    assert await rig.ledger.rows("SELECT 1 FROM uploads") == []
    await rig.kept()
    assert rig.asked == 1


class Blind:
    """A scanner that does not answer."""

    async def scan(self, data: bytes) -> str:
        """Give up."""
        raise ScannerDown


async def test_while_nobody_can_look_into_it_it_is_not_taken_and_that_passes(rig: Rig) -> None:
    await rig.put()
    store = Store.from_url("memory:///")
    blind = Uploads(rig.ledger.api.database, store, 10_000_000, reader=HERE, scanner=Blind())
    rig.tools = replace(rig.tools, uploads=blind)
    assert await rig.kept() == UNCHECKED
    assert await rig.ledger.rows("SELECT 1 FROM uploads") == []


async def test_of_several_one_alone_is_waited_for(rig: Rig) -> None:
    for number in ("XN-1", "XN-2", "XN-3"):
        await rig.put(number)
    rig.does = lambda _: httpx2.Response(404)
    await rig.kept()
    assert rig.asked == 1


async def test_papers_are_waited_for_together_and_not_one_after_the_other(rig: Rig) -> None:
    await rig.put()
    await rig.put("PL-1", kind="PLLTP")
    both = asyncio.Barrier(2)

    async def down(_: httpx2.Request) -> httpx2.Response:
        await both.wait()  # of two that come one after the other the first would wait in vain
        return httpx2.Response(404)

    rig.does = down
    found = await rig.found(FORMER, OTHER)
    assert {kind: one.words for kind, one in found.not_taken.items()} == dict.fromkeys(
        ("former", "other"), NotGiven.words
    )
