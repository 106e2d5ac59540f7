"""Of which unit, when and for which period figures are asked: what routes for programs and pages take alike."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import BeforeValidator

from api.container import Officer, Staying, Tools
from api.http.problems import locale_of
from api.http.rates import Rates
from api.services.procedures import known
from api.services.province import centre
from api.services.province.centre import Looking
from api.services.province.minute import MinuteTools
from api.services.province.watching import Watch
from api.services.vietnam.programme_tools import NotYet
from domain.base.calendar import VIETNAM
from domain.province.centre import Narrow
from domain.province.periods import Period
from infra.reads.queues import Asked

Unit = Annotated[str, Query(max_length=20, description="Code of an office or an area; your own, if it is not named.")]
Written = Annotated[str, Query(max_length=8, description="2026, 2026-Q3 or 2026-08; this month, if it is not named.")]

Code = Annotated[str, Query(max_length=20, description="Code of one procedure; all, if it is not named.")]
By = Annotated[Literal["direct", "online"] | None, Query(description="One channel; both, if it is not named.")]
At = Annotated[
    datetime | None,
    BeforeValidator(lambda written: written or None),
    Query(description="A moment of the past, of Vietnam's time where it names no other; this one, if it is not named."),
]
CHANNELS = {name: channel for channel, name in centre.CHANNELS.items()}


def looking(who: Officer, tools: Tools, request: Request, unit: Unit = "") -> Looking:
    """Who looks at what; their own office, unless another is named."""
    return Looking(unit or who.actor.agency, who.actor, tools.journal.clock(), locale_of(request))


Look = Annotated[Looking, Depends(looking)]


def narrowed(look: Look, tools: Tools, procedure: Code = "", channel: By = None) -> Looking:
    """The same, of one procedure or one channel where it is named; ``Missing``, where there is no such procedure."""
    if procedure:
        known(procedure, tools.procedures)
    return replace(look, narrow=Narrow(procedure=procedure, channel=CHANNELS[channel] if channel else None))


Narrowed = Annotated[Looking, Depends(narrowed)]


def looking_back(look: Narrowed, at: At = None) -> Looking:
    """The same at another moment, by the units that stood on its day.

    Raises:
        NotYet: it has not come.
    """
    if at and at.tzinfo is None:
        at = at.replace(tzinfo=VIETNAM)
    if at and at > look.now:
        raise NotYet(
            "Thời điểm {} chưa đến: hãy chọn thời điểm đã qua.",
            "{} has not come yet: ask for a moment before now.",
            f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        )
    # Facts say to the second how they changed.
    return replace(look, at=at.replace(microsecond=0) if at else None)


LookBack = Annotated[Looking, Depends(looking_back)]


def period_looked_at(look: Look, period: Written = "") -> Period:
    """The period that is asked for; this month, unless it is named."""
    return Period.read(period) if period else Period.month(look.day)


def period_looked_back_at(look: LookBack, period: Written = "") -> Period:
    """The same; the month of the moment that is asked about, unless it is named."""
    return period_looked_at(look, period)


def period_shown(tools: Tools, period: Written = "") -> Period:
    """The same, for whoever comes without an account."""
    return Period.read(period) if period else Period.month(tools.journal.today())


More = Annotated[int, Query(ge=1, le=1_000_000, description="Of how many more dossiers it is told what they bring.")]
Of = Annotated[Period, Depends(period_looked_at)]
OfBack = Annotated[Period, Depends(period_looked_back_at)]
Shown = Annotated[Period, Depends(period_shown)]


def watching(who: Officer, stay: Staying, tools: Tools, request: Request) -> Watch:
    """Who watches a unit, for as long as they may."""
    rates: Rates = request.app.state.rates
    return Watch(
        who=who,
        stay=stay,
        rests=tools.settings.session_idle,
        live=rates.live,
        listener=tools.listener,
        journal=tools.journal,
        province=tools.province,
        score=tools.programme.groups,
    )


Watching = Annotated[Watch, Depends(watching)]


def of_a_minute(who: Officer, tools: Tools) -> tuple[Asked, MinuteTools]:
    """The reader's own tasks, and what a minute a day is told with."""
    titles = {code: procedure.title for code, procedure in tools.procedures.items()}
    with_ = MinuteTools(tools.province, tools.registry, tools.officers, tools.journal.database, titles)
    return Asked.by(who, tools.journal.clock()), with_


MinuteOf = Annotated[tuple[Asked, MinuteTools], Depends(of_a_minute)]
