"""How a procedure pays somebody: to an account of their own, else in cash at the counter (chi trả)."""

from typing import cast

from domain.base.law import Role
from domain.dossier import acts, keys
from domain.tasks.model import PAY_TO
from domain.vietnam.queries.payments import Account as Account
from domain.vietnam.queries.payments import AccountOf, PayOut, PayTo
from workflows.engine.agencies import Agencies
from workflows.engine.tasks import Tasks
from workflows.engine.walk import Walk


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
            office = self._walk.filed.competent
            found = await self._tasks.do("wrong_account", self._role, office, ("ask_again", "cash"))
            if cast("acts.Done", found.act).decision == "cash":
                return None
            said = await self._tasks.do(PAY_TO, Role.APPLICANT, "", ("answer",), answer=PayTo.__name__)
            to = PayTo.model_validate(said.act.personal["answer"]).account
        return None
