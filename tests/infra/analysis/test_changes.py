"""Facts as agencies get them: by agreement, in the order of their changes, none missed, and nobody found by them."""

import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.http.cursors import FIRST
from api.schemas.province.warehouse import SharedFactView
from api.services.province import warehouse
from api.services.province.warehouse import Asking, Request, WarehouseTools
from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.province.facts import DossierFacts
from domain.province.warehouse import FACT_FIELDS, FACTS, Agreement, BeyondAgreement, NotAgreed
from infra.agencies.consumers import Claims, Consumers, Ground
from infra.analysis import changes
from infra.analysis.analysis import Analysis, FactsUnpublished
from infra.analysis.publisher import FactsPublisher
from infra.analysis.quality import QualityDays
from infra.facts.loading import Facts
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.files.storage import Store
from infra.province.feed import keep
from infra.warehouse.shelf import Shelf
from tests.infra.analysis.test_counting import facts_of_one
from tests.infra.warehouse.test_shelf import Knowing
from tests.support.examples import INDEX
from tests.support.ledger import Ledger, Urls, open_ledger

FILED = datetime(2026, 8, 31, 23, 30, 15, tzinfo=VIETNAM)
PURPOSE = "Thống kê ngành"
AGREED = Agreement(
    provider="motcua", consumer="tax", dataset=FACTS, fields=FACT_FIELDS - {"stars"}, purpose=PURPOSE,
    decision="Quyết định 1", since=datetime(2026, 1, 1, tzinfo=UTC).date(),
)  # fmt: skip
ALIKE = AGREED.model_copy(update={"consumer": "residence"})


@dataclass
class Shared:
    """Facts that are shared by agreement, and what is published of them."""

    ledger: Ledger
    analysis: Analysis
    tools: WarehouseTools
    store: Store

    async def keep(self, *facts: DossierFacts) -> None:
        """Keep facts as the feed does."""
        async with self.ledger.engine.database.transaction(ENGINE) as tx:
            await keep(tx, facts)

    async def publish(self, *, rested: bool = True) -> None:
        """Publish them, once all that changed has come to rest."""
        if rested:
            await self.ledger.rows("UPDATE province_facts SET changed_at = changed_at - interval '2 minutes'")
            await self.ledger.rows("UPDATE province_parts SET changed = changed + 1")
        await FactsPublisher(self.ledger.engine.database, self.store, every=1).publish()

    async def read(self, since: datetime = FIRST, **other: Any) -> list[SharedFactView]:
        """All pages from a moment on."""
        found: list[SharedFactView] = []
        further: datetime | None = since
        while further:
            page, further = await warehouse.facts(ask(self.tools, **other), self.analysis, further)
            found += page
        return found


def ask(tools: WarehouseTools, by: str = "tax", fields: Iterable[str] = ("id",), purpose: str = PURPOSE) -> Asking:
    said = {
        "iss": by, "aud": "warehouse", "jti": "m-1", "iat": 0, "exp": 300, "purpose": purpose, "request": "r",
        "basis": Ground(rests_on="law", words="Nghị định 278/2025/NĐ-CP"), "fields": {*fields}, "about": "",
    }  # fmt: skip
    return Asking(Request("GET", "/", b"", ""), Claims(**said), tools, datetime(2026, 11, 17, 2, 0, tzinfo=UTC))


@pytest.fixture
async def shared(apart: Urls) -> AsyncIterator[Shared]:
    store = Store.from_url("memory:///")
    async with open_ledger(apart) as ledger, Analysis(store, looks_every=0) as analysis:
        await ledger.rows("TRUNCATE exchanges, province_facts, province_parts, outbox")
        database, units, sharing = ledger.api.database, load_units(Facts.load("").offices), load_sharing()
        sharing = sharing.model_copy(update={"agreements": (*sharing.agreements, AGREED, ALIKE)})
        shelf, quality = Shelf(database), QualityDays(database)
        tools = WarehouseTools(sharing, Consumers(), shelf, units, INDEX, Knowing(), quality)
        yield Shared(ledger, analysis, tools, store)


async def test_a_fact_says_days_and_counts_and_neither_whose_it_is_nor_its_dossier(shared: Shared) -> None:
    code = "000.00.00.H33-260831-0007"
    await shared.keep(
        facts_of_one(code, FILED).model_copy(
            update={"accepted_at": FILED + timedelta(hours=1), "fee": 8000, "parent": "000.00.00.H33-260831-0001"}
        )
    )
    await shared.publish()
    [one] = await shared.read(fields=AGREED.fields)
    said = json.loads(one.model_dump_json(exclude_unset=True))
    assert set(said) == AGREED.fields
    assert (said["filed_on"], said["accepted_on"], said["issued_on"], said["fee"]) == (
        "2026-08-31",
        "2026-09-01",
        None,
        8000,
    )
    assert "260831" not in one.model_dump_json()
    assert one.id != (await shared.read(by="residence"))[0].id, "two agencies cannot lay their rows side by side"


