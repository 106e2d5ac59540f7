"""The outside world as tests have it: people by name, registers that answer as told, a press that only sets type."""

import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from temporalio import activity

from activities.connector import Connector, Envelope
from domain.registers.query import CIVIL_STATUS, POPULATION, Acknowledged, Answer, Query
from domain.vietnam.queries.business import BUSINESS, TAX, TaxCode
from domain.vietnam.queries.civil_status import MaritalStatus, Marriage, RegisterEntry
from domain.vietnam.queries.criminal_records import CRIMINAL_RECORDS, CriminalRecord
from domain.vietnam.queries.id_cards import ID_CARDS, CardReceipt
from domain.vietnam.queries.insurance import (
    INSURANCE,
    BenefitCard,
    BenefitInPayment,
    EndedBenefit,
    FuneralDecision,
    InsuranceCard,
    MonthsPaid,
    SuspendedMonth,
)
from domain.vietnam.queries.payments import PAY_OUTS, AccountOwner, PaidOut
from domain.vietnam.queries.population import Identity, Kin, Person, PersonalNumber
from domain.vietnam.queries.residence import RESIDENCE, Dwelling, Registered
from domain.vietnam.queries.social import SOCIAL, Beneficiary, ChangedAllowance, MonthlyOrder
from domain.vietnam.queries.traffic import TRAFFIC, HealthCheck, Licence, NewLicence, Violations
from infra.crypto.blind_index import BlindIndex
from infra.documents.orders import Coded
from infra.printing.pool import RenderPool
from tests.support.examples import COMMUNE, FATHER, FATHER_NUMBER, INDEX, MOTHER, MOTHER_NUMBER

PERSON = Person(
    number=MOTHER_NUMBER,
    full_name="Tạ Kiều Oanh",
    born=date(1996, 4, 2),
    sex="female",
    ethnicity="Kinh",
    nationality="Việt Nam",
    residence="tỉnh Hưng Yên",
    commune=COMMUNE,
    place_of_origin="tỉnh Hưng Yên",
)
HUSBAND = PERSON.model_copy(
    update={"number": FATHER_NUMBER, "full_name": "Trịnh Quốc Bảo", "born": date(1994, 9, 30), "sex": "male"}
)
IDENTITY = Identity.model_validate(PERSON.model_dump())
KIN = Kin(father=FATHER_NUMBER, mother=MOTHER_NUMBER, spouse=FATHER_NUMBER)
"""Of a child of the two, and of her who is married to him."""
MARRIAGE = Marriage(
    certificate="12/2020", registered_on=date(2020, 5, 1), registered_at="Phường Phố Hiến", in_force=True
)

CITIZENS = {MOTHER_NUMBER: MOTHER, FATHER_NUMBER: FATHER}


class Known(BlindIndex):
    """An index in which the people of the tests have the names that tests give them."""

    def of(self, number: str) -> str:
        """The person of a number."""
        return CITIZENS[number].id if number in CITIZENS else INDEX.of(number)


KNOWN = Known("ab" * 32)


class Register(Connector):
    """A register that answers, keeps silent or refuses; it counts what it is asked."""

    def __init__(self, tell: Callable[[], None], **answers: Answer | None) -> None:
        self.tell = tell
        self.answers = answers
        self.asked: Counter[str] = Counter()
        self.put: list[Query[Any]] = []
        self.faults: dict[str, Exception] = {}
        self.holds: Callable[[Envelope], Awaitable[object]] | None = None

    async def answer(self, query: Query[Any], envelope: Envelope) -> Answer | None:
        """Answer, or fail as told; a try again by Temporal itself counts as the same question."""
        self.asked[envelope.message] += activity.info().attempt == 1
        self.put.append(query)
        self.tell()
        if self.holds:
            await self.holds(envelope)
        if fault := self.faults.get(query.kind):
            raise fault
        return _of_whom(query, self.answers[query.kind])


def _of_whom(query: Query[Any], said: Answer | None) -> Answer | None:
    """What is said of the very person who was asked about; of a stranger nothing is known."""
    number = getattr(query, "number", "")
    if not isinstance(said, Person | Identity) or said.number == number:
        return said
    return type(said).model_validate(HUSBAND.model_dump()) if number == FATHER_NUMBER else None


class PlainPress(RenderPool):
    """A press that sets type and leaves the seal to others."""

    def __init__(self) -> None:
        self.printed: list[dict[str, Any]] = []
        self.coded: list[Coded | None] = []

    async def issue(self, template: str, context: Any, **order: Any) -> bytes:
        """Print."""
        self.printed.append(dict(context))
        self.coded.append(order["code"])
        return f"%PDF {template} {context['number']} {secrets.token_hex(4)}".encode()

    async def proved_until(self, pdf: bytes) -> datetime | None:
        """Say what the last stamp says, if there is one."""
        _, _, until = pdf.rpartition(b" UNTIL ")
        return datetime.fromisoformat(until.decode()) if until != pdf else None


