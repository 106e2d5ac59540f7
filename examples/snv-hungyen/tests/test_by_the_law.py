"""What happens under the law, with time that passes when a test says so: no process, no network, no waiting."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from motcua import Role, Status
from motcua.testing import PAPER, Engine, FiledDossier, House, refusing, silent

from snv_hungyen.employers import EMPLOYERS, Employer, EmployerByCode
from snv_hungyen.internal_rules import HOME_AFFAIRS, InternalRules
from stand_in import MILL, REGISTER, STALL

NUMBER = "033085784148"
FORM: dict[str, Any] = {
    "employer": MILL,
    "name": "Công ty TNHH May Phố Hiến",
    "representative": NUMBER,
    "decision": "05/QĐ-MPH",
    "issued_on": "2026-01-05",
}


def employers(query: EmployerByCode) -> Employer | None:
    """The department's register, as its connector gives it."""
    found: Any = REGISTER.get(query.code)
    return Employer(name=found["TenDoanhNghiep"], employees=found["SoLaoDong"]) if found else None


@pytest.fixture(scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Database and engine, once for all tests."""
    async with Engine.started(tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture
async def office(engine: Engine) -> AsyncIterator[House]:
    """A house in which the register answers as a function."""
    async with House.opened(engine, {EMPLOYERS: employers}) as opened:
        yield opened


async def accepted(office: House, **changes: str) -> FiledDossier:
    """Filed by who speaks for the employer, and accepted at the desk."""
    who = office.citizen(NUMBER)
    dossier = await office.file(InternalRules, FORM | changes, by=who, papers={"rules": PAPER})
    await dossier.decide("receive", "accept")
    return dossier


async def refused(dossier: FiledDossier) -> str:
    """Let the director refuse as was proposed; give the reason."""
    reason = (await dossier.task("refuse")).reason
    await dossier.decide("refuse", "refuse", reason=reason)
    assert (await dossier.ended()).status == Status.STOPPED
    return reason


async def test_rules_that_keep_the_law_are_registered(office: House) -> None:
    dossier = await accepted(office)
    await dossier.decide("read_rules", "answer", answer={})
    await dossier.decide("review", "agree")
    await dossier.decide("approve", "approve")
    assert (await dossier.printed())["in_force_on"] == f"{office.today + timedelta(days=16)}"
    await dossier.decide("hand_over", "hand_over")
    assert (await dossier.ended()).status == Status.DELIVERED


async def test_rules_with_what_the_law_forbids_are_refused_and_told_why(office: House) -> None:
    dossier = await accepted(office)
    contrary = "phạt tiền thay cho xử lý kỷ luật (Điều 127)"
    await dossier.decide("read_rules", "answer", answer={"contrary": contrary})
    assert await refused(dossier) == f"Nội quy lao động có nội dung trái pháp luật: {contrary}."


async def test_an_employer_of_fewer_than_ten_has_nothing_to_register(office: House) -> None:
    dossier = await accepted(office, employer=STALL)
    assert await refused(dossier) == "Dưới 10 người lao động, không phải đăng ký nội quy lao động."


async def test_where_the_register_refuses_the_specialist_answers(office: House) -> None:
    office.registers[EMPLOYERS] = refusing
    dossier = await accepted(office)
    counted = {"name": "Công ty TNHH Gốm Xuân Quan", "employees": 9}
    await dossier.decide("employer_by_hand", "answer", answer=counted)
    assert (await refused(dossier)).startswith("Dưới 10 người lao động")


async def test_where_the_register_is_silent_the_specialist_answers_after_five_days(office: House) -> None:
    office.registers[EMPLOYERS] = silent
    dossier = await accepted(office)
    await dossier.until(lambda one: one.waiting_agency == EMPLOYERS)
    await office.skip(timedelta(days=5))
    assert (await dossier.task("employer_by_hand")).role == Role.SPECIALIST


async def test_who_does_not_bring_what_is_missing_within_the_term_gets_nothing(office: House) -> None:
    dossier = await office.file(InternalRules, FORM, by=office.citizen(NUMBER), papers={"rules": PAPER})
    desk = office.officer(Role.RECEIVING_OFFICER, HOME_AFFAIRS, "Trần Thị Quầy")
    await dossier.decide("receive", "request_supplement", by=desk, items=["Nội quy"], reason="Bản chụp mờ")
    await dossier.lapse("supply")
    assert (await dossier.ended()).status == Status.STOPPED
