"""How a made-up dossier's fee is paid: on-line, at the counter, or not at all."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from domain.base.law import Channel, Role
from domain.dossier import acts, keys
from domain.dossier.acts import PAYMENTS
from domain.dossier.digest import digest
from domain.statute.fees import When
from domain.tasks.model import PAY
from infra.vietnam.made.hand import Hand


class Fees(Hand):
    """Whoever files pays what the law asks for."""

    def collected(self, when: When) -> bool:
        """Whether the law has it paid at this point."""
        fee = self.rules.fee
        return fee is not None and fee.when == when and not self.course.collects

    async def paid(self) -> AsyncIterator[datetime]:
        """Let it be paid, or not in time."""
        dossier, fee = self.page.dossier, self.rules.fee
        amount = fee.amount(dossier.channel, dossier.case, dossier.units, dossier.fee_class) if fee else 0
        if not fee or not amount:
            return
        patience = fee.patience
        how: dict[str, Any] = {"amount": amount, "lapses_after": patience.total_seconds()}
        how["rests"] = digest(dossier.secret, [PAY, amount])
        await self.open(PAY, Role.RECEIVING_OFFICER, self.office.code, ("pay",), **how)
        if self.dice.random() < 0.004:
            yield self.now + patience
            await self.silent(PAY)
            unpaid = f"Quá {patience.days} ngày chưa nộp {fee.title.vi.lower()}."
            await self.add(acts.Stopped(reason=unpaid), key=keys.STOPPED)
            return
        task = self.task(PAY)
        if self.arrival.channel == Channel.ONLINE or self.dice.random() < 0.35:
            yield self.now + timedelta(minutes=self.dice.uniform(2, 900))
            transaction = f"NAPAS{self.sha256(PAY)[:12]}"
            money = acts.MoneyIn(task=task, amount=amount, transaction=transaction, method="gateway")
            await self.add(money, PAYMENTS, keys.money_in(transaction))
        else:
            yield self.soon(Role.RECEIVING_OFFICER, 0.3)
            money = acts.MoneyIn(task=task, amount=amount, transaction=f"cash/{task}", method="cash")
            await self.add(money, self.officer(Role.RECEIVING_OFFICER))
        receipt = f"BL{self.sha256('receipt')[:10].upper()}"
        made = acts.Receipted(task=task, transaction=money.transaction, receipt=receipt)
        await self.add(made, key=keys.receipt(money.transaction))
