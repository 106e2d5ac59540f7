"""A fee is paid once: what the national portal took, or was paid before the form was corrected, is not asked again."""

from datetime import timedelta
from typing import Any

import pytest

from activities.rehearsal import rehearsing
from domain.base.calendar import in_vietnam
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE, PAYMENTS
from domain.dossier.journal import task_id
from domain.dossier.state import Dossier
from domain.money.model import PaidThere
from domain.statute.fees import Rate, When
from domain.statute.versions import Rules
from domain.tasks.model import PAID_THERE, PAY
from tests.support.examples import DESK, FEE, FORM, LAWS, MOTHER, REGISTRAR, RULES, TUESDAY, officer
from tests.workflows.changed import Beside, Counted
from tests.workflows.engine.test_corrections import ASK, PROPOSE, by_supplement, named, supplied
from tests.workflows.engine.test_recall import recall
from tests.workflows.rig import ACCEPT, Rig, go_on
from workflows.vietnam.civil_status.birth_registration import BirthRegistration

BOOKS = officer("books", Role.ACCOUNTANT)
CHARGED = RULES.model_copy(update={"fee": FEE})
BY_LETTER = FEE.model_copy(update={"when": When.SUPPLEMENT, "rates": (Rate(amount=5_000, each=True),)})
COUNTED = RULES.model_copy(update={"fee": BY_LETTER, "supplement_limit": 9})


async def came(rig: Rig, amount: int | None, **changes: Any) -> str:
    """A birth that was filed on the portal, where so much was paid for it, and that the desk accepted."""
    told: dict[str, Any] = {"rules": CHARGED, "portal": "H31-1", "paid_there": PaidThere(amount=amount)} | changes
    code = await rig.file(**told)
    await rig.do(code, "receive", ACCEPT, DESK)
    return code


async def says(rig: Rig, code: str, amount: int) -> None:
    """The accountant says what the portal took."""
    await rig.do(code, PAID_THERE, acts.PortalTook(task="", amount=amount), BOOKS)


async def pays(rig: Rig, code: str) -> int:
    """Pay what is asked; give how much that was."""
    task = await rig.task(code, PAY)
    act = acts.MoneyIn(task=task.id, amount=task.amount, transaction=f"t/{task.step}", method="gateway")
    await rig.ledger.act(code, act, PAYMENTS, f"money/{task.step}")
    await rig.deliver()
    return task.amount


async def stands(rig: Rig, code: str, procedure: type = BirthRegistration) -> tuple[int, int, int]:
    """What is kept for the fee, what is owed back, and how often money was asked for, once it is verified.

    The code that made the journal walks it.
    """
    await rig.task(code, "verify")
    dossier = await rig.until(code, lambda d: not d.fees_asked)
    async with rehearsing(rig.env.client, [procedure]) as rehearsal:
        events = await rig.engine.events(code, ENGINE)
        walk = await rehearsal.walk(code, procedure.code, events)  # type: ignore[attr-defined]
    assert walk.holds, walk.why
    assert not walk.next
    return kept(dossier), owed(dossier), sum(task.kind == PAY for task in dossier.tasks.values())


def kept(dossier: Dossier) -> int:
    """What is for the fee."""
    return sum(payment.kept for payment in dossier.payments.values())


def owed(dossier: Dossier) -> int:
    """What is owed back, and will be ordered."""
    return sum(dossier.owed_back(payment) for payment in dossier.payments)


async def test_a_fee_that_was_paid_on_the_portal_is_not_asked_again(rig: Rig) -> None:
    code = await came(rig, 10_000)
    assert await stands(rig, code) == (10_000, 0, 0)
    [met] = [event.act for event in await rig.engine.events(code, ENGINE) if isinstance(event.act, acts.FeeMet)]
    assert (met.payment, met.step, met.amount) == (task_id(code, PAID_THERE), "pay", 10_000)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    assert owed(await rig.engine.dossier(code, ENGINE)) == 0


async def test_a_workflow_that_was_lost_counts_it_once(rig: Rig) -> None:
    code = await came(rig, 10_000)
    await rig.task(code, "verify")
    assert await rig.lose(code)
    await rig.wake(code)
    assert await stands(rig, code) == (10_000, 0, 0)
    assert (await rig.types(code)).count("fee_met") == 1


