"""Targets that the index says are judged by what it was on each day, and what is not known is told apart."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from api.schemas.vietnam.programme import SummaryView
from api.services.vietnam.programme import Programme
from domain.dossier.acts import ENGINE
from domain.province.units import Units
from domain.vietnam.programme.importing import ItemIn, PlanFile
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.api.services.provinces import FILED, NOW, ProvinceRoom, open_province
from tests.support.ledger import Urls

KEPT = """INSERT INTO index_days (day, unit, procedure, metric, period, version, numerator, denominator, as_of)
          VALUES (:day, '33', '', :metric, :period, :version, :many, :of, :at)"""


STEADY = {"steady_since": FILED + timedelta(days=1)}
"""Nothing of them changed since."""


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    async with open_province(apart) as room:
        yield room


async def keep(room: ProvinceRoom, day: date, many: int, of: int, metric: str = "2.1", version: str = "766.1") -> None:
    told = {"metric": metric, "period": f"{day:%Y-%m}", "version": version, "many": many, "of": of}
    await room.ledger.rows(KEPT, day=day, at=NOW, **told)


async def planned(room: ProvinceRoom, *targets: ItemIn) -> None:
    plan = PlanFile(programme="33", document="Kế hoạch", since=date(2026, 1, 1), targets=targets)
    await ProvinceEntries(room.ledger.engine.database).add(ROADMAP, [*plan.entries()], NOW, ENGINE)


def target(no: str, due: date, source: str = "2.1") -> ItemIn:
    return ItemIn(no=no, name="Chỉ tiêu", lead="33.SNV", goal=Decimal(80), due=due, source=source)


async def told(room: ProvinceRoom, at: date) -> SummaryView:
    return await Programme("33", room.tools, room.reading(at=at)).summary()


async def met(room: ProvinceRoom, at: date) -> list[tuple[float | None, bool | None]]:
    items = (await Programme("33", room.tools, room.reading(at=at)).items("targets")).items
    return [(one.value, one.met) for one in items]


async def test_a_past_day_reads_the_index_as_it_was_kept_of_its_year(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 12, 31)))
    # A month counts as it stood last: the first days of August are in those up to the 20th.
    for day, many, of in ((date(2026, 7, 31), 60, 100), (date(2026, 8, 5), 1, 90), (date(2026, 8, 20), 100, 100)):
        await keep(room, day, many, of)
    assert await met(room, date(2026, 8, 20)) == [(80.0, True)]
    assert await met(room, date(2026, 7, 31)) == [(60.0, False)]
    assert [one.numerator for one in [(await told(room, date(2026, 8, 20))).targets]] == [1]


async def test_what_was_met_on_the_day_it_was_due_stays_met(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 6, 30)))
    await keep(room, date(2026, 6, 30), 85, 100)
    await keep(room, date(2026, 8, 20), 0, 900)
    assert await met(room, date(2026, 8, 20)) == [(8.5, True)]


async def test_a_target_of_which_nothing_is_known_is_not_missed(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 12, 31)), target("2", date(2026, 12, 31), "3.3"))
    await keep(room, date(2026, 8, 20), 90, 100)
    view = await told(room, date(2026, 8, 20))
    assert (view.targets.numerator, view.targets.denominator, view.targets_unknown) == (1, 2, 1)
    assert await met(room, date(2026, 8, 20)) == [(90.0, True), (None, None)]
    # A day of which nothing was kept for a week is not known, whatever was before.
    assert await met(room, date(2026, 8, 27)) == [(None, None)] * 2


async def test_procedures_of_two_months_are_not_summed(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 12, 31), "3.2"))
    await keep(room, date(2026, 7, 31), 5, 17, "3.2")
    await keep(room, date(2026, 8, 20), 17, 17, "3.2")
    assert await met(room, date(2026, 8, 20)) == [(100.0, True)]


async def test_months_of_two_definitions_are_never_summed_and_the_year_is_counted_anew_by_one(
    room: ProvinceRoom,
) -> None:
    await planned(room, target("1", date(2026, 12, 31), "4.1"), target("2", date(2026, 12, 31)))
    for metric, version in (("4.1", "766.2"), ("2.1", "766.1")):
        await keep(room, date(2026, 7, 31), 60, 100, metric)
        await keep(room, date(2026, 8, 20), 100, 100, metric, version)
    day = date(2026, 8, 20)
    year = await room.tools.index_days.year("33", ["2.1", "4.1"], day, ENGINE)
    assert ([*year.counted], year.changed) == (["2.1"], frozenset({"4.1"}))
    # There are no facts to count it from: it is not known, and the other one is what it was.
    assert await met(room, day) == [(None, None), (80.0, True)]
    await room.dossiers(3, **STEADY)
    await room.dossiers(1, sealed=False, **STEADY)
    assert await met(room, day) == [(75.0, False), (80.0, True)]
    # One of an edition before was settled by then, so that it stood as it stands.
    await room.dossiers(1, edition=7)
    assert await met(room, day) == [(80.0, True)] * 2
    await room.dossiers(1, edition=7, issued_at=NOW)
    assert await met(room, day) == [(None, None), (80.0, True)], "nobody knows how that one stood then"


async def test_what_was_settled_after_its_month_was_kept_counts_in_its_year_once(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 12, 31), "4.1"), target("2", date(2026, 12, 31)))
    filed = FILED - timedelta(days=4)
    moments = {"filed_at": filed, "accepted_at": filed, "due_at": FILED, "appointed_at": FILED}
    # It was under way and without a result when July was kept, and got one in August, late.
    issued = FILED + timedelta(days=1)
    course = f"a{int(filed.timestamp())}:{int(FILED.timestamp())}000000 l{int(issued.timestamp())}:1"
    await room.dossiers(1, **moments, issued_at=issued, course=course, **STEADY)
    for metric, july, august in (("4.1", (0, 1), (0, 0)), ("2.1", (1, 1), (0, 1))):
        await keep(room, date(2026, 7, 31), *july, metric)
        await keep(room, date(2026, 8, 20), *august, metric)
    assert await met(room, date(2026, 8, 20)) == [(100.0, True), (0.0, False)]
    assert await met(room, NOW.date()) == [(100.0, True), (0.0, False)], "as on the day itself"
    assert await met(room, date(2026, 7, 31)) == [(0.0, False), (100.0, True)], "as it stood then"


async def test_what_the_portal_knew_on_a_past_day_is_as_it_was_kept(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 12, 31), "1.4"))
    await room.tell_portal(await room.dossiers(1, **STEADY))
    await keep(room, date(2026, 8, 20), 1, 2, "1.4")
    assert await met(room, date(2026, 8, 20)) == [(50.0, False)]
    assert await met(room, NOW.date()) == [(100.0, True)]


async def test_a_target_counts_what_a_unit_did_this_year_before_it_was_merged_away(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 12, 31), "4.1"))
    await room.dossiers(1, **STEADY)
    await room.dossiers(1, competent="11983", sealed=False, **STEADY)
    ended = {"until": date(2026, 8, 31), "into": ("11983",)}
    units = [
        one.model_copy(update=ended if one.code == "11953" else {})
        for one in room.tools.province.units.on(date(2026, 8, 1))
    ]
    room.tools = replace(room.tools, province=replace(room.tools.province, units=Units(units)))
    assert await met(room, NOW.date()) == [(50.0, False)]


async def test_a_count_of_the_last_month_alone_needs_no_month_before_of_its_definition(room: ProvinceRoom) -> None:
    await planned(room, target("1", date(2026, 12, 31), "3.2"))
    await keep(room, date(2026, 7, 31), 5, 17, "3.2")
    await keep(room, date(2026, 8, 20), 17, 17, "3.2", "766.2")
    assert await met(room, date(2026, 8, 20)) == [(100.0, True)]
