"""Looks after money: what call-backs forgot, receipts, what must go back, and the daily reconciliation (đối soát)."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import BigInteger, Interval, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.base.calendar import VIETNAM
from domain.base.law import Role
from domain.base.refusals import Refusal
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE, PAYMENTS, Actor
from domain.dossier.journal import Entry, task_id
from domain.dossier.state import Dossier
from domain.money.asking import how_much
from domain.money.model import PaidThere
from domain.tasks.model import GIVE_BACK, RECONCILE
from infra.crypto.keys import MasterKeyUnknown
from infra.db.database import Database, DatabaseDown
from infra.db.due import NOW, first_due, growing
from infra.db.put_off import PutOff
from infra.db.tables import CLOSED, LAST_CLOSED, CounterRow, EventRow, PaymentRow, constant, is_act, said
from infra.journal.journal import Journal
from infra.journal.rounds import Rounds, due
from infra.payments.gateway import Gateway, GatewayDown, GatewayError, Line, Order
from infra.runtime.background import over_and_over

log = structlog.get_logger()

ONE_DAY = timedelta(days=1)
DAYS_ARE_LOOKED_AT = 900.0
"""Seconds between looks whether a day is to be closed."""

LEASE = (
    update(PaymentRow)
    .values(
        looks=func.least(PaymentRow.looks + constant(1), 12),
        look_at=NOW + growing(PaymentRow.looks, 2048, timedelta(seconds=15)),
    )
    .where(PaymentRow.task.in_(first_due([PaymentRow.task], PaymentRow.look_at, 20)))
    .returning(PaymentRow.task, PaymentRow.dossier, PaymentRow.look_at)
)
# Unless its dossier moved meanwhile: then the append has said when it is looked at.
LATER = (
    update(PaymentRow)
    .where(PaymentRow.task == bindparam("which"), PaymentRow.look_at == bindparam("leased"))
    .values(look_at=NOW + bindparam("pause", type_=Interval))
)
OF = select(PaymentRow.dossier).where(PaymentRow.task == bindparam("task"))
GATEWAY_MONEY = select(
    said("task").label("task"),
    said("transaction").label("transaction"),
    cast(said("amount"), BigInteger).label("amount"),
    EventRow.dossier,
).where(
    EventRow.at >= bindparam("start"), EventRow.at < bindparam("end"), is_act("money_in"), said("method") == "gateway"
)


Why = Literal["unheard", "unknown to us", "unknown to the platform", "another amount"]
CLOSE_DAY = insert(CounterRow).on_conflict_do_nothing(index_elements=[CounterRow.name])


@dataclass(frozen=True)
class Difference:
    """Where the platform's day and ours do not agree, and what was done about it."""

    transaction: str
    amount: int
    dossier: str
    why: Why
    closed: bool


