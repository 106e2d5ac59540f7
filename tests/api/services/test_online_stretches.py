"""On-line rates of months within which communes merged, moved or were founded: each has what was its own then, once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from api.schemas.vietnam.online import OnlineRateView
from api.services.vietnam import countable
from api.services.vietnam.online import Online
from api.services.vietnam.savings import detailed
from domain.base.calendar import VIETNAM
from domain.base.law import Channel
from domain.province.periods import Period
from domain.province.reach import OutOfReach
from domain.province.units import NoSuchUnit, Unit, Units
from tests.api.services.provinces import ProvinceRoom, officer, open_province
from tests.support.ledger import Urls
from workflows.catalogue import catalogue

LAST, FIRST = date(2026, 8, 14), date(2026, 8, 15)
BEFORE, AFTER = datetime(2026, 8, 14, 23, 59, tzinfo=VIETNAM), datetime(2026, 8, 15, tzinfo=VIETNAM)
Told = tuple[float | None, float | None]
UNKNOWN: Told = (None, None)


def commune(code: str, parent: str = "33", **others: object) -> Unit:
    told = {"code": code, "kind": "Xã", "name": code, "tier": "commune", "parent": parent}
    return Unit.model_validate(told | others)


UNITS = Units(
    (
        Unit(code="33", kind="Tỉnh", name="Hưng Yên", tier="province"),
        Unit(code="D1", kind="Huyện", name="D1", tier="district", parent="33"),
        Unit(code="D2", kind="Huyện", name="D2", tier="district", parent="33"),
        # A and C became another C, E moved to another district, and N was founded.
        commune("A", until=LAST, into=("C",)),
        commune("C", until=LAST, into=("C",)),
        commune("C", since=FIRST),
        commune("E", "D1", until=LAST, into=("E",)),
        commune("E", "D2", since=FIRST),
        commune("N", "D2", since=FIRST),
    )
)


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    async with open_province(apart) as room:
        room.tools = replace(room.tools, province=replace(room.tools.province, units=UNITS))
        yield room


async def filed(room: ProvinceRoom, unit: str, at: datetime, online: int, direct: int = 0) -> list[str]:
    when = {"competent": unit, "receiving": unit, "filed_at": at, "accepted_at": at, "issued_at": at}
    return await room.dossiers(online, **when) + await room.dossiers(direct, channel=Channel.DIRECT, **when)


async def a_month(room: ProvinceRoom) -> list[str]:
    """All in August: 11 on-line of 14 at A, C and N, and ten on-line at E."""
    return [
        *await filed(room, "A", BEFORE, 2),
        # Under the old code, when it was no more.
        *await filed(room, "A", AFTER, 1),
        *await filed(room, "C", BEFORE, 3, 1),
        *await filed(room, "C", AFTER, 5),
        *await filed(room, "N", AFTER, 0, 2),
        *await filed(room, "E", BEFORE, 4),
        *await filed(room, "E", AFTER, 6),
    ]


def told(view: OnlineRateView, which: int = 0) -> Told:
    return view.rates[which].rate.numerator, view.rates[which].rate.denominator


async def rate(room: ProvinceRoom, unit: str = "33", period: str = "2026-08") -> Told:
    return told(await room.online(period, unit).service())


PARTS: dict[str, Told] = {"A": (3, 3), "C": (8, 9), "D1": (4, 4), "D2": (6, 8), "E": (10, 10), "N": (0, 2)}


@pytest.mark.parametrize("period", ["2026-08", "2026-Q3", "2026"])
async def test_each_has_what_it_received_while_it_was_there_and_together_they_are_the_province(
    room: ProvinceRoom, period: str
) -> None:
    await a_month(room)
    assert {unit: await rate(room, unit, period) for unit in PARTS} == PARTS
    assert await rate(room, "33", period) == (21, 24)
    view = await room.online(period).service()
    assert [
        (one.rates[0].rate.numerator, one.rates[0].rate.denominator) for one in view.months if one.month == "2026-08"
    ] == [(21, 24)]


async def test_what_the_portal_knows_is_of_the_same_units(room: ProvinceRoom) -> None:
    await room.tell_portal(await a_month(room))
    for unit, counted in [*PARTS.items(), ("33", (21, 24))]:
        view = await room.online("2026", unit).service()
        assert told(view, 1) == counted
        assert [one.rates[1].rate.numerator for one in view.months] == [*(7 * [None]), counted[0], None]


async def test_what_a_unit_was_made_of_counts_with_it_where_that_is_asked_for(room: ProvinceRoom) -> None:
    await a_month(room)
    both = Online("C", Period.read("2026-08"), True, room.tools, room.reading())
    assert told(await both.service()) == (11, 12)
    # E is what it was, wherever it belonged.
    again = Online("E", Period.read("2026-08"), True, room.tools, room.reading())
    assert told(await again.service()) == (10, 10)


async def test_a_line_stands_for_the_unit_that_bore_its_code_on_its_day_and_all_below(room: ProvinceRoom) -> None:
    await a_month(room)
    august, middle = "2026-08-01", f"{FIRST}"
    await room.enter("channels", ("C", august, {"online": 100}))
    # For three on-line and one at the counter, before the merger.
    assert (await rate(room, "C"), await rate(room)) == ((105, 105), (118, 120))
    await room.enter("channels", ("C", middle, {"online": 200}), ("N", middle, {"direct": 50}))
    assert (await rate(room, "C"), await rate(room, "N"), await rate(room)) == ((300, 300), (0, 50), (313, 363))
    await room.enter("channels", ("D1", august, {"online": 7}))
    # E's of before are in it, those of after are not.
    assert (await rate(room, "D1"), await rate(room, "D2"), await rate(room)) == ((7, 7), (6, 56), (316, 366))
    await room.enter("channels", ("33", august, {"online": 1000}))
    assert (await rate(room), await rate(room, "C")) == ((1000, 1000), (300, 300))


async def test_savings_by_unit_are_of_the_same_dossiers(room: ProvinceRoom) -> None:
    await a_month(room)
    for unit, many in (("33", 21), ("D1", 4), ("D2", 6), ("A", 3)):
        saved = await detailed(room.online("2026-08", unit), "unit", catalogue())
        assert (saved.online, sum(one.online for one in saved.by)) == (many, many)


async def closed(room: ProvinceRoom, unit: str, at: datetime, many: int) -> None:
    others = {"competent": unit, "filed_at": at, "accepted_at": at, "issued_at": at, "ended_at": at}
    await room.dossiers(many, work_file="online", **others)


async def test_work_files_are_of_whom_the_body_belonged_to_when_it_closed_them(room: ProvinceRoom) -> None:
    for unit, at, many in (("E", BEFORE, 3), ("E", AFTER, 2), ("A", BEFORE, 1), ("A", AFTER, 1), ("C", AFTER, 4)):
        await closed(room, unit, at, many)
    commune = [
        ((await room.online("2026-08", unit).closed())[0]).get("commune") for unit in ("33", "D1", "D2", "A", "C")
    ]
    assert [one and int(one.denominator) for one in commune] == [11, 3, 2, 2, 4]
    await room.enter("work_files", ("C", "2026-08-01", {"closed": 10, "online": 0}))
    # The old commune's month: the new one's dossiers are in no line yet.
    assert int((await room.online("2026-08").closed())[0]["commune"].denominator) == 21
    await room.enter("work_files", ("C", f"{FIRST}", {"closed": 20, "online": 0}))
    assert int((await room.online("2026-08").closed())[0]["commune"].denominator) == 37


async def test_one_that_is_no_more_is_looked_at_by_whoever_leads_what_it_became(room: ProvinceRoom) -> None:
    await a_month(room)
    leader = officer("C")
    view = room.online("2026", "A", leader)
    view.may_see()
    found = await view.service()
    look = room.look(leader)
    wish = countable.wished("filed_online", "A", "2026-08", look, room.tools)
    countable.may_keep(wish, look, room.tools)
    kept = await countable.count(wish, look, room.tools)
    assert (kept.numerator, kept.denominator) == (3, 3)
    assert (told(found), found.forecast, len(found.months)) == ((3, 3), None, 9)
    with pytest.raises(OutOfReach):
        room.online("2026-08", "A", officer("N")).may_see()
    for who in (leader, officer("33")):
        with pytest.raises(NoSuchUnit):
            room.online("2026-09", "A", who).may_see()
    with pytest.raises(NoSuchUnit):
        await room.online("2026-09", "A").service()


async def test_one_that_was_founded_has_no_figures_of_before(room: ProvinceRoom) -> None:
    await filed(room, "N", AFTER, 1, 1)
    view = await room.online("2026", "N").service()
    first = [(one.rates[0].rate.numerator, one.rates[0].rate.denominator) for one in view.months]
    assert first == [*(7 * [UNKNOWN]), (1, 2), UNKNOWN]
    # What it holds of before, it was given.
    await filed(room, "N", BEFORE - timedelta(days=40), 3)
    assert (await rate(room, "N", "2026"), await rate(room, "33", "2026")) == ((4, 5), (4, 5))
