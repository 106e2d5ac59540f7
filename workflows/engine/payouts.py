"""How a procedure pays somebody: to an account of their own, else in cash at the counter (chi trả)."""

from typing import cast

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.tasks.model import CORRECT_REGISTER, PAY_TO
from domain.vietnam.queries.payments import PAY_OUTS, AccountOf, PayOut, PayTo
from domain.vietnam.queries.payments import Account as Account
from workflows.engine.agencies import Agencies
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Walk

CASH = "pay_cash"
"""Money is paid at the counter."""


class PayOuts:
    """Pays out; money to somebody else's account is stopped and looked into."""

    def __init__(self, walk: Walk, tasks: Tasks, agencies: Agencies, by_hand: Role) -> None:
        self._walk = walk
        self._tasks = tasks
        self._agencies = agencies
        self._role = by_hand

    async def pay_out(self, name: str, number: str, amount: int, to: Account | None, content: str) -> str:
        """Pay so many đồng to the person with this number; give the transaction, "" where it was paid in cash.

        What was paid by a result that this one replaces is not paid again: an officer settles what is otherwise now.
        """
        if (cash := self._paid_in_cash()) is not None:
            if cash.amount != amount:
                await self._settled(name, f"Đã chi tiền mặt: {cash.amount:,} đồng; nay là: {amount:,} đồng.")
            return ""
        account = await self._their_own(name, number, to)
        if account is None:
            if self._agencies.told_before(name) is not None:
                await self._settled(name, f"Đã chuyển khoản; nay chi tiền mặt: {amount:,} đồng.")
                return ""
            desk, rests = self._walk.filed.receiving, self._walk.digest(CASH, amount)
            await self._tasks.do(CASH, Role.RECEIVING_OFFICER, desk, ("paid",), amount=amount, rests=rests)
            return ""
        out = PayOut(number=number, bank=account.bank, account=account.number, amount=amount, content=content)
        return (await self._agencies.record(name, out)).transaction

    def _paid_in_cash(self) -> acts.TaskOpened | None:
        """What was paid at the counter by a result that is replaced."""
        if self._walk.run.examines or not self._walk.run.adopts:
            return None
        opened = (e.act for e in self._walk.in_order() if isinstance(e.act, acts.TaskOpened) and e.act.kind == CASH)
        closed = self._walk.closed
        paid = (act for act in opened if act.task in closed and isinstance(closed[act.task].act, acts.Done))
        return next(paid, None)

    async def _settled(self, name: str, what: str) -> None:
        """Have an officer settle what was paid otherwise than is right now."""
        how = {"about": PAY_OUTS, "reason": what.replace(",", "."), "rests": self._walk.digest(name, what)}
        office, step = self._walk.filed.competent, keys.corrects(name)
        await self._tasks.do(CORRECT_REGISTER, self._role, office, ("done",), step=step, **how)

    async def _their_own(self, name: str, number: str, to: Account | None) -> Account | None:
        """See that an account is the person's; else an officer lets them name another, or pays in cash."""
        while to is not None:
            owner = await self._agencies.look_up(keys.account(name), AccountOf(bank=to.bank, account=to.number))
            if owner is not None and owner.number == number:
                return to
            office = self._walk.filed.competent
            found = await self._tasks.do("wrong_account", self._role, office, ("ask_again", "cash"))
            if cast("acts.Done", found.act).decision == "cash":
                return None
            said = await self._tasks.do(PAY_TO, Role.APPLICANT, "", ("answer",), answer=PayTo.__name__)
            to = PayTo.model_validate(said.act.personal["answer"]).account
        return None