class PaymentReconciler:
    """Settles payments one by one, and whole days."""

    def __init__(self, journal: Journal, gateway: Gateway) -> None:
        self._journal = journal
        self._gateway = gateway
        self._put_off = PutOff(journal.database, "payment")

    async def run(self, rounds: Rounds) -> None:
        """Look after what is due, and after each day's books, until cancelled."""
        await asyncio.gather(
            rounds.whenever(due(PaymentRow.look_at), self.look), over_and_over(self.close_yesterday, DAYS_ARE_LOOKED_AT)
        )

    async def look(self) -> int:
        """Settle the payments whose time has come; give how many were looked at."""
        found, done = (await self._journal.database.execute(ENGINE, LEASE)).all(), []
        for row in found:
            try:
                await self.settle(row.dossier, row.task)
            except DatabaseDown:
                raise
            except GatewayDown as error:
                log.warning("payment_platform", dossier=row.dossier, why=str(error))
            except Exception as error:
                pause = await self._put_off.put(row.task, row.dossier, error)
                of = {"which": row.task, "leased": row.look_at, "pause": pause}
                await self._journal.database.execute(ENGINE, LATER, of)
            else:
                done.append(row.task)
        await self._put_off.done(*done)
        return len(found)

    async def settle(self, code: str, task: str) -> None:
        """Hear what was paid, have receipts made out, give back what must go back.

        What the platform will not do for one sum keeps none of the others.

        Raises:
            GatewayError: the rest is tried again later.
        """
        faults = list[GatewayError]()
        dossier = await self._journal.dossier(code, ENGINE)
        if dossier.is_asked(task) and dossier.payments[task].begun_at:
            for line in await self._gateway.paid(task):
                dossier = await self._money_in(code, line)
        dossier = await self._order_returns(await self._how_much(dossier, task), task)
        for name in dossier.payments[task].under_way_back:
            back = dossier.payments[task].returns[name]
            with _others_go_on(faults):
                transaction = await self._gateway.give_back(task, name, back.amount)
                await self._record(code, keys.back(name), acts.MoneyBack(order=name, transaction=transaction))
        for name in dossier.payments[task].unreceipted:
            came = dossier.payments[task].transactions[name]
            order = Order(
                reference=task, dossier=code, title=dossier.fee_title, amount=came.amount, callback="", back_to=""
            )
            with _others_go_on(faults):
                receipt = await self._gateway.receipt(name, came.method, order)
                receipted = acts.Receipted(task=task, transaction=name, receipt=receipt)
                await self._record(code, keys.receipt(name), receipted)
        if faults:
            raise faults[0]

    async def reconcile(self, day: date) -> list[Difference]:
        """Compare a day of ours with the platform's: what it knows and we do not is recorded, the rest is a task.

        What can be neither, as its dossier was erased or cannot be read, is counted and keeps no book open.

        Raises:
            GatewayError: ask again.
        """
        theirs = {line.MaGiaoDich: line for line in await self._gateway.day(day) if line.Loai == "THU"}
        ours = {row.transaction: row for row in await self._ours(day)}
        found = [
            await self._or_counted(self._unheard(line), Difference(name, line.SoTien, "", "unheard", closed=False))
            for name, line in theirs.items()
            if name not in ours
        ]
        for name, row in ours.items():
            line = theirs.get(name) or await self._of_another_day(row)
            amount = row.amount if line is None else line.SoTien
            why: Why = "unknown to the platform" if line is None else "another amount"
            if line is None or amount != row.amount:
                counted = Difference(name, amount, row.dossier, why, closed=False)
                found.append(await self._or_counted(self._to_clear(name, row, amount, why), counted))
        for one in found:
            log.warning("payment_difference", dossier=one.dossier, why=one.why, closed=one.closed)
        return found

    async def close_yesterday(self) -> int:
        """Reconcile the days that are over and were not yet, each once; give how many were."""
        yesterday, closed = self._journal.today() - ONE_DAY, 0
        day = await self._first_open(yesterday)
        while day <= yesterday:
            try:
                found = await self.reconcile(day)
            except GatewayError as error:
                log.warning("payment_platform", dossier="", why=str(error))
                break
            differ = sum(not one.closed for one in found)
            await self._journal.database.execute(ENGINE, CLOSE_DAY, {"name": f"{CLOSED}{day}", "value": differ})
            day, closed = day + ONE_DAY, closed + 1
        return closed

    async def _first_open(self, yesterday: date) -> date:
        """The day from which on books are open: after an outage it is not yesterday."""
        last = (await self._journal.database.execute(ENGINE, LAST_CLOSED)).scalar_one()
        return date.fromisoformat(last.removeprefix(CLOSED)) + ONE_DAY if last else yesterday

    async def _of_another_day(self, row: Any) -> Line | None:
        """Find what the platform booked on another day than we heard of it: the books of both days agree."""
        lines = await self._gateway.paid(row.task)
        return next((line for line in lines if line.MaGiaoDich == row.transaction), None)

    async def _to_clear(self, transaction: str, row: Any, amount: int, why: Why) -> Difference:
        """Let the accountant clear what no machine may decide."""
        dossier = await self._journal.dossier(row.dossier, ENGINE)
        step = keys.reconcile(transaction)
        money = _money(dossier, step, amount, transaction)
        opened = acts.TaskOpened(kind=RECONCILE, role=Role.ACCOUNTANT, decisions=("cleared",), **money)
        await self._journal.advance(dossier.code, [Entry(key=step, act=opened)], dossier.seq)
        return Difference(transaction, amount, dossier.code, why, closed=False)

    async def _or_counted(self, cleared: Coroutine[Any, Any, Difference], counted: Difference) -> Difference:
        try:
            return await cleared
        except (DatabaseDown, GatewayError, MasterKeyUnknown):
            raise
        except Exception as error:
            log.error("payment_not_cleared", transaction=counted.transaction, why=type(error).__name__)
            return counted

    async def _unheard(self, line: Line) -> Difference:
        code = await dossier_of(self._journal.database, line.MaThamChieu, ENGINE)
        if code is None:
            return Difference(line.MaGiaoDich, line.SoTien, "", "unknown to us", closed=False)
        await self._money_in(code, line)
        return Difference(line.MaGiaoDich, line.SoTien, code, "unheard", closed=True)

    async def _money_in(self, code: str, line: Line) -> Dossier:
        return await self._journal.act(code, money_in(line), PAYMENTS)

    async def _how_much(self, dossier: Dossier, task: str) -> Dossier:
        """Have an accountant say what the national portal took for a dossier that ended before anybody asked."""
        if not dossier.is_unasked(task):
            return dossier
        return await self._advanced(dossier, [how_much(dossier.code, dossier.receiving, PaidThere())])

    async def _order_returns(self, dossier: Dossier, task: str) -> Dossier:
        """Decide once what goes back and how; cash is a task for the counter that took it."""
        if not (owed := dossier.owed_back(task)):
            return dossier
        payment, entries = dossier.payments[task], list[Entry]()
        for method, amount in payment.by_method(owed).items():
            name = keys.order(task, len(payment.returns) + len(entries) + 1)
            ordered = acts.ReturnOrdered(payment=task, order=name, amount=amount, method=method)
            entries.append(Entry(key=name, act=ordered))
            if method == "cash":
                step = keys.counter(name)
                money = _money(dossier, step, amount, name)
                opened = acts.TaskOpened(kind=GIVE_BACK, role=Role.RECEIVING_OFFICER, decisions=("give_back",), **money)
                entries.append(Entry(key=step, act=opened))
        return await self._advanced(dossier, entries)

    async def _advanced(self, dossier: Dossier, entries: list[Entry]) -> Dossier:
        await self._journal.advance(dossier.code, entries, dossier.seq)
        return await self._journal.dossier(dossier.code, ENGINE)

    async def _record(self, code: str, key: str, act: acts.AnyAct) -> None:
        try:
            await self._journal.act(code, Entry(key=key, act=act), ENGINE)
        except Refusal as refusal:
            log.info("already_settled", dossier=code, key=key, why=refusal.en)

    async def _ours(self, day: date) -> list[Any]:
        start = datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
        async with self._journal.database.transaction(ENGINE) as tx:
            return list((await tx.execute(GATEWAY_MONEY, {"start": start, "end": start + ONE_DAY})).all())


@contextmanager
def _others_go_on(faults: list[GatewayError]) -> Iterator[None]:
    """Keep what the platform refuses of one sum for the end; while it does not answer, nothing more is asked of it."""
    try:
        yield
    except GatewayDown:
        raise
    except GatewayError as fault:
        faults.append(fault)


def _money(dossier: Dossier, step: str, amount: int, about: str) -> dict[str, Any]:
    """What a task about money says of it, for the office that took it."""
    return {"task": task_id(dossier.code, step), "agency": dossier.receiving, "amount": amount, "about": about}


async def dossier_of(database: Database, reference: str, reader: Actor) -> str | None:
    """The dossier that a payment's reference belongs to."""
    return (await database.execute(reader, OF, {"task": reference})).scalar_one_or_none()


def money_in(line: Line) -> Entry:
    """What the platform says came in as an act; the same transaction is the same act, however it is heard of."""
    act = acts.MoneyIn(task=line.MaThamChieu, amount=line.SoTien, transaction=line.MaGiaoDich, method="gateway")
    return Entry(key=keys.money_in(line.MaGiaoDich), act=act)
