"""The first page: what somebody may want here, whoever they are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from api.container import Container, Perhaps, Tools
from api.services.listing import readable, waits_for
from api.web.show import show
from domain.base.law import Role
from domain.base.words import Words
from domain.dossier.state import Dossier
from domain.dossier.view import describe
from domain.vietnam.guide import SECTORS, sector_of
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False)

NEWEST = 50
"""Dossiers among which those that are open are looked for."""
SHOWN = 5
LEADERS = {Role.UNIT_HEAD, Role.AGENCY_LEADER, Role.CENTRE_HEAD, Role.COMMUNE_LEADER}


@dataclass(frozen=True)
class Standing:
    """A dossier in one line: where it is, until when, and whether it waits for the reader."""

    code: str
    title: Words
    status: Words
    why: Words
    until: datetime | None
    asked: bool


@router.get("/")
async def home(request: Request, who: Perhaps, tools: Tools) -> Response:
    """Show where to go: to find a procedure, to one's own dossiers, or to one's desk."""
    if who and not who.citizen:
        return show(request, "work", who, places=_places(set(who.actor.roles)))
    sectors = {sector_of(procedure.__module__) for procedure in tools.procedures.values()}
    listed = [(name, words) for name, words in SECTORS.items() if name in sectors]
    return show(request, "home", who, sectors=listed, **(await _own(who, tools) if who else {}))


async def _own(who: Identity, tools: Container) -> dict[str, Any]:
    """What a citizen has begun and what is under way, what waits for them first."""
    dossiers, _ = await readable(who, tools.journal.database, page=NEWEST)
    standing = [_standing(dossier, who.actor.id, tools) for dossier in dossiers if not dossier.ended]
    asked = [one for one in standing if one.asked]
    others = [one for one in standing if not one.asked]
    drafts = [(draft, tools.procedures[draft.procedure].title) for draft in await tools.drafts.of(who.actor)]
    return {
        "asked": asked,
        "others": others[:SHOWN],
        "more": len(others) > SHOWN,
        "drafts": drafts[:SHOWN],
        "any": bool(dossiers or drafts),
    }


def _standing(dossier: Dossier, person: str, tools: Container) -> Standing:
    view = describe(dossier, tools.journal.clock(), tools.registry, person)
    title = tools.procedures[dossier.procedure].title
    return Standing(dossier.code, title, view.status, view.waiting.why, view.waiting.until, waits_for(dossier, person))


def _places(roles: set[Role]) -> list[str]:
    """Name where an officer works."""
    if Role.OPERATOR in roles:
        return ["operations"]
    desk = ["desk"] if Role.RECEIVING_OFFICER in roles else []
    return [*desk, "work", *(["unit"] if roles & LEADERS else [])]
