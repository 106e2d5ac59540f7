"""The national insurance database (cơ sở dữ liệu quốc gia về bảo hiểm)."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.words import Words
from domain.registers.lookups import Basis
from domain.registers.query import Agency, Answer, Query
from domain.vietnam.queries.population import Corrected

INSURANCE = "insurance"
FoundOut = Literal[
    "works",
    "two_refusals",
    "military",
    "pension",
    "abroad",
    "studies",
    "prison",
    "fined",
    "rehabilitation",
    "missing",
    "died",
]
EndOfBenefit = Literal["silent", FoundOut]
"""Why an unemployment benefit ends before its last day (Law on Employment, Article 41)."""


RECEPTION = Basis(
    rests_on="law",
    words=Words(
        vi="Luật Bảo hiểm y tế (sửa đổi 51/2024/QH15), Nghị định 188/2025/NĐ-CP",
        en="Law on Health Insurance (as amended by 51/2024/QH15), Decree 188/2025/NĐ-CP",
    ),
)
"""A clinic asks for what it needs to receive somebody."""


class Insured(Answer):
    """Somebody whom the insurance knows: as what, under which card, and whether it pays them a pension."""

    insured_as: Literal["child", "pupil", "worker", "household", "pensioner"]
    card: str = ""
    """Number of the health-insurance card in force (thẻ bảo hiểm y tế)."""
    draws_pension: bool = False


class InsuranceCard(Answer):
    """A health-insurance card (thẻ bảo hiểm y tế)."""

    card: str
    valid_from: date
    valid_until: date


class InsuredBy(Query[Insured]):
    """How is this person insured?"""

    agency = INSURANCE
    kind = "insured_by"
    purpose = "Kiểm tra tình trạng tham gia và hưởng bảo hiểm"

    number: str
    full_name: str


class Eligibility(Answer):
    """What a clinic has to know of somebody whom it receives (thông tin thẻ bảo hiểm y tế)."""

    matches: bool
    """Whether the number is that of somebody with this name and birthday; nothing else is said where it is not."""
    deceased: bool = False
    card: str = ""
    group: str = ""
    """Code of the group that they are insured with (nhóm đối tượng)."""
    valid_from: date | None = None
    valid_until: date | None = None
    clinic: str = ""
    five_years_from: date | None = None
    """Since when they were insured for five years without a gap (đủ 5 năm liên tục)."""
    rate: int | None = None
    """Per cent that the insurance pays."""


class EligibilityOf(Query[Eligibility]):
    """Does the insurance pay for this person today?"""

    agency = INSURANCE
    kind = "eligibility_of"
    purpose = "Tiếp đón khám bệnh"
    basis = RECEPTION

    number: str
    full_name: str
    born: date | None = None


class InsuredPerson(Answer):
    """Under which name and birthday the register has somebody: read by its keeper, when they are to be compared."""

    full_name: str
    born: date | None = None


class InsuredPersonOf(Query[InsuredPerson]):
    """Under which name and birthday is this person insured?"""

    agency = INSURANCE
    kind = "insured_person_of"
    purpose = "Làm sạch dữ liệu"

    number: str


class CorrectInsured(Query[Corrected]):
    """Put right under which name or birthday somebody is insured, as its office found out (làm sạch dữ liệu)."""

    agency = INSURANCE
    kind = "correct_insured"
    purpose = "Làm sạch dữ liệu"

    number: str
    field: Literal["full_name", "born"]
    value: str
    ground: str


class MonthsPaid(Answer):
    """For how many months somebody paid social insurance (thời gian đóng bảo hiểm xã hội), all employers together."""

    compulsory: int = Field(ge=0, le=720)
    voluntary: int = Field(ge=0, le=720)
    work_accident: bool = False
    """Whether they died of an accident at work or an occupational disease, or were paid monthly for one."""

    @property
    def total(self) -> int:
        """Of both kinds together."""
        return self.compulsory + self.voluntary


class MonthsPaidBy(Query[MonthsPaid]):
    """For how long did this person pay social insurance?"""

    agency = INSURANCE
    kind = "months_paid_by"
    purpose = "Xác minh thời gian đóng bảo hiểm xã hội"

    number: str
    full_name: str


class CardForChild(Query[InsuranceCard]):
    """This child its health-insurance card (cấp thẻ bảo hiểm y tế)."""

    agency = INSURANCE
    kind = "card_for_child"
    purpose = "Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi"

    number: str
    full_name: str
    born: date
    sex: Literal["male", "female"]
    commune: str
    clinic: str
    """Where it goes first when it is ill (nơi đăng ký khám bệnh, chữa bệnh ban đầu)."""


class PaidMonth(Answer):
    """A month for which contributions were paid, and on what pay."""

    month: date
    pay: int


class Contributions(Answer):
    """What was paid for somebody whose job ended (quá trình đóng bảo hiểm thất nghiệp)."""

    paid: tuple[PaidMonth, ...]
    ended_on: date
    employer: str
    decision: str
    """Number of the decision that ended the contract (quyết định chấm dứt hợp đồng lao động)."""

    @property
    def by_month(self) -> dict[date, int]:
        """The pay of each month, of all employers together."""
        return {
            month: sum(one.pay for one in self.paid if one.month == month) for month in {one.month for one in self.paid}
        }


class BenefitInPayment(Answer):
    """A benefit that is paid month by month."""

    payment: str
    """Its code."""


class SuspendedMonth(Answer):
    """A month in which a benefit is not paid (tạm dừng hưởng)."""

    month: date


class EndedBenefit(Answer):
    """A benefit that has ended, and the day from which it is not paid (chấm dứt hưởng)."""

    on: date


class ContributionsOf(Query[Contributions]):
    """What was paid for this person, and how did their job end?"""

    agency = INSURANCE
    kind = "contributions_of"
    purpose = "Xác minh quá trình đóng bảo hiểm thất nghiệp"

    number: str
    full_name: str


class UnemploymentBenefit(Query[BenefitInPayment]):
    """Pay this person so much for so many months (chi trả trợ cấp thất nghiệp)."""

    agency = INSURANCE
    kind = "unemployment_benefit"
    purpose = "Chi trả trợ cấp thất nghiệp theo quyết định"

    number: str
    full_name: str
    decision: str
    amount: int
    months: int
    since: date


class BenefitSuspension(Query[SuspendedMonth]):
    """Do not pay this month of the benefit (tạm dừng hưởng trợ cấp thất nghiệp)."""

    agency = INSURANCE
    kind = "benefit_suspension"
    purpose = "Không thông báo về việc tìm kiếm việc làm hằng tháng"
    about = ()

    payment: str
    month: date


class BenefitTermination(Query[EndedBenefit]):
    """Pay nothing more of this benefit (chấm dứt hưởng trợ cấp thất nghiệp)."""

    agency = INSURANCE
    kind = "benefit_termination"
    purpose = "Chấm dứt hưởng trợ cấp thất nghiệp trước thời hạn"
    about = ()

    payment: str
    on: date
    """The day on which it ends."""
    ground: EndOfBenefit


class BenefitCard(Answer):
    """A health-insurance card for as long as a benefit is paid (thẻ bảo hiểm y tế)."""

    card: str
    valid_until: date


class CardForUnemployed(Query[BenefitCard]):
    """Give whoever is paid this benefit a card for its time: it ends with the benefit."""

    agency = INSURANCE
    kind = "card_for_unemployed"
    purpose = "Cấp thẻ bảo hiểm y tế cho người hưởng trợ cấp thất nghiệp"

    number: str
    full_name: str
    payment: str
    since: date
    until: date


class FuneralDecision(Answer):
    """What is paid for a funeral (trợ cấp mai táng)."""

    decision: str
    amount: int
    to_account: bool


class FuneralGrant(Query[FuneralDecision]):
    """Pay for this funeral (giải quyết trợ cấp mai táng)."""

    agency = INSURANCE
    kind = "funeral_grant"
    purpose = "Giải quyết trợ cấp mai táng"
    about = ("number", "receiver")

    number: str
    full_name: str
    receiver: str
    receiver_name: str
    relation: str
    account: str = ""
    """Empty where it is paid in cash."""


AGENCY = Agency(
    INSURANCE,
    Words(vi="Cơ sở dữ liệu quốc gia về bảo hiểm", en="the national insurance database"),
    (
        InsuredBy,
        EligibilityOf,
        InsuredPersonOf,
        CorrectInsured,
        MonthsPaidBy,
        CardForChild,
        ContributionsOf,
        UnemploymentBenefit,
        BenefitSuspension,
        BenefitTermination,
        CardForUnemployed,
        FuneralGrant,
    ),
)
