"""The kit for packages: time passes when a test says so, registers are functions, officers of any office decide."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from api.services.filing import FormInvalid, MayNotFile, PaperMissing
from domain.base.refusals import Refusal
from domain.dossier.acts import Filed
from domain.vietnam.queries.population import Identity, IdentityOf
from domain.vietnam.queries.social import Beneficiary, Disability, MonthlyOrder
from motcua import Answer, Query, Role, Status
from motcua.testing import PAPER, Engine, FiledDossier, GaveUp, House, refusing, silent
from tests.support.examples import FORM as FAMILY
from tests.workflows.outside import IDENTITY, PERSON
from workflows.vietnam.business.household_business import HouseholdBusiness
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.insurance.child_card import ChildInsuranceCard
from workflows.vietnam.social.monthly_allowance import MonthlyAllowance

NUMBER, COMMUNE = PERSON.number, PERSON.commune
FORM: dict[str, Any] = {
    "person": FAMILY["mother"],
    "kind": "severe",
}
SEVERE = Disability(degree="severe", paper="0012/GXNKT-11953", issued_on=date(2024, 4, 15))
COPY = {
    "commune": COMMUNE,
    "title": "Bằng tốt nghiệp",
    "issuer": "Trường THPT Hưng Yên",
    "issued_on": "2015-07-01",
    "pages": 2,
}


def population(query: IdentityOf) -> Identity | None:
    """Who is known."""
    return IDENTITY if query.number == NUMBER else None


async def social(query: Query[Any]) -> Answer | None:
    """What the database of social assistance answers."""
    entered = Beneficiary(beneficiary="BTXH-2026-00001", entered_on=date(2026, 11, 25))
    paid = MonthlyOrder(order="CTXH-2026-00001")
    answers: dict[str, Answer] = {"disability_of": SEVERE, "new_allowance": entered, "monthly_payments": paid}
    return answers.get(query.kind)


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Started once."""
    async with Engine.started(tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture
async def house(engine: Engine) -> AsyncIterator[House]:
    """A house whose registers know who is disabled."""
    registers = {"population": population, "social": social, "insurance": lambda _: None}
    async with House.opened(engine, registers) as opened:
        yield opened


async def accepted(house: House, **changes: Any) -> FiledDossier:
    """Filed by the person, accepted by the desk."""
    dossier = await house.file(MonthlyAllowance, FORM | changes, by=house.citizen(NUMBER))
    await dossier.decide("receive", "accept")
    return dossier


async def test_a_posting_elapses_and_the_result_says_what_it_should(house: House) -> None:
    dossier, filed_on = await accepted(house), house.today
    await dossier.decide("verify", "confirm")
    await dossier.lapse("posting")
    assert house.today > filed_on + timedelta(days=1)
    await dossier.decide("approve", "approve")
    assert (await dossier.printed())["amount"] > 0
    await dossier.decide("pay_cash", "paid")
    await dossier.decide("hand_over", "hand_over")
    assert (await dossier.ended()).status == Status.DELIVERED
    assert "lapsed" in await dossier.happened()


async def test_what_is_filed_is_reviewed_where_its_office_has_units(house: House) -> None:
    card = {
        "child": {"number": "033326000011", "full_name": "Trịnh Hoàng Vỹ", "born": "2026-11-10"},
        "parent": NUMBER,
        "commune": COMMUNE,
        "clinic": "Trạm y tế phường Phố Hiến",
    }
    for procedure, form, units in ((ChildInsuranceCard, card, True), (MonthlyAllowance, FORM, False)):
        dossier = await house.file(procedure, form, by=house.citizen(NUMBER))
        filed = (await dossier.events())[0].act
        assert isinstance(filed, Filed)
        assert filed.reviewed is units


async def test_what_a_body_of_the_office_decides_in_its_own_name_is_filed_so(house: House) -> None:
    shop = {
        "owner": FAMILY["mother"],
        "name": "Hộ kinh doanh Cà phê Bãi Sậy",
        "address": "Số 12, đường Điện Biên",
        "commune": COMMUNE,
        "trades": [{"code": "5630", "name": "Dịch vụ phục vụ đồ uống"}],
        "capital": 50_000_000,
        "phone": "0912345678",
    }
    for procedure, form, organ in ((HouseholdBusiness, shop, "KT"), (MonthlyAllowance, FORM, "")):
        dossier = await house.file(procedure, form, by=house.citizen(NUMBER))
        assert (await dossier.look()).organ == organ


async def test_somebody_objects_while_it_is_posted(house: House) -> None:
    dossier = await accepted(house)
    await dossier.decide("verify", "confirm")
    await dossier.decide("posting", "objection", note="Không khuyết tật")
    await dossier.decide("objection", "founded")
    refuse = await dossier.task("refuse")
    assert refuse.reason == "Ý kiến không đồng ý khi niêm yết công khai là có căn cứ."
    await dossier.decide("refuse", "refuse", reason=refuse.reason)
    assert (await dossier.ended()).status == Status.STOPPED


async def test_where_a_register_is_silent_an_officer_answers_after_days(house: House) -> None:
    house.registers["social"] = silent
    dossier = await accepted(house)
    await dossier.until(lambda one: bool(one.waiting_agency))
    await house.skip(timedelta(days=6))
    await dossier.task("disability_by_hand")


async def test_where_a_register_refuses_an_officer_answers_at_once(house: House) -> None:
    house.registers["social"] = refusing
    dossier = await accepted(house)
    answer = SEVERE.model_dump(mode="json")
    await dossier.decide("disability_by_hand", "answer", answer=answer)
    await dossier.decide("allowances_by_hand", "not_found")
    await dossier.task("verify")


async def test_a_register_that_the_test_does_not_give_is_named(house: House) -> None:
    del house.registers["social"]
    dossier = await accepted(house)
    await dossier.until(lambda one: bool(one.waiting_agency))
    with pytest.raises(GaveUp) as gave:
        await dossier.task("verify", patience=0.1)
    said = "“social” does not answer, and the test gives no such register: House.opened(engine, {"
    assert said in str(gave.value)


async def test_who_waits_for_what_a_silent_register_keeps_is_told_to_skip_time(house: House) -> None:
    house.registers["social"], house.hopeless = silent, 0.5
    dossier = await accepted(house)
    with pytest.raises(GaveUp) as gave:
        await dossier.task("verify")
    said = str(gave.value)
    assert said.startswith(f"there is no task “verify”: {dossier.code} is accepted and waits for nobody;")
    assert "“social” does not answer; an officer answers in its place after house.skip(timedelta(days=5))" in said
    assert "; ," not in said


async def test_a_silence_that_the_test_wants_fills_no_page(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.registers["social"] = silent
    dossier = await accepted(house)
    await dossier.until(lambda one: bool(one.waiting_agency))
    assert "AgencyUnavailable" not in caplog.text


async def test_what_the_front_door_refuses_is_refused(house: House) -> None:
    citizen = house.citizen(NUMBER)
    with pytest.raises(FormInvalid):
        await house.file(MonthlyAllowance, FORM | {"kind": "rich"}, by=citizen)
    with pytest.raises(MayNotFile):
        await house.file(MonthlyAllowance, FORM, by=house.citizen("033094000028"))
    with pytest.raises(PaperMissing):
        await house.file(CertifiedElectronicCopy, COPY, by=citizen)


async def test_an_officer_of_another_office_or_role_may_not_decide(house: House) -> None:
    dossier = await house.file(MonthlyAllowance, FORM, by=house.citizen(NUMBER))
    for wrong in (house.officer(Role.RECEIVING_OFFICER, "11983"), house.officer(Role.SPECIALIST, COMMUNE)):
        with pytest.raises(Refusal):
            await dossier.decide("receive", "accept", by=wrong)
    await dossier.decide("receive", "accept", by=house.officer(Role.RECEIVING_OFFICER, COMMUNE, "Trần Thị Quầy"))


async def test_papers_are_brought_supplied_and_come_to_nothing_when_it_is_taken_back(house: House) -> None:
    dossier = await house.file(MonthlyAllowance, FORM, by=house.citizen(NUMBER), papers={"health": PAPER})
    await dossier.decide("receive", "request_supplement", items=["Giấy xác nhận"], reason="Thiếu giấy")
    await dossier.supply(papers={"proof": [PAPER, PAPER + b"2"]})
    await dossier.task("receive")
    await dossier.withdraw()
    assert (await dossier.ended()).status == Status.WITHDRAWN


async def test_a_desk_files_for_who_stands_there_and_the_silent_lose_their_dossier(house: House) -> None:
    desk = house.officer(Role.RECEIVING_OFFICER, COMMUNE)
    dossier = await house.file(MonthlyAllowance, FORM, by=desk, applicant=(NUMBER, IDENTITY.full_name))
    await dossier.decide("receive", "request_supplement", items=["Giấy xác nhận"], reason="Thiếu giấy")
    await dossier.lapse("supply")
    assert (await dossier.ended()).status == Status.STOPPED