@pytest.mark.parametrize(
    ("told", "took", "asked", "back"),
    [
        (8_000, 8_000, 2_000, 0),
        (8_000, 10_000, 0, 0),
        (12_000, 12_000, 0, 2_000),
        (None, 10_000, 0, 0),
        (None, 4_000, 6_000, 0),
        (12_000, 0, 10_000, 0),
    ],
)
async def test_where_the_portal_names_another_sum_or_none_an_accountant_says_it_and_only_the_rest_is_asked(
    rig: Rig, told: int | None, took: int, asked: int, back: int
) -> None:
    code = await came(rig, told)
    task = await rig.task(code, PAID_THERE)
    assert (task.role, task.agency, task.amount, task.lapses_at) == (Role.ACCOUNTANT, DESK.agency, told or 0, None)
    assert "10.000 đồng" in task.reason
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.fees_asked, dossier.pauses) == ([], []), "the law's time runs on: nothing is asked of the applicant"
    await says(rig, code, took)
    if asked:
        assert await pays(rig, code) == asked
    assert await stands(rig, code) == (10_000, back, bool(asked))


async def test_who_leaves_the_rest_unpaid_has_what_the_portal_took_back(rig: Rig) -> None:
    code = await came(rig, 8_000)
    await says(rig, code, 8_000)
    task = await rig.task(code, PAY)
    assert task.lapses_at
    await rig.skip(code, task.lapses_at - rig.ledger.clock())
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, owed(dossier)) == (Status.STOPPED, 8_000)


@pytest.mark.parametrize(("told", "back"), [(10_000, 10_000), (None, 0)])
async def test_who_withdraws_before_it_was_counted_has_it_back_as_far_as_it_is_known(
    rig: Rig, told: int | None, back: int
) -> None:
    code = await rig.file(rules=CHARGED, portal="H31-1", paid_there=PaidThere(amount=told))
    await rig.withdraw(code)
    assert owed(await rig.engine.dossier(code, ENGINE)) == back


async def test_who_withdraws_while_an_accountant_is_asked_has_back_what_they_say(rig: Rig) -> None:
    code = await came(rig, None)
    await rig.task(code, PAID_THERE)
    await rig.withdraw(code)
    await rig.ended(code)
    assert owed(await rig.engine.dossier(code, ENGINE)) == 0
    await rig.ledger.act(code, acts.PortalTook(task=task_id(code, PAID_THERE), amount=7_000), BOOKS)
    assert owed(await rig.engine.dossier(code, ENGINE)) == 7_000


@pytest.mark.parametrize("rules", [RULES, RULES.model_copy(update={"fee": None})], ids=["nothing due", "no fee"])
async def test_what_was_paid_where_nothing_is_due_goes_back_and_holds_up_nothing(rig: Rig, rules: Rules) -> None:
    code = await came(rig, 10_000, rules=rules)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    assert owed(await rig.engine.dossier(code, ENGINE)) == 10_000


async def corrected(rig: Rig, code: str, letters: int, letter: str = "V") -> None:
    """Have the child's name corrected to one of so many letters."""
    await by_supplement(rig, code, named(letter * letters), REGISTRAR)


async def test_a_fee_that_rises_with_a_correction_is_asked_by_the_difference_alone(rig: Rig) -> None:
    async with rig.other_code(Counted):
        code = await came(rig, None, rules=COUNTED, paid_there=None)
        assert await pays(rig, code) == 10_000
        await corrected(rig, code, 5)
        assert await pays(rig, code) == 15_000
        assert await stands(rig, code, Counted) == (25_000, 0, 2)


async def test_a_fee_that_falls_with_a_correction_is_owed_back_by_the_difference(rig: Rig) -> None:
    async with rig.other_code(Counted):
        code = await came(rig, None, rules=COUNTED, paid_there=None)
        assert await pays(rig, code) == 10_000
        await corrected(rig, code, 1)
        assert await stands(rig, code, Counted) == (5_000, 5_000, 1)


async def test_whatever_the_form_says_in_turn_the_fee_of_the_last_is_kept_and_the_rest_goes_back(rig: Rig) -> None:
    async with rig.other_code(Counted):
        code = await came(rig, 10_000, rules=COUNTED)
        await rig.until(code, lambda d: kept(d) == 10_000 and any(task.kind == "verify" for task in d.open_tasks))
        asked = []
        for letters, letter in zip((4, 2, 4, 1, 4), "ABCDE", strict=True):
            await corrected(rig, code, letters, letter)
            if letters == 4:
                asked.append(await pays(rig, code))
            await rig.task(code, "verify")
            await rig.lose(code)
            await rig.wake(code)
            dossier = await rig.until(code, lambda d, due=letters * 5_000: kept(d) == due)  # type: ignore[misc]
        assert asked == [10_000, 10_000, 15_000]
        assert (kept(dossier), owed(dossier)) == (20_000, 10_000 + 15_000)
        assert (await stands(rig, code, Counted))[:2] == (20_000, 25_000)


async def test_a_portal_s_sum_that_was_counted_is_asked_of_no_accountant_when_the_fee_changes(rig: Rig) -> None:
    async with rig.other_code(Counted):
        code = await came(rig, 10_000, rules=COUNTED)
        await rig.task(code, "verify")
        await corrected(rig, code, 3)
        assert await pays(rig, code) == 5_000
        assert await stands(rig, code, Counted) == (15_000, 0, 1)


