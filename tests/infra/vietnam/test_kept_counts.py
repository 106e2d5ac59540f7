"""What registers add to the index: counted where they hold something, full where they were kept, else not known."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from domain.base.calendar import VIETNAM
from domain.base.law import Channel, Status
from domain.dossier.acts import ENGINE
from domain.province.facts import DossierFacts
from domain.province.periods import Period
from domain.province.scoring import rounded
from domain.vietnam.index766 import offers
from domain.vietnam.kept import LineWrong, RegisterFile, Span, covers
from domain.vietnam.publications import PARTS
from infra.analysis.analysis import Analysis
from infra.analysis.counting import Asked, ProvinceCounts
from infra.analysis.publisher import FactsPublisher
from infra.facts.index import load_index
from infra.facts.loading import load_calendar, load_offices
from infra.facts.units import load_units
from infra.files.storage import Store
from infra.province import feed
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.kept_counts import KeptCounts
from infra.vietnam.made.courses import COURSES
from infra.vietnam.programme_facts import load_parameters
from tests.support.ledger import Ledger, Urls, open_ledger
from workflows.catalogue import decided_at

UNITS = load_units(load_offices())
AUGUST = Period.read("2026-08")
DAY = datetime(2026, 8, 3, 9, tzinfo=VIETNAM)
NOW = AUGUST.ends + timedelta(days=30)
OFFICES = tuple(unit.code for unit in UNITS.below("33", date(2026, 8, 31)))
INDEX = load_index()
OFFERS = offers(load_offices(), decided_at())
COPY = "2.000815"
STANDS = """INSERT INTO portal_syncs (destination, dossier, state, seq, confirmed_until, owed_since)
            VALUES ('portal', :code, 'confirmed', 9, :until, now())"""


@pytest.fixture
async def ledger(apart: Urls) -> AsyncIterator[Ledger]:
    async with open_ledger(apart) as opened:
        await opened.rows("TRUNCATE register_entries, province_facts, province_parts")
        yield opened


async def keep(ledger: Ledger, kind: str, *contents: dict[str, Any], whole: tuple[str, str] | None = None) -> int:
    spans = [{"unit": "33", "first": whole[0], "last": whole[1]}] if whole else []
    lines = [{"unit": "33", "content": content} for content in contents]
    sent = RegisterFile.model_validate({"kind": kind, "document": "Sổ", "lines": lines, "whole": spans})
    return await ProvinceEntries(ledger.engine.database).keep(sent, UNITS, NOW, ENGINE)


async def scores(
    ledger: Ledger,
    unit: str = "33",
    now: datetime = NOW,
    procedure: str = "",
    offices: tuple[str, ...] = OFFICES,
) -> dict[str, Decimal | None]:
    database, asked = ledger.engine.database, Asked(offices, AUGUST, procedure)
    store = Store.from_url("memory:///")
    await ledger.rows("UPDATE province_parts SET published = 0")
    await FactsPublisher(database, store, every=1).publish()
    by = KeptCounts(ProvinceEntries(database), load_parameters(), UNITS, lambda _: load_calendar(), OFFERS)
    async with Analysis(store) as analysis:
        counts = await ProvinceCounts.now(analysis)
        groups = INDEX.scored(await by.of(unit, asked, await counts.of(asked), counts.published, now, ENGINE))
    return {score.metric.id: score.points for group in groups for score in group.scores}


def of(found: dict[str, Decimal | None], *metrics: str) -> list[Decimal | None]:
    return [found[metric] for metric in metrics]


def petition(code: str = "PA-1", **others: Any) -> dict[str, Any]:
    return {"code": code, "received_at": DAY.isoformat()} | others


async def received(ledger: Ledger, many: int, **others: Any) -> None:
    facts = DossierFacts(
        dossier="", seq=1, procedure="1.001193", version="v", receiving="11953", competent="11953",
        channel=Channel.ONLINE, status=Status.IN_PROCESS, filed_at=DAY, accepted_at=DAY,
        appointed_at=NOW, issued_at=DAY + timedelta(days=1),
    )  # fmt: skip
    made = [facts.model_copy(update={"dossier": f"D-{number}"} | others) for number in range(many)]
    async with ledger.engine.database.transaction(ENGINE) as tx:
        await feed.keep(tx, made)


async def test_what_no_register_holds_is_not_known(ledger: Ledger) -> None:
    assert of(await scores(ledger), "1.1", "1.2", "1.3", "5.2", "5.3", "5.4") == [None] * 6


async def test_no_petition_brings_all_points_only_where_the_register_was_kept_then(ledger: Ledger) -> None:
    await keep(ledger, "petitions", whole=("2026-07-01", "2026-08-30"))
    assert of(await scores(ledger), "5.2", "5.3") == [None, None]
    await keep(ledger, "petitions", whole=("2026-08-31", "2026-12-31"))
    # Without a dossier there is no satisfaction with dossiers.
    assert of(await scores(ledger), "5.2", "5.3", "5.4") == [Decimal(6), Decimal(6), Decimal(0)]
    # What is kept for the province is kept for all below it.
    assert of(await scores(ledger, "11953"), "5.2") == [Decimal(6)]


async def test_a_running_month_is_kept_up_to_yesterday(ledger: Ledger) -> None:
    await keep(ledger, "petitions", whole=("2026-08-01", "2026-08-19"))
    within = datetime(2026, 8, 20, 9, tzinfo=VIETNAM)
    assert of(await scores(ledger, now=within), "5.2") == [Decimal(6)]
    assert of(await scores(ledger, now=within + timedelta(days=1)), "5.2") == [None]


async def test_petitions_and_bad_ratings_cost_each_dossier_once(ledger: Ledger) -> None:
    await received(ledger, 10)
    await ledger.rows("UPDATE province_facts SET stars = 2 WHERE dossier IN ('D-1', 'D-2')")
    await ledger.rows("UPDATE province_facts SET stars = 3 WHERE dossier = 'D-3'")
    answered = {"answered_at": DAY.isoformat(), "published_at": DAY.isoformat()}
    await keep(ledger, "petitions", petition(**answered, dossier="D-1"), petition("PA-2", **answered, dislikes=1))
    found = await scores(ledger)
    # 100 % less two of ten: 80 of the 90 per cent that bring all six.
    assert of(found, "5.2", "5.3", "5.4") == [Decimal(6), Decimal(3), Decimal("5.33")]


async def test_of_one_procedure_petitions_tell_nothing(ledger: Ledger) -> None:
    await keep(ledger, "petitions", petition())
    assert of(await scores(ledger, procedure="1.001193"), "5.2", "5.3", "5.4") == [None] * 3


async def test_publications_are_the_province_s_alone_and_the_newest_entry_counts(ledger: Ledger) -> None:
    row = {"procedure": "1.001193", "decision": "1/QĐ", "decided_on": "2026-08-03", "effective_on": "2026-09-01"}
    assert await keep(ledger, "publications", row) == 1
    assert of(await scores(ledger), "1.1", "1.2", "1.3") == [Decimal(6), Decimal(0), None]
    mended = row | {"published_on": "2026-08-04", "parts": [*PARTS]}
    assert await keep(ledger, "publications", mended) == 1
    assert of(await scores(ledger), "1.1", "1.2", "1.3") == [Decimal(6), Decimal(4), Decimal(2)]
    assert of(await scores(ledger, "11953"), "1.1", "1.2", "1.3") == [None] * 3
    assert of(await scores(ledger, procedure="1.004222"), "1.1") == [None]


async def test_a_year_without_a_calendar_is_not_known_and_no_error(ledger: Ledger) -> None:
    row = {"procedure": "1.001193", "decision": "1/QĐ", "decided_on": "2026-08-03", "effective_on": "2026-09-01"}
    await keep(ledger, "publications", row | {"decided_on": "2036-01-07", "effective_on": "2036-02-01"})
    long_after = Asked(OFFICES, Period.read("2036"))
    database = ledger.engine.database
    store = Store.from_url("memory:///")
    await FactsPublisher(database, store, every=1).publish()
    by = KeptCounts(ProvinceEntries(database), load_parameters(), UNITS, lambda _: load_calendar(), OFFERS)
    async with Analysis(store) as analysis:
        counts = await ProvinceCounts.now(analysis)
        nothing, now = await counts.of(long_after), datetime(2036, 6, 1, tzinfo=VIETNAM)
        found = await by.of("33", long_after, nothing, counts.published, now, ENGINE)
    assert found.keys().isdisjoint({"1.1", "1.2", "1.3", "5.2", "5.3", "5.4"})


async def test_a_wrong_line_enters_nothing_of_its_file(ledger: Ledger) -> None:
    with pytest.raises(LineWrong, match="Line 2"):
        await keep(ledger, "petitions", petition(), {"code": "PA-2"})
    assert await ledger.rows("SELECT 1 FROM register_entries") == []


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"])
def test_a_span_that_no_reckoning_reaches_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        Span.model_validate({"kind": "petitions", "first": "2026-01-01", "last": day})


def test_spans_reach_through_days_without_a_gap() -> None:
    def span(first: int, last: int) -> Span:
        return Span(kind="petitions", first=date(2026, 8, first), last=date(2026, 8, last))

    whole = date(2026, 8, 1), date(2026, 8, 31)
    assert covers([span(15, 31), span(1, 14)], *whole)
    assert not covers([span(1, 14), span(16, 31)], *whole)
    assert not covers([], *whole)


ANYTIME = "2026-01-01"


async def enter(ledger: Ledger, kind: str, unit: str, content: dict[str, Any], day: str | None = ANYTIME) -> None:
    line = {"unit": unit, "content": content} | ({"day": day} if day else {})
    sent = RegisterFile.model_validate({"kind": kind, "document": "Sổ", "lines": [line]})
    await ProvinceEntries(ledger.engine.database).keep(sent, UNITS, NOW, ENGINE)


async def test_competence_and_fees_are_those_of_the_unit_that_stood_at_the_end_of_the_period(ledger: Ledger) -> None:
    assert of(await scores(ledger), "3.1", "3.5") == [None, None]
    await enter(ledger, "services", "33", {"authority": 100, "partial": 20, "full": 20}, "2026-01-01")
    await enter(ledger, "services", "33", {"authority": 100, "partial": 30, "full": 30}, "2026-08-31")
    await enter(ledger, "services", "33", {"authority": 100, "partial": 50, "full": 50}, "2026-09-01")
    await enter(ledger, "fees", "33", {"with_fee": 20, "synced": 8})
    assert of(await scores(ledger), "3.1", "3.5") == [Decimal("1.50"), Decimal("1.00")]
    assert of(await scores(ledger, "11953"), "3.1", "3.5") == [None, None]
    assert of(await scores(ledger, procedure="1.001193"), "3.1", "3.5") == [None, None]


async def test_what_reached_the_portal_is_of_what_others_say_was_received(ledger: Ledger) -> None:
    await received(ledger, 10, sealed=True)
    await ledger.rows("TRUNCATE portal_syncs")
    for number in range(8):
        await ledger.rows(STANDS, code=f"D-{number}", until=NOW)
    await ledger.rows("UPDATE province_parts SET changed = changed + 1")
    assert of(await scores(ledger), "1.4", "3.3") == [Decimal("4.80"), Decimal(6)]
    await enter(ledger, "totals", "33", {"period": "2025", "reported": 192}, None)
    assert of(await scores(ledger), "1.4", "3.3") == [Decimal("3.00"), Decimal(6)]
    await enter(ledger, "totals", "33", {"period": "2026-08", "reported": 20, "portal": 32}, None)
    assert of(await scores(ledger), "1.4", "3.3") == [Decimal("1.50"), Decimal("3.00")]


async def test_units_that_gave_a_certified_copy_are_counted_of_those_that_may(ledger: Ledger) -> None:
    await received(ledger, 1, procedure=COPY)
    assert of(await scores(ledger), "4.6") == [Decimal("0.02")]
    assert of(await scores(ledger, offices=("11953",)), "4.6") == [Decimal(2)]
    assert of(await scores(ledger, offices=("11983",)), "4.6") == [Decimal(0)]
    assert of(await scores(ledger, offices=("33.CA",)), "4.6") == [None]


async def test_a_service_is_of_the_unit_that_decides_on_it(ledger: Ledger) -> None:
    await received(ledger, 1)
    assert of(await scores(ledger), "3.2") == [Decimal("0.24")], "one of all seventeen"
    communes = [one for one, at in decided_at().items() if at == ""]
    assert OFFERS["11953"] == {*communes} < {*OFFERS["11953"], *OFFERS["11953.CA"], *OFFERS["33.CA"]}
    share = Fraction(4, len(communes))
    assert of(await scores(ledger, offices=("11953",)), "3.2") == [rounded(share)]
    assert of(await scores(ledger, offices=("11953.CA",)), "3.2") == [Decimal(0)]


def test_each_office_decides_on_what_its_forms_say() -> None:
    assert all(any(code in mine for mine in OFFERS.values()) for code in decided_at())
    for course in COURSES:
        assert decided_at()[course.procedure] == course.body, course.procedure


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("services", {"authority": 3, "partial": 2, "full": 2}),
        ("fees", {"with_fee": 1, "synced": 2}),
        ("totals", {"period": "2026-08"}),
        ("totals", {"period": "08/2026", "portal": 1}),
    ],
)
async def test_what_contradicts_itself_is_entered_nowhere(ledger: Ledger, kind: str, content: dict[str, Any]) -> None:
    with pytest.raises(LineWrong, match="Line 1"):
        await enter(ledger, kind, "33", content)
