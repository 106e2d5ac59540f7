"""What the law forbids nobody waives; what seems doubtful a leader settles; and an officer may say that it forbids."""

import pytest

from domain.base import refusals
from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.keys import asking_of
from domain.tasks.model import FACTS_WRONG, GO_ON, PROPOSE_REFUSAL
from tests.support.examples import DESK, FATHER, LEADER, MOTHER, REGISTRAR
from tests.workflows.engine.test_corrections import ASK, PROPOSE, supplied
from tests.workflows.rig import ACCEPT, APPROVED, Rig, go_on
from tests.workflows.vietnam.civil_status import test_marriage
from tests.workflows.vietnam.civil_status.test_marriage import COUPLE, FREE, TAKEN, groom
from tests.workflows.vietnam.social import test_unemployment_benefit
from tests.workflows.vietnam.social.test_unemployment_benefit import HEAD, WORKS

OF_AGE = "Luật Hôn nhân và gia đình 52/2014/QH13, điểm a khoản 1 Điều 8"
WRONG = acts.FactsDisputed(task="", reason="Cơ sở dữ liệu chưa cập nhật bản án ly hôn")
LET_GO_ON = acts.RefusalDeclined(task="", reason="Đã làm rõ tại buổi làm việc")
FORGED = acts.RefusalProposed(task="", reason="Giấy chứng sinh giả", article="Luật Hộ tịch 60/2014/QH13, Điều 12")


async def test_nobody_continues_past_what_the_law_forbids(rig: Rig) -> None:
    code = await test_marriage.accepted(rig, FREE, groom(born="2008-09-30"))
    task = await rig.task(code, "refuse")
    assert (task.article, GO_ON in task.decisions, FACTS_WRONG in task.decisions) == (OF_AGE, False, True)
    for act in (LET_GO_ON, acts.Done(task="", decision=GO_ON)):
        with pytest.raises(refusals.NoSuchDecision):
            await rig.do(code, "refuse", act, LEADER)
    await rig.do(code, "refuse", acts.Refused(task="", reason=task.reason, article="Điều 1"), LEADER)
    refused = next(row["personal"]["words"] for row in await rig.ended(code) if row["act"]["type"] == "refused")
    assert refused["article"] == OF_AGE, "what was laid before the leader is what it is refused for"


async def test_a_leader_who_finds_a_fact_wrong_has_the_registers_asked_again(rig: Rig) -> None:
    code = await test_marriage.accepted(rig, TAKEN)
    with pytest.raises(refusals.ReasonMissing):
        await rig.do(code, "refuse", WRONG.model_copy(update={"reason": " "}), LEADER)
    await rig.task(code, "refuse")
    rig.civil_status.answers["marital_status_of"] = FREE
    await rig.do(code, "refuse", WRONG, LEADER)
    await rig.task(code, "verify")
    answered = [row["key"] for row in await rig.ledger.whole(code) if row["act"]["type"] == "answered"]
    assert sorted(map(asking_of, answered)) == ["husband_status", "husband_status", "wife_status", "wife_status"]
    assert (await test_marriage.married(rig, code))["originals"] == 2


async def test_a_fact_that_is_disputed_and_stands_is_a_bar_again(rig: Rig) -> None:
    code = await test_marriage.accepted(rig, TAKEN)
    first = await rig.task(code, "refuse")
    await rig.do(code, "refuse", WRONG, LEADER)
    again = await rig.until(
        code, lambda d: any(t.kind == "refuse" and t.open and t.id != first.id for t in d.tasks.values())
    )
    assert [GO_ON in task.decisions for task in again.open_tasks] == [False]


async def test_a_form_that_is_wrong_is_put_right_instead_of_refused(rig: Rig) -> None:
    code = await test_marriage.accepted(rig, FREE, groom(born="2008-09-30"))
    await rig.do(code, "refuse", PROPOSE, LEADER)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.do(code, "supply", supplied(COUPLE), MOTHER)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    assert (await test_marriage.married(rig, code))["husband"]["born"] == "1994-09-30"


