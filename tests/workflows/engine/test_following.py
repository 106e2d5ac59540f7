"""What follows a result follows the one that stands: it is put right when that is, and nothing is done twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import form_of
from domain.registers.query import Answer
from domain.tasks.model import CORRECT_REGISTER
from domain.vietnam.queries.insurance import Contributions
from tests.support.examples import DESK, LEADER, MOTHER, REGISTRAR, officer
from tests.workflows.engine.test_recall import DEPUTY, approved, recall
from tests.workflows.rig import APPROVED, HANDED, Rig
from tests.workflows.vietnam.civil_status import test_interlinked_death as deaths
from tests.workflows.vietnam.insurance.test_child_card import INSURANCE_DESK
from tests.workflows.vietnam.social import test_monthly_allowance as allowances
from tests.workflows.vietnam.social import test_unemployment_benefit as benefits
from tests.workflows.vietnam.social.test_unemployment_benefit import ADVISER, CENTRE, HEAD, OFFICE, REPORTED, skip_to
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

DEPUTY_HEAD = officer("deputy-head", Role.AGENCY_LEADER, agency=OFFICE)
PAID = acts.Done(task="", decision="paid")


async def reported(rig: Rig, reports: int, months: int = 40) -> tuple[str, dict[str, Any]]:
    """A benefit for whoever paid for so many months, that was handed over; so many of its reports came."""
    code = await benefits.accepted(rig, months)
    told = await benefits.decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    for month in range(1, reports + 1):
        await skip_to(rig, code, benefits.month_begins(told, month))
        await rig.do(code, "job_search_report", REPORTED, MOTHER)
    return code, told


async def put_right(rig: Rig, code: str, **person: str) -> dict[str, Any]:
    """Recall the decision and correct it; give what the new one says, once the insurance keeps it too."""
    form = dict(form_of(await rig.engine.events(code, ENGINE)))
    await recall(rig, code, form | {"person": form["person"] | person, "reason": "Doanh nghiệp giải thể"}, HEAD)
    await benefits.verified(rig, code)
    await rig.do(code, "approve", APPROVED, DEPUTY_HEAD)
    await corrected(rig, code, rig.insurance.answers["unemployment_benefit"], ADVISER)
    return rig.press.printed[-1]


async def corrected(rig: Rig, code: str, answer: Answer | None, officer: Actor) -> None:
    """Let an officer have entered in a register what is right now."""
    assert answer
    said = acts.Done(task="", decision="answer", personal={"answer": answer.model_dump(mode="json")})
    await rig.do(code, CORRECT_REGISTER, said, officer)


async def caught_up(rig: Rig, code: str) -> None:
    """Let a workflow that began anew live in the journal's time: in this rig each begins today."""
    await rig.env.fast_forward(rig.handle(code), rig.ledger.clock() - datetime.now(UTC))


def begun_and_done(rows: list[dict[str, Any]]) -> list[str]:
    """When it was carried out."""
    return [row["key"] for row in rows if row["act"]["type"].startswith("duties")]


async def test_a_decision_that_was_carried_out_is_corrected_and_the_payer_hears_its_new_number(rig: Rig) -> None:
    code, told = await reported(rig, 2)
    await benefits.over(rig, code, told)
    now = await put_right(rig, code)
    await caught_up(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    rows = await rig.ended(code)
    assert begun_and_done(rows) == ["duties", "duties/done", "duties#2", "duties/done#2"]
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.recalls[0].replaced_by) == (Status.DELIVERED, now["number"])
    asked = [task for task in dossier.tasks.values() if task.kind == "job_search_report"]
    assert len(asked) == 2, "nobody reports twice on one month"


