"""Data cleaning (làm sạch dữ liệu): differences between registers and papers, at the office that keeps the register."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request

from api.container import Deciding, Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.vietnam.cleaning import CleaningSummary, CorrectionList, CorrectionView, OutcomeIn, RecallProposals
from api.services.vietnam import cleaning
from api.services.views import ROOT
from domain.base.calendar import in_vietnam
from domain.province.reach import within_reach

router = APIRouter(prefix=f"{ROOT}/cleaning", tags=["cleaning"], responses=told(401, 403, 422, 503))

Register = Annotated[str, Query(max_length=40, description="Of one register; empty: of all.")]
Unit = Annotated[
    str,
    Query(pattern=r"^([0-9A-Za-z.]{2,20})?$", description="The office that keeps it: the reader's own, as is empty."),
]
State = Annotated[Literal["", "open", "decided", "closed"], Query(description="Empty: in all states.")]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Of the difference.")]


@router.get("")
async def corrections(
    who: Officer, tools: Tools, request: Request, register: Register = "", unit: Unit = "", state: State = ""
) -> CorrectionList:
    """What registers of the reader's own office say otherwise than papers or than one another."""
    return await cleaning.queue(who.actor, register, state, tools.corrections, locale_of(request), unit=unit)


@router.post("/{id}/outcome", responses=told(404, 409))
async def outcome(id: Id, sent: OutcomeIn, who: Deciding, tools: Tools, request: Request) -> CorrectionView:  # noqa: A002
    """What was found out, with paper and basis; a register that is wrong is corrected and asked again."""
    return await cleaning.outcome(who.actor, id, sent, tools.corrections, locale_of(request))


@router.get("/recalls")
async def recalls(who: Officer, tools: Tools) -> RecallProposals:
    """Results of the reader's own office that rest on data which were found wrong, until a leader has decided."""
    return await cleaning.recalls(who.actor, tools.journal.database)


@router.get("/summary")
async def summary(who: Officer, tools: Tools, request: Request) -> CleaningSummary:
    """How good registers proved to be, each rate with how sure it is; for whoever sees the province's figures."""
    now = tools.journal.clock()
    within_reach(tools.province.units, who.actor, tools.offices.province.code, in_vietnam(now).date())
    return await cleaning.summary(who.actor, tools.corrections, now, locale_of(request))
