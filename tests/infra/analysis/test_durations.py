"""How long dossiers took together is what a slow count over the same facts finds."""

import random
from collections.abc import AsyncIterator, Iterable
from datetime import date
from fractions import Fraction
from statistics import median

import pytest

from domain.base.law import Channel
from domain.dossier.acts import ENGINE
from domain.province.durations import Duration
from domain.province.facts import DossierFacts
from domain.province.periods import Period
from domain.province.scoring import rounded
from infra.analysis.analysis import Analysis
from infra.analysis.counting import Asked, OfUnit
from infra.analysis.durations import averages, duration, duration_by_place
from infra.analysis.patterns import Patterns
from infra.analysis.publisher import FactsPublisher
from infra.files.storage import Store
from infra.province.feed import keep
from tests.infra.analysis.test_counting import AUGUST, NOW, OFFICES, PROCEDURES, facts_of_one, some
from tests.support.ledger import Ledger, Urls, open_ledger

BODIES = ("33.SNV",)
WHERE = (*OFFICES, "12019.CA")
ASKED = Asked(WHERE, AUGUST)


@pytest.fixture(scope="module")
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE province_facts, province_parts, portal_syncs")
        yield opened


def timed(chance: random.Random, number: int) -> DossierFacts:
    """A dossier of chance; of some that were settled it is not known how long they took."""
    fact = some(chance, number)
    if not (fact.issued_at or fact.ended_at) or chance.random() < 0.1:
        return fact
    unit, many = chance.choice(("working_days", "days", "hours")), chance.randrange(0, 40_000)
    told = {"took_in": unit, "took": many, "took_working_days": chance.randrange(0, 20_000)}
    return fact.model_copy(update=told | {"competent": chance.choice(WHERE)})


@pytest.fixture(scope="module")
async def facts(ledger: Ledger) -> list[DossierFacts]:
    chance = random.Random(22)
    made = [timed(chance, number) for number in range(400)]
    edge = {"took_in": "hours", "took": 1, "took_working_days": 1}
    for code, at in (("first", AUGUST.begins), ("none", AUGUST.ends)):
        made.append(facts_of_one(code, AUGUST.begins).model_copy(update=edge | {"accepted_at": at, "issued_at": at}))
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await keep(tx, made)
    return made


@pytest.fixture(scope="module")
async def analysis(ledger: Ledger, facts: list[DossierFacts]) -> AsyncIterator[Analysis]:
    store = Store.from_url("memory:///")
    await FactsPublisher(ledger.engine.database, store, every=1).publish()
    async with Analysis(store) as opened:
        yield opened


def settled(facts: Iterable[DossierFacts], period: Period = AUGUST) -> list[DossierFacts]:
    """Those of the period of which it is known how long they took."""

    def within(fact: DossierFacts) -> bool:
        at = fact.issued_at or fact.ended_at
        return at is not None and period.begins <= at < period.ends

    return [fact for fact in facts if within(fact) and fact.took is not None]


def together(facts: Iterable[DossierFacts]) -> Duration:
    days = [fact.took_working_days for fact in facts if fact.took_working_days is not None]
    return Duration(many=len(days), total=sum(days), median=median(days) if days else None)


async def test_mean_and_median_are_those_of_what_was_settled_in_the_period(
    facts: list[DossierFacts], analysis: Analysis
) -> None:
    published, mine = await analysis.published(), settled(facts)
    assert 50 < len(mine) < len([fact for fact in facts if fact.took is not None])
    found = await duration(published, ASKED)
    assert found == together(mine)
    assert found.mean_days == rounded(Fraction(found.total, 1000 * len(mine)))
    online = [fact for fact in mine if fact.channel == Channel.ONLINE and fact.procedure == PROCEDURES[1]]
    narrow = Asked(WHERE, AUGUST, PROCEDURES[1], channel=Channel.ONLINE)
    assert await duration(published, narrow) == together(online)


async def test_a_commune_s_bodies_stand_with_it_and_the_province_s_by_themselves(
    facts: list[DossierFacts], analysis: Analysis
) -> None:
    found = await duration_by_place(await analysis.published(), ASKED, BODIES)
    assert set(found) == {"12019", "12020", "33.SNV"}
    for place, one in found.items():
        within = (place, "12019.CA") if place == "12019" else (place,)
        assert one == together(fact for fact in settled(facts) if fact.competent in within)


async def test_of_nothing_neither_is_known_which_is_not_zero(facts: list[DossierFacts], analysis: Analysis) -> None:
    assert facts
    found = await duration(await analysis.published(), Asked(("12021",), AUGUST))
    assert found == Duration(many=0, total=0, median=None)
    assert (found.mean_days, found.median_days) == (None, None)


async def test_what_is_usual_of_an_office_and_procedure_is_that_of_a_year(
    facts: list[DossierFacts], analysis: Analysis
) -> None:
    found = await Patterns(analysis).took(OFFICES[:2], NOW)
    year = [fact for fact in settled(facts, Period.read("2026")) if fact.competent in OFFICES[:2]]
    assert {office for office, _ in found} == {*OFFICES[:2]}
    for office, procedure in found:
        mine = [fact for fact in year if (fact.competent, fact.procedure) == (office, procedure)]
        assert found[office, procedure] == together(mine)


async def test_an_average_is_told_in_the_unit_of_the_term_and_units_are_not_mixed(
    facts: list[DossierFacts], analysis: Analysis
) -> None:
    found = await averages(await analysis.published(), OfUnit((Asked(WHERE, AUGUST, PROCEDURES[0]),)))
    mine = [fact for fact in settled(facts) if fact.procedure == PROCEDURES[0]]
    assert {one.unit for one in found} == {"working_days", "days", "hours"}
    for one in found:
        took = [fact.took or 0 for fact in mine if fact.took_in == one.unit]
        assert (one.many, one.total) == (len(took), sum(took))
        assert one.mean == rounded(Fraction(sum(took), 1000 * len(took)))


async def test_an_average_of_a_unit_whose_tree_changed_is_of_all_parts(
    facts: list[DossierFacts], analysis: Analysis
) -> None:
    half = date(2026, 8, 16)
    stretches = (Period(first=AUGUST.first, next=half), Period(first=half, next=AUGUST.next))
    parts = OfUnit(tuple(Asked(WHERE, AUGUST, accepted=one) for one in stretches))
    found = await averages(await analysis.published(), parts)
    mine = [fact for fact in settled(facts) if fact.accepted_at and fact.accepted_at < AUGUST.ends]
    assert {one.unit: (one.many, one.total) for one in found} == {
        unit: (sum(fact.took_in == unit for fact in mine), sum(fact.took or 0 for fact in mine if fact.took_in == unit))
        for unit in ("working_days", "days", "hours")
    }