@pytest.mark.parametrize("lost", [False, True], ids=["kept", "lost"])
async def test_a_benefit_that_ended_by_work_stays_ended_when_its_decision_is_corrected(rig: Rig, lost: bool) -> None:
    code, told = await reported(rig, 1, months=60)
    await rig.do(code, "works_again", benefits.WORKS, MOTHER)
    await rig.ended(code)
    if lost:
        await rig.lose(code)
    await put_right(rig, code)
    await caught_up(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    kinds = [task.kind for task in dossier.tasks.values()]
    assert (kinds.count("works_again"), kinds.count("job_search_report")) == (1, 1)
    assert rig.insurance.asked[f"{code}/termination"] == 1
    assert told["months"] == rig.press.printed[-1]["months"]


@pytest.mark.parametrize("lost", [False, True], ids=["kept", "lost"])
async def test_a_decision_that_is_corrected_while_it_is_carried_out_goes_on_as_it_says_now(
    rig: Rig, lost: bool
) -> None:
    code, told = await reported(rig, 2, months=50)
    await skip_to(rig, code, benefits.month_begins(told, 3))
    assert (await rig.task(code, "job_search_report")).open
    paid = rig.insurance.answers["contributions_of"]
    assert isinstance(paid, Contributions)
    rig.insurance.answers["contributions_of"] = paid.model_copy(update={"paid": paid.paid[:40]})
    now = await put_right(rig, code, full_name="Tạ Kiều Anh")
    await corrected(rig, code, rig.insurance.answers["card_for_unemployed"], ADVISER)
    assert (told["months"], now["months"]) == (4, 3)
    if lost:
        await rig.handle(code).terminate("lost, as a test")
        await rig.wake(code, procedure=UnemploymentBenefits.code)
        await caught_up(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    asked = [task.decision for task in dossier.tasks.values() if task.kind == "job_search_report"]
    assert asked == ["answer", "answer", "task_superseded"], "of a month that is not paid nobody has to report"
    assert dossier.status == Status.DELIVERED


ACCOUNT = allowances.FORM["account"]
ANOTHER = {"bank": "VietinBank", "number": "107004452190"}


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        (None, ACCOUNT, ["social", "social"]),
        (ACCOUNT, None, ["social", "payments", "social"]),
        (ACCOUNT, ANOTHER, ["payments", "social"]),
    ],
    ids=["at the counter", "to an account", "to another account"],
)
async def test_a_month_that_was_paid_is_not_paid_again_by_the_decision_that_replaces_the_recalled(
    rig: Rig, first: Any, then: Any, told: list[str]
) -> None:
    form = allowances.FORM | {"account": first}
    code = await allowances.accepted(rig, form)
    await allowances.posted(rig, code)
    await rig.do(code, "approve", APPROVED, LEADER)
    if first is None:
        await rig.do(code, "pay_cash", PAID, DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    await recall(rig, code, form | {"account": then})
    await caught_up(rig, code)
    await allowances.posted(rig, code)
    await rig.do(code, "approve", APPROVED, DEPUTY)
    for about in told:
        task = await rig.task(code, CORRECT_REGISTER)
        assert task.about == about
        if "answer" in task.decisions:
            told_of = {"Beneficiary": "new_allowance", "MonthlyOrder": "monthly_payments", "PaidOut": "pay_out"}
            register = rig.social if about == "social" else rig.payments
            kept = register.answers[told_of[task.answer]]
            await corrected(rig, code, kept, allowances.CARER)
        else:
            await rig.do(code, CORRECT_REGISTER, acts.Done(task="", decision="done"), allowances.CARER)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert [task.about for task in dossier.tasks.values() if task.kind == CORRECT_REGISTER] == told
    assert [task.kind for task in dossier.tasks.values()].count("pay_cash") == (first is None)
    assert rig.payments.asked[f"{code}/first_month"] == (first is not None)


async def test_what_a_register_says_last_of_a_corrected_result_holds_up_no_hand_over(rig: Rig) -> None:
    rig.insurance.answers["months_paid_by"] = None
    code = await deaths.registered(rig, deaths.WORKER, None)
    await deaths.finish(rig, await rig.branch(code, "residence"))
    grant = await rig.branch(code, "funeral")
    await rig.do(grant, "receive", acts.NotAccepted(task="", reason="Thiếu giấy tờ"), INSURANCE_DESK)
    await rig.report(code)
    await rig.do(code, "follow_up", acts.Done(task="", decision="done"), DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    form = deaths.FORM | {"dead": deaths.FORM["dead"] | {"residence": "phường Phố Hiến"}, "place_of_death": "Tại nhà"}
    form["dead"]["full_name"] = "Trịnh Quốc Báo"
    await recall(rig, code, form)
    await rig.do(code, "difference", acts.Done(task="", decision="proved"), REGISTRAR)
    await approved(rig, code)
    await corrected(rig, code, rig.civil_status.answers["death_entry"], REGISTRAR)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
