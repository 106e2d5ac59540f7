"""How a fee is paid on-line: by page and by program the same."""

from api.schemas.payments import PaymentPage
from api.services.views import ROOT
from domain.base.refusals import Conflict
from domain.dossier import acts, keys
from domain.dossier.acts import PAYMENTS
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.tasks.model import PAY, Task
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.payments.gateway import ALREADY_PAID, Gateway, GatewayRefused, Order
from infra.payments.reconciler import money_in


class NothingToPay(Conflict):
    """No fee is asked for now."""


class PayAtTheCounter(Conflict):
    """This installation takes money at the counter alone."""


async def pay(
    code: str, back_to: str, who: Identity, journal: Journal, platform: Gateway | None, public_url: str
) -> PaymentPage:
    """Begin to pay what is asked for; asked again, it is the same payment. Then the payer comes back to an address."""
    dossier = await journal.dossier(code, who.actor)
    task, platform = owed(dossier), online(platform)
    await journal.act(code, Entry(key=keys.begun(task.step), act=acts.PaymentBegun(task=task.id)), who.actor)
    order = Order(
        reference=task.id,
        dossier=code,
        title=dossier.fee_title,
        amount=task.amount,
        callback=f"{public_url}{ROOT}/payments/callback",
        back_to=f"{public_url}{back_to}",
    )
    try:
        href = await platform.begin(order, journal.clock())
    except GatewayRefused as refused:
        if refused.code != ALREADY_PAID:
            raise
        for line in await platform.paid(task.id):
            await journal.act(code, money_in(line), PAYMENTS)
        raise NothingToPay("Khoản này đã được nộp.", "It is paid already.") from refused
    return PaymentPage(reference=task.id, amount=task.amount, href=href)


def owed(dossier: Dossier) -> Task:
    """The task that asks for a fee, or ``NothingToPay``."""
    task = next((task for task in dossier.open_tasks if task.kind == PAY), None)
    if task is None:
        raise NothingToPay("Hiện không có khoản phải nộp.", "There is nothing to pay now.")
    return task


def online(platform: Gateway | None) -> Gateway:
    """The payment platform, or ``PayAtTheCounter``."""
    if platform is None:
        raise PayAtTheCounter("Vui lòng nộp tại bộ phận một cửa.", "Pay at the one-stop counter.")
    return platform
