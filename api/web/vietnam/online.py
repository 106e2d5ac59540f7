"""On-line rates as a leader looks at them: services on one page, work files on another, as they are not to be mixed."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.container import Tools
from api.http.problems import locale_of
from api.schemas.vietnam.online import MonthView, OnlineRateView, RateView
from api.services.vietnam.online import Online
from api.services.vietnam.programme_tools import Reading
from api.web.charts import Charts
from api.web.show import show
from api.web.unit import Superior, only_superiors
from api.web.vietnam.programme import own
from domain.base.words import Words
from domain.province.periods import Period
from domain.vietnam.programme.titles import SERVICES, TIERS
from infra.printing.charts import Ahead, Line, lines

MONTHS = 12
EXPECTED = Words(vi="Dự báo tháng 12, khoảng tin cậy 80 %", en="Expected of December, with its 80 % band")
SHARE = Words(vi="Tỷ lệ %", en="Per cent")
charts = Charts()
router = APIRouter(prefix="/programme", include_in_schema=False, dependencies=[Depends(only_superiors)])


def asked(
    request: Request,
    who: Superior,
    tools: Tools,
    unit: Annotated[str, Query(max_length=20)] = "",
    period: Annotated[str, Query(max_length=8)] = "",
) -> Online:
    """The rates of the unit and period that are asked for, else of the reader's own and of this year."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), None)
    read = Period.read(period or f"{reading.at.year}")
    found = Online(unit or own(who, tools), read, False, tools.programme, reading)
    found.may_see()
    return found


Rates = Annotated[Online, Depends(asked)]


@router.get("/online")
async def services(request: Request, who: Superior, of: Rates) -> Response:
    """Show the three rates of services month by month, and what is expected of the first."""
    told = await of.service()
    return show(request, "programme/online", who, told=told, names=names(told))


@router.get("/online.svg")
async def services_chart(of: Rates, tools: Tools) -> Response:
    """Draw the same."""
    return await _drawn("online", of.service, of, tools)


@router.get("/work-files")
async def work_files(request: Request, who: Superior, of: Rates) -> Response:
    """Show the rates of work files month by month and tier by tier, and where they are known from."""
    told = await of.work(None)
    return show(request, "programme/work_files", who, told=told, names=names(told), seam=seam(told))


@router.get("/work-files.svg")
async def work_files_chart(of: Rates, tools: Tools) -> Response:
    """Draw the same."""

    async def view() -> OnlineRateView:
        return await of.work(None)

    return await _drawn("work-files", view, of, tools)


async def _drawn(page: str, view: Callable[[], Awaitable[OnlineRateView]], of: Online, tools: Tools) -> Response:
    async def described() -> dict[str, Any]:
        return chart(await view(), of.by.locale)

    drawn = await charts.drawn((page, of.unit, of.period.written, of.by.locale), described, tools.press)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


def key(rate: RateView) -> str:
    """By what a rate is told from the others of its page: its tier, or which of the rates of services it is."""
    return rate.tier or rate.rate.definition.partition("@")[0]


def names(told: OnlineRateView) -> dict[str, Words]:
    """What each rate is called that there was in the period, in their order."""
    titles = SERVICES if told.kind == "service" else {str(tier): title for tier, title in TIERS.items()}
    there = {key(rate) for rate in _every(told)}
    return {name: title for name, title in titles.items() if name in there}


def seam(told: OnlineRateView) -> str:
    """The first month without districts, where there were some in the period before."""
    with_districts = {month.month for month in told.months if any(rate.tier == "district" for rate in month.rates)}
    without = [month.month for month in told.months if month.month not in with_districts]
    return without[0] if with_districts and without else ""


def chart(told: OnlineRateView, locale: str) -> dict[str, Any]:
    """Describe the lines of a page; what is expected stands in a chart of the year it speaks of, and in no other."""
    ahead = told.forecast if told.forecast and told.period == told.forecast.month[:4] else None
    goals = {key(rate): rate.goal for rate in _every(told)}
    months = [month.month for month in told.months]
    if ahead:
        months = [f"{told.period}-{month:02}" for month in range(1, MONTHS + 1)]
    by_month = {month.month: month for month in told.months}
    ends = _ends(told)
    shares = [
        Line(title.in_(locale), [_percent(by_month.get(month), name) for month in months], goals[name], ends[name])
        for name, title in names(told).items()
    ]
    expected = Ahead(EXPECTED.in_(locale), ahead.month, ahead.percent, ahead.low, ahead.high) if ahead else None
    return lines(months, shares, SHARE.in_(locale), expected)


def _ends(told: OnlineRateView) -> dict[str, str]:
    """The last month with each rate; none, where it goes on to the period's end."""
    last = {key(rate): month.month for month in told.months for rate in month.rates}
    return {key(rate): "" for rate in _every(told)} | {
        name: month for name, month in last.items() if month != told.months[-1].month
    }


def _every(told: OnlineRateView) -> list[RateView]:
    return [*told.rates, *(rate for month in told.months for rate in month.rates)]


def _percent(month: MonthView | None, name: str) -> float | None:
    return next((rate.rate.percent for rate in month.rates if key(rate) == name), None) if month else None
