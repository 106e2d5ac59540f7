"""A supplement may correct the form: whoever goes on with it goes on with the corrected one."""

from datetime import timedelta
from typing import Any

from domain.dossier import acts
from domain.dossier.acts import ENGINE, Actor
from domain.dossier.journal import form_of
from domain.dossier.keys import asking_of
from domain.tasks.model import APPROVE
from tests.support.examples import DESK, FATHER, FORM, LEADER, MOTHER, REGISTRAR, RULES
from tests.workflows.rig import APPROVED, Rig, go_on
from tests.workflows.vietnam.residence.test_permanent_residence import CHIEF, POLICE_DESK, POLICEMAN
from tests.workflows.vietnam.residence.test_temporary_residence import accepted as lodged
from tests.workflows.vietnam.residence.test_temporary_residence import stay
from tests.workflows.vietnam.social.test_monthly_allowance import FORM as ALLOWANCE
from tests.workflows.vietnam.social.test_monthly_allowance import accepted
from workflows.vietnam.social.monthly_allowance import MonthlyAllowance

ASK = acts.SupplementRequested(task="", items=("Tờ khai đúng",), reason="Tên trẻ viết sai")
PROPOSE = acts.SupplementProposed(task="", items=("Tờ khai đúng",), reason="Tên trẻ viết sai")


def named(given: str) -> dict[str, Any]:
    """The form with this name of the child."""
    return FORM | {"child": FORM["child"] | {"given_name": given}}


def supplied(form: dict[str, Any]) -> acts.Supplied:
    """No paper was missing, the form was wrong."""
    return acts.Supplied(task="", personal={"documents": [], "form": form})


async def test_what_was_corrected_at_the_desk_is_what_is_examined(rig: Rig) -> None:
    code = await rig.file()
    await rig.do(code, "receive", ASK, DESK)
    await rig.do(code, "supply", supplied(named("Vi")), MOTHER)
    await go_on(rig, code)
    await rig.ended(code)
    assert rig.press.printed[0]["child"]["given_name"] == "Vi"


async def test_what_was_corrected_while_it_was_verified_is_what_is_shown_approved_and_printed(rig: Rig) -> None:
    code = await rig.file()
    await go_on(rig, code, "receive")
    await rig.do(code, "verify", PROPOSE, REGISTRAR)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.do(code, "supply", supplied(named("Vi")), MOTHER)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    assert rig.press.printed[0]["child"]["given_name"] == "Vi"


async def test_the_draft_that_is_corrected_after_a_corrected_supplement_stands(rig: Rig) -> None:
    code = await rig.file()
    await rig.do(code, "receive", ASK, DESK)
    await rig.do(code, "supply", supplied(named("Vi")), MOTHER)
    await go_on(rig, code, "receive", "verify")
    await rig.do(code, "confirm", acts.Corrected(task="", personal={"form": named("Vỹ An")}), MOTHER)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    assert rig.press.printed[0]["child"]["given_name"] == "Vỹ An"


async def by_supplement(rig: Rig, code: str, form: dict[str, Any], specialist: Actor, desk: Actor = DESK) -> None:
    """The specialist finds the form wrong, the desk asks, and it comes corrected."""
    await rig.do(code, "verify", PROPOSE, specialist)
    await rig.do(code, "forward_supplement", ASK, desk)
    await rig.do(code, "supply", supplied(form), MOTHER)


async def test_what_is_proposed_again_of_a_form_that_came_back_is_asked_of_the_applicant_again(rig: Rig) -> None:
    """The supplement that was asked for when the form was the same before answers for that time alone."""
    code = await rig.file(rules=RULES.model_copy(update={"supplement_limit": 9}))
    await go_on(rig, code, "receive")
    for given in ("Vi", "Vy", "Vi", "Vy", "Vi"):
        await by_supplement(rig, code, named(given), REGISTRAR)
        await rig.lose(code)
        await rig.wake(code)
    await go_on(rig, code, "verify", "confirm", "approve", "hand_over")
    await rig.ended(code)
    asked = [event for event in await rig.engine.events(code, ENGINE) if event.act.type == "supplement_requested"]
    assert (len(asked), rig.press.printed[0]["child"]["given_name"]) == (5, "Vi")


async def test_whoever_reads_the_form_reads_the_corrected_one(rig: Rig) -> None:
    code = await rig.file()
    await rig.do(code, "receive", ASK, DESK)
    await rig.do(code, "supply", supplied(named("Vi")), MOTHER)
    assert form_of(await rig.ledger.api.events(code, DESK))["child"]["given_name"] == "Vi"
    rows = await rig.ledger.whole(code)
    assert "given_name" not in str([row["act"] for row in rows]), "it is personal"


async def test_a_stay_that_becomes_too_long_by_a_correction_is_refused(rig: Rig) -> None:
    code = await lodged(rig, stay(rig))
    await by_supplement(rig, code, stay(rig, days=900), POLICEMAN, POLICE_DESK)
    assert "Thời hạn tạm trú quá" in (await rig.task(code, "refuse")).reason


async def test_a_stay_that_is_corrected_within_the_law_is_entered_as_corrected(rig: Rig) -> None:
    code = await lodged(rig, stay(rig))
    await by_supplement(rig, code, stay(rig, days=200), POLICEMAN, POLICE_DESK)
    await rig.do(code, "verify", acts.Done(task="", decision="confirm"), POLICEMAN)
    assert not any(task.kind == APPROVE for task in (await rig.engine.dossier(code, ENGINE)).open_tasks)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.do(code, "approve", APPROVED, CHIEF)
    await rig.task(code, "hand_over")
    assert rig.press.printed[-1]["until"] == stay(rig, days=200)["until"]


async def test_a_workflow_that_was_lost_reads_each_form_where_it_was_read_before(rig: Rig) -> None:
    code = await accepted(rig, ALLOWANCE | {"kind": "special"})
    await rig.do(code, "refuse", PROPOSE, LEADER)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.do(code, "supply", supplied(ALLOWANCE | {"kind": "elderly"}), MOTHER)
    proposed = await rig.task(code, "refuse")
    assert (asking_of(proposed.step), proposed.step != "refuse/entitled") == ("refuse/entitled", True)
    await rig.handle(code).terminate("lost")
    await rig.wake(code, procedure=MonthlyAllowance.code)
    await rig.skip(code, timedelta(minutes=1))
    assert [task.step for task in (await rig.engine.dossier(code, DESK)).open_tasks] == [proposed.step]
    await rig.do(code, "refuse", acts.Refused(task="", reason=proposed.reason), LEADER)
    await rig.ended(code)
