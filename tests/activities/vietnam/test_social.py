"""The registers of livelihood are asked and told in their own words: each test speaks to the stand-in itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from activities.connector import AgencyRefused, Connector, Envelope
from activities.vietnam.social import BusinessRegister, Insurance, SocialAssistance, Tax
from domain.registers.query import Answer, Query
from domain.vietnam.queries.business import BusinessesOf, NamesLike, TaxCode, TaxRegistration
from domain.vietnam.queries.insurance import (
    BenefitCard,
    BenefitInPayment,
    BenefitSuspension,
    BenefitTermination,
    CardForChild,
    CardForUnemployed,
    Contributions,
    ContributionsOf,
    EndedBenefit,
    FuneralDecision,
    FuneralGrant,
    InsuranceCard,
    Insured,
    InsuredBy,
    MonthsPaid,
    MonthsPaidBy,
    SuspendedMonth,
    UnemploymentBenefit,
)
from domain.vietnam.queries.social import (
    Allowance,
    AllowanceChange,
    AllowanceEnd,
    Allowances,
    AllowancesOf,
    Beneficiary,
    ChangedAllowance,
    Disability,
    DisabilityOf,
    Household,
    HouseholdOf,
    MonthlyOrder,
    MonthlyPayments,
    NewAllowance,
    Rate,
)
from sandbox.people.residents import world
from sandbox.vietnam import business, insurance, social
from tests.activities.test_agencies import HUNG_YEN


@pytest.fixture
def now() -> Callable[[], datetime]:
    """The stand-ins' clock."""
    return lambda: datetime(2026, 11, 25, 3, tzinfo=UTC)


async def ask(kind: type[Connector], app: FastAPI, query: Query[Any], step: str = "step") -> Answer | None:
    """Put a query to a stand-in."""
    envelope = Envelope(code="000.01.00.H31-261125-0001", step=step, office="11953", purpose=query.purpose)
    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://sandbox")
    return await kind(client, HUNG_YEN).answer(query, envelope)


def shop(**changes: Any) -> TaxRegistration:
    """What tax is told of a business."""
    told = {
        "owner": business.FORMER_OWNER,
        "owner_name": "Trịnh Thị Ngọc Chi",
        "name": "Hộ kinh doanh Cà phê Bãi Sậy",
        "address": "Số 12, đường Điện Biên",
        "commune": "11953",
        "trades": {"5630": "Dịch vụ phục vụ đồ uống"},
        "capital": 50_000_000,
    }
    return TaxRegistration.model_validate(told | changes)


