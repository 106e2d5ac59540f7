"""Judicial record (3.000333), each test named for what happens under the law."""

from datetime import date
from typing import Any

import pytest

from domain.base.law import Status
from domain.base.words import Words
from domain.dossier import acts
from domain.vietnam.queries.criminal_records import Ban, Conviction, CriminalRecord
from tests.support.examples import FORM as FAMILY
from tests.support.examples import LAWS, MOTHER, MOTHER_NUMBER
from tests.workflows.rig import ACCEPT, APPROVED, HANDED, VERIFIED, Rig
from tests.workflows.vietnam.police.test_licence_exchange import COUNTER, DIRECTOR, SPECIALIST
from workflows.engine.forms import Filing
from workflows.vietnam.police.judicial_record import GAP, UNNAMED, JudicialRecord, JudicialRecordForm

ASKED: dict[str, Any] = {
    "person": FAMILY["mother"],
    "homes": [
        {"province": "01", "address": "Số 3, phố Huế", "since": "2009-08-15", "until": "2018-06-30"},
        {"province": "33", "address": "Số 12, đường Điện Biên", "since": "2018-07-01"},
    ],
    "number": 1,
    "purpose": "xin việc làm",
}
FORM_2: dict[str, Any] = {"number": 2, "father": "Tạ Văn Lâm", "mother": "không rõ"}
REFUNDED = ("refused", "withdrawn")
THEFT = Conviction(
    judgment="15/2024/HS-ST", on=date(2024, 4, 18), crime="Trộm cắp tài sản", punishment="Phạt tù 18 tháng"
)
DISORDER = Conviction(
    judgment="42/2015/HS-ST",
    on=date(2015, 9, 10),
    crime="Gây rối trật tự công cộng",
    punishment="Phạt tù 9 tháng, cho hưởng án treo",
    expunged=True,
)


async def accepted(rig: Rig, fee: int = 200_000, **changes: Any) -> str:
    """A dossier that is accepted and paid."""
    code = await rig.apply(JudicialRecord, ASKED | changes)
    await rig.do(code, "receive", ACCEPT, COUNTER)
    assert (await rig.task(code, "pay")).amount == fee
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), COUNTER)
    return code


async def owed(rig: Rig, code: str) -> int:
    """What of the fee goes back."""
    await rig.ended(code)
    dossier = await rig.engine.dossier(code, MOTHER)
    return sum(dossier.owed_back(task) for task in dossier.payments)


async def given(rig: Rig, code: str) -> dict[str, Any]:
    """Verify, approve and hand over; give what the record says."""
    await rig.do(code, "verify", VERIFIED, SPECIALIST)
    await rig.do(code, "approve", APPROVED, DIRECTOR)
    await rig.do(code, "hand_over", HANDED, COUNTER)
    await rig.ended(code)
    return rig.press.printed[-1]


def answered(*convictions: Conviction) -> acts.Done:
    """What the police of another place wrote."""
    said = {"reply": "512/PXM-PV06", "convictions": [one.model_dump(mode="json") for one in convictions]}
    return acts.Done(task="", decision="answer", personal={"answer": said})


async def test_who_was_never_convicted_has_no_record(rig: Rig) -> None:
    told = await given(rig, await accepted(rig))
    assert (told["form"], told["status"], told["convictions"]) == (1, "không có án tích", [])


@pytest.mark.parametrize("number", [1, 2])
async def test_a_conviction_that_stands_is_named_on_both_forms(rig: Rig, number: int) -> None:
    rig.criminal_records.answers["criminal_record_of"] = CriminalRecord(finding="convicted", convictions=(THEFT,))
    told = await given(rig, await accepted(rig, number=number))
    assert told["status"] == "có án tích"
    assert [one["judgment"] for one in told["convictions"]] == ["15/2024/HS-ST"]


