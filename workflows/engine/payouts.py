"""How a procedure pays somebody: to an account of their own, else in cash at the counter (chi trả)."""

from collections.abc import Mapping
from typing import cast

from domain.base.law import Role
from domain.base.words import Words
from domain.dossier import acts, keys
from domain.vietnam.queries.payments import Account as Account
from domain.vietnam.queries.payments import AccountOf, PayOut, PayTo
from workflows.engine.agencies import Agencies
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Walk

WAITS: Mapping[str, Words] = {
    "pay_cash": Words(vi="Chờ chi trả tiền mặt tại quầy", en="Waits to be paid in cash at the counter"),
    "wrong_account": Words(vi="Chờ xem xét tài khoản không đúng chủ", en="An account of somebody else is looked into"),
    "pay_to": Words(vi="Chờ người nhận cho biết tài khoản", en="Waits for the account that the money is to go to"),
}
FINISHED: Mapping[str, Words] = {
    "pay_cash": Words(vi="Đã chi trả tiền mặt tại quầy", en="Paid in cash at the counter"),
    "wrong_account": Words(vi="Đã xem xét tài khoản không đúng chủ", en="The account of somebody else was looked into"),
    "pay_to": Words(vi="Người nhận đã cho biết tài khoản", en="The account was named that the money goes to"),
}


class PayOuts:
    """Pays out; money to somebody else's account is stopped and looked into."""

    def __init__(self, walk: Walk, tasks: Tasks, agencies: Agencies, by_hand: Role) -> None:
        self._walk = walk
        self._tasks = tasks
        self._agencies = agencies
        self._role = by_hand

    async def pay_out(self, name: str, number: str, amount: int, to: Account | None, content: str) -> str:
        """Pay so many đồng to the person with this number; give the transaction, "" where it was paid in cash."""
        account = await self._their_own(name, number, to)
        if account is None:
            desk = self._walk.filed.receiving
            await self._tasks.do("pay_cash", Role.RECEIVING_OFFICER, desk, ("paid",), amount=amount)
            return ""
        out = PayOut(number=number, bank=account.bank, account=account.number, amount=amount, content=content)
        return (await self._agencies.record(name, out)).transaction

    async def _their_own(self, name: str, number: str, to: Account | None) -> Account | None:
        """See that an account is the person's; else an officer lets them name another, or pays in cash."""
        while to is not None:
            owner = await self._agencies.look_up(keys.account(name), AccountOf(bank=to.bank, account=to.number))
            if owner is not None and owner.number == number:
                return to
            office, choices = self._walk.filed.competent, ("ask_again", "cash")
            found = await self._tasks.do("wrong_account", self._role, office, choices)
            if cast("acts.Done", found.act).decision == "cash":
                return None
            said = await self._tasks.do("pay_to", Role.APPLICANT, "", ("answer",), answer=PayTo.__name__)
            to = PayTo.model_validate(said.act.personal["answer"]).account
        return None