async def test_money_for_a_fee_that_is_off_goes_back_though_it_came_before_anybody_else_was_asked(rig: Rig) -> None:
    """Who is still on the platform's page of the former fee pays it while the corrected form is only just examined."""
    async with rig.other_code(Beside):
        code = await came(rig, None, rules=COUNTED, paid_there=None)
        assert await pays(rig, code) == 10_000
        await corrected(rig, code, 5)
        former = await rig.task(code, PAY)
        await rig.task(code, "verify")

        async def pay_late(of: str, _seq: int) -> None:
            dossier = await rig.engine.dossier(code, ENGINE)
            asked = [task.opened_at for task in dossier.open_tasks if task.kind == "verify"]
            if of == code and asked and former.id in dossier.tasks and not dossier.payments[former.id].paid:
                late = acts.MoneyIn(task=former.id, amount=15_000, transaction="late", method="gateway")
                await rig.ledger.act(code, late, PAYMENTS, "money/late")
                rig.engine.announce()

        await rig.do(code, "verify", PROPOSE, REGISTRAR)
        await rig.do(code, "forward_supplement", ASK, DESK)
        rig.engine.after = pay_late
        await rig.do(code, "supply", supplied(named("VA")), MOTHER)
        await rig.until(code, lambda d: bool(d.payments[former.id].paid))
        rig.engine.after = None
        await rig.deliver()
        assert (await stands(rig, code, Beside))[:2] == (10_000, 15_000)


def after_birth(rig: Rig, days: int) -> dict[str, Any]:
    """The form of a child born so many days ago: who comes later than sixty days after it pays."""
    born = in_vietnam(rig.ledger.clock()).date() - timedelta(days)
    return FORM | {"child": FORM["child"] | {"born": born.isoformat()}}


LATE = LAWS.in_force("1.001193", TUESDAY.date()).fee
PAID_FIRST = RULES.model_copy(
    update={"fee": LATE and LATE.model_copy(update={"when": When.INTAKE}), "supplement_limit": 9}
)


async def test_who_is_found_to_come_late_pays_as_whoever_said_so_at_first(rig: Rig) -> None:
    code = await rig.apply(BirthRegistration, after_birth(rig, 10))
    await go_on(rig, code, "receive")
    await by_supplement(rig, code, after_birth(rig, 61), REGISTRAR)
    await go_on(rig, code, "verify", "confirm", "approve")
    assert await pays(rig, code) == 8_000
    await go_on(rig, code, "hand_over")
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (kept(dossier), owed(dossier)) == (8_000, 0)


async def test_a_fee_due_at_intake_follows_the_form_as_it_is_corrected_also_where_the_workflow_is_lost(
    rig: Rig,
) -> None:
    code = await rig.apply(BirthRegistration, after_birth(rig, 10), rules=PAID_FIRST)
    await go_on(rig, code, "receive")
    for days, due in ((61, 8_000), (11, 0), (62, 8_000)):
        await by_supplement(rig, code, after_birth(rig, days), REGISTRAR)
        if due:
            assert await pays(rig, code) == due
        await rig.task(code, "verify")
        await rig.lose(code)
        await rig.wake(code)
        await rig.until(code, lambda d, due=due: kept(d) == due)  # type: ignore[misc]
    assert await stands(rig, code) == (8_000, 8_000, 2)


async def test_who_has_the_result_pays_nothing_more_for_it_when_it_is_corrected(rig: Rig) -> None:
    code = await rig.apply(BirthRegistration, after_birth(rig, 10), rules=PAID_FIRST)
    await go_on(rig, code, "receive", "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    await recall(rig, code, after_birth(rig, 61))
    await rig.task(code, "verify")
    assert not (await rig.engine.dossier(code, ENGINE)).payments


@pytest.mark.parametrize(("papers", "due"), [((), 8_000), ((("exemption", b"%PDF-1.7 so ho ngheo"),), 0)])
async def test_who_claims_only_when_it_is_corrected_to_be_exempt_pays_unless_that_is_proved(
    rig: Rig, papers: tuple[tuple[str, bytes], ...], due: int
) -> None:
    code = await rig.apply(BirthRegistration, after_birth(rig, 10))
    await go_on(rig, code, "receive")
    await rig.do(code, "verify", PROPOSE, REGISTRAR)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.supply(code, papers, after_birth(rig, 61) | {"exempt": True})
    await go_on(rig, code, "verify", "confirm", "approve")
    if due:
        assert await pays(rig, code) == due
    await go_on(rig, code, "hand_over")
    await rig.ended(code)
    assert kept(await rig.engine.dossier(code, ENGINE)) == due
