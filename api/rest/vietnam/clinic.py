"""Receptions at clinics by citizen number (khám bệnh, chữa bệnh bằng căn cước, VNeID)."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.container import ClinicOfficer, Officer, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.rest.vietnam.index766 import Written
from api.schemas.vietnam.clinic import ClinicMeasures, EligibilityView, ReceptionIn, WishView
from api.services.vietnam import clinic
from api.services.views import ROOT
from domain.base.calendar import in_vietnam
from domain.province.periods import Period
from domain.province.reach import within_reach

router = APIRouter(prefix=f"{ROOT}/clinic", tags=["clinic"], responses=told(401, 403, 422, 503))

Visit = Annotated[str, Path(pattern=r"^[0-9A-Za-z.\-]{1,40}$", description="The clinic's own number of it.")]


@router.post("/eligibility", responses=told(404, 409))
async def eligibility(
    sent: ReceptionIn, who: ClinicOfficer, tools: Tools, request: Request, response: Response
) -> EligibilityView:
    """Whether the insurance pays for whoever is received, by the chip of their card or their VNeID; once a visit."""
    response.headers["Cache-Control"] = "private, no-store"
    return await clinic.received(sent, who, tools.clinic, tools.journal.clock(), locale_of(request))


@router.post("/visits/{visit}/correction", responses=told(404, 409))
async def correction(visit: Visit, who: ClinicOfficer, tools: Tools, request: Request, response: Response) -> WishView:
    """Have name or birthday looked into that the register says otherwise (409 of the visit), as the patient wishes."""
    response.headers["Cache-Control"] = "private, no-store"
    return await clinic.wish(visit, who, tools.clinic, locale_of(request))


@router.get("/measures")
async def measures(who: Officer, tools: Tools, request: Request, period: Written) -> ClinicMeasures:
    """What the receptions of all clinics came to; for whoever sees the whole province's figures."""
    now = tools.journal.clock()
    within_reach(tools.province.units, who.actor, tools.offices.province.code, in_vietnam(now).date())
    return await clinic.measured(
        Period.read(period), tools.clinic, tools.offices.clinics, who.actor, now, locale_of(request)
    )
