"""On-line rates (tỷ lệ trực tuyến) of work files and of dossiers, and what they save."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from api.container import Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.rest.vietnam.eid import Asked
from api.rest.vietnam.index766 import Written
from api.schemas.vietnam.online import OnlineRateView, SavingsView
from api.services.vietnam.online import Online
from api.services.vietnam.programme_tools import Reading
from api.services.vietnam.savings import By, detailed
from api.services.views import ROOT
from domain.province.periods import Period
from domain.province.units import Tier
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/programme", tags=["programme"], responses=told(401, 403, 404, 422, 503))

Merged = Annotated[bool, Query(description="Sum what merged also before it did: Thái Bình and Hưng Yên together.")]


def asked(tools: Tools, who: Identity, request: Request, unit: str, period: str, merged: bool) -> Online:
    """The rates that they ask for, where they may see them."""
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), None)
    found = Online(unit, Period.read(period), merged, tools.programme, reading)
    found.may_see()
    return found


@router.get("/online-rate")
async def online_rate(
    who: Officer,
    tools: Tools,
    request: Request,
    unit: Asked,
    period: Written,
    kind: Literal["work", "service"],
    tier: Tier | None = None,
    merged: Merged = False,
) -> OnlineRateView:
    """Say how much goes on-line: work files by the tiers that there were, or dossiers by three rates, each named."""
    found = asked(tools, who, request, unit, period, merged)
    return await (found.work(tier) if kind == "work" else found.service())


@router.get("/savings")
async def savings(
    who: Officer,
    tools: Tools,
    request: Request,
    unit: Asked,
    period: Written,
    merged: Merged = False,
    by: Annotated[By | None, Query(description="Also by unit, or by procedure.")] = None,
) -> SavingsView:
    """Say what on-line filing saved people, and how that is computed."""
    found = asked(tools, who, request, unit, period, merged)
    return await (detailed(found, by, tools.procedures) if by else found.savings())
