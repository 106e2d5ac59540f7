"""What can happen to the money of a dossier, as typed acts."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.base.words import Words
from domain.dossier.act import Act, TaskAct
from domain.money.model import MOST_PAID_THERE, Method


class PaymentBegun(Act):
    """Bắt đầu thanh toán: the applicant was sent to the payment platform."""

    type: Literal["payment_begun"] = "payment_begun"
    told = Words(vi="Chuyển sang thanh toán trực tuyến", en="Went to pay on-line")
    task: str
    wakes = False


class MoneyIn(TaskAct):
    """Nộp tiền: money came in, on-line or at the counter. It is a fact, so nothing but a bad signature refuses it."""

    type: Literal["money_in"] = "money_in"
    told = Words(vi="Đã nhận tiền", en="Money came in")
    verb = "pay"
    amount: int = Field(default=0, ge=0)
    transaction: str
    method: Method
    settles: bool = False
    """Whether it closed the task: fixed under the lock, as the due date is."""
    due_at: datetime | None = None
    after_end = True

    @property
    def closes(self) -> bool:
        """Whether the task is closed by it."""
        return self.settles


class ReturnOrdered(Act):
    """Quyết định hoàn tiền: so much goes back, under a name that makes it go once."""

    type: Literal["return_ordered"] = "return_ordered"
    told = Words(vi="Quyết định hoàn tiền", en="Money is to go back")
    payment: str
    """The task that had asked for the money."""
    order: str
    amount: int = Field(ge=1)
    method: Method
    wakes = False
    after_end = True


class MoneyBack(TaskAct):
    """Hoàn tiền: money went back, the way it came."""

    type: Literal["money_back"] = "money_back"
    told = Words(vi="Đã hoàn tiền", en="Money went back")
    notice = "money_back"
    verb = "give_back"
    payment: str = ""
    order: str = ""
    task: str = ""
    """The counter's task to give it back, where it was paid in cash."""
    transaction: str
    wakes = False
    after_end = True

    @property
    def closes(self) -> bool:
        """Whether the task is closed by it."""
        return bool(self.task)


class Receipted(Act):
    """Biên lai điện tử: a transaction got its e-receipt."""

    type: Literal["receipted"] = "receipted"
    told = Words(vi="Lập biên lai điện tử", en="E-receipt made out")
    notice = "receipted"
    task: str
    transaction: str
    receipt: str
    wakes = False
    after_end = True


class CallbackRefused(Act):
    """A message in the name of the payment platform, or of an agency that is asked, whose signature does not hold."""

    type: Literal["callback_refused"] = "callback_refused"
    told = Words(vi="Từ chối thông báo giả mạo", en="A forged call-back was refused")
    task: str
    wakes = False
    after_end = True


class PortalTook(TaskAct):
    """Xác nhận khoản đã nộp trên Cổng: an accountant says how much the national portal took for it; 0 is nothing."""

    type: Literal["portal_took"] = "portal_took"
    told = Words(
        vi="Kế toán xác nhận số tiền đã nộp trên Cổng Dịch vụ công quốc gia",
        en="An accountant confirmed what was paid on the national public service portal",
    )
    verb = "answer"
    amount: int = Field(ge=0, le=MOST_PAID_THERE)


class FeeMet(Act):
    """Tính khoản đã nộp vào phí, lệ phí: so much of what was paid is for the fee; the rest goes back."""

    type: Literal["fee_met"] = "fee_met"
    told = Words(vi="Tính số tiền đã nộp vào phí, lệ phí", en="What was paid was counted towards the fee")
    payment: str
    step: str
    """The one that asks for the fee, by its name and round."""
    amount: int = Field(ge=0)
    wakes = False


AnyMoneyAct = PaymentBegun | MoneyIn | ReturnOrdered | MoneyBack | Receipted | CallbackRefused | PortalTook | FeeMet