@pytest.mark.parametrize(("number", "named"), [(1, []), (2, ["42/2015/HS-ST"])])
async def test_what_is_expunged_only_form_2_names(rig: Rig, number: int, named: list[str]) -> None:
    rig.criminal_records.answers["criminal_record_of"] = CriminalRecord(finding="clean", convictions=(DISORDER,))
    told = await given(rig, await accepted(rig, number=number))
    assert told["status"] == "không có án tích"
    assert [one["judgment"] for one in told["convictions"]] == named


BAN = Ban(decision="07/2025/QĐ-TBPS", on=date(2025, 6, 10), what="Thành lập, quản lý doanh nghiệp, hợp tác xã")


@pytest.mark.parametrize(
    ("changes", "named"),
    [({}, None), ({"bans": True}, ["07/2025/QĐ-TBPS"]), ({"number": 2}, ["07/2025/QĐ-TBPS"])],
    ids=["form 1", "form 1 that asks", "form 2"],
)
async def test_what_somebody_may_not_manage_form_2_names_and_form_1_where_it_is_asked(
    rig: Rig, changes: dict[str, Any], named: list[str] | None
) -> None:
    rig.criminal_records.answers["criminal_record_of"] = CriminalRecord(finding="clean", bans=(BAN,))
    told = await given(rig, await accepted(rig, **changes))
    assert (told["bans"] and [one["decision"] for one in told["bans"]]) == named


async def test_whom_nothing_is_forbidden_form_2_says_so(rig: Rig) -> None:
    told = await given(rig, await accepted(rig, number=2))
    assert told["bans"] == []


async def test_each_place_is_asked_and_the_term_is_longer(rig: Rig) -> None:
    rig.criminal_records.answers["criminal_record_of"] = CriminalRecord(finding="to_verify", places=("01", "31"))
    code = await accepted(rig)
    await rig.do(code, "verify_place", answered(THEFT), SPECIALIST, about="31")
    await rig.do(code, "verify_place", answered(), SPECIALIST, about="01")
    dossier = await rig.engine.dossier(code, MOTHER)
    assert (dossier.case, dossier.law.term_of(dossier.case).amount) == ("verification", 15)
    told = await given(rig, code)
    assert [one["crime"] for one in told["convictions"]] == ["Trộm cắp tài sản"]


async def test_of_whom_the_records_know_nothing_every_home_is_asked(rig: Rig) -> None:
    rig.criminal_records.answers["criminal_record_of"] = None
    code = await accepted(rig)
    for province in ("01", "33"):
        await rig.do(code, "verify_place", answered(), SPECIALIST, about=province)
    assert (await given(rig, code))["status"] == "không có án tích"


async def test_it_takes_five_working_days_and_some_pay_half(rig: Rig) -> None:
    code = await accepted(rig, fee=100_000, reduced=True)
    dossier = await rig.engine.dossier(code, MOTHER)
    assert dossier.law.term_of(dossier.case).amount == 5
    assert await given(rig, code)


@pytest.mark.parametrize(("day", "days", "refunded"), [(date(2026, 6, 30), 10, ()), (date(2026, 7, 1), 5, REFUNDED)])
def test_the_law_as_it_was_amended_holds_from_the_day_on_which_it_does(
    day: date, days: int, refunded: tuple[str, ...]
) -> None:
    rules = LAWS.in_force(JudicialRecord.code, day)
    assert (rules.term.amount, rules.fee and rules.fee.refunded_on) == (days, refunded)


async def test_who_withdraws_before_it_is_given_has_the_fee_back(rig: Rig) -> None:
    code = await accepted(rig)
    await rig.task(code, "verify")
    await rig.withdraw(code)
    assert await owed(rig, code) == 200_000


@pytest.mark.parametrize(("number", "kin"), [(1, {}), (2, {"cha": "Tạ Văn Lâm", "mẹ": "không rõ"})])
async def test_form_2_names_parents_and_spouse(rig: Rig, number: int, kin: dict[str, str]) -> None:
    told = await given(rig, await accepted(rig, **FORM_2 | {"number": number}))
    assert {one["who"]: one["full_name"] for one in told["kin"]} == kin


