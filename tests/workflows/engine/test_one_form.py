"""What is sealed is what was asked, looked up and agreed: of the form as it stands, whatever changed on the way."""

from typing import Any

import pytest

from activities.connector import EntryRefused
from domain.base import refusals
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.keys import asking_of
from domain.tasks.words import CHANGED
from domain.vietnam.queries.civil_status import MaritalStatus
from domain.vietnam.queries.criminal_records import Conviction, CriminalRecord
from tests.support.examples import DESK, FATHER, MOTHER, REGISTRAR
from tests.workflows.engine.test_corrections import ASK, PROPOSE, by_supplement, supplied
from tests.workflows.rig import ACCEPT, AGREED, VERIFIED, Rig, go_on
from tests.workflows.vietnam.civil_status import test_marriage, test_marriage_status
from tests.workflows.vietnam.civil_status.test_marriage import COUPLE, groom
from tests.workflows.vietnam.civil_status.test_marriage_status import to_the_fee
from tests.workflows.vietnam.police import test_judicial_record
from tests.workflows.vietnam.police.test_judicial_record import THEFT, given
from tests.workflows.vietnam.police.test_licence_exchange import COUNTER, SPECIALIST
from tests.workflows.vietnam.social import test_unemployment_benefit
from tests.workflows.vietnam.social.test_unemployment_benefit import ADVISER, CENTRE
from workflows.vietnam.civil_status.marriage_status import MarriageStatus

MARRIED = MaritalStatus(status="married", paper="12/2015")
WORD = {"status": "single", "statement": "Tôi cam đoan chưa kết hôn với ai."}


def named(form: dict[str, Any], who: str, name: str) -> dict[str, Any]:
    """The form with another name of somebody in it."""
    return form | {who: form[who] | {"full_name": name}}


async def steps(rig: Rig, code: str, kind: str) -> list[str]:
    """The keys under which something of a kind happened, in order."""
    return [row["key"] for row in await rig.ledger.whole(code) if row["act"]["type"] == kind]


async def test_whom_no_register_knew_by_a_misspelt_name_is_looked_up_again_once_it_is_corrected(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = None
    code = await rig.apply(MarriageStatus, named(test_marriage_status.FORM, "person", "Tạ Kiều Oan"))
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "commitment", acts.Done(task="", decision="answer", personal={"answer": WORD}), MOTHER)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    rig.civil_status.answers["marital_status_of"] = MARRIED
    await rig.do(code, "confirm", acts.Corrected(task="", personal={"form": test_marriage_status.FORM}), MOTHER)
    assert (await rig.task(code, "verify")).reason == CHANGED.vi
    assert await to_the_fee(rig, code) == "Hiện tại đang có chồng (Giấy chứng nhận kết hôn số 12/2015)"
    assert [asking_of(step) for step in await steps(rig, code, "answered")] == ["status", "home", "status"]
    approval = next(task for task in (await rig.engine.dossier(code, ENGINE)).tasks.values() if task.kind == "approve")
    assert {asking_of(step) for step in approval.grounds} == {
        "status",
        "home",
        "verify",
        "confirm",
    }, "the word counts no more"


async def test_a_record_is_looked_up_again_when_a_supplement_corrects_whose_it_is(rig: Rig) -> None:
    code = await test_judicial_record.accepted(rig)
    rig.criminal_records.answers["criminal_record_of"] = CriminalRecord(finding="convicted", convictions=(THEFT,))
    await by_supplement(rig, code, named(test_judicial_record.ASKED, "person", "Tạ Kiều Oan"), SPECIALIST, COUNTER)
    convictions = (await given(rig, code))["convictions"]
    assert [Conviction.model_validate(one) for one in convictions] == [THEFT]


async def both_unknown(rig: Rig) -> str:
    """A couple of whom the register knows neither: an officer finds out about each."""
    return await test_marriage.accepted(rig, None)


async def bring_another_groom(rig: Rig, code: str, about: str) -> None:
    """Whoever looks into one of the two finds the groom's name misspelt, and has it corrected."""
    await rig.do(code, "verify_status", PROPOSE, REGISTRAR, about=about)
    await rig.do(code, "forward_supplement", ASK, DESK)
    await rig.do(code, "supply", supplied(groom(full_name="Trịnh Quốc Bão")), MOTHER)


