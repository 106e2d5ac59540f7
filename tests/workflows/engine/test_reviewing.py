"""Where an office has units, one's head reviews what was verified before the leader decides (thẩm tra cấp phòng)."""

from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.keys import asking_of
from domain.tasks.model import AGREE, PROPOSE_REFUSAL, REVIEW, VERIFY_AGAIN
from tests.support.examples import COMMUNE, DESK, LEADER, MOTHER, REGISTRAR, officer
from tests.workflows.engine.test_conditions import FORGED, LET_GO_ON
from tests.workflows.engine.test_corrections import ASK, PROPOSE, named, supplied
from tests.workflows.engine.test_lost import asked_twice
from tests.workflows.engine.test_recall import DEPUTY, entered, recall
from tests.workflows.rig import AGREED, APPROVED, HANDED, REVIEWED, VERIFIED, Rig, go_on

HEAD = officer("truongphong", Role.UNIT_HEAD, agency=COMMUNE)
OTHER_HEAD = officer("photruongphong", Role.UNIT_HEAD, agency=COMMUNE)
OFFERED = {AGREE, VERIFY_AGAIN, "propose_supplement", PROPOSE_REFUSAL, "consult"}
RETURNED = acts.ReviewReturned(task="", reason="Chưa đối chiếu giấy chứng sinh", personal={"name": "Vũ Văn Trưởng"})


async def verified(rig: Rig, *, reviewed: bool = True, **changes: Any) -> str:
    """A birth that was verified at an office, with units or without."""
    code = await rig.file(reviewed=reviewed, **changes)
    await go_on(rig, code, "receive", "verify", "confirm")
    return code


async def next_of(rig: Rig, code: str) -> list[str]:
    """The kinds of what is open, once anything is."""
    return [task.kind for task in (await rig.until(code, lambda d: bool(d.open_tasks))).open_tasks]


def also(actor: Actor, *roles: Role) -> Actor:
    """The same person, who holds other roles too."""
    return actor.model_copy(update={"roles": (*actor.roles, *roles)})


def asked(rows: list[dict[str, Any]], *kinds: str) -> list[str]:
    """The steps by which tasks of these kinds were opened, by name."""
    opened = (row for row in rows if row["act"]["type"] == "task_opened" and row["act"]["kind"] in kinds)
    return [asking_of(row["key"]) for row in opened]


async def test_the_leader_is_asked_once_the_head_of_the_unit_agreed(rig: Rig) -> None:
    code = await verified(rig)
    assert await next_of(rig, code) == [REVIEW]
    task = await rig.task(code, REVIEW)
    assert (task.role, task.agency, set(task.decisions)) == (Role.UNIT_HEAD, COMMUNE, OFFERED)
    await rig.do(code, REVIEW, REVIEWED, HEAD)
    await go_on(rig, code, "approve", "hand_over")
    assert asked(await rig.ended(code), REVIEW, "approve") == [REVIEW, "approve"]


async def test_what_was_filed_before_its_office_had_units_goes_on_as_it_was(rig: Rig) -> None:
    code = await verified(rig, reviewed=False)
    await go_on(rig, code, "approve", "hand_over")
    assert asked(await rig.ended(code), REVIEW) == []


async def test_what_is_given_back_is_verified_again_by_officers_who_read_why_and_nothing_else_is(
    rig: Rig,
) -> None:
    code = await verified(rig)
    with pytest.raises(refusals.ReasonMissing):
        await rig.do(code, REVIEW, RETURNED.model_copy(update={"reason": " "}), HEAD)
    await rig.do(code, REVIEW, RETURNED, HEAD)
    assert await next_of(rig, code) == ["verify"]
    assert (await rig.task(code, "verify")).reason == RETURNED.reason
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, REVIEW, REVIEWED, HEAD)
    await go_on(rig, code, "approve", "hand_over")
    rows = await rig.ended(code)
    assert asked(rows, "verify", "confirm", REVIEW, "approve") == [
        *("verify", "confirm", REVIEW),
        *("verify", REVIEW, "approve"),
    ], "the applicant, who agreed to the draft, is not troubled again"
    assert asked_twice(rig) == {}, "no register is asked again: nobody doubts what it said"


async def test_whoever_verified_does_not_review_and_whoever_reviewed_does_not_approve(rig: Rig) -> None:
    code = await verified(rig)
    with pytest.raises(refusals.FourEyes):
        await rig.do(code, REVIEW, REVIEWED, also(REGISTRAR, Role.UNIT_HEAD))
    with pytest.raises(refusals.WrongRole):
        await rig.do(code, REVIEW, REVIEWED, LEADER)
    await rig.do(code, REVIEW, REVIEWED, HEAD)
    with pytest.raises(refusals.FourEyes):
        await rig.do(code, "approve", APPROVED, also(HEAD, Role.COMMUNE_LEADER))
    await rig.do(code, "approve", APPROVED, LEADER)


