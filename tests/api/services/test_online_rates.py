"""Three rates of services, each counted by its own definition, and what the months to come must bring."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from api.schemas.vietnam.online import OnlineRateView
from api.services.procedures import full_services
from api.services.vietnam.online import SERVICES
from domain.base.law import Channel
from domain.province.scoring import Counted
from tests.api.services.provinces import ProvinceRoom, open_province
from tests.support.examples import LAWS
from tests.support.ledger import Urls
from workflows.catalogue import catalogue
from workflows.vietnam.civil_status.birth_registration import BirthRegistration
from workflows.vietnam.civil_status.marriage import MarriageRegistration


@pytest.fixture
async def room(apart: Urls) -> AsyncIterator[ProvinceRoom]:
    async with open_province(apart) as room:
        yield room


Told = tuple[float | None, ...]
UNKNOWN: Told = (None, None, None)


def counted(view: OnlineRateView) -> dict[str, Told]:
    figures = [one.rate for one in view.rates]
    return {one.definition.partition("@")[0]: (one.numerator, one.denominator, one.percent) for one in figures}


async def test_the_three_rates_are_counted_apart(room: ProvinceRoom) -> None:
    online = await room.dossiers(6)
    direct = await room.dossiers(4, channel=Channel.DIRECT)
    told = counted(await room.online("2026-08").service())
    # The national portal was told of none.
    assert {name: told[name] for name in SERVICES[:2]} == {"filed_online": (6, 10, 60.0), "online_766": UNKNOWN}
    await room.tell_portal([*online[:3], *direct[:2]])
    view = await room.online("2026-08").service()
    # Half of them stand there: six on-line of ten, times a half.
    assert counted(view)["online_766"] == (3, 10, 30.0)
    full = full_services(catalogue(), LAWS, date(2026, 8, 31))
    assert full
    assert counted(view)["full_services"][:2] == (float(full.numerator), float(full.denominator))
    [month] = view.months
    assert [one.rate for one in month.rates] == [one.rate for one in view.rates]


def test_a_service_for_which_somebody_has_to_come_is_no_full_one() -> None:
    every = catalogue()
    two = {code: every[code] for code in (BirthRegistration.code, MarriageRegistration.code)}
    assert full_services(two, LAWS, date(2026, 8, 31)) == Counted.of(1, 2)
    assert full_services(two, LAWS, date(2021, 8, 31)) is None, "neither was in force"


async def test_of_a_time_without_law_or_dossiers_no_rate_is_known(room: ProvinceRoom) -> None:
    told = counted(await room.online("2021").service())
    assert told == dict.fromkeys(told, UNKNOWN)
    # Facts are not published yet either: that is no error of whoever asks.
    assert counted(await room.online("2026-08").service())["filed_online"] == UNKNOWN


async def test_what_is_still_to_come_is_the_mean_of_the_months_that_are_known(room: ProvinceRoom) -> None:
    await room.enter("channels", *(("33", f"2026-{6 + n:02}-01", {"online": 60 + 10 * n, "direct": 40 - 10 * n})
                                   for n in range(3)))  # fmt: skip
    ahead = (await room.online("2026").service()).forecast
    assert ahead
    # 210 of 300 so far, and four months of 100: of these 350 must be on-line for four fifths of 700.
    assert (ahead.needed, ahead.needed_a_month) == (87.5, 88)
    assert ahead.percent == 120
    assert date.fromisoformat(f"{ahead.month}-01") == date(2026, 12, 1)


async def test_a_month_without_a_line_does_not_bend_the_forecast(room: ProvinceRoom) -> None:
    """Ten points a month from May to August: July is not known, and the line through the others is the same."""
    await room.enter("channels", *(("33", f"2026-{5 + n:02}-01", {"online": 40 + 10 * n, "direct": 60 - 10 * n})
                                   for n in (0, 1, 3)))  # fmt: skip
    ahead = (await room.online("2026").service()).forecast
    assert ahead
    assert (ahead.percent, ahead.low, ahead.high) == (110, 110, 110)
    # A month whose line is not here yet had a hundred too: 160 of 300 so far, and four more.
    assert (ahead.needed, ahead.needed_a_month) == (100, 100)
