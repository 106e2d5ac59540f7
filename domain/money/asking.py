"""How much the national portal took for a dossier: what it says of that, and the task of an accountant to say it."""

from typing import Any

from pydantic import Field

from domain.base.law import Role
from domain.base.words import dong
from domain.dossier.acts import TaskOpened
from domain.dossier.journal import Entry, task_id
from domain.money.model import MOST_PAID_THERE, PaidThere
from domain.registers.query import Answer
from domain.tasks.model import PAID_THERE

MOST_FEES, MOST_DIGITS = 20, 20


class TakenThere(Answer):
    """How much the national portal took for the dossier, by its books; 0 where it took nothing."""

    amount: int = Field(
        ge=0,
        le=MOST_PAID_THERE,
        title="Số tiền Cổng Dịch vụ công quốc gia đã thu (đồng; ghi 0 nếu không thu)",
        description="What the national public service portal took, in đồng; 0 where it took nothing",
    )


def how_much(code: str, desk: str, there: PaidThere, due: int | None = None) -> Entry:
    """The task of the accountant of the office that receives: it names what the portal says, and what is due here."""
    told = "không nêu rõ số tiền" if there.amount is None else f"báo đã thu {dong(there.amount)}"
    asked = "hồ sơ đã kết thúc" if due is None else f"phí, lệ phí phải nộp là {dong(due)}"
    opened = TaskOpened(
        task=task_id(code, PAID_THERE),
        kind=PAID_THERE,
        role=Role.ACCOUNTANT,
        agency=desk,
        decisions=("answer",),
        answer=TakenThere.__name__,
        amount=there.amount or 0,
        reason=f"Cổng Dịch vụ công quốc gia {told}; {asked}. Căn cứ sổ sách để ghi số tiền Cổng đã thu.",
    )
    return Entry(key=PAID_THERE, act=opened)


def paid_there(fees: object) -> PaidThere:
    """What the fees that the portal lists (danh sách lệ phí) come to [K]; of a list that cannot be read nothing."""
    listed = [_price(one) for one in fees] if isinstance(fees, list) and len(fees) <= MOST_FEES else []
    known = [price for price in listed if price is not None]
    total = sum(known)
    said = len(known) == len(listed) and 0 < total <= MOST_PAID_THERE
    return PaidThere(amount=total if said else None)


def _price(fee: object) -> int | None:
    """The price of one; "10.000" is none: nobody said whether its dot parts thousands."""
    said: Any = fee.get("Gia") if isinstance(fee, dict) else None
    if isinstance(said, str) and said.strip().isascii() and said.strip().isdigit() and len(said) <= MOST_DIGITS:
        return int(said)
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else None