async def test_only_what_was_agreed_is_given_by_an_agreement_with_a_basis_and_refusals_are_written_down(
    shared: Shared,
) -> None:
    await shared.keep(facts_of_one("A", FILED))
    await shared.publish()
    with pytest.raises(BeyondAgreement, match="stars"):
        await shared.read(fields=["id", "stars"])
    with pytest.raises(NotAgreed):
        await shared.read(by="business")
    with pytest.raises(NotAgreed):
        await shared.read(purpose="Quảng cáo")
    [one] = await shared.read(fields=["status"])
    assert one.model_dump(exclude_unset=True) == {"status": 4}
    wide = AGREED.model_copy(update={"fields": FACT_FIELDS | {"dossier", "owners"}})
    odd = replace(shared.tools, sharing=shared.tools.sharing.model_copy(update={"agreements": (wide,)}))
    page, _ = await warehouse.facts(ask(odd, fields=["dossier", "owners", "fee"]), shared.analysis, FIRST)
    assert [row.model_dump(exclude_unset=True) for row in page] == [{"fee": 0}], (
        "an agreement cannot give what is not shared"
    )
    lines = await shared.ledger.rows("SELECT consumer, act, dataset, refused FROM exchanges ORDER BY number")
    assert {(line["act"], line["dataset"]) for line in lines} == {("listed", FACTS)}
    assert [line["refused"] for line in lines] == ["beyond-agreement", "not-agreed", "not-agreed", "", ""]


async def test_pages_give_each_change_once_in_its_order_also_where_many_changed_at_once(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [facts_of_one(f"D-{number:04}", FILED + timedelta(days=number)) for number in range(1300)]
    await shared.keep(*many)
    # Of the same moment are more than a page holds: a restore, or a migration.
    await shared.ledger.rows("UPDATE province_facts SET changed_at = '2026-08-01' WHERE dossier < 'D-0700'")
    await shared.publish()
    names = [one.id for one in await shared.read()]
    assert len(names) == len(set(names)) == 1300
    page, further = await warehouse.facts(ask(shared.tools), shared.analysis, FIRST)
    assert (len(page), further is None) == (700, False)


async def test_what_changed_again_comes_again_and_what_did_not_does_not(shared: Shared) -> None:
    await shared.keep(facts_of_one("A", FILED), facts_of_one("B", FILED))
    await shared.publish()
    [moment] = await shared.ledger.rows("SELECT max(changed_at) AS at FROM province_facts")
    since = moment["at"] + timedelta(microseconds=1)
    assert await shared.read(since) == []
    await shared.keep(facts_of_one("A", FILED, seq=10, ending="withdrawn"))
    await shared.ledger.rows("UPDATE province_facts SET changed_at = :at WHERE seq = 10", at=since)
    await shared.publish(rested=False)
    first, again = [one.id for one in await shared.read()], [one.id for one in await shared.read(since)]
    assert len(first) == 2
    assert again == first[1:]


async def test_what_changed_just_now_rests_so_that_no_writer_who_took_long_is_missed(shared: Shared) -> None:
    await shared.keep(facts_of_one("A", FILED))
    await shared.publish(rested=False)
    assert await shared.read() == []
    await shared.publish()
    assert len(await shared.read()) == 1


async def test_what_the_feed_still_owes_holds_the_list_back_to_before_it(shared: Shared) -> None:
    owed = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at) VALUES ('facts', 'Z', 1, '', '{}', :at)"
    await shared.ledger.rows(owed, at=datetime.now(UTC) - timedelta(hours=1))
    await shared.keep(facts_of_one("A", FILED))
    await shared.publish()
    # Whoever feeds that one now may have begun before this row was written, and end after it was published.
    assert await shared.read() == []
    await shared.ledger.rows("TRUNCATE outbox")
    await shared.publish()
    assert len(await shared.read()) == 1


async def test_rows_that_were_made_before_this_was_kept_come_once_they_are_made_anew(shared: Shared) -> None:
    await shared.keep(facts_of_one("A", FILED), facts_of_one("B", FILED))
    await shared.ledger.rows("UPDATE province_facts SET changed_at = NULL")
    await shared.publish()
    assert await shared.read() == []
    await shared.keep(facts_of_one("A", FILED))
    await shared.publish()
    assert len(await shared.read()) == 1


async def test_before_anything_was_published_who_asks_is_told_to_come_again(shared: Shared) -> None:
    with pytest.raises(FactsUnpublished):
        await shared.read()


def test_no_field_that_is_shared_tells_of_a_person_or_names_a_dossier() -> None:
    assert set(changes.DAYS) <= FACT_FIELDS
    assert not FACT_FIELDS & {"dossier", "parent", "identity", "opened", "step", "filed_at", "owners", "applicant"}
