"""Interlinked birth (3.000722), each test named for what happens under the law."""

from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Channel, Status
from domain.dossier import acts, keys
from domain.dossier.acts import ENGINE
from domain.tasks.model import REVIEW
from tests.support.examples import COMMUNE, DESK, FATHER, FATHER_NUMBER, FORM, MOTHER, REGISTRAR
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, REVIEWED, VERIFIED, Rig, go_on
from tests.workflows.vietnam.insurance.test_child_card import (
    DIRECTOR,
    INSURANCE,
    INSURANCE_DESK,
    INSURANCE_HEAD,
    INSURER,
)
from tests.workflows.vietnam.residence.test_permanent_residence import CHIEF, POLICE, POLICE_DESK, POLICEMAN
from workflows.vietnam.civil_status.interlinked_birth import InterlinkedBirth

FAMILY: dict[str, Any] = FORM | {"household_head": FATHER_NUMBER, "address": "Số 12, đường Điện Biên"}
OFFICES = {"residence": POLICE, "id_card": POLICE, "insurance": INSURANCE}
PEOPLE = {POLICE: (POLICE_DESK, POLICEMAN, CHIEF), INSURANCE: (INSURANCE_DESK, INSURER, DIRECTOR)}


async def to_the_branches(rig: Rig, channel: Channel = Channel.ONLINE) -> tuple[str, dict[str, str]]:
    """A birth that is registered, and the branches that it opened."""
    code = await rig.apply(InterlinkedBirth, FAMILY, channel=channel)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    drafted = ("confirm",) if channel == Channel.ONLINE else ()
    await go_on(rig, code, "receive", "verify", *drafted, "approve")
    return code, {step: await rig.branch(code, step) for step in OFFICES}


async def finish(rig: Rig, branch: str) -> None:
    """Let the police, or the insurance, do their part."""
    office = (await rig.engine.dossier(branch, ENGINE)).competent
    desk, specialist, leader = PEOPLE[office]
    await rig.do(branch, "receive", ACCEPT, desk)
    await rig.do(branch, "verify", VERIFIED, specialist)
    if office == INSURANCE:
        await rig.do(branch, REVIEW, REVIEWED, INSURANCE_HEAD)
    await rig.do(branch, "approve", APPROVED, leader)
    await rig.until(branch, lambda d: d.ended)


async def test_the_child_gets_its_certificate_its_home_and_its_cards(rig: Rig) -> None:
    code, branches = await to_the_branches(rig)
    parent = await rig.engine.dossier(code, ENGINE)
    assert parent.result
    assert parent.result.sha256
    for branch in branches.values():
        await finish(rig, branch)
        await rig.ended(branch)
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)
    assert [printed["what"] for printed in rig.press.printed if "what" in printed] == ["thường trú"]
    [card] = [printed for printed in rig.press.printed if "receipt" in printed]
    assert (card["child"]["number"], card["child"]["full_name"]) == ("033326000011", "Trịnh Hoàng Vỹ")
    [insured] = [printed for printed in rig.press.printed if "valid_from" in printed]
    assert (insured["card"], insured["clinic"]) == ("TE1333326000011", "Trạm y tế nơi thường trú")


@pytest.mark.parametrize("channel", Channel)
async def test_a_branch_came_in_as_the_dossier_that_opened_it(rig: Rig, channel: Channel) -> None:
    _, branches = await to_the_branches(rig, channel)
    opened = [await rig.engine.dossier(branch, ENGINE) for branch in branches.values()]
    assert [one.channel for one in opened] == [channel] * len(OFFICES)


@pytest.mark.parametrize("step", OFFICES)
async def test_a_branch_has_its_own_code_office_and_clock(rig: Rig, step: str) -> None:
    code, branches = await to_the_branches(rig)
    child = await rig.do(branches[step], "receive", ACCEPT, PEOPLE[OFFICES[step]][0])
    parent = await rig.engine.dossier(code, ENGINE)
    assert (child.competent, parent.competent) == (OFFICES[step], COMMUNE)
    assert len({code, *branches.values()}) == 4
    assert child.law.term_of(child.case).amount == 2
    assert child.due_at != parent.due_at


@pytest.mark.parametrize("step", OFFICES)
async def test_a_branch_is_reviewed_where_its_office_has_units(rig: Rig, step: str) -> None:
    _, branches = await to_the_branches(rig)
    filed = (await rig.engine.events(branches[step], ENGINE))[0].act
    assert isinstance(filed, acts.Filed)
    assert filed.reviewed == (filed.competent == INSURANCE)


@pytest.mark.parametrize("step", OFFICES)
async def test_a_branch_costs_nothing_and_is_seen_by_the_same_people(rig: Rig, step: str) -> None:
    code, branches = await to_the_branches(rig)
    branch = branches[step]
    await rig.do(branch, "receive", ACCEPT, PEOPLE[OFFICES[step]][0])
    await rig.task(branch, "verify")
    assert not (await rig.ledger.api.dossier(branch, MOTHER)).payments
    assert (await rig.ledger.api.dossier(branch, DESK)).parent
    assert (await rig.ledger.api.dossier(branch, DESK)).code != code


