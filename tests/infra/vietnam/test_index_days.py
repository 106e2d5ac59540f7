"""The index is kept as it stood each day: once, of every unit, and nothing that is found later changes it."""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from domain.base.calendar import VIETNAM, in_vietnam
from domain.dossier.acts import ENGINE
from domain.province.facts import DossierFacts
from domain.province.periods import Period
from domain.province.punctual import handled, in_time
from infra.analysis.analysis import Analysis
from infra.analysis.counting import ProvinceCounts
from infra.analysis.publisher import FactsPublisher
from infra.files.storage import Store
from infra.province.feed import keep
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.index_days import IndexDays, IndexKeeper
from infra.vietnam.kept_counts import KeptCounts
from infra.vietnam.programme_facts import load_parameters
from tests.infra.analysis.test_counting import OFFICES, PROCEDURES, facts_of_one, some
from tests.infra.vietnam.test_kept_counts import INDEX, OFFERS, UNITS
from tests.support.examples import CALENDARS
from tests.support.ledger import Ledger, Urls, open_ledger

FILED = datetime(2026, 8, 3, 9, tzinfo=VIETNAM)
DAY, SINCE = date(2026, 8, 20), date(2026, 8, 1)
OFFICE, OTHER, PROCEDURE = "12019", "11953", "1.001193"


@dataclass
class Kept:
    """A province of few dossiers, and who keeps its index."""

    ledger: Ledger
    analysis: Analysis
    publisher: FactsPublisher
    keeper: IndexKeeper
    days: IndexDays

    async def done(self, code: str, *, late: bool) -> None:
        """A dossier is in the facts, and they are published."""
        ended = FILED + timedelta(days=9 if late else 1)
        one = facts_of_one(code, FILED).model_copy(
            update={
                "accepted_at": FILED,
                "appointed_at": FILED + timedelta(days=3),
                "issued_at": ended,
                "ended_at": ended,
            }
        )
        async with self.ledger.engine.database.transaction(ENGINE) as tx:
            await keep(tx, [one])
        await self.publisher.publish()

    async def keep(self, day: date = DAY) -> int:
        """Keep a day."""
        return await self.keeper.keep(day, await ProvinceCounts.now(self.analysis))

    async def in_time(self, unit: str = "33", procedure: str = "") -> list[tuple[float, float]]:
        """What was kept of what was in time."""
        found = await self.days.of(unit, procedure, "2.1", SINCE, ENGINE)
        return [(one.numerator, one.denominator) for one in found]


@pytest.fixture
async def kept(apart: Urls) -> AsyncIterator[Kept]:
    store = Store.from_url("memory:///")
    async with open_ledger(apart) as ledger, Analysis(store, looks_every=0) as analysis:
        await ledger.rows("TRUNCATE province_facts, province_parts, index_days, register_entries")
        database = ledger.engine.database
        entries = ProvinceEntries(database)
        counts = KeptCounts(entries, load_parameters(), UNITS, CALENDARS.of, OFFERS)
        keeper = IndexKeeper(store, database, counts, INDEX, UNITS, "33", [PROCEDURE])
        yield Kept(ledger, analysis, FactsPublisher(database, store, every=1), keeper, IndexDays(database))


@pytest.fixture
async def ledger_of_chance(kept: Kept) -> list[DossierFacts]:
    """Four hundred dossiers of three offices and procedures, published."""
    chance = random.Random(4)
    made = [some(chance, number) for number in range(400)]
    async with kept.ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, made)
    await kept.publisher.publish()
    kept.keeper = replace(kept.keeper, procedures=PROCEDURES)
    return made


async def test_a_day_is_kept_of_the_province_of_each_unit_and_of_each_procedure(kept: Kept) -> None:
    await kept.done("A", late=False)
    await kept.done("B", late=True)
    await kept.keep()
    assert [await kept.in_time(), await kept.in_time(OFFICE), await kept.in_time(procedure=PROCEDURE)] == [[(1, 2)]] * 3
    assert await kept.in_time(OFFICE, PROCEDURE) == [(1, 2)]
    # Neither had a fee: of an office's procedure that is left out.
    nothing = await kept.ledger.rows("SELECT DISTINCT unit, procedure FROM index_days WHERE metric = '3.6'")
    assert {(one["unit"], one["procedure"]) for one in nothing} == {(OFFICE, ""), ("33", ""), ("33", PROCEDURE)}
    assert await kept.in_time("33.SNV") == []


async def test_each_procedure_is_kept_of_each_unit_as_a_slow_count_has_it(
    kept: Kept, ledger_of_chance: list[DossierFacts]
) -> None:
    counts, period = await ProvinceCounts.now(kept.analysis), Period.month(DAY)
    await kept.keep()
    rows = await kept.ledger.rows("SELECT unit, procedure, metric, numerator, denominator FROM index_days")
    found = {(one["unit"], one["procedure"], one["metric"]): (one["numerator"], one["denominator"]) for one in rows}
    until = min(counts.as_of, period.ends)
    # One of them is none of this province since 2025.
    own = tuple(one for one in OFFICES if UNITS.has(one, DAY))
    for unit, offices in (("33", own), *((one, (one,)) for one in own)):
        for procedure in PROCEDURES:
            mine = [f for f in ledger_of_chance if f.competent in offices and f.procedure == procedure]
            judged = [
                held for f in mine if handled(f, period.begins, period.ends) and (held := in_time(f, until)) is not None
            ]
            received = [f for f in mine if f.accepted_at and period.begins <= f.accepted_at < period.ends]
            told = found.get((unit, procedure, "2.1")), found.get((unit, procedure, "4.3"))
            assert told == ((sum(judged), len(judged)), (sum(f.reused for f in received), len(received)))
    assert {unit for unit, procedure, _ in found if unit != "33" and procedure} == {*own}


async def test_what_is_found_later_changes_no_day_of_before(kept: Kept) -> None:
    await kept.done("A", late=False)
    await kept.keep()
    await kept.done("B", late=True)
    await kept.keep()
    assert await kept.in_time() == [(1, 1)]
    await kept.keep(DAY + timedelta(days=1))
    assert await kept.in_time() == [(1, 1), (1, 2)]


async def test_a_day_is_whole_of_one_publication_whoever_keeps_it_too(kept: Kept) -> None:
    await kept.done("A", late=False)
    await kept.keep()
    other = facts_of_one("B", FILED).model_copy(update={"accepted_at": FILED, "competent": OTHER})
    async with kept.ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, [other])
    await kept.publisher.publish()
    assert await kept.keep() == 0
    assert await kept.in_time(OTHER) == []
    await kept.keep(DAY + timedelta(days=1))
    assert await kept.in_time(OTHER) == [(0, 1)]


async def test_a_day_is_kept_by_the_first_who_looks_after_it_is_over(kept: Kept) -> None:
    await kept.keeper.round()
    assert await kept.ledger.rows("SELECT day FROM index_days") == [], "nothing is published yet"
    await kept.done("A", late=False)
    await asyncio.gather(kept.keeper.round(), kept.keeper.round())
    await kept.keeper.round()
    found = await kept.ledger.rows("SELECT DISTINCT day, as_of, unit FROM index_days ORDER BY unit")
    assert [row["unit"] for row in found] == [OFFICE, "33"]
    assert {row["day"] - in_vietnam(row["as_of"]).date() for row in found} == {-timedelta(days=1)}


async def test_of_a_house_without_dossiers_nothing_is_kept(kept: Kept) -> None:
    await kept.publisher.publish()
    assert await kept.keep() == 0
    await kept.keeper.round()
    assert await kept.ledger.rows("SELECT day FROM index_days") == []
