"""Work files that bodies send in and dossiers closed here are one rate by tier, told apart, and never counted twice."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from api.schemas.vietnam.online import OnlineRateView
from api.schemas.vietnam.programme import Figure
from domain.base.calendar import VIETNAM
from tests.api.services.provinces import FILED, ProvinceRoom, officer, open_province
from tests.support.ledger import Urls

ENDED = FILED + timedelta(days=2)
JULY = datetime(2026, 7, 31, 23, 59, 59, tzinfo=VIETNAM)


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    async with open_province(apart) as room:
        yield room


def counts(figure: Figure) -> tuple[float | None, float | None]:
    return figure.numerator, figure.denominator


def by_tier(told: OnlineRateView) -> dict[str | None, tuple[float | None, float | None]]:
    return {one.tier: counts(one.rate) for one in told.rates}


def by_source(told: OnlineRateView) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    return {(one.source, one.tier): counts(one.rate) for one in told.sources}


async def closed(
    room: ProvinceRoom, many: int, work_file: str = "online", office: str = "11953", **other: object
) -> None:
    await room.dossiers(many, work_file=work_file, competent=office, ended_at=ENDED, **other)


async def test_before_facts_are_published_only_what_was_sent_in_is_known(room: ProvinceRoom) -> None:
    await room.enter("work_files", ("11953", "2026-08-01", {"closed": 100, "online": 60}))
    told = await room.online("2026-08").work(None)
    assert (by_tier(told), told.own_as_of) == ({"province": (None, None), "commune": (60, 100)}, None)


async def test_dossiers_closed_here_count_on_the_tier_of_their_body_each_branch_by_itself(room: ProvinceRoom) -> None:
    await closed(room, 3)
    await closed(room, 2, "on_paper")
    await closed(room, 1, "unsigned")
    await closed(room, 1, parent="D-0000")
    await closed(room, 4, office="33.SNV")
    # Under way, of facts that are not made anew yet, and of the month before.
    await room.dossiers(5)
    await room.dossiers(1, ended_at=ENDED)
    await room.dossiers(1, work_file="online", ended_at=JULY, filed_at=JULY, accepted_at=JULY)
    told = await room.online("2026-08").work(None)
    assert by_tier(told) == {"province": (4, 4), "commune": (4, 7)}
    assert by_source(told) == {("own", "province"): (4, 4), ("own", "commune"): (4, 7)}
    assert (told.own_as_of is not None, told.months[0].imported) == (True, False)
    assert by_tier(await room.online("2026-07").work(None))["commune"] == (1, 1)
    quarter = await room.online("2026-Q3").work("commune")
    assert (by_tier(quarter), [counts(one.rates[0].rate) for one in quarter.months]) == (
        {"commune": (5, 8)},
        [(1, 1), (4, 7), (None, None)],
    )


async def test_what_a_body_sends_in_holds_its_own_dossiers_unless_it_says_otherwise(room: ProvinceRoom) -> None:
    await closed(room, 10)
    await closed(room, 5, office="11983")
    sent = {"closed": 100, "online": 60}
    await room.enter("work_files", ("11953", "2026-08-01", sent))
    told = await room.online("2026-08").work(None)
    assert by_tier(told)["commune"] == (65, 105)
    assert by_source(told) == {
        ("imported", "commune"): (60, 100), ("own", "commune"): (5, 5), ("own_included", "commune"): (10, 10),
    }  # fmt: skip
    await room.enter("work_files", ("11953", "2026-08-01", sent | {"own": "beside"}))
    told = await room.online("2026-08").work(None)
    assert (by_tier(told)["commune"], told.months[0].imported) == ((75, 115), True)
    assert by_source(told) == {("imported", "commune"): (60, 100), ("own", "commune"): (15, 15)}


async def test_a_unit_s_own_files_are_its_own_and_a_kept_figure_counts_the_same(room: ProvinceRoom) -> None:
    await closed(room, 6)
    await closed(room, 6, "unsigned", office="11983")
    leader = officer("11953")
    assert by_tier(await room.online("2026-08", "11953", leader).work("commune")) == {"commune": (6, 6)}
    assert (await room.online("2026-08").closed())[0]["commune"].denominator == 12


async def test_the_tiers_of_june_2025_are_three_and_those_of_july_two(room: ProvinceRoom) -> None:
    sent = {"closed": 100, "online": 90}
    await room.enter("work_files", ("33.SNV", "2025-06-01", sent), ("323", "2025-06-01", sent | {"online": 80}))
    await closed(room, 1)
    assert by_tier(await room.online("2025-06").work(None)) == {
        "province": (90, 100), "district": (80, 100), "commune": (None, None),
    }  # fmt: skip
    assert set(by_tier(await room.online("2025-07").work(None))) == {"province", "commune"}