async def test_a_doubt_is_settled_with_a_reason(rig: Rig) -> None:
    code = await test_unemployment_benefit.accepted(rig)
    await rig.do(code, "found_work", WORKS, MOTHER)
    await test_unemployment_benefit.verified(rig, code)
    with pytest.raises(refusals.ReasonMissing):
        await rig.do(code, "refuse", LET_GO_ON.model_copy(update={"reason": ""}), HEAD)
    await rig.do(code, "refuse", LET_GO_ON, HEAD)
    await rig.task(code, "approve")


async def test_an_officer_who_finds_that_the_law_forbids_it_proposes_to_refuse_and_says_where(rig: Rig) -> None:
    code = await rig.file()
    await rig.do(code, "receive", ACCEPT, DESK)
    with pytest.raises(refusals.ReasonMissing, match="Article"):
        await rig.do(code, "verify", FORGED.model_copy(update={"article": ""}), REGISTRAR)
    await rig.do(code, "verify", FORGED, REGISTRAR)
    proposed = await rig.task(code, "refuse")
    assert (proposed.reason, proposed.article) == (FORGED.reason, FORGED.article)
    with pytest.raises(refusals.FourEyes):
        await rig.do(
            code, "refuse", acts.Refused(task="", reason="Giả"), LEADER.model_copy(update={"id": REGISTRAR.id})
        )
    await rig.do(code, "refuse", acts.Refused(task="", reason="Giấy chứng sinh giả"), LEADER)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.reason) == (Status.STOPPED, "Giấy chứng sinh giả")


async def test_what_a_leader_does_not_refuse_is_back_with_the_officer_who_reads_why(rig: Rig) -> None:
    code = await rig.file()
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "verify", FORGED, REGISTRAR)
    await rig.do(code, "refuse", LET_GO_ON, LEADER)
    assert (await rig.task(code, "verify")).reason == LET_GO_ON.reason
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    kinds = [row["act"]["type"] for row in await rig.ended(code)]
    assert kinds.index("refusal_proposed") < kinds.index("refusal_declined") < kinds.index("approved")


async def test_after_the_decision_nobody_proposes_to_refuse(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    assert PROPOSE_REFUSAL in (await rig.task(code, "verify")).decisions
    await go_on(rig, code, "verify", "confirm")
    await rig.do(code, "approve", APPROVED, LEADER)
    dossier = await rig.until(code, lambda d: any(task.kind == "hand_over" for task in d.open_tasks))
    assert not any(PROPOSE_REFUSAL in task.decisions for task in dossier.open_tasks)


async def test_two_who_propose_something_at_once_are_not_taken_for_each_other(rig: Rig) -> None:
    code = await test_marriage.accepted(rig, None)
    bride, groom_ = [await rig.task(code, "verify_status", side) for side in ("Bên nữ", "Bên nam")]
    for task, reason in ((groom_, "Sổ của bên nam bị tẩy xóa"), (bride, "Sổ của bên nữ bị tẩy xóa")):
        await rig.ledger.act(code, FORGED.model_copy(update={"task": task.id, "reason": reason}), REGISTRAR)
        await rig.deliver()
    dossier = await rig.until(code, lambda d: sum(task.kind == "refuse" for task in d.open_tasks) == 2)
    told = {task.step: task.reason for task in dossier.open_tasks if task.kind == "refuse"}
    await rig.handle(code).terminate("lost, as a test")
    await rig.wake(code, procedure=dossier.procedure)
    for task in dossier.open_tasks:
        if task.kind == "refuse":
            await rig.ledger.act(
                code, LET_GO_ON.model_copy(update={"task": task.id, "reason": told[task.step]}), LEADER
            )
    await rig.deliver()
    for side, reason in (("Bên nữ", "Sổ của bên nữ bị tẩy xóa"), ("Bên nam", "Sổ của bên nam bị tẩy xóa")):
        assert (await rig.task(code, "verify_status", side)).reason == reason
