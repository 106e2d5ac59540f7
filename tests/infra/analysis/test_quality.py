"""Quality is counted once a day of each data set that is shared, by whichever worker is first, and read from there."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from api.schemas.province.warehouse import DataSetQualityView, MeasureView, QualityView
from api.services.province import warehouse
from api.services.province.warehouse import WarehouseTools
from domain.base.calendar import VIETNAM, in_vietnam
from domain.base.law import Role
from domain.dossier.acts import ENGINE, Actor
from domain.province.facts import DossierFacts
from domain.province.units import Unit, Units
from domain.province.warehouse import FACTS, OPEN, PAPERS, RESULTS, UNITS
from infra.agencies.consumers import Consumers
from infra.analysis.publisher import FactsPublisher
from infra.analysis.quality import QualityDays, QualityKeeper
from infra.facts.loading import Facts
from infra.facts.units import load_units
from infra.facts.warehouse import load_sharing
from infra.files.storage import Store
from infra.province.feed import keep
from infra.warehouse.shelf import Shelf
from tests.infra.analysis.test_counting import facts_of_one
from tests.infra.warehouse.test_shelf import Knowing, digest
from tests.support.examples import INDEX, officer
from tests.support.ledger import Ledger, Urls, open_ledger

UNITS_OF = load_units(Facts.load("").offices)
SHARED = [one.id for one in load_sharing().datasets]
LEADER = officer("chief", Role.AGENCY_LEADER, agency="33")
FILED = datetime(2026, 8, 3, 9, tzinfo=VIETNAM)
RESULT = """
    INSERT INTO warehouse_results (number, dossier, kind, issuer, owners, issued_on, issued_at, path, sha256,
                                   signature, entered_at)
    VALUES (:number, 'd-1', 'GKS', '11953', :owners, '2026-03-02', '2026-03-02T03:00:00Z', 'results/1', :sha256,
            'stamped', '2026-03-02T03:01:00Z')
"""
PAPER = """
    INSERT INTO warehouse_papers (dossier, sha256, component, level, added_at, changed_at)
    VALUES ('d-1', :sha256, :component, 'uploaded', '2026-03-02T03:00:00Z', :came)
