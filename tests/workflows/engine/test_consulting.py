"""An officer asks another office before they decide: in every procedure, with nothing waiting longer than its day."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.base import refusals
from domain.base.calendar import in_vietnam
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry
from domain.opinions.model import asking, askings
from tests.support.examples import CALENDAR, DESK, LEADER, MOTHER, NEIGHBOUR, REGISTRAR, officer
from tests.workflows.engine.test_recall import correct, recall
from tests.workflows.rig import AGREED, APPROVED, HANDED, VERIFIED, Rig, go_on
from tests.workflows.vietnam.social.test_monthly_allowance import CARER, accepted

THERE = officer("there", Role.CIVIL_STATUS_OFFICER, agency=NEIGHBOUR)
POLICE = officer("policeman", Role.SPECIALIST, agency=f"{NEIGHBOUR}.CA")
DEPUTY = officer("deputy", Role.COMMUNE_LEADER)
MINUTE = timedelta(minutes=1)


def in_days(rig: Rig, days: int) -> datetime:
    """The close of the office so many working days from now."""
    return CALENDAR.closing(CALENDAR.add_working_days(in_vietnam(rig.ledger.clock()).date(), days))


def asked(rig: Rig, office: str = NEIGHBOUR, role: Role = Role.CIVIL_STATUS_OFFICER) -> acts.OpinionAsked:
    """A question, to be answered within three working days."""
    said = {"text": "Có đăng ký tại địa bàn không?"}
    return acts.OpinionAsked(task="", office=office, role=role, until=in_days(rig, 3), personal=said)


def given(opinion: Any = "opinion_agrees", text: str = "Không có.") -> acts.OpinionGiven:
    """Their answer."""
    return acts.OpinionGiven(task="", opinion=opinion, personal={"text": text})


async def test_the_task_is_back_once_the_other_office_answered_and_a_second_one_may_be_asked(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    claimed = acts.TaskClaimed(task=(await rig.task(code, "verify")).id)
    due = (await rig.ledger.act(code, claimed, REGISTRAR)).due_at
    await rig.do(code, "verify", asked(rig), REGISTRAR)
    assert (await rig.task(code, "opinion")).agency == NEIGHBOUR
    await rig.do(code, "opinion", given("opinion_objects"), THERE)
    again = await rig.task(code, "verify")
    assert (again.step, again.claimed_by) == ("verify#2", REGISTRAR.id)

    await rig.do(code, "verify", asked(rig, POLICE.agency, Role.SPECIALIST), REGISTRAR)
    await rig.do(code, "opinion", given("opinion_not_ours", "Thuộc Công an tỉnh."), POLICE)
    await go_on(rig, code, "verify", "confirm")
    await rig.do(code, "approve", asked(rig), LEADER)
    await rig.do(code, "opinion", given(), THERE)
    await go_on(rig, code, "approve", "hand_over")

    await rig.ended(code)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.due_at) == (Status.DELIVERED, due), "the law's clock ran on"
    all_asked = askings(await rig.engine.events(code, ENGINE))
    assert [one.opinion for one in all_asked] == ["opinion_objects", "opinion_not_ours", "opinion_agrees"]


async def test_an_office_that_is_silent_until_its_day_holds_nothing_up(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.do(code, "verify", asked(rig), REGISTRAR)
    task = await rig.task(code, "opinion")
    assert task.lapses_at == in_days(rig, 3)
    await rig.skip(code, task.lapses_at - rig.ledger.clock() + MINUTE)
    assert (await rig.task(code, "verify")).step == "verify#2"
    with pytest.raises(refusals.TaskClosed):
        await rig.ledger.act(code, given().model_copy(update={"task": task.id}), THERE)
    [one] = askings(await rig.engine.events(code, ENGINE))
    assert (one.silent, one.opinion) == (True, "")
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.do(code, "approve", APPROVED, LEADER)
    await rig.do(code, "hand_over", HANDED, DESK)
    await rig.ended(code)


async def test_withdrawal_meanwhile_closes_the_other_office_s_task_and_ends_it(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.do(code, "verify", asked(rig), REGISTRAR)
    await rig.task(code, "opinion")
    await rig.withdraw(code)
    rows = await rig.ended(code)
    assert rows[-1]["act"]["type"] == "withdrawn"
    assert (await rig.engine.dossier(code, ENGINE)).open_tasks == []


async def test_what_the_front_door_opened_with_the_question_is_not_opened_again(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    task = await rig.task(code, "verify")
    act = asked(rig).model_copy(update={"task": task.id})
    dossier = await rig.ledger.api.act(code, Entry(key="asked", act=act), REGISTRAR, asking(code, task.step, act))
    assert [open_.kind for open_ in dossier.open_tasks] == ["opinion"], "it is there while the engine knows of nothing"
    await rig.deliver()
    await rig.do(code, "opinion", given(), THERE)
    assert (await rig.task(code, "verify")).step == "verify#2"
    opened = [row["key"] for row in await rig.ledger.whole(code) if row["act"]["type"] == "task_opened"]
    assert opened.count("verify/opinion") == 1


async def test_a_workflow_that_was_lost_while_an_office_was_asked_finds_its_place(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.do(code, "verify", asked(rig), REGISTRAR)
    await rig.do(code, "opinion", given(), THERE)
    await rig.do(code, "verify", asked(rig, "12019"), REGISTRAR)
    second = await rig.task(code, "opinion")
    await rig.handle(code).terminate("lost")
    await rig.wake(code)
    await rig.skip(code, MINUTE)
    assert [task.id for task in (await rig.engine.dossier(code, ENGINE)).open_tasks] == [second.id]
    await rig.do(code, "opinion", given(), THERE.model_copy(update={"agency": "12019"}))
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)


async def test_every_procedure_has_it_without_saying_so(rig: Rig) -> None:
    code = await accepted(rig)
    task = await rig.task(code, "verify")
    assert "consult" in task.decisions
    await rig.do(code, "verify", asked(rig, role=Role.SPECIALIST), CARER)
    await rig.do(code, "opinion", given(), officer("there", Role.SPECIALIST, agency=NEIGHBOUR))
    assert (await rig.task(code, "verify")).step == "verify#2"


async def test_a_result_whose_making_asked_others_is_corrected_without_asking_them_again(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.do(code, "verify", asked(rig), REGISTRAR)
    await rig.do(code, "opinion", given(), THERE)
    await go_on(rig, code, "verify", "confirm")
    await rig.do(code, "approve", asked(rig), LEADER)
    await rig.do(code, "opinion", given(), THERE)
    await go_on(rig, code, "approve", "hand_over")
    await rig.ended(code)
    await recall(rig, code)
    await rig.do(code, "verify", asked(rig), REGISTRAR)
    await rig.do(code, "opinion", given(), THERE)
    await correct(rig, code)
    await rig.ended(code)
    assert [printed["child"]["given_name"] for printed in rig.press.printed] == ["Vỹ", "Vi"]
    assert len(askings(await rig.engine.events(code, ENGINE))) == 3
