"""The first page: what somebody may want here, whoever they are."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.container import Container, Perhaps, Tools
from api.services.listing import listed, waits_for
from api.web.finding.procedures import sectors
from api.web.following.status import shown
from api.web.show import show
from domain.base.law import Role
from domain.dossier.state import Dossier
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False)

NEWEST = 50
"""Dossiers among which those that are open are looked for."""
SHOWN = 5
LEADERS = {Role.UNIT_HEAD, Role.AGENCY_LEADER, Role.CENTRE_HEAD, Role.COMMUNE_LEADER}


@router.get("/")
async def home(request: Request, who: Perhaps, tools: Tools) -> Response:
    """Show where to go: to find a procedure, to one's own dossiers, or to one's desk."""
    if who and not who.citizen:
        return show(request, "work", who, places=_places(who, tools))
    return show(request, "home", who, sectors=sectors(tools), **(await _own(who, tools) if who else {}))


async def _own(who: Identity, tools: Container) -> dict[str, Any]:
    """What a citizen has begun and what is under way, what waits for them first."""
    found, _ = await listed(who, tools.journal.database, page=NEWEST)
    dossiers = [one for one in found if isinstance(one, Dossier)]
    asked = [one for one in dossiers if not one.ended and waits_for(one, who.actor.id)]
    others = [one for one in dossiers if not one.ended and not waits_for(one, who.actor.id)]
    drafts = [(draft, tools.procedures[draft.procedure].title) for draft in await tools.drafts.of(who.actor)]
    return {
        "asked": [shown(one, tools) for one in asked],
        "others": [shown(one, tools) for one in others[:SHOWN]],
        "more": len(others) > SHOWN,
        "drafts": drafts[:SHOWN],
        "any": bool(dossiers or drafts),
    }


def _places(who: Identity, tools: Container) -> list[str]:
    """Name where an officer works."""
    roles = set(who.actor.roles)
    if Role.OPERATOR in roles:
        return ["operations"]
    received = "clinic" if who.actor.agency in tools.offices.clinics else "desk"
    desk = [received] if Role.RECEIVING_OFFICER in roles else []
    return [*desk, "work", *(["unit", "figures"] if roles & LEADERS else [])]