async def test_what_was_found_out_about_one_stands_when_the_other_is_corrected(rig: Rig) -> None:
    code = await both_unknown(rig)
    await rig.do(code, "verify_status", test_marriage.found("single"), REGISTRAR, about="Bên nữ")
    await bring_another_groom(rig, code, "Bên nam")
    await rig.do(code, "verify_status", test_marriage.found("divorced"), REGISTRAR, about="Bên nam")
    assert (await rig.task(code, "verify")).reason == ""
    opened = [asking_of(step) for step in await steps(rig, code, "task_opened")]
    assert (opened.count("verify_status/Bên nữ"), opened.count("verify_status/Bên nam")) == (1, 2)


async def test_a_task_on_the_form_of_before_is_called_off_and_the_history_says_why(rig: Rig) -> None:
    code = await both_unknown(rig)
    old = await rig.task(code, "verify_status", "Bên nam")
    await bring_another_groom(rig, code, "Bên nữ")
    await rig.until(code, lambda dossier: not dossier.tasks[old.id].open)
    with pytest.raises(refusals.TaskClosed):
        await rig.ledger.act(code, test_marriage.found("single").model_copy(update={"task": old.id}), REGISTRAR)
    for side in ("Bên nam", "Bên nữ"):
        assert (await rig.task(code, "verify_status", side)).reason == CHANGED.vi
        await rig.do(code, "verify_status", test_marriage.found("single"), REGISTRAR, about=side)
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    assert (await test_marriage.married(rig, code))["husband"]["full_name"] == "Trịnh Quốc Bão"


async def test_who_agreed_to_marry_is_asked_again_when_the_form_is_another(rig: Rig) -> None:
    code = await test_marriage.accepted(rig)
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    other = COUPLE | {"wife": COUPLE["wife"] | {"residence": "tỉnh Thái Bình"}}
    await rig.do(code, "confirm", acts.Corrected(task="", personal={"form": other}), MOTHER)
    for kind, act, actor in (
        ("verify", VERIFIED, REGISTRAR),
        ("confirm", AGREED, MOTHER),
        ("sign_together", test_marriage.SIGNED, REGISTRAR),
    ):
        await rig.do(code, kind, act, actor)
    dossier = await rig.until(code, lambda d: [task.kind for task in d.open_tasks] == ["consent"])
    assert dossier.approved == ""
    await rig.do(code, "consent", acts.Consented(task=""), FATHER)
    await rig.task(code, "approve")


async def test_what_a_register_will_not_enter_is_with_the_specialist_again_and_nobody_is_asked_twice(rig: Rig) -> None:
    rig.civil_status.faults["birth_entry"] = EntryRefused("HTTP 409 already-registered")
    code = await rig.file()
    await go_on(rig, code, "receive", "verify", "confirm", "approve")
    again = await rig.task(code, "verify")
    assert again.reason == acts.ApprovalVoided.told.vi
    assert not rig.press.printed
    rig.heal()
    await go_on(rig, code, "verify", "approve", "hand_over")
    kinds = [row["act"]["type"] for row in await rig.ended(code)]
    assert (kinds.count("approved"), kinds.count("approval_voided"), kinds.count("confirmed")) == (2, 1, 1)
    assert kinds.index("approval_voided") < kinds.index("numbered")


async def test_days_that_ran_are_kept_when_the_form_is_corrected(rig: Rig) -> None:
    code = await test_unemployment_benefit.accepted(rig)
    wait = await rig.task(code, "found_work")
    asked = test_unemployment_benefit.form(test_unemployment_benefit.today(rig)) | {"reason": "Thỏa thuận chấm dứt"}
    await rig.do(code, "job_end", test_unemployment_benefit.LAWFUL, ADVISER)
    await by_supplement(rig, code, asked, ADVISER, CENTRE)
    await rig.task(code, "job_end")
    assert [task for task in (await rig.engine.dossier(code, ENGINE)).open_tasks if task.kind == "found_work"] == [
        (await rig.engine.dossier(code, ENGINE)).tasks[wait.id]
    ]
