"""The reconciler and the payment platform: whatever is lost or doubled, money moves once and the books agree."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from domain.base.calendar import VIETNAM
from domain.base.law import Role
from domain.dossier import acts
from domain.dossier.acts import ENGINE, PAYMENTS
from domain.dossier.journal import task_id
from domain.money.model import PaidThere, Payment
from domain.statute.versions import Laws, Version
from domain.tasks.model import GIVE_BACK, PAID_THERE
from infra.payments.gateway import Forged, Gateway, GatewayDown, GatewayRefused, Order
from infra.payments.reconciler import PaymentReconciler
from sandbox.money.platform import create_app
from tests.support.examples import ASK_FEE, DESK, FEE, MOTHER, RECEIVE, RULES, officer
from tests.support.ledger import Ledger, of
from tests.support.platform import PARTNER, SECRET, Wire
from tests.support.poison import BROKEN, put_off, unreadable

NO_BOOKS = "DELETE FROM counters WHERE name LIKE 'reconciled/%'"
CHARGED = Version(code="1.001193", valid_from=date(2025, 7, 1), **dict(RULES) | {"fee": FEE})


@dataclass
class Counter:
    """A dossier whose fee is open, the reconciler, and the platform."""

    code: str
    ledger: Ledger
    platform: httpx2.AsyncClient
    gateway: Gateway
    reconciler: PaymentReconciler

    @property
    def task(self) -> str:
        """The task that asks for the fee."""
        return of(self.code, ASK_FEE).task

    async def begun(self) -> None:
        """Let the applicant go to the platform."""
        await self.ledger.act(self.code, acts.PaymentBegun(task=self.task), MOTHER, "pay/begun")
        order = Order(
            reference=self.task,
            dossier=self.code,
            title="Lệ phí thử",
            amount=10_000,
            callback="http://nobody/",
            back_to="http://nobody/",
        )
        assert (await self.gateway.begin(order, datetime.now(UTC))).startswith("http://payments/pay/")

    async def pays(self, **more: Any) -> str:
        """Let the applicant pay, and the call-back be lost; give the transaction."""
        paid = {"how": "pay", "callback": "never", **more}
        answer = await self.platform.post(f"_payments/{self.task}", json=paid)
        return str(answer.raise_for_status().json()["GiaoDich"][0]["MaGiaoDich"])

    async def settle(self) -> Payment:
        """Let the reconciler look at it."""
        await self.reconciler.settle(self.code, self.task)
        return (await self.ledger.engine.dossier(self.code, ENGINE)).payments[self.task]

    async def types(self) -> list[str]:
        """Tell what happened; the chain must hold."""
        return [row["act"]["type"] for row in await self.ledger.whole(self.code)]


@pytest.fixture
async def counter(ledger: Ledger, tmp_path: Path) -> AsyncIterator[Counter]:
    """A birth of a law that charges for it, accepted and to be paid."""
    ledger.api.laws = ledger.engine.laws = Laws([CHARGED])
    code = await ledger.file(rules=CHARGED.rules())
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await ledger.advance(code, ("pay", of(code, ASK_FEE)))
    app = create_app(tmp_path, "http://payments")
    async with httpx2.AsyncClient(transport=Wire(app), base_url="http://payments/") as platform:
        gateway = Gateway(platform, PARTNER, SECRET)
        reconciler = PaymentReconciler(ledger.engine, gateway)
        yield Counter(code, ledger, platform, gateway, reconciler)


async def fault(counter: Counter, kind: str, **more: Any) -> None:
    """Let the platform fail on purpose."""
    (await counter.platform.put("_faults", json={"kind": kind, **more})).raise_for_status()


async def test_a_payment_whose_call_back_never_came_is_asked_for_and_gets_its_receipt(counter: Counter) -> None:
    await counter.begun()
    transaction = await counter.pays()
    payment = await counter.settle()
    assert payment.paid == 10_000
    assert payment.transactions[transaction].receipt.startswith("01BLP0-001 ")
    assert (await counter.types())[-3:] == ["payment_begun", "money_in", "receipted"]


async def test_settling_again_changes_nothing(counter: Counter) -> None:
    await counter.begun()
    await counter.pays()
    await counter.settle()
    before = await counter.types()
    await counter.settle()
    assert await counter.types() == before


async def test_too_much_goes_back_once_though_the_answer_was_lost(counter: Counter) -> None:
    await counter.begun()
    await counter.pays(amount=12_500)
    await fault(counter, "drop_answer", operation="refunds")
    with pytest.raises(GatewayDown):
        await counter.settle()
    payment = await counter.settle()
    assert [(back.amount, bool(back.transaction)) for back in payment.returns.values()] == [(2_500, True)]
    today = await counter.gateway.day(datetime.now(VIETNAM).date())
    assert [line.SoTien for line in today if line.Loai == "HOAN"] == [2_500]


async def test_a_fee_goes_back_when_the_applicant_withdraws(counter: Counter) -> None:
    await counter.begun()
    await counter.pays()
    await counter.settle()
    await counter.ledger.act(counter.code, acts.Withdrawn(), MOTHER)
    payment = await counter.settle()
    assert sum(back.amount for back in payment.returns.values()) == 10_000
    assert (await counter.types())[-2:] == ["return_ordered", "money_back"]


async def test_cash_that_must_go_back_becomes_a_task_of_the_counter_that_took_it(counter: Counter) -> None:
    cash = acts.MoneyIn(task=counter.task, transaction="cash/1", method="cash")
    await counter.ledger.act(counter.code, cash, DESK)
    await counter.ledger.act(counter.code, acts.Withdrawn(), MOTHER)
    payment = await counter.settle()
    assert payment.transactions["cash/1"].receipt
    dossier = await counter.ledger.engine.dossier(counter.code, ENGINE)
    [task] = dossier.open_tasks
    assert (task.kind, task.amount, task.agency) == (GIVE_BACK, 10_000, dossier.receiving)
    done = acts.MoneyBack(task=task.id, transaction=f"cash/{task.id}")
    assert not (await counter.ledger.act(counter.code, done, DESK)).open_tasks


async def test_what_is_due_is_found_and_put_off_while_the_platform_is_down(counter: Counter) -> None:
    await counter.begun()
    await counter.pays()
    asked = "SELECT look_at FROM payments WHERE task = :task"
    later = "UPDATE payments SET look_at = CASE WHEN task = :task THEN now() END"
    # Of all payments this one alone is due: a round takes twenty, and other tests left theirs.
    await counter.ledger.rows(later, task=counter.task)
    await fault(counter, "unavailable", calls=-1)
    assert await counter.reconciler.look() == 1
    [row] = await counter.ledger.rows(asked, task=counter.task)
    assert row["look_at"] > datetime.now(UTC) + timedelta(seconds=5)
    (await counter.platform.delete("_faults")).raise_for_status()
    await counter.ledger.rows(later, task=counter.task)
    assert await counter.reconciler.look() == 1
    [row] = await counter.ledger.rows(asked, task=counter.task)
    assert row["look_at"] is None


async def paying(ledger: Ledger) -> tuple[str, str]:
    """Another birth that is to be paid, and the task that asks for it."""
    code = await ledger.file(rules=CHARGED.rules())
    await ledger.act(code, acts.Accepted(task=of(code, RECEIVE).task), DESK)
    await ledger.advance(code, ("pay", of(code, ASK_FEE)))
    return code, of(code, ASK_FEE).task


async def test_money_of_a_dossier_that_nobody_can_read_keeps_no_other_s_waiting(counter: Counter) -> None:
    await counter.begun()
    transaction = await counter.pays()
    poison, task = await paying(counter.ledger)
    due = "UPDATE payments SET look_at = CASE task WHEN :task THEN CAST('2020-01-01' AS timestamptz) WHEN :other"
    due += " THEN '2020-01-02' END"
    for fails in (1, 2):
        await counter.ledger.rows(due, task=task, other=counter.task)
        async with unreadable(counter.ledger, poison):
            assert await counter.reconciler.look() == 2
        assert (await put_off(counter.ledger, "payment"))[task] == (BROKEN, fails)
    payment = (await counter.ledger.engine.dossier(counter.code, ENGINE)).payments[counter.task]
    assert payment.transactions[transaction].receipt
    await counter.ledger.rows(due, task=task, other=counter.task)
    await counter.reconciler.look()
    assert task not in await put_off(counter.ledger, "payment")


async def test_a_day_s_books_are_closed_though_a_line_of_them_can_be_neither_entered_nor_cleared(
    counter: Counter,
) -> None:
    await counter.begun()
    transaction = await counter.pays()
    today = datetime.now(VIETNAM).date()
    async with unreadable(counter.ledger, counter.code):
        found = [d for d in await counter.reconciler.reconcile(today) if d.transaction == transaction]
    assert [(d.why, d.closed) for d in found] == [("unheard", False)]


async def test_the_day_s_books_close_what_nobody_heard_of(counter: Counter) -> None:
    await counter.begun()
    transaction = await counter.pays()
    today = datetime.now(VIETNAM).date()
    [difference] = [d for d in await counter.reconciler.reconcile(today) if d.transaction == transaction]
    assert (difference.why, difference.closed, difference.dossier) == ("unheard", True, counter.code)
    assert "money_in" in await counter.types()


async def test_money_that_the_platform_does_not_know_becomes_the_accountant_s_task(counter: Counter) -> None:
    today = datetime.now(VIETNAM)
    counter.ledger.clock.turn(today - counter.ledger.clock())
    invented = acts.MoneyIn(task=counter.task, amount=10_000, transaction="x-1", method="gateway")
    await counter.ledger.act(counter.code, invented, PAYMENTS)
    mine = [d for d in await counter.reconciler.reconcile(today.date()) if d.dossier == counter.code]
    assert [(d.why, d.closed) for d in mine] == [("unknown to the platform", False)]
    [task] = (await counter.ledger.engine.dossier(counter.code, ENGINE)).open_tasks
    assert (task.kind, task.role, task.about) == ("reconcile", Role.ACCOUNTANT, "x-1")


async def test_money_that_was_heard_of_another_day_than_it_came_is_no_difference(counter: Counter) -> None:
    await counter.begun()
    await counter.pays()
    tomorrow = datetime.now(VIETNAM) + timedelta(days=1)
    counter.ledger.clock.turn(tomorrow - counter.ledger.clock())
    await counter.settle()
    assert not [d for d in await counter.reconciler.reconcile(tomorrow.date()) if d.dossier == counter.code]
    assert not (await counter.ledger.engine.dossier(counter.code, ENGINE)).open_tasks


async def test_a_day_is_closed_once(counter: Counter) -> None:
    await counter.ledger.rows(NO_BOOKS)
    counter.ledger.clock.turn(timedelta(days=400))
    assert await counter.reconciler.close_yesterday() == 1
    assert await counter.reconciler.close_yesterday() == 0


async def test_days_that_an_outage_left_open_are_closed_after_it(counter: Counter) -> None:
    await counter.ledger.rows(NO_BOOKS)
    counter.ledger.clock.turn(datetime.now(VIETNAM) - counter.ledger.clock())
    assert await counter.reconciler.close_yesterday() == 1
    await counter.begun()
    await counter.pays()
    await fault(counter, "unavailable", calls=-1)
    counter.ledger.clock.turn(timedelta(days=2))
    assert await counter.reconciler.close_yesterday() == 0
    (await counter.platform.delete("_faults")).raise_for_status()
    counter.ledger.clock.turn(timedelta(days=1))
    assert await counter.reconciler.close_yesterday() == 3
    assert "money_in" in await counter.types()


async def test_a_message_that_the_platform_did_not_sign_is_not_heard(counter: Counter) -> None:
    forged = {"MaDoiTac": PARTNER, "MaThamChieu": counter.task, "MaGiaoDich": "x", "SoTien": 1, "TrangThai": "00"}
    with pytest.raises(Forged):
        counter.gateway.heard(forged | {"MaXacThuc": "0" * 64})


async def test_a_refusal_of_the_platform_is_told_by_its_code(counter: Counter) -> None:
    with pytest.raises(GatewayRefused, match=r"06|01"):
        await counter.gateway.give_back(counter.task, "r-9", 5_000)


async def test_the_first_answer_of_a_platform_with_another_secret_is_refused(counter: Counter) -> None:
    stranger = Gateway(counter.platform, PARTNER, "another secret")
    with pytest.raises(GatewayDown, match="did not sign"):
        await stranger.paid(counter.task)


async def filed_there(counter: Counter, amount: int | None) -> str:
    """The id of what was paid for a dossier on the national portal, of which it said so much."""
    there = PaidThere(amount=amount)
    counter.code = await counter.ledger.file(rules=CHARGED.rules(), portal="H31-1", paid_there=there)
    return task_id(counter.code, PAID_THERE)


async def test_what_was_paid_on_the_portal_for_nothing_goes_back_at_the_counter_without_a_receipt_of_ours(
    counter: Counter,
) -> None:
    there = await filed_there(counter, 10_000)
    await counter.ledger.act(counter.code, acts.Withdrawn(), MOTHER)
    [row] = await counter.ledger.rows("SELECT owed_back, look_at FROM payments WHERE task = :task", task=there)
    assert row["owed_back"] == 10_000
    assert row["look_at"]
    await counter.reconciler.settle(counter.code, there)
    dossier = await counter.ledger.engine.dossier(counter.code, ENGINE)
    [task] = [task for task in dossier.tasks.values() if task.kind == GIVE_BACK]
    assert (task.amount, task.agency, task.open) == (10_000, dossier.receiving, True)
    await counter.ledger.act(counter.code, acts.MoneyBack(task=task.id, transaction="cash/1"), DESK)
    await counter.reconciler.settle(counter.code, there)
    assert (await counter.types())[-1] == "money_back"
    assert "receipted" not in await counter.types()


async def test_what_the_portal_took_for_a_dossier_that_ended_early_is_asked_of_an_accountant_once(
    counter: Counter,
) -> None:
    there = await filed_there(counter, None)
    [row] = await counter.ledger.rows("SELECT look_at FROM payments WHERE task = :task", task=there)
    assert row["look_at"] is None, "while it is under way its procedure asks"
    await counter.ledger.act(counter.code, acts.Withdrawn(), MOTHER)
    [row] = await counter.ledger.rows("SELECT look_at FROM payments WHERE task = :task", task=there)
    assert row["look_at"]
    for _ in range(2):
        await counter.reconciler.settle(counter.code, there)
    dossier = await counter.ledger.engine.dossier(counter.code, ENGINE)
    assert (dossier.tasks[there].role, dossier.tasks[there].open) == (Role.ACCOUNTANT, True)
    assert (await counter.types()).count("task_opened") == 2, "the desk's, and this one"
    books = officer("books", Role.ACCOUNTANT)
    await counter.ledger.act(counter.code, acts.PortalTook(task=there, amount=7_000), books)
    await counter.reconciler.settle(counter.code, there)
    dossier = await counter.ledger.engine.dossier(counter.code, ENGINE)
    assert [task.amount for task in dossier.open_tasks] == [7_000]


async def test_what_is_counted_of_it_stands_in_its_row(counter: Counter) -> None:
    there = await filed_there(counter, 12_000)
    await counter.ledger.act(counter.code, acts.Accepted(task=of(counter.code, RECEIVE).task), DESK)
    met = acts.FeeMet(payment=there, step="pay", amount=10_000)
    await counter.ledger.advance(counter.code, ("met", met))
    [row] = await counter.ledger.rows("SELECT asked, paid, owed_back FROM payments WHERE task = :task", task=there)
    assert dict(row) == {"asked": 10_000, "paid": 12_000, "owed_back": 2_000}
