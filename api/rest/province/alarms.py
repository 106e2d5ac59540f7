"""Alarms of the operation centre, for programs."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.container import Deciding, Tools
from api.http.openapi import told
from api.looking import Look
from api.schemas.province.alarms import AcknowledgedIn, AlarmList, AlarmView
from api.services.province import alarms
from api.services.views import ROOT

Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Of the alarm.")]
router = APIRouter(prefix=f"{ROOT}/ioc/alarms", tags=["centre"], responses=told(401, 403, 404, 422, 503))


@router.get("")
async def listed(look: Look, tools: Tools) -> AlarmList:
    """List the alarms of a unit: what is open, and what ended of late, with who has seen it and what they said."""
    return await alarms.alarms(look, tools.province, tools.registry, tools.officers)


@router.post("/{id}/acknowledge", responses=told(400, 409, 413))
async def acknowledge(id: Id, sent: AcknowledgedIn, _: Deciding, look: Look, tools: Tools) -> AlarmView:  # noqa: A002
    """Say that one has seen an alarm of a unit of one's own, and what is done about it; once."""
    return await alarms.acknowledge(look, id, sent.said, tools.province, tools.registry, tools.officers)