@dataclass(repr=False, kw_only=True)
class Outside:
    """Every agency that our procedures ask, and the press."""

    population: Register
    civil_status: Register
    residence: Register
    id_cards: Register
    criminal_records: Register
    traffic: Register
    business: Register
    tax: Register
    insurance: Register
    social: Register
    payments: Register
    press: PlainPress

    @property
    def registers(self) -> Mapping[str, Register]:
        """Every register, by its agency."""
        return {
            POPULATION: self.population,
            CIVIL_STATUS: self.civil_status,
            RESIDENCE: self.residence,
            ID_CARDS: self.id_cards,
            CRIMINAL_RECORDS: self.criminal_records,
            TRAFFIC: self.traffic,
            BUSINESS: self.business,
            TAX: self.tax,
            INSURANCE: self.insurance,
            SOCIAL: self.social,
            PAY_OUTS: self.payments,
        }

    def heal(self) -> None:
        """Let every register answer again."""
        for register in self.registers.values():
            register.faults.clear()


def usual(tell: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Registers that know what is usual, by their names in a test; each tells that it was asked."""
    return {
        "population": Register(
            tell,
            person_by_number=PERSON,
            identity_of=IDENTITY,
            kin_of=KIN,
            grant_number=PersonalNumber(number="033326000011"),
        ),
        "civil_status": Register(
            tell,
            marriage_of=MARRIAGE,
            births_of=None,
            marital_status_of=MaritalStatus(status="single"),
            marriage_entry=RegisterEntry(entry=3, volume="01/2026-KH", registered_on=date(2026, 11, 25)),
            birth_entry=RegisterEntry(entry=7, volume="01/2026", registered_on=date(2026, 11, 17)),
        ),
        "residence": Register(
            tell,
            home_of=None,
            dwelling_at=Dwelling(owners=(FATHER_NUMBER,)),
            residence_registration=Registered(
                notice="00012/2026/TB-CT", household="11953000012", registered_on=date(2026, 11, 17)
            ),
        ),
        "id_cards": Register(
            tell,
            card_of=None,
            card_request=CardReceipt(receipt="CC-11953-2026-00001", ready_on=date(2026, 12, 4)),
        ),
        "criminal_records": Register(
            tell,
            criminal_record_of=CriminalRecord(finding="clean"),
            place_verification=Acknowledged(number="00001/2026/PXM", on=date(2026, 11, 25)),
        ),
        "traffic": Register(
            tell,
            licence_of=Licence(number="331610000123", classes=("A1", "B"), issued_on=date(2016, 12, 1)),
            violations_of=Violations(unsettled=()),
            health_check_of=HealthCheck(
                paper="GKSK-2026-000123", clinic="BVĐK Phố Nối", expires_on=date(2027, 9, 1), fit=True
            ),
            licence_exchange=NewLicence(
                licence="332690000001", issued_on=date(2026, 11, 25), expires_on=date(2036, 11, 25)
            ),
        ),
        "business": Register(tell, businesses_of=None, names_like=None),
        "tax": Register(
            tell,
            tax_registration=TaxCode(
                code=MOTHER_NUMBER, granted_on=date(2026, 11, 25), office="Thuế cơ sở 1 tỉnh Hưng Yên"
            ),
        ),
        "insurance": Register(
            tell,
            insured_by=None,
            months_paid_by=MonthsPaid(compulsory=40, voluntary=0),
            contributions_of=None,
            unemployment_benefit=BenefitInPayment(payment="TN-33-2026-00001"),
            funeral_grant=FuneralDecision(decision="00001/2026/QĐ-BHXH-MT", amount=23_400_000, to_account=True),
            benefit_suspension=SuspendedMonth(month=date(2027, 1, 1)),
            benefit_termination=EndedBenefit(on=date(2027, 1, 15)),
            card_for_unemployed=BenefitCard(card="TN4333196000017", valid_until=date(2027, 3, 9)),
            card_for_child=InsuranceCard(
                card="TE1333326000011", valid_from=date(2026, 11, 10), valid_until=date(2032, 11, 30)
            ),
        ),
        "social": Register(
            tell,
            allowances_of=None,
            disability_of=None,
            household_of=None,
            new_allowance=Beneficiary(beneficiary="BTXH-2026-00001", entered_on=date(2026, 11, 25)),
            monthly_payments=MonthlyOrder(order="CTXH-2026-00001"),
            allowance_change=ChangedAllowance(since=date(2026, 12, 1)),
            allowance_end=ChangedAllowance(since=date(2026, 12, 1)),
        ),
        "payments": Register(
            tell,
            account_of=AccountOwner(number=MOTHER_NUMBER, name="TA KIEU OANH"),
            pay_out=PaidOut(transaction="CHI-0001"),
        ),
    }
