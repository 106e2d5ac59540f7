"""What is told together is counted of one publication, and says as of when that is, also while the next one comes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from api.services.vietnam import countable
from api.services.vietnam.index766 import Question
from api.services.vietnam.official import Official
from domain.province.periods import Period
from domain.province.reach import OutOfReach
from domain.province.units import NoSuchUnit, Units
from infra.analysis.analysis import Published
from tests.api.services.provinces import FILED, NOW, PROVINCE, ProvinceRoom, officer, open_province
from tests.support.ledger import Urls

COMMUNE, OTHER = "11953", "11983"
KEPT = """INSERT INTO index_days (day, unit, procedure, metric, period, version, numerator, denominator, as_of)
          VALUES ('2026-08-20', :unit, '', '2.1', '2026-08', '766.1', 1, 2, :at)"""


@dataclass
class Growing:
    """Published facts to which a dossier came whenever somebody looks for the newest."""

    room: ProvinceRoom
    before: Any
    newest: Published | None = None

    async def published(self) -> Published:
        [code] = await self.room.dossiers(1, accepted_at=FILED + timedelta(days=self.room.many % 20))
        await self.room.tell_portal([code])
        self.newest = await self.before.published()
        return self.newest


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    async with open_province(apart) as room:
        yield room


@pytest.fixture
def growing(room: ProvinceRoom) -> Growing:
    """The same room, whose figures are asked of facts that grow."""
    province = room.tools.province
    growing = Growing(room, province.analysis)
    room.tools = replace(room.tools, province=replace(province, analysis=cast(Any, growing)))
    return growing


async def test_months_and_their_sum_are_of_one_publication(room: ProvinceRoom, growing: Growing) -> None:
    await room.tell_portal(await room.dossiers(2))
    told = await room.online("2026").service()
    months = [month.rates[1].rate.denominator for month in told.months]
    assert (told.rates[1].rate.denominator, sum(filter(None, months))) == (3, 3)


async def test_an_index_and_that_of_the_units_below_beside_it_are_of_one_publication(
    room: ProvinceRoom, growing: Growing
) -> None:
    await room.dossiers(2)
    asked = Official(Question("33", Period.read("2026-08")), room.tools, NOW, PROVINCE)
    own, units, official = await asked.side_by_side()
    whole = [one.denominator for group in own.groups for one in group.metrics if one.id == "4.1"]
    below = [one.denominator for row in units.units for one in row.metrics if one.id == "4.1"]
    assert (whole, below, official, room.many) == ([3], [3], None, 3)


async def test_a_trend_says_as_of_when_its_months_were_counted(room: ProvinceRoom, growing: Growing) -> None:
    told = await Official(Question("33", Period.read("2026-08")), room.tools, NOW, PROVINCE).trend(3)
    assert (len(told.months), room.many) == (3, 1)
    assert growing.newest
    assert told.as_of == growing.newest.as_of.replace(microsecond=0)


@pytest.mark.parametrize("figure", ["online_766", "work_online.commune"])
async def test_a_kept_figure_of_published_facts_has_their_moment(
    room: ProvinceRoom, growing: Growing, figure: str
) -> None:
    kept = await countable.count(room.wish(figure, "2026-08"), room.look(), room.tools)
    assert growing.newest
    assert kept.as_of == growing.newest.as_of


async def test_a_unit_that_has_ended_has_the_trend_and_the_days_of_when_it_was_there(room: ProvinceRoom) -> None:
    await room.dossiers(2)
    await room.ledger.rows(KEPT, unit=COMMUNE, at=NOW)
    ended = {"until": date(2026, 8, 31), "into": (OTHER,)}
    units = [
        one.model_copy(update=ended if one.code == COMMUNE else {})
        for one in room.tools.province.units.on(date(2026, 8, 1))
    ]
    room.tools = replace(room.tools, province=replace(room.tools.province, units=Units(units)))

    def asked(agency: str) -> Official:
        return Official(Question(COMMUNE, Period.read("2026-08")), room.tools, NOW, officer(agency))

    for reader in ("33", OTHER):
        trend = await asked(reader).trend(3)
        assert [one.period for one in trend.months] == ["2026-07", "2026-08"]
        assert [one.day for one in (await asked(reader).days("2.1", FILED.date())).days] == [date(2026, 8, 20)]
    with pytest.raises(NoSuchUnit):
        await asked("33").trend(1)
    for answer in (asked("11977").trend(3), asked("11977").days("2.1", FILED.date())):
        with pytest.raises(OutOfReach):
            await answer