async def test_a_head_who_then_verifies_it_in_the_place_of_a_specialist_leaves_the_review_to_another(rig: Rig) -> None:
    code = await verified(rig)
    await rig.do(code, REVIEW, RETURNED, HEAD)
    await rig.do(code, "verify", VERIFIED, also(HEAD, Role.CIVIL_STATUS_OFFICER))
    with pytest.raises(refusals.FourEyes):
        await rig.do(code, REVIEW, REVIEWED, HEAD)
    await rig.do(code, REVIEW, REVIEWED, OTHER_HEAD)
    await rig.task(code, "approve")


async def test_whoever_borrowed_the_review_is_one_pair_of_eyes_with_its_lender(rig: Rig) -> None:
    code = await verified(rig)
    task = await rig.task(code, REVIEW)
    until = rig.clock().replace(year=rig.clock().year + 1)
    colleague = officer("chuyenvien", Role.SPECIALIST, Role.COMMUNE_LEADER, agency=COMMUNE)
    loan = acts.TaskDelegated(task=task.id, to=colleague.id, until=until)
    await rig.ledger.act(code, loan, HEAD)
    await rig.do(code, REVIEW, REVIEWED, colleague)
    for one in (colleague, also(HEAD, Role.COMMUNE_LEADER)):
        with pytest.raises(refusals.FourEyes):
            await rig.do(code, "approve", APPROVED, one)
    await rig.do(code, "approve", APPROVED, LEADER)


async def test_a_head_who_finds_that_the_law_forbids_it_proposes_a_refusal_and_reviews_it_where_it_is_not(
    rig: Rig,
) -> None:
    code = await verified(rig)
    await rig.do(code, REVIEW, FORGED, HEAD)
    with pytest.raises(refusals.FourEyes):
        await rig.do(code, "refuse", acts.Refused(task="", reason="Giả"), also(HEAD, Role.COMMUNE_LEADER))
    await rig.do(code, "refuse", LET_GO_ON, LEADER)
    assert (await rig.task(code, REVIEW)).reason == LET_GO_ON.reason
    await rig.do(code, REVIEW, REVIEWED, HEAD)
    await go_on(rig, code, "approve")
    await rig.task(code, "hand_over")


async def test_a_form_that_is_corrected_after_the_review_is_verified_and_reviewed_again(rig: Rig) -> None:
    code = await verified(rig)
    await rig.do(code, REVIEW, PROPOSE, HEAD)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.do(code, "supply", supplied(named("Vi")), MOTHER)
    await go_on(rig, code, "verify", "confirm")
    await rig.do(code, REVIEW, REVIEWED, HEAD)
    await go_on(rig, code, "approve", "hand_over")
    await rig.ended(code)
    assert rig.press.printed[0]["child"]["given_name"] == "Vi"


async def test_a_correction_is_reviewed_too_also_by_who_reviewed_what_was_recalled(rig: Rig) -> None:
    code = await verified(rig)
    await rig.do(code, REVIEW, REVIEWED, HEAD)
    await go_on(rig, code, "approve", "hand_over")
    await rig.ended(code)
    await recall(rig, code)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.do(code, REVIEW, RETURNED, HEAD)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, REVIEW, REVIEWED, HEAD)
    await rig.do(code, "approve", APPROVED, DEPUTY)
    await entered(rig, code)
    await rig.do(code, "hand_over", HANDED, DESK)
    rows = await rig.ended(code)
    assert [row["act"]["type"] for row in rows].count("issued") == 2


@pytest.mark.parametrize("kind", [REVIEW, "verify", "approve"])
async def test_a_workflow_that_is_lost_after_a_return_goes_on_from_the_journal(rig: Rig, kind: str) -> None:
    code = await verified(rig)
    await rig.do(code, REVIEW, RETURNED, HEAD, delivers=kind != REVIEW)
    if kind == "approve":
        await rig.do(code, "verify", VERIFIED, REGISTRAR)
        await rig.do(code, REVIEW, REVIEWED, HEAD)
    if kind != REVIEW:
        await rig.task(code, kind)
    await rig.lose(code)
    await rig.wake(code)
    if kind != "approve":
        await rig.do(code, "verify", VERIFIED, REGISTRAR)
        await rig.do(code, REVIEW, REVIEWED, HEAD)
    await go_on(rig, code, "approve", "hand_over")
    assert asked(await rig.ended(code), "verify", REVIEW) == ["verify", REVIEW, "verify", REVIEW]


async def test_what_is_withdrawn_while_it_is_reviewed_ends(rig: Rig) -> None:
    code = await verified(rig)
    await rig.task(code, REVIEW)
    await rig.withdraw(code)
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.open_tasks) == (Status.WITHDRAWN, [])