async def test_a_branch_that_fails_is_followed_up_and_undoes_nothing(rig: Rig) -> None:
    code, branches = await to_the_branches(rig)
    reason = "Chỗ ở không thuộc quyền sở hữu của chủ hộ"
    await rig.do(branches["residence"], "receive", acts.NotAccepted(task="", reason=reason), POLICE_DESK)
    for step in ("id_card", "insurance"):
        await finish(rig, branches[step])
    await rig.report(code)
    follow_up = await rig.task(code, "follow_up")
    assert reason in follow_up.reason
    await rig.do(code, "follow_up", acts.Done(task="", decision="done"), DESK)
    await rig.do(code, "hand_over", HANDED, DESK)
    parent = await rig.engine.dossier(code, ENGINE)
    ended = {step: branch.ended for step, branch in parent.branches.items()}
    assert (parent.status, ended["residence"]) == (Status.DELIVERED, Status.NOT_ACCEPTED)
    assert ended["id_card"] == Status.DELIVERED
    assert parent.result


async def test_nothing_is_handed_over_while_a_branch_is_under_way(rig: Rig) -> None:
    code, branches = await to_the_branches(rig)
    for step in ("id_card", "insurance"):
        await finish(rig, branches[step])
    await rig.report(code)
    parent = await rig.until(code, lambda d: d.branches["id_card"].ended is not None)
    assert not parent.open_tasks
    await finish(rig, branches["residence"])
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)


async def test_a_child_joins_no_household_before_its_head_agrees(rig: Rig) -> None:
    code = await rig.apply(InterlinkedBirth, FAMILY)
    with pytest.raises(refusals.ConsentMissing, match="household head"):
        await rig.do(code, "receive", ACCEPT, DESK)


async def test_who_agreed_before_reception_has_agreed_in_the_branch(rig: Rig) -> None:
    code, branches = await to_the_branches(rig)
    home = await rig.engine.dossier(branches["residence"], ENGINE)
    assert [consent.given_in for consent in home.consents] == [code]
    assert [task.decision for task in home.tasks.values() if task.kind == "consent"] == ["consent"]
    assert [consent for step in ("id_card", "insurance") for consent in await consents(rig, branches[step])] == []


def other(**changes: Any) -> dict[str, Any]:
    """The whole form, with something in it that is otherwise."""
    return InterlinkedBirth.form.model_validate(FAMILY | changes).model_dump(mode="json")


async def consents(rig: Rig, code: str) -> tuple[acts.Consent, ...]:
    """Who must agree to a dossier."""
    return (await rig.engine.dossier(code, ENGINE)).consents


async def test_a_head_who_agreed_to_another_address_is_asked_again_before_it_is_approved(rig: Rig) -> None:
    code = await rig.apply(InterlinkedBirth, FAMILY)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "receive", ACCEPT, DESK)
    missing = {"items": ("Tờ khai",), "reason": "Sai số nhà"}
    await rig.do(code, "verify", acts.SupplementProposed(task="", **missing), REGISTRAR)
    await rig.do(code, "forward_supplement", acts.SupplementRequested(task="", **missing), DESK)
    moved = await rig.declares(code, other(address="Số 99, đường Bãi Sậy"))
    await rig.do(code, "supply", acts.Supplied(task="", corrected=("address",), **moved), MOTHER)
    await go_on(rig, code, "verify", "confirm")
    dossier = await rig.until(code, lambda d: [task.kind for task in d.open_tasks] == ["consent"])
    assert dossier.approved == ""
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await go_on(rig, code, "approve")
    home = await rig.branch(code, "residence")
    await rig.do(home, "receive", ACCEPT, POLICE_DESK)


async def test_a_head_whose_household_a_correction_does_not_touch_is_not_asked_again(rig: Rig) -> None:
    code = await rig.apply(InterlinkedBirth, FAMILY)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await go_on(rig, code, "receive", "verify")
    said = await rig.declares(code, other(child=FAMILY["child"] | {"place_of_birth": "Nhà riêng"}))
    await rig.do(code, "confirm", acts.Corrected(task="", **said), MOTHER)
    await go_on(rig, code, "verify", "confirm", "approve")
    home = await rig.branch(code, "residence")
    await rig.do(home, "receive", ACCEPT, POLICE_DESK)


async def test_a_proxy_whose_mandate_was_revoked_before_the_approval_has_no_part_in_what_follows(rig: Rig) -> None:
    code = await rig.apply(InterlinkedBirth, FAMILY, owner=FATHER.id)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await go_on(rig, code, "receive", "verify", "confirm")
    await rig.ledger.act(code, acts.MandateRevoked(), FATHER, keys.MANDATE_REVOKED)
    await go_on(rig, code, "approve")
    for step in OFFICES:
        branch = await rig.branch(code, step)
        with pytest.raises(refusals.Missing):
            await rig.ledger.api.dossier(branch, MOTHER)
        with pytest.raises(refusals.Missing):
            await rig.ledger.act(branch, acts.Withdrawn(), MOTHER)
        assert (await rig.ledger.api.dossier(branch, FATHER)).applicant == FATHER.id


async def test_a_workflow_that_is_lost_opens_no_second_branch(rig: Rig) -> None:
    code, branches = await to_the_branches(rig)
    await rig.handle(code).terminate("lost")
    await rig.wake(code, procedure=InterlinkedBirth.code)
    for branch in branches.values():
        await finish(rig, branch)
    await rig.report(code)
    await rig.do(code, "hand_over", HANDED, DESK)
    types = [row["act"]["type"] for row in await rig.ended(code)]
    assert types.count("branch_opened") == types.count("branch_ended") == 3
