"""How a procedure pays somebody: to an account of their own, else in cash at the counter (chi trả)."""

from typing import cast

from domain.base.law import Role
from domain.dossier import acts
from domain.vietnam.queries.payments import Account, AccountOf, PayOut, PayTo
from workflows.engine.consulting import Consulting


class PayOuts(Consulting):
    """Pays out; money to somebody else's account is stopped and looked into."""

    async def pay_out(self, name: str, number: str, amount: int, to: Account | None, content: str) -> str:
        """Pay so many đồng to the person with this number; give the transaction, "" where it was paid in cash."""
        account = await self._their_own(name, number, to)
        if account is None:
            await self._task("pay_cash", Role.RECEIVING_OFFICER, self.filed.receiving, ("paid",), amount=amount)
            return ""
        out = PayOut(number=number, bank=account.bank, account=account.number, amount=amount, content=content)
        while (paid := await self._agency(name, out, self._tell)) is None:
            pass
        return paid.transaction

    async def _their_own(self, name: str, number: str, to: Account | None) -> Account | None:
        """See that an account is the person's; else an officer lets them name another, or pays in cash."""
        while to is not None:
            query = AccountOf(bank=to.bank, account=to.number)
            owner = await self._agency(f"{name}_account", query, self._ask)
            if owner is not None and owner.number == number:
                return to
            choices = ("ask_again", "cash")
            found = await self._task("wrong_account", self.by_hand, self.filed.competent, choices)
            if cast("acts.Done", found.act).decision == "cash":
                return None
            said = await self._task("pay_to", Role.APPLICANT, "", ("answer",), answer=PayTo.__name__)
            to = PayTo.model_validate(said.act.personal["answer"]).account
        return None
