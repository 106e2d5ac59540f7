"""Paying a fee: what it is, a link and a code to the payment platform's page, and the way back."""

from typing import Any

import segno
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Citizen, Container, Tools
from api.schemas.payments import PaymentPage
from api.services import paying
from api.services.paying import NothingToPay
from api.web.following.doing import done, page
from infra.identity.oidc import Identity

router = APIRouter(prefix="/dossiers/{code}/pay", include_in_schema=False)


@router.get("")
async def paying_page(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Show the fee; once somebody wants to pay on-line, also where. Asked again, the platform names the same place."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = paying.owed(dossier)
    place, payment = None, dossier.payments[task.id]
    if payment.begun_at and tools.gateway:
        try:
            place = await _begun(code, who, tools)
        except NothingToPay:
            return done(code, "paid")
    qr = segno.make(place.href, micro=False).svg_data_uri(scale=4, border=4) if place else ""
    shows: dict[str, Any] = {
        "task": task,
        "payment": payment,
        "place": place,
        "qr": qr,
        "online": tools.gateway is not None,
    }
    return page(request, "pay", who, dossier, tools, **shows)


@router.post("")
async def pay(code: str, who: Citizen, tools: Tools) -> Response:
    """Begin to pay on-line."""
    try:
        await _begun(code, who, tools)
    except NothingToPay:
        return done(code, "paid")
    return RedirectResponse(f"/dossiers/{code}/pay", 303)


async def _begun(code: str, who: Identity, tools: Container) -> PaymentPage:
    back_to = f"/dossiers/{code}?done=paid"
    return await paying.pay(code, back_to, who, tools.journal, tools.gateway, tools.settings.public_url)
