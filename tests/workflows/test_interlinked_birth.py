"""Interlinked birth (3.000722), each test named for what happens under the law."""

from typing import Any

from domain import acts
from domain.acts import ENGINE
from domain.law import Status
from tests.examples import COMMUNE, DESK, FATHER_NUMBER, FORM, MOTHER
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig, go_on
from tests.workflows.test_permanent_residence import CHIEF, POLICE, POLICE_DESK, POLICEMAN
from workflows.civil_status.interlinked_birth import InterlinkedBirth

FAMILY: dict[str, Any] = FORM | {"household_head": FATHER_NUMBER, "address": "Số 12, đường Điện Biên"}


async def to_the_branch(rig: Rig) -> tuple[str, str]:
    """A birth that is registered, and the branch that it opened."""
    code = await rig.apply(InterlinkedBirth, FAMILY)
    await go_on(rig, code, "receive", "verify", "confirm", "approve")
    return code, await rig.branch(code, "residence")


async def test_the_certificate_stands_and_the_child_is_registered_where_it_lives(rig: Rig) -> None:
    code, branch = await to_the_branch(rig)
    parent = await rig.engine.dossier(code, ENGINE)
    assert parent.result
    assert parent.result.sha256
    await rig.do(branch, "receive", ACCEPT, POLICE_DESK)
    await rig.do(branch, "verify", VERIFIED, POLICEMAN)
    await rig.do(branch, "approve", APPROVED, CHIEF)
    await rig.ended(branch)
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert [printed["what"] for printed in rig.press.printed if "what" in printed] == ["thường trú"]


async def test_a_branch_has_its_own_code_office_and_clock(rig: Rig) -> None:
    code, branch = await to_the_branch(rig)
    child = await rig.do(branch, "receive", ACCEPT, POLICE_DESK)
    parent = await rig.engine.dossier(code, ENGINE)
    assert (child.competent, parent.competent) == (POLICE, COMMUNE)
    assert branch != code
    assert child.law.term_of(child.case).amount == 2
    assert child.due_at != parent.due_at


async def test_a_branch_costs_nothing_and_is_seen_by_the_same_people(rig: Rig) -> None:
    code, branch = await to_the_branch(rig)
    await rig.do(branch, "receive", ACCEPT, POLICE_DESK)
    await rig.task(branch, "verify")
    assert not (await rig.ledger.api.dossier(branch, MOTHER)).payments
    assert (await rig.ledger.api.dossier(branch, DESK)).parent
    assert (await rig.ledger.api.dossier(branch, DESK)).code != code


async def test_a_branch_that_fails_is_followed_up_and_undoes_nothing(rig: Rig) -> None:
    code, branch = await to_the_branch(rig)
    reason = "Chỗ ở không thuộc quyền sở hữu của chủ hộ"
    await rig.do(branch, "receive", acts.NotAccepted(task="", reason=reason), POLICE_DESK)
    await rig.report(code)
    follow_up = await rig.task(code, "follow_up")
    assert reason in follow_up.reason
    await rig.do(code, "follow_up", acts.Done(task="", decision="done"), DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    parent = await rig.engine.dossier(code, ENGINE)
    assert (parent.status, parent.branches["residence"].ended) == (Status.DELIVERED, Status.NOT_ACCEPTED)
    assert parent.result


async def test_a_workflow_that_is_lost_opens_no_second_branch(rig: Rig) -> None:
    code, branch = await to_the_branch(rig)
    await rig.handle(code).terminate("lost")
    await rig.wake(code, procedure=InterlinkedBirth.code)
    await rig.do(branch, "receive", ACCEPT, POLICE_DESK)
    await rig.do(branch, "verify", VERIFIED, POLICEMAN)
    await rig.do(branch, "approve", APPROVED, CHIEF)
    await rig.until(branch, lambda d: d.ended)
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)
    types = [row["act"]["type"] for row in await rig.ended(code)]
    assert types.count("branch_opened") == types.count("branch_ended") == 1