"""
COUNTED = "SELECT dataset, count(*) AS many FROM quality_days GROUP BY dataset ORDER BY dataset"


@dataclass
class Kept:
    """A warehouse, and who counts how good it is at a moment of the test."""

    ledger: Ledger
    store: Store
    tools: WarehouseTools
    now: datetime = field(default_factory=lambda: datetime.now(VIETNAM))

    async def round(self, units: Units = UNITS_OF) -> None:
        """Look whether something is to be counted."""
        keeper = QualityKeeper(self.store, self.ledger.engine.database, units, "33", SHARED, lambda: self.now)
        await keeper.round()

    async def publish(self, *facts: DossierFacts) -> None:
        """Keep and publish facts."""
        database = self.ledger.engine.database
        async with database.transaction(ENGINE) as tx:
            await keep(tx, facts)
        await FactsPublisher(database, self.store, every=1).publish()

    async def told(self) -> QualityView:
        """What a leader reads."""
        return await warehouse.quality(self.tools, LEADER, self.now, "vi")

    async def of(self, dataset: str) -> DataSetQualityView:
        """The same of one data set."""
        return next(one for one in (await self.told()).items if one.id == dataset)


@pytest.fixture
async def kept(apart: Urls) -> AsyncIterator[Kept]:
    async with open_ledger(apart) as ledger:
        await ledger.rows(
            "TRUNCATE quality_days, warehouse_results, warehouse_papers, province_facts, province_parts, outbox"
        )
        for number in ("GKS-1", "GKS-2"):
            await ledger.rows(RESULT, number=number, owners=[INDEX.of("1")], sha256=digest(number))
        database = ledger.api.database
        tools = WarehouseTools(
            load_sharing(), Consumers(), Shelf(database), UNITS_OF, INDEX, Knowing(), QualityDays(database)
        )
        yield Kept(ledger, Store.from_url("memory:///"), tools)


def shares(view: DataSetQualityView) -> list[tuple[int, int] | None]:
    found: list[MeasureView | None] = [view.completeness, view.validity, view.uniqueness, view.timeliness]
    return [(one.numerator, one.denominator) if one else None for one in found]


async def test_before_it_was_ever_counted_nothing_is_known_and_nothing_is_zero(kept: Kept) -> None:
    told = await kept.told()
    assert [one.id for one in told.items] == [RESULTS, PAPERS, FACTS, UNITS, OPEN]
    assert {(one.as_of, one.score, one.known, *shares(one)) for one in told.items} == {(None, None, 0, *[None] * 4)}
    assert told.how
    assert (told.completeness.ratio, told.score) == (None, None)


async def test_quality_is_told_day_by_day_the_newest_first_and_none_of_a_day_on_which_nobody_counted(
    kept: Kept,
) -> None:
    first = in_vietnam(kept.now).date()
    await kept.round()
    await kept.ledger.rows("UPDATE warehouse_results SET owners = '{}' WHERE number = 'GKS-1'")
    kept.now += timedelta(days=2)
    await kept.round()
    found = [one for one in (await kept.told()).days if one.id == RESULTS]
    assert [one.day for one in found] == [first + timedelta(days=2), first]
    assert [one.completeness and one.completeness.numerator for one in found] == [1, 2]
    kept.now += timedelta(days=30)
    assert [one.day for one in (await kept.told()).days if one.id == RESULTS] == [first + timedelta(days=2)]


async def test_results_are_counted_by_their_owners_digests_days_and_delivery(kept: Kept) -> None:
    await kept.ledger.rows("UPDATE warehouse_results SET owners = '{}', sha256 = :same", same=digest("GKS-1"))
    await kept.ledger.rows(
        "UPDATE warehouse_results SET entered_at = issued_at + interval '25 hours', signature = 'unknown',"
        " erased_at = now() WHERE number = 'GKS-1'"
    )
    await kept.round()
    found, whole = await kept.of(RESULTS), await kept.told()
    assert shares(found) == [(0, 1), (1, 2), (1, 2), (1, 2)]
    # What was told of results alone, before there were others, stays where it was.
    assert (whole.completeness.denominator, whole.timeliness.ratio, whole.score) == (1, 0.5, 37.5)
    assert (found.score, found.known, found.definition) == (37.5, 4, "warehouse-quality@2")


async def test_papers_are_counted_by_component_digest_file_and_delivery(kept: Kept) -> None:
    came = datetime(2026, 3, 2, 12, tzinfo=VIETNAM)
    for sha256, component, late in ((digest("a"), "x", False), (digest("a"), "y", True), ("odd", "", False)):
        await kept.ledger.rows(PAPER, sha256=sha256, component=component, came=came + timedelta(days=2 * late))
    await kept.round()
    assert shares(await kept.of(PAPERS)) == [(2, 3), (2, 3), (2, 3), (2, 3)]


async def test_facts_are_counted_in_the_published_files_and_what_is_owed_too_long_is_late(kept: Kept) -> None:
    good, bare = facts_of_one("A", FILED), facts_of_one("B", FILED).model_copy(update={"receiving": ""})
    odd = facts_of_one("C", FILED).model_copy(update={"accepted_at": FILED - timedelta(days=1), "stars": 6})
    owe: Any = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at, attempts) VALUES "
    await kept.publish(good, bare, odd)
    # Tried and not made, never made at all, owed since yesterday; what came just now is not late.
    await kept.ledger.rows(
        owe + "('facts', 'A', 1, '', '{}', now() + interval '1 hour', 3), ('facts', 'Z', 1, '', '{}', NULL, 9),"
        " ('facts', 'B', 1, '', '{}', now() - interval '25 hours', 0), ('facts', 'C', 1, '', '{}', now(), 0)"
    )
    await kept.round()
    found = await kept.of(FACTS)
    assert shares(found) == [(2, 3), (2, 3), (3, 3), (1, 4)]
    assert found.as_of is not None


async def test_open_figures_are_those_of_the_month_before_and_hidden_ones_are_not_whole(kept: Kept) -> None:
    kept.now = datetime.now(VIETNAM)
    last = kept.now.replace(day=1, hour=9) - timedelta(days=1)
    many = [
        facts_of_one(f"D-{number}", last).model_copy(update={"accepted_at": last, "issued_at": last, "ended_at": last})
        for number in range(6)
    ]
    few = facts_of_one("E", last).model_copy(update={"competent": "11953", "accepted_at": last, "issued_at": last})
    await kept.publish(*many, few)
    await kept.round()
    found = await kept.of(OPEN)
    assert found.completeness is not None
    assert found.completeness.numerator == found.completeness.denominator - 1, "what one dossier is behind is hidden"
    assert [one and one.ratio for one in (found.validity, found.uniqueness, found.timeliness)] == [1.0] * 3


async def test_each_data_set_is_counted_once_a_day_also_by_two_workers(kept: Kept) -> None:
    await kept.round()
    counted = {row["dataset"]: row["many"] for row in await kept.ledger.rows(COUNTED)}
    assert counted == {RESULTS: 4, PAPERS: 4, UNITS: 3}, "facts are not published: they wait, and keep nothing else"
    await kept.publish(facts_of_one("A", FILED))
    await asyncio.gather(kept.round(), kept.round())
    counted = {row["dataset"]: row["many"] for row in await kept.ledger.rows(COUNTED)}
    assert counted == {RESULTS: 4, PAPERS: 4, UNITS: 3, FACTS: 4, OPEN: 4}
    before = await kept.of(RESULTS)
    await kept.ledger.rows("UPDATE warehouse_results SET owners = '{}'")
    await kept.round()
    assert await kept.of(RESULTS) == before, "of a day it stays what it was"
    kept.now += timedelta(days=1)
    await kept.round()
    assert shares(await kept.of(RESULTS))[0] == (0, 2)


async def test_what_cannot_be_counted_keeps_none_of_the_others_and_is_tried_again(kept: Kept) -> None:
    await kept.publish(facts_of_one("A", FILED))
    # There is no day after it on which something could stand.
    odd = Unit(code="X", kind="Xã", name="X", tier="commune", parent="33", until=date.max, into=("33",))
    await kept.round(Units([*UNITS_OF.listed, odd]))
    counted = {row["dataset"] for row in await kept.ledger.rows(COUNTED)}
    assert counted == {RESULTS, PAPERS, FACTS, OPEN}
    await kept.round()
    assert UNITS in {row["dataset"] for row in await kept.ledger.rows(COUNTED)}


async def test_a_data_set_that_is_not_shared_is_not_told_of_and_people_read_none(kept: Kept) -> None:
    await kept.round()
    sharing = kept.tools.sharing
    fewer = sharing.model_copy(update={"datasets": tuple(one for one in sharing.datasets if one.id != PAPERS)})
    tools = WarehouseTools(**vars(kept.tools) | {"sharing": fewer})
    told = await warehouse.quality(tools, LEADER, kept.now, "en")
    assert PAPERS not in {one.id for one in told.items}
    person = Actor(kind="citizen", id=INDEX.of("1"))
    assert await kept.tools.quality.newest(person) == {}
