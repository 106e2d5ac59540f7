"""What registers say otherwise is settled before the approval, and whoever is asked is not taken for somebody else."""

from datetime import date

import pytest

from domain.base.law import Status
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.keys import asking_of
from domain.tasks.model import DIFFERENCE
from domain.vietnam.queries.civil_status import Marriage
from tests.support.examples import DESK, FORM, LEADER, MOTHER, NEIGHBOUR, REGISTRAR
from tests.workflows.engine.test_corrections import ASK, PROPOSE, supplied
from tests.workflows.outside import PERSON
from tests.workflows.rig import ACCEPT, HANDED, Rig, go_on
from tests.workflows.vietnam.civil_status.test_marriage_status import ABROAD, EARLIER, to_the_fee
from tests.workflows.vietnam.social import test_unemployment_benefit
from tests.workflows.vietnam.social.test_unemployment_benefit import CENTRE, REPORTED, month_begins, skip_to
from workflows.vietnam.civil_status.birth_registration import UNMARRIED
from workflows.vietnam.civil_status.marriage_status import MarriageStatus

THIRD = "12019"
PROVED = acts.Done(task="", decision="proved")
TWO = EARLIER | {
    "earlier": [
        {"commune": NEIGHBOUR, "since": "2014-05-01", "until": "2019-08-31"},
        {"commune": THIRD, "since": "2019-09-01", "until": "2022-08-31"},
    ]
}


def finding(status: str) -> acts.Done:
    """What a commune found."""
    said = {"status": status, "evidence": "Sổ đăng ký kết hôn năm 2016"}
    return acts.Done(task="", decision="answer", personal={"answer": said})


async def otherwise(rig: Rig) -> str:
    """A birth whose mother is called and was born otherwise in the register; the desk has accepted it."""
    rig.population.answers["person_by_number"] = PERSON.model_copy(
        update={"full_name": "Tạ Kiều Oan", "born": date(1996, 4, 3)}
    )
    code = await rig.file()
    await rig.do(code, "receive", ACCEPT, DESK)
    return code


async def test_each_difference_from_a_register_is_settled_before_anybody_verifies(rig: Rig) -> None:
    code = await otherwise(rig)
    dossier = await rig.until(code, lambda d: len(d.open_tasks) == 2)
    assert sorted((task.kind, task.about) for task in dossier.open_tasks) == [
        (DIFFERENCE, "Mẹ: Họ, chữ đệm, tên"),
        (DIFFERENCE, "Mẹ: Ngày sinh"),
    ]
    for task in dossier.open_tasks:
        await rig.do(code, DIFFERENCE, PROVED, REGISTRAR, about=task.about)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)


async def test_what_was_settled_is_not_asked_again_when_something_else_is_put_right(rig: Rig) -> None:
    code = await otherwise(rig)
    await rig.do(code, DIFFERENCE, PROVED, REGISTRAR, about="Mẹ: Họ, chữ đệm, tên")
    await rig.do(code, DIFFERENCE, PROPOSE, REGISTRAR, about="Mẹ: Ngày sinh")
    await rig.do(code, "forward_supplement", ASK, DESK)
    right = FORM | {"mother": FORM["mother"] | {"born": "1996-04-03"}}
    await rig.do(code, "supply", supplied(right), MOTHER)
    await rig.task(code, "verify")
    opened = [row["key"] for row in await rig.ledger.whole(code) if row["act"].get("kind") == DIFFERENCE]
    assert sorted(map(asking_of, opened)) == ["difference/Mẹ: Họ, chữ đệm, tên", "difference/Mẹ: Ngày sinh"]