@pytest.mark.parametrize(
    ("changes", "faults"),
    [({"father": " "}, [UNNAMED]), ({"mother": ""}, [UNNAMED]), ({}, []), ({"number": 1, "father": ""}, [])],
)
def test_who_asks_for_form_2_names_both_parents(changes: dict[str, Any], faults: list[Words]) -> None:
    form = JudicialRecordForm.model_validate(ASKED | FORM_2 | changes)
    filing = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17))
    assert form.faults(filing) == faults
    assert not form.faults(filing.model_copy(update={"edition": 4})), "what was filed before is judged as it was"


async def test_form_2_is_not_asked_for_by_somebody_else(rig: Rig) -> None:
    rules = rig.engine.laws.in_force(JudicialRecord.code, rig.ledger.clock().date())
    form = JudicialRecordForm.model_validate(ASKED | {"number": 2}).model_dump(mode="json")
    code = await rig.file(
        procedure=JudicialRecord.code,
        receiving=COUNTER.agency,
        competent=COUNTER.agency,
        owner="o" * 32,
        rules=rules,
        case="",
        personal={"form": form, "applicant": {"number": MOTHER_NUMBER, "name": "Tạ Kiều Oanh"}},
    )
    await rig.do(code, "receive", ACCEPT, COUNTER)
    await rig.do(code, "pay", acts.MoneyIn(task="", transaction=f"cash/{code}", method="cash"), COUNTER)
    assert "không được ủy quyền" in (await rig.task(code, "refuse")).reason
    await rig.do(code, "refuse", acts.Refused(task="", reason="Không được ủy quyền"), DIRECTOR)
    assert await owed(rig, code) == 200_000
    assert (await rig.engine.dossier(code, MOTHER)).status == Status.STOPPED
    assert not rig.press.printed


@pytest.mark.parametrize(
    ("homes", "fault"),
    [
        (ASKED["homes"], None),
        (ASKED["homes"][1:], "từ khi đủ 14 tuổi"),
        ([*ASKED["homes"], {"province": "31", "address": "Số 9", "since": "2027-01-01"}], "tương lai"),
    ],
)
def test_every_home_since_the_age_of_fourteen_is_declared(homes: list[dict[str, Any]], fault: str | None) -> None:
    form = JudicialRecordForm.model_validate(ASKED | {"homes": homes})
    faults = form.faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17)))
    assert [fault in said.vi for said in faults if fault] == ([True] if fault else [])


@pytest.mark.parametrize(
    ("changes", "days"),
    [
        ({}, None),
        ({"until": "2018-06-29"}, ("30/06/2018", "30/06/2018")),
        ({"until": "2015-01-01"}, ("02/01/2015", "30/06/2018")),
    ],
)
def test_between_homes_no_day_is_left_out(changes: dict[str, Any], days: tuple[str, str] | None) -> None:
    homes = [ASKED["homes"][0] | changes, ASKED["homes"][1]]
    form = JudicialRecordForm.model_validate(ASKED | {"homes": homes})
    filing = Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17))
    faults = form.faults(filing)
    assert faults == ([GAP.format(*days)] if days else [])
    assert all("đề nghị ông/bà khai đủ" in fault.vi and "name it" in fault.en for fault in faults)
    assert not form.faults(filing.model_copy(update={"edition": 3})), "what was filed before is judged as it was"
    abroad = form.model_copy(update={"elsewhere": "2015–2018: Nhật Bản"})
    assert not abroad.faults(filing)


def test_the_last_home_is_that_of_today() -> None:
    homes = [*ASKED["homes"][:1], ASKED["homes"][1] | {"until": "2026-11-15"}]
    form = JudicialRecordForm.model_validate(ASKED | {"homes": homes})
    assert form.faults(Filing(applicant=MOTHER_NUMBER, day=date(2026, 11, 17))) == [
        GAP.format("16/11/2026", "17/11/2026")
    ]


def test_a_home_that_ends_before_it_begins_is_not_read() -> None:
    home = ASKED["homes"][0] | {"until": "2000-01-01"}
    with pytest.raises(ValueError, match="ends before it begins"):
        JudicialRecordForm.model_validate(ASKED | {"homes": [home]})
