"""What can happen to the money of a dossier, as typed acts."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from domain.dossier.act import Act, TaskAct
from domain.money.model import Method


class PaymentBegun(Act):
    """Bắt đầu thanh toán: the applicant was sent to the payment platform."""

    type: Literal["payment_begun"] = "payment_begun"
    task: str
    wakes: ClassVar[bool] = False


class MoneyIn(TaskAct):
    """Nộp tiền: money came in, on-line or at the counter. It is a fact, so nothing but a bad signature refuses it."""

    type: Literal["money_in"] = "money_in"
    verb: ClassVar[str] = "pay"
    amount: int = Field(default=0, ge=0)
    transaction: str
    method: Method
    settles: bool = False
    """Whether it closed the task: fixed under the lock, as the due date is."""
    due_at: datetime | None = None
    after_end: ClassVar[bool] = True

    @property
    def closes(self) -> bool:
        """Whether the task is closed by it."""
        return self.settles


class ReturnOrdered(Act):
    """Quyết định hoàn tiền: so much goes back, under a name that makes it go once."""

    type: Literal["return_ordered"] = "return_ordered"
    payment: str
    """The task that had asked for the money."""
    order: str
    amount: int = Field(ge=1)
    method: Method
    wakes: ClassVar[bool] = False
    after_end: ClassVar[bool] = True


class MoneyBack(TaskAct):
    """Hoàn tiền: money went back, the way it came."""

    type: Literal["money_back"] = "money_back"
    verb: ClassVar[str] = "give_back"
    payment: str = ""
    order: str = ""
    task: str = ""
    """The counter's task to give it back, where it was paid in cash."""
    transaction: str
    wakes: ClassVar[bool] = False
    after_end: ClassVar[bool] = True

    @property
    def closes(self) -> bool:
        """Whether the task is closed by it."""
        return bool(self.task)


class Receipted(Act):
    """Biên lai điện tử: a transaction got its e-receipt."""

    type: Literal["receipted"] = "receipted"
    task: str
    transaction: str
    receipt: str
    wakes: ClassVar[bool] = False
    after_end: ClassVar[bool] = True


class CallbackRefused(Act):
    """A message in the name of the payment platform, or of an agency that is asked, whose signature does not hold."""

    type: Literal["callback_refused"] = "callback_refused"
    task: str
    wakes: ClassVar[bool] = False
    after_end: ClassVar[bool] = True