async def test_every_commune_is_asked_at_once_and_a_marriage_that_stands_anywhere_is_the_answer(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = None
    code = await rig.apply(MarriageStatus, TWO)
    await rig.do(code, "receive", ACCEPT, DESK)
    dossier = await rig.until(code, lambda d: len(d.open_tasks) == 2)
    assert {task.agency for task in dossier.open_tasks} == {NEIGHBOUR, THIRD}
    for agency, status in ((NEIGHBOUR, "single"), (THIRD, "married")):
        task = next(task for task in dossier.open_tasks if task.agency == agency)
        act = finding(status).model_copy(update={"task": task.id})
        await rig.ledger.act(code, act, ABROAD.model_copy(update={"agency": agency}))
        await rig.deliver()
    assert await to_the_fee(rig, code) == "Hiện tại đang có chồng"


async def test_where_one_commune_does_not_answer_the_citizen_answers_for_that_time(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = None
    code = await rig.apply(MarriageStatus, TWO)
    await rig.do(code, "receive", ACCEPT, DESK)
    dossier = await rig.until(code, lambda d: len(d.open_tasks) == 2)
    for task, act in zip(
        dossier.open_tasks, (finding("single"), acts.Done(task="", decision="not_found")), strict=True
    ):
        officer = ABROAD.model_copy(update={"agency": task.agency})
        await rig.ledger.act(code, act.model_copy(update={"task": task.id}), officer)
        await rig.deliver()
    await rig.task(code, "commitment")


async def test_what_one_commune_found_is_not_another_s_answer_once_the_homes_are_corrected(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = None
    code = await rig.apply(MarriageStatus, EARLIER)
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "verify_elsewhere", finding("divorced"), ABROAD)
    await rig.do(code, "verify", PROPOSE, REGISTRAR)
    await rig.do(code, "forward_supplement", ASK, DESK)
    moved = EARLIER | {"earlier": [EARLIER["earlier"][0] | {"commune": THIRD}]}
    await rig.do(code, "supply", supplied(moved), MOTHER)
    assert (await rig.task(code, "verify_elsewhere")).agency == THIRD


ENDED = Marriage(certificate="12/2015", registered_on=date(2015, 5, 1), registered_at="Phường Phố Hiến", in_force=False)


@pytest.mark.parametrize("known", [None, ENDED], ids=["unknown", "ended"])
async def test_nobody_is_entered_as_father_who_is_not_married_to_the_mother(rig: Rig, known: Marriage | None) -> None:
    rig.civil_status.answers["marriage_of"] = known
    code = await rig.file()
    await rig.do(code, "receive", ACCEPT, DESK)
    said = {"married": False, "evidence": "Không có trong Sổ đăng ký kết hôn"}
    await rig.do(code, "verify_marriage", acts.Done(task="", decision="answer", personal={"answer": said}), REGISTRAR)
    assert (await rig.task(code, "refuse")).reason == UNMARRIED
    await rig.do(code, "refuse", PROPOSE, LEADER)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.do(code, "supply", supplied(FORM | {"father": None}), MOTHER)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    assert rig.press.printed[-1]["father"] is None


async def test_a_decision_is_handed_over_at_once_and_carried_out_for_months(rig: Rig) -> None:
    code = await test_unemployment_benefit.accepted(rig)
    told = await test_unemployment_benefit.decided(rig, code)
    await rig.do(code, "hand_over", HANDED, CENTRE)
    dossier = await rig.engine.dossier(code, ENGINE)
    assert (dossier.status, dossier.received, dossier.ended) == (Status.DONE, True, False)
    await rig.ledger.act(code, acts.Rated(stars=5), MOTHER)
    for month in (1, 2):
        await skip_to(rig, code, month_begins(told, month))
        await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await skip_to(rig, code, month_begins(told, 3))
    rows = await rig.ended(code)
    assert [row["act"]["type"] for row in rows][-1] == "duties_done"
    assert (await rig.engine.dossier(code, ENGINE)).status == Status.DELIVERED


async def test_who_never_comes_for_the_decision_is_paid_all_the_same(rig: Rig) -> None:
    code = await test_unemployment_benefit.accepted(rig)
    told = await test_unemployment_benefit.decided(rig, code)
    for month in (1, 2):
        await skip_to(rig, code, month_begins(told, month))
        await rig.do(code, "job_search_report", REPORTED, MOTHER)
    await skip_to(rig, code, month_begins(told, 3))
    dossier = await rig.until(code, lambda d: [task.kind for task in d.open_tasks] == ["hand_over"])
    assert not dossier.ended
    await rig.do(code, "hand_over", HANDED, CENTRE)
    await rig.ended(code)
    assert (await rig.engine.dossier(code, ENGINE)).status == Status.DELIVERED
