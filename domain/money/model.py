"""The money of a dossier: what was asked, what came in, what must go back. Amounts are in đồng."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from domain.base.law import Frozen
from domain.statute.fees import Fee

Method = Literal["gateway", "cash"]
Way = Method | Literal["portal"]
BY_PORTAL: Literal["portal"] = "portal"
"""What the national portal took: it gave its own receipt, and has no way back that we know of."""
ONLINE: tuple[Way, ...] = ("gateway", BY_PORTAL)
"""How people pay on-line, by our own platform or by the portal's."""

MOST_PAID_THERE = 10**12
"""Đồng: who reads or writes more is mistaken."""


class PaidThere(Frozen):
    """A fee that was paid on the national portal as it was filed there (thanh toán trực tuyến trên Cổng)."""

    amount: int | None = None
    """As the portal says; None where it does not say so that it can be read."""


class Transaction(BaseModel):
    """Money that came in, once."""

    amount: int
    method: Way
    at: datetime
    receipt: str = ""
    """Series and number of its e-receipt (biên lai điện tử), once there is one."""


class Return(BaseModel):
    """Money that goes back: ordered once, under a name that makes the platform do it once."""

    amount: int
    method: Method
    ordered_at: datetime
    transaction: str = ""
    """By which it went, once it has."""


class Payment(BaseModel):
    """One fee of a dossier, and the money that moved for it. Its id is that of the task that asks for it.

    What was paid on the national portal came before anything was asked: its id is that of the task by which an
    accountant says how much that was, which is opened where the portal leaves that open.
    """

    asked: int
    """So much of it is for the fee, once that is known; of what the portal took nothing before it is met."""
    asked_at: datetime
    begun_at: datetime | None = None
    """When the applicant was sent to pay on-line."""
    transactions: dict[str, Transaction] = {}
    returns: dict[str, Return] = {}
    there: bool = False
    """Whether it was paid on the national portal."""
    met: str = ""
    """The step of the fee towards which that was counted."""

    @property
    def kept(self) -> int:
        """What of it is for the fee: of what the portal took all, before it is counted towards one.

        What was ordered back pays for nothing more: after a recall a dossier goes on that had ended, and given it back.
        """
        there = self.paid - sum(back.amount for back in self.returns.values())
        return there if self.there and not self.met else min(there, self.asked)

    @property
    def paid(self) -> int:
        """All that came in."""
        return sum(transaction.amount for transaction in self.transactions.values())

    @property
    def outstanding(self) -> int:
        """What is still to be paid."""
        return max(self.asked - self.paid, 0)

    @property
    def unreceipted(self) -> tuple[str, ...]:
        """The transactions that have no receipt yet, of those for which we give one."""
        return tuple(name for name, came in self.transactions.items() if not came.receipt and came.method != BY_PORTAL)

    @property
    def under_way_back(self) -> tuple[str, ...]:
        """The returns that were ordered of the platform and not heard of."""
        return tuple(n for n, back in self.returns.items() if back.method == "gateway" and not back.transaction)

    def owed_back(self, fee: Fee | None, ending: str, *, settled: bool) -> int:
        """Say what is still to be ordered back: a surplus; all, where the law says so or it was not paid in time."""
        kept = min(self.paid, self.asked)
        if ending and (not settled or (fee is not None and ending in fee.refunded_on)):
            kept = 0
        return self.paid - kept - sum(back.amount for back in self.returns.values())

    def by_method(self, owed: int) -> dict[Method, int]:
        """Split what is owed back: on-line as far as it came so, the rest at the counter."""
        online = sum(t.amount for t in self.transactions.values() if t.method == "gateway")
        online -= sum(back.amount for back in self.returns.values() if back.method == "gateway")
        parts: dict[Method, int] = {"gateway": min(owed, online), "cash": max(owed - online, 0)}
        return {method: amount for method, amount in parts.items() if amount}
