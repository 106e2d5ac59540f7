"""Paying a fee on-line, and what the payment platform calls back."""

from typing import Any

from fastapi import APIRouter, Request

from api.container import Citizen, Tools
from api.http.callbacks import UNDERSTOOD, journal_forgery, spelt
from api.http.openapi import told
from api.http.problems import Unauthenticated
from api.schemas.callbacks import Understood
from api.schemas.payments import PaymentPage
from api.services import paying
from api.services.views import ROOT
from domain.base.refusals import Missing, Unacceptable
from domain.dossier.acts import PAYMENTS
from infra.payments.gateway import Forged, Garbled
from infra.payments.reconciler import dossier_of, money_in

router = APIRouter(prefix=ROOT, tags=["payments"], responses=told(401, 404, 422, 503))


class CallbackUnreadable(Unacceptable):
    """The platform signed it, and still it cannot be read; nothing was written."""


@router.post("/dossiers/{code}/payments", responses=told(400, 403, 409, 413))
async def pay(code: str, who: Citizen, tools: Tools) -> PaymentPage:
    """Begin to pay what is asked for; asked again, it is the same payment."""
    return await paying.pay(
        code, f"{ROOT}/dossiers/{code}", who, tools.journal, tools.gateway, tools.settings.public_url
    )


@router.post("/payments/callback", responses=told(400, 413))
async def callback(tools: Tools, request: Request, said: dict[str, Any] | None = None) -> Understood:
    """Hear of the payment platform that money came in; a signature that does not hold is journaled."""
    message = said or {}
    platform = paying.online(tools.gateway)
    reference = spelt(message.get("MaThamChieu", ""))
    code = await dossier_of(tools.journal.database, reference, PAYMENTS)
    request.state.dossier = code or ""
    try:
        line = platform.heard(message)
    except Forged as error:
        if code is not None:
            await journal_forgery(code, reference, message, PAYMENTS, tools)
        raise Unauthenticated("Chữ ký không hợp lệ.", "The signature does not hold.") from error
    except Garbled as error:
        raise CallbackUnreadable("Không đọc được nội dung thông báo.", "The call-back cannot be read.") from error
    if code is None:
        raise Missing("Không có khoản thu này.", "There is no such payment.")
    if line is not None:
        await tools.journal.act(code, money_in(line), PAYMENTS)
    return UNDERSTOOD
