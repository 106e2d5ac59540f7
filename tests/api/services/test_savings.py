"""Each month's savings are counted by the parameters in force in it, whatever was decided later."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from api.services.vietnam import countable
from api.services.vietnam.countable import NotOneVersion
from api.services.vietnam.savings import detailed
from domain.base.calendar import VIETNAM
from tests.api.services.provinces import ProvinceRoom, open_province
from tests.support.ledger import Urls
from workflows.catalogue import catalogue


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    """Its parameters changed in August."""
    async with open_province(apart) as room:
        by = room.tools.parameters
        [first] = by.savings
        dearer = [one.model_copy(update={"value": 2 * one.value}) for one in first.parts]
        second = first.model_copy(update={"since": date(2026, 8, 1), "each": 40_000, "parts": tuple(dearer)})
        room.tools = replace(room.tools, parameters=by.model_copy(update={"savings": (first, second)}))
        yield room


async def filed(room: ProvinceRoom, month: int, many: int) -> None:
    day = datetime(2026, month, 3, 9, tzinfo=VIETNAM)
    await room.dossiers(many, filed_at=day, accepted_at=day, issued_at=day + timedelta(days=1))


async def test_months_before_a_change_keep_what_they_were_counted_by(room: ProvinceRoom) -> None:
    await filed(room, 7, 3)
    await filed(room, 8, 5)
    july, august, year = [await room.online(period).savings() for period in ("2026-07", "2026-08", "2026")]
    assert (july.each, july.total) == (30_612, 3 * 30_612)
    assert (august.each, august.total) == (40_000, 5 * 40_000)
    assert (year.online, year.each, year.total) == (8, 40_000, 3 * 30_612 + 5 * 40_000)
    assert [one.since for one in year.versions] == [date(2022, 1, 1), date(2026, 8, 1)]


async def test_what_each_unit_and_procedure_saved_follows_the_months_too(room: ProvinceRoom) -> None:
    await filed(room, 7, 1)
    await filed(room, 8, 1)
    [july], [august], [both] = [
        (await detailed(room.online(period), "unit", catalogue())).by for period in ("2026-07", "2026-08", "2026")
    ]
    assert july.total
    assert august.total
    assert august.total > july.total
    assert both.total == july.total + august.total


async def test_of_months_before_all_parameters_nothing_is_known_and_of_two_versions_no_figure_is_kept(
    room: ProvinceRoom,
) -> None:
    await room.enter("channels", ("33", "2021-05-01", {"online": 5}))
    before = await room.online("2021").savings()
    assert (before.online, before.total, before.versions) == (5, None, [])
    for period in ("2026", "2021"):
        with pytest.raises(NotOneVersion):
            await countable.count(room.wish("savings", period), room.look(), room.tools)