async def test_who_owns_a_business_is_known_by_its_name(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = business.create_app(tmp_path, now)
    owned = await ask(BusinessRegister, app, BusinessesOf(number=business.OWNER, full_name="Phạm Thị Hoa"))
    assert owned
    assert owned.model_dump() == {"names": ("Hộ kinh doanh Tạp hóa Hoa Mai",)}
    former = BusinessesOf(number=business.FORMER_OWNER, full_name="Trịnh Thị Ngọc Chi")
    assert await ask(BusinessRegister, app, former) is None


async def test_a_name_clashes_in_its_commune_only(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = business.create_app(tmp_path, now)
    found = [
        await ask(BusinessRegister, app, NamesLike(name="Hộ kinh doanh Tạp hoá HOA MAI", commune=commune))
        for commune in ("12019", "11953")
    ]
    assert [bool(one) for one in found] == [True, False]


async def test_tax_gives_a_code_once(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = business.create_tax_app(tmp_path, now)
    given = await ask(Tax, app, shop())
    assert given == await ask(Tax, app, shop())
    assert given == TaxCode(
        code=f"{business.FORMER_OWNER}-001", granted_on=date(2026, 11, 25), office="Thuế cơ sở 1 tỉnh Hưng Yên"
    )
    with pytest.raises(AgencyRefused):
        await ask(Tax, app, shop(owner=business.OWNER, owner_name="Phạm Thị Hoa"), "another")


async def test_a_child_is_given_its_card_and_then_has_it(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = insurance.create_app(tmp_path, now)
    child = {"number": "033326000011", "full_name": "Trịnh Hoàng Vỹ"}
    assert await ask(Insurance, app, InsuredBy.model_validate(child)) is None
    more = {"born": date(2026, 11, 10), "sex": "female", "commune": "11953", "clinic": "Trạm y tế phường Phố Hiến"}
    card = await ask(Insurance, app, CardForChild.model_validate(child | more))
    assert card == InsuranceCard(card="TE1333326000011", valid_from=date(2026, 11, 10), valid_until=date(2032, 11, 30))
    known = await ask(Insurance, app, InsuredBy.model_validate(child))
    assert known == Insured(insured_as="child", card="TE1333326000011")


async def test_a_pensioner_is_known_as_one(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = insurance.create_app(tmp_path, now)
    known = await ask(Insurance, app, InsuredBy(number=insurance.PENSIONER, full_name="Đoàn Thị Kim Yến"))
    assert isinstance(known, Insured)
    assert (known.insured_as, known.draws_pension) == ("pensioner", True)
    nobody = InsuredBy(number=insurance.NEVER_INSURED, full_name="Nguyễn Thị Yến")
    assert await ask(Insurance, app, nobody) is None


async def test_for_how_long_somebody_paid_is_known(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = insurance.create_app(tmp_path, now)
    known = await ask(Insurance, app, MonthsPaidBy(number=insurance.BRIEFLY_INSURED, full_name="Chu Văn Phong"))
    assert known == MonthsPaid(compulsory=7, voluntary=0)
    nobody = MonthsPaidBy(number=insurance.NEVER_INSURED, full_name="Nguyễn Thị Yến")
    assert await ask(Insurance, app, nobody) is None


async def test_how_disabled_somebody_is_stands_on_a_paper(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = social.create_app(tmp_path, now)
    known = await ask(SocialAssistance, app, DisabilityOf(number=social.SEVERE_DISABILITY, full_name="Đỗ Mạnh Hoàng"))
    assert isinstance(known, Disability)
    assert known.degree == "severe"
    assert await ask(SocialAssistance, app, DisabilityOf(number=social.ELDERLY, full_name="Vũ Văn Đông")) is None


async def test_whether_a_household_is_poor_stands_on_a_paper(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = social.create_app(tmp_path, now)
    poor = next(one for one in world().persons if one.number == social.POOR_HOUSEHOLD)
    known = await ask(SocialAssistance, app, HouseholdOf(number=poor.number, full_name=poor.full_name))
    assert isinstance(known, Household)
    assert (known.poor, bool(known.paper)) == (True, True)
    severe = HouseholdOf(number=social.SEVERE_DISABILITY, full_name="Đỗ Mạnh Hoàng")
    assert await ask(SocialAssistance, app, severe) == Household(poor=False)


async def test_who_is_paid_from_now_on_is_known_to_be_paid(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = social.create_app(tmp_path, now)
    who = {"number": social.SPECIAL_DISABILITY, "full_name": "Nguyễn Tuấn Sơn"}
    assert await ask(SocialAssistance, app, AllowancesOf.model_validate(who)) is None
    terms = {"what": "disability", "coefficient": 2000, "amount": 1_080_000, "since": "2026-11-01", "to_account": True}
    new = NewAllowance.model_validate(who | terms)
    entered = await ask(SocialAssistance, app, new)
    assert entered == Beneficiary(beneficiary="BTXH-2026-00001", entered_on=date(2026, 11, 25))
    known = await ask(SocialAssistance, app, AllowancesOf.model_validate(who))
    assert known == Allowances(given=(Allowance(name="trợ cấp người khuyết tật"),))
    order = {"beneficiary": entered.beneficiary, "decision": "15/QĐ-UBND", "since": "2026-12-01", "until": "2030-11-01"}
    rates = [Rate(since=date(2026, 11, 1), coefficient=2000, amount=1_080_000)]
    paid = await ask(SocialAssistance, app, MonthlyPayments.model_validate(who | order | {"rates": rates}), "payments")
    assert paid == MonthlyOrder(order="CTXH-2026-00001")
    rates = [Rate(since=date(2027, 1, 1), coefficient=1500, amount=810_000)]
    less = {"decision": "16/QĐ-UBND", "what": "disability", "since": "2027-01-01", "rates": rates}
    changed = await ask(SocialAssistance, app, AllowanceChange.model_validate(who | less), "change")
    assert changed == ChangedAllowance(since=date(2027, 1, 1))
    no_more = {"decision": "17/QĐ-UBND", "since": "2027-03-01", "ground": "moved"}
    ended = await ask(SocialAssistance, app, AllowanceEnd.model_validate(who | no_more), "end")
    assert ended == ChangedAllowance(since=date(2027, 3, 1))
    known = await ask(SocialAssistance, app, AllowancesOf.model_validate(who))
    assert isinstance(known, Allowances)
    assert [one.until for one in known.given] == [date(2026, 12, 31), date(2027, 2, 28)]
    with pytest.raises(AgencyRefused):
        await ask(SocialAssistance, app, new, "another")


async def test_what_was_paid_is_known_with_the_end_of_the_job(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = insurance.create_app(tmp_path, now)
    paid = await ask(Insurance, app, ContributionsOf(number=insurance.JOB_LOST, full_name="Đặng Minh Nam"))
    assert isinstance(paid, Contributions)
    assert (len(paid.by_month), paid.ended_on, paid.decision) == (40, date(2026, 10, 12), "112/QĐ-MBS")
    assert paid.by_month[date(2026, 9, 1)] == 9_000_000
    for number, name in ((insurance.NEVER_INSURED, "Nguyễn Thị Yến"), (insurance.PENSIONER, "Đoàn Thị Kim Yến")):
        assert await ask(Insurance, app, ContributionsOf(number=number, full_name=name)) is None


async def test_a_benefit_is_paid_month_by_month_but_for_those_suspended(
    tmp_path: Path, now: Callable[[], datetime]
) -> None:
    app = insurance.create_app(tmp_path, now)
    terms = {"decision": "QDTCTN-1", "amount": 5_220_000, "months": 3, "since": "2026-12-10"}
    who = {"number": insurance.JOB_LOST, "full_name": "Đặng Minh Nam"}
    benefit = await ask(Insurance, app, UnemploymentBenefit.model_validate(who | terms))
    assert benefit == BenefitInPayment(payment="TN-33-2026-00001")
    month = date(2027, 1, 10)
    stopped = await ask(Insurance, app, BenefitSuspension(payment="TN-33-2026-00001", month=month), "suspension")
    assert stopped == SuspendedMonth(month=date(2027, 1, 1))
    time = {"payment": "TN-33-2026-00001", "since": "2026-12-10", "until": "2027-03-09"}
    card = await ask(Insurance, app, CardForUnemployed.model_validate(who | time), "card")
    assert card == BenefitCard(card="TN4333091781764", valid_until=date(2027, 3, 9))
    works = BenefitTermination(payment="TN-33-2026-00001", on=date(2027, 1, 15), ground="works")
    assert await ask(Insurance, app, works, "termination") == EndedBenefit(on=date(2027, 1, 15))


async def test_the_funeral_of_a_pensioner_is_paid_once(tmp_path: Path, now: Callable[[], datetime]) -> None:
    app = insurance.create_app(tmp_path, now)
    grant = FuneralGrant(
        number=insurance.PENSIONER,
        full_name="Đoàn Thị Kim Yến",
        receiver=business.OWNER,
        receiver_name="Phạm Thị Hoa",
        relation="Con",
    )
    paid = await ask(Insurance, app, grant)
    assert paid == FuneralDecision(decision="00001/2026/QĐ-BHXH-MT", amount=23_400_000, to_account=False)
    with pytest.raises(AgencyRefused):
        await ask(Insurance, app, grant, "another")
