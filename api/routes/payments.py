"""Paying a fee on-line, and what the payment platform calls back."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.callbacks import UNDERSTOOD, journal_forgery, spelt
from api.house import Citizen, House, Tools
from api.openapi import told
from api.problems import Unauthenticated
from api.views import ROOT
from domain import acts
from domain.acts import PAYMENTS
from domain.dossier import PAY
from domain.journal import Entry
from domain.refusals import Conflict, Missing, Unacceptable
from infra.gateway import ALREADY_PAID, Forged, Garbled, Gateway, GatewayRefused, Order
from infra.treasurer import dossier_of, money_in

router = APIRouter(prefix=ROOT, tags=["payments"], responses=told(401, 404, 422, 503))


class CallbackUnreadable(Unacceptable):
    """The platform signed it, and still it cannot be read; nothing was written."""

    slug = "callback-unreadable"


class NothingToPay(Conflict):
    """No fee is asked for now."""

    slug = "nothing-to-pay"


class PayAtTheCounter(Conflict):
    """This installation takes money at the counter alone."""

    slug = "pay-at-the-counter"


class PaymentPage(BaseModel):
    """Where the applicant pays, and how much."""

    reference: str
    amount: int
    """Đồng."""
    href: str


@router.post("/dossiers/{code}/payments", responses=told(400, 403, 409, 413))
async def pay(code: str, who: Citizen, tools: Tools) -> PaymentPage:
    """Begin to pay what is asked for; asked again, it is the same payment."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = next((task for task in dossier.open_tasks if task.kind == PAY), None)
    if task is None:
        raise NothingToPay("Hiện không có khoản phải nộp.", "There is nothing to pay now.")
    gateway = _gateway(tools)
    await tools.journal.act(code, Entry(key=f"{task.step}/begun", act=acts.PaymentBegun(task=task.id)), who.actor)
    order = Order(
        reference=task.id,
        dossier=code,
        title=dossier.fee_title,
        amount=task.amount,
        callback=f"{tools.settings.public_url}{ROOT}/payments/callback",
        back_to=f"{tools.settings.public_url}{ROOT}/dossiers/{code}",
    )
    try:
        href = await gateway.begin(order, tools.journal.clock())
    except GatewayRefused as refused:
        if refused.code != ALREADY_PAID:
            raise
        for line in await gateway.paid(task.id):
            await tools.journal.act(code, money_in(line), PAYMENTS)
        raise NothingToPay("Khoản này đã được nộp.", "It is paid already.") from refused
    return PaymentPage(reference=task.id, amount=task.amount, href=href)


@router.post("/payments/callback", responses=told(400, 413))
async def callback(tools: Tools, request: Request, said: dict[str, Any] | None = None) -> dict[str, str]:
    """Hear of the payment platform that money came in; a signature that does not hold is journaled."""
    message = said or {}
    gateway = _gateway(tools)
    reference = spelt(message.get("MaThamChieu", ""))
    code = await dossier_of(tools.journal.database, reference, PAYMENTS)
    request.state.dossier = code or ""
    try:
        line = gateway.heard(message)
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


def _gateway(tools: House) -> Gateway:
    if tools.gateway is None:
        raise PayAtTheCounter("Vui lòng nộp tại bộ phận một cửa.", "Pay at the one-stop counter.")
    return tools.gateway
