"""Marriage-status certificate (1.004873), each test named for what happens under the law."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.base import refusals
from domain.base.law import Role, Status
from domain.dossier import acts
from domain.filing.model import SETTLED
from domain.vietnam.people.declared import Resident
from domain.vietnam.queries.civil_status import MaritalStatus
from domain.vietnam.queries.residence import Home
from tests.support.examples import COMMUNE, DESK, LEADER, MOTHER, MOTHER_NUMBER, NEIGHBOUR, REGISTRAR, officer
from tests.workflows.rig import ACCEPT, AGREED, APPROVED, VERIFIED, Rig
from workflows.engine.forms import Filing
from workflows.vietnam.civil_status.marriage_status import (
    FREE,
    UNSAID,
    MarriageStatus,
    MarriageStatusForm,
    sentence,
    stays,
)

ABROAD = officer("neighbour", Role.CIVIL_STATUS_OFFICER, agency=NEIGHBOUR)
FORM: dict[str, Any] = {
    "person": {
        "number": MOTHER_NUMBER,
        "full_name": "Tạ Kiều Oanh",
        "born": "1996-04-02",
        "residence": "tỉnh Hưng Yên",
        "commune": COMMUNE,
    },
    "purpose": "loan",
    "purpose_text": "vay vốn tại ngân hàng",
}
TO_MARRY = FORM | {
    "purpose": "marriage",
    "purpose_text": "đăng ký kết hôn",
    "partner": {
        "full_name": "Trịnh Quốc Bảo",
        "born": "1994-09-30",
        "identity": "033094000028",
        "where": "Ủy ban nhân dân phường Phố Hiến",
    },
}
EARLIER = FORM | {"earlier": [{"commune": NEIGHBOUR, "since": "2014-05-01", "until": "2019-08-31"}]}
SINGLE = MaritalStatus(status="single")
MISSING_PAPER = acts.SupplementProposed(task="", items=("Giấy xác nhận",), reason="Thiếu giấy tờ")


async def to_the_fee(rig: Rig, code: str) -> str:
    """Verify, agree, approve, and give what the certificate will say once it is paid."""
    await rig.do(code, "verify", VERIFIED, REGISTRAR)
    await rig.do(code, "confirm", AGREED, MOTHER)
    await rig.do(code, "approve", APPROVED, LEADER)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), DESK)
    await rig.until(code, lambda d: d.status == Status.DONE)
    return str(rig.press.printed[-1]["status"])


async def test_what_the_register_knows_is_certified(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = SINGLE
    code = await rig.apply(MarriageStatus, FORM)
    await rig.do(code, "receive", ACCEPT, DESK)
    assert await to_the_fee(rig, code) == "Hiện tại chưa đăng ký kết hôn với ai"
    assert (rig.press.printed[-1]["valid_months"], rig.press.printed[-1]["purpose"]) == (6, "vay vốn tại ngân hàng")


STANDINGS = [
    (
        MaritalStatus(status="married", since=date(2010, 10, 9), paper="11/2010", spouse="Nguyễn Văn Trường"),
        "Hiện tại đang có chồng là ông Nguyễn Văn Trường (Giấy chứng nhận kết hôn số 11/2010, cấp ngày 09/10/2010)",
    ),
    (
        MaritalStatus(status="divorced", since=date(2019, 6, 17), paper="87/2019/QĐST-HNGĐ"),
        (
            "Đã đăng ký kết hôn nhưng đã ly hôn theo Bản án/Quyết định số 87/2019/QĐST-HNGĐ ngày 17/06/2019 "
            f"của Tòa án, {FREE}"
        ),
    ),
    (
        MaritalStatus(status="widowed", since=date(2024, 2, 3), paper="05/2024", spouse="Nguyễn Văn Trường"),
        (
            "Đã đăng ký kết hôn nhưng chồng là ông Nguyễn Văn Trường đã chết ngày 03/02/2024 "
            f"(Trích lục khai tử số 05/2024), {FREE}"
        ),
    ),
    (MaritalStatus(status="married"), "Hiện tại đang có chồng"),
    (MaritalStatus(status="widowed"), f"Đã đăng ký kết hôn nhưng chồng đã chết, {FREE}"),
]


@pytest.mark.parametrize(("known", "said"), STANDINGS, ids=lambda value: getattr(value, "status", ""))
def test_a_certificate_names_spouse_paper_and_day_as_far_as_the_register_has_them(
    known: MaritalStatus, said: str
) -> None:
    assert sentence(Resident.model_validate(FORM["person"]), known) == said


def test_a_husband_has_a_wife() -> None:
    man = Resident.model_validate(FORM["person"] | {"number": "033085784148"})
    known = MaritalStatus(status="married", spouse="Phạm Thị Hoa")
    assert sentence(man, known) == "Hiện tại đang có vợ là bà Phạm Thị Hoa"


async def test_another_commune_that_knows_is_believed(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = None
    code = await rig.apply(MarriageStatus, EARLIER)
    await rig.do(code, "receive", ACCEPT, DESK)
    finding = {"status": "divorced", "evidence": "Sổ đăng ký kết hôn năm 2016"}
    answered = acts.Done(task="", decision="answer", personal={"answer": finding})
    await rig.do(code, "verify_elsewhere", answered, ABROAD)
    assert await to_the_fee(rig, code) == f"Đã đăng ký kết hôn nhưng đã ly hôn, {FREE}"


async def test_what_a_commune_found_in_its_books_is_certified_with_spouse_and_paper(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = None
    code = await rig.apply(MarriageStatus, EARLIER)
    await rig.do(code, "receive", ACCEPT, DESK)
    told = {"spouse": "Nguyễn Văn Trường", "paper": "11/2010", "since": "2010-10-09"}
    finding = {"status": "married", "evidence": "Sổ đăng ký kết hôn năm 2010"} | told
    answered = acts.Done(task="", decision="answer", personal={"answer": finding})
    await rig.do(code, "verify_elsewhere", answered, ABROAD)
    assert await to_the_fee(rig, code) == STANDINGS[0][1]


async def test_a_certificate_to_marry_names_whom_and_where(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = SINGLE
    code = await rig.apply(MarriageStatus, TO_MARRY)
    await rig.do(code, "receive", ACCEPT, DESK)
    await to_the_fee(rig, code)
    assert rig.press.printed[-1]["purpose"] == (
        "đăng ký kết hôn với Trịnh Quốc Bảo, sinh ngày 30/09/1994, số 033094000028, tại Ủy ban nhân dân phường Phố Hiến"
    )


async def test_who_is_married_is_given_no_certificate_to_marry(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = MaritalStatus(status="married")
    code = await rig.apply(MarriageStatus, TO_MARRY)
    await rig.do(code, "receive", ACCEPT, DESK)
    reason = (await rig.task(code, "refuse")).reason
    assert "không được xác nhận để đăng ký kết hôn: ông/bà nộp bản án" in reason
    await rig.do(code, "refuse", acts.Refused(task="", reason=reason), LEADER)
    await rig.ended(code)
    assert not rig.press.printed


def test_nobody_is_to_marry_somebody_unnamed() -> None:
    form = MarriageStatusForm.model_validate(TO_MARRY | {"partner": None})
    filing = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17))
    assert ["ghi người dự định kết hôn" in fault.vi for fault in form.faults(filing)] == [True]
    assert not form.faults(filing.model_copy(update={"edition": SETTLED}))


async def test_another_commune_has_three_working_days_and_then_the_citizen_s_word_stands(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = None
    code = await rig.apply(MarriageStatus, EARLIER)
    await rig.do(code, "receive", ACCEPT, DESK)
    task = await rig.task(code, "verify_elsewhere")
    assert task.lapses_at
    await rig.skip(code, task.lapses_at - rig.ledger.clock() + timedelta(minutes=1))
    committed = {"status": "single", "statement": "Tôi cam đoan chưa kết hôn với ai."}
    await rig.do(code, "commitment", acts.Done(task="", decision="answer", personal={"answer": committed}), MOTHER)
    assert await to_the_fee(rig, code) == "Hiện tại chưa đăng ký kết hôn với ai"
    late = acts.Done(task=task.id, decision="not_found")
    with pytest.raises(refusals.TaskClosed, match="lapsed"):
        await rig.ledger.act(code, late, ABROAD)


async def test_the_case_that_is_verified_elsewhere_has_its_own_term(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = SINGLE
    terms = []
    for form in (FORM, EARLIER):
        code = await rig.apply(MarriageStatus, form)
        await rig.do(code, "receive", ACCEPT, DESK)
        dossier = await rig.until(code, lambda d: d.accepted_at is not None)
        terms.append(dossier.law.term_of(dossier.case).amount)
    assert terms == [3, 6]


async def test_what_a_specialist_misses_the_desk_asks_for(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = SINGLE
    code = await rig.apply(MarriageStatus, FORM)
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "verify", MISSING_PAPER, REGISTRAR)
    forward = await rig.task(code, "forward_supplement")
    assert "Giấy xác nhận" in forward.reason
    asked = acts.SupplementRequested(task="", items=("Giấy xác nhận",), reason="Thiếu giấy tờ")
    due = (await rig.do(code, "forward_supplement", asked, DESK)).due_at
    await rig.task(code, "supply")
    rig.ledger.clock.turn(timedelta(days=7))  # A week: working days pass whatever day it is.
    supplied = await rig.do(code, "supply", acts.Supplied(task="", documents=("e" * 64,)), MOTHER)
    assert due
    assert supplied.due_at
    assert supplied.due_at > due
    assert await to_the_fee(rig, code)


async def test_a_supplement_that_the_desk_will_not_ask_for_goes_back_to_the_specialist(rig: Rig) -> None:
    rig.civil_status.answers["marital_status_of"] = SINGLE
    code = await rig.apply(MarriageStatus, FORM)
    await rig.do(code, "receive", ACCEPT, DESK)
    await rig.do(code, "verify", MISSING_PAPER, REGISTRAR)
    await rig.do(code, "forward_supplement", acts.Done(task="", decision="return"), DESK)
    assert await to_the_fee(rig, code)


async def test_what_is_not_supplied_in_thirty_days_stops_the_dossier(rig: Rig) -> None:
    code = await rig.apply(MarriageStatus, FORM)
    asked = acts.SupplementRequested(task="", items=("Giấy xác nhận",), reason="Thiếu giấy tờ")
    await rig.do(code, "receive", asked, DESK)
    task = await rig.task(code, "supply")
    await rig.skip(code, timedelta(days=30, minutes=1))
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, MOTHER)
    assert (dossier.status, dossier.reason) == (Status.STOPPED, "Quá 30 ngày không bổ sung hồ sơ.")
    with pytest.raises(refusals.DossierEnded):
        await rig.ledger.act(code, acts.Supplied(task=task.id), MOTHER)


async def accepted(rig: Rig, **changes: Any) -> str:
    """Somebody whom the register knows to be single, and a desk that accepted it."""
    rig.civil_status.answers["marital_status_of"] = SINGLE
    papers = (("former", rig.scan),) if changes.get("former") == "handed_in" else ()
    code = await rig.apply(MarriageStatus, FORM | changes, papers=papers)
    await rig.do(code, "receive", ACCEPT, DESK)
    return code


async def test_the_certificate_says_where_the_person_lived_from_when_to_when(rig: Rig) -> None:
    home = Home(commune=COMMUNE, address="Số 5", household="1", head=MOTHER_NUMBER, since=date(2019, 9, 1))
    rig.residence.answers["home_of"] = home
    earlier = [EARLIER["earlier"][0] | {"residence": "phường Sơn Nam, tỉnh Hưng Yên"}]
    await to_the_fee(rig, await accepted(rig, earlier=earlier, since="2019-01-01"))
    assert rig.press.printed[-1]["lived"] == (
        "tại phường Sơn Nam, tỉnh Hưng Yên từ ngày 01/05/2014 đến ngày 31/08/2019;"
        " tại tỉnh Hưng Yên từ ngày 01/09/2019 đến nay"
    )


@pytest.mark.parametrize(
    ("since", "lived"), [("2019-01-01", "tại tỉnh Hưng Yên từ ngày 01/01/2019 đến nay"), (None, "")]
)
def test_of_somebody_whose_home_no_register_has_the_certificate_says_what_they_say(
    since: str | None, lived: str
) -> None:
    form = MarriageStatusForm.model_validate(FORM | {"since": since})
    assert stays(form, None) == lived
    other = Home(commune=NEIGHBOUR, address="Số 5", household="1", head=MOTHER_NUMBER, since=date(2015, 3, 1))
    assert stays(form, other) == lived


async def test_the_former_certificate_is_taken_in_before_another_is_given(rig: Rig) -> None:
    code = await accepted(rig, former="handed_in")
    await rig.do(code, "take_former", VERIFIED, REGISTRAR)
    assert await to_the_fee(rig, code)


LOST = {"former": "lost", "former_why": "Bị mất khi chuyển nhà", "former_at": NEIGHBOUR}


@pytest.mark.parametrize(("status", "then"), [("married", "refuse"), ("single", "verify")])
async def test_where_the_former_one_is_lost_the_commune_of_that_marriage_is_asked(
    rig: Rig, status: str, then: str
) -> None:
    code = await accepted(rig, **{**TO_MARRY, **LOST})
    finding = {"status": status, "evidence": "Sổ đăng ký kết hôn năm 2026"}
    answered = acts.Done(task="", decision="answer", personal={"answer": finding})
    await rig.do(code, "verify_former", answered, ABROAD)
    assert await rig.task(code, then)


@pytest.mark.parametrize("former_at", ["", COMMUNE, NEIGHBOUR])
async def test_where_nobody_knows_of_that_marriage_the_citizen_commits_themself(rig: Rig, former_at: str) -> None:
    code = await accepted(rig, **LOST | {"former_at": former_at})
    if former_at == NEIGHBOUR:
        await rig.do(code, "verify_former", acts.Done(task="", decision="not_found"), ABROAD)
    committed = {"status": "single", "statement": "Tôi cam đoan chưa kết hôn với ai."}
    await rig.do(code, "commitment", acts.Done(task="", decision="answer", personal={"answer": committed}), MOTHER)
    assert await rig.task(code, "verify")


def test_who_cannot_hand_the_former_one_in_says_why() -> None:
    form = MarriageStatusForm.model_validate(FORM | {"former": "lost"})
    assert form.faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17))) == [UNSAID]
    [paper] = MarriageStatus.papers
    assert paper.may_be_brought({"former": "handed_in"})
    assert not paper.may_be_brought({"former": "lost"})
