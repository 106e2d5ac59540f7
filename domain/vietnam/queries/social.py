"""The social-assistance database (cơ sở dữ liệu bảo trợ xã hội)."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.base.words import Words
from domain.registers.query import Agency, Answer, Query

SOCIAL = "social"
What = Literal["disability", "elderly", "orphan", "single_parent", "hiv", "elderly_alone"]
EndGround = Literal["died", "moved", "no_longer", "declined"]


class Allowance(Answer):
    """An allowance that somebody was given (trợ cấp xã hội), by what it is called."""

    name: str
    until: date | None = None


class Allowances(Answer):
    """All that were given."""

    given: tuple[Allowance, ...]

    def drawn_on(self, day: date) -> tuple[str, ...]:
        """Name those that are drawn on a day."""
        return tuple(one.name for one in self.given if one.until is None or one.until >= day)


class Disability(Answer):
    """How disabled somebody is, by which paper (giấy xác nhận khuyết tật)."""

    degree: Literal["special", "severe", "mild"]
    paper: str
    issued_on: date


class Household(Answer):
    """Whether somebody's household is poor, by which paper (giấy chứng nhận hộ nghèo)."""

    poor: bool
    paper: str = ""


class Beneficiary(Answer):
    """Somebody who is paid from now on (đối tượng bảo trợ xã hội)."""

    beneficiary: str
    """Their code in the database."""
    entered_on: date


class AllowancesOf(Query[Allowances]):
    """Which allowances was this person given?"""

    agency = SOCIAL
    kind = "allowances_of"
    purpose = "Kiểm tra các trợ cấp xã hội đang hưởng"

    number: str
    full_name: str


class DisabilityOf(Query[Disability]):
    """How disabled is this person?"""

    agency = SOCIAL
    kind = "disability_of"
    purpose = "Xác minh mức độ khuyết tật"

    number: str
    full_name: str


class HouseholdOf(Query[Household]):
    """Is this person's household poor?"""

    agency = SOCIAL
    kind = "household_of"
    purpose = "Xác minh hộ nghèo"

    number: str
    full_name: str


class NewAllowance(Query[Beneficiary]):
    """Pay this person an allowance every month (cập nhật đối tượng hưởng trợ cấp xã hội hằng tháng)."""

    agency = SOCIAL
    kind = "new_allowance"
    purpose = "Cập nhật đối tượng hưởng trợ cấp xã hội hằng tháng"

    number: str
    full_name: str
    what: What
    coefficient: int
    """In thousandths of the standard (hệ số)."""
    amount: int
    since: date
    """The month from which it is paid."""
    to_account: bool


class Rate(BaseModel):
    """What is paid each month from one month on (mức trợ cấp), as the person grows older."""

    model_config = ConfigDict(frozen=True)

    since: date
    coefficient: int
    amount: int


class MonthlyOrder(Answer):
    """An order to pay month by month (danh sách chi trả), which whoever pays carries out by itself."""

    order: str


class MonthlyPayments(Query[MonthlyOrder]):
    """Pay this person every month, until the law or another decision ends it (chi trả trợ cấp xã hội hằng tháng)."""

    agency = SOCIAL
    kind = "monthly_payments"
    pays = True
    purpose = "Chi trả trợ cấp xã hội hằng tháng theo quyết định"

    number: str
    full_name: str
    beneficiary: str
    decision: str
    since: date
    """The month from which it is paid so."""
    rates: tuple[Rate, ...]
    until: date | None = None
    """The last month, where age ends it."""
    first_paid: str = ""
    """The transaction of the first month, to whose account the others go; empty where they are paid in cash."""


class ChangedAllowance(Answer):
    """The month from which an allowance is paid otherwise, or no more."""

    since: date


class AllowanceChange(Query[ChangedAllowance]):
    """Pay this person otherwise from a month on (điều chỉnh trợ cấp xã hội hằng tháng)."""

    agency = SOCIAL
    kind = "allowance_change"
    pays = True
    purpose = "Điều chỉnh trợ cấp xã hội hằng tháng theo quyết định"

    number: str
    full_name: str
    what: What
    decision: str
    since: date
    rates: tuple[Rate, ...]
    until: date | None = None


class AllowanceEnd(Query[ChangedAllowance]):
    """Pay this person no more from a month on (thôi hưởng trợ cấp xã hội hằng tháng)."""

    agency = SOCIAL
    kind = "allowance_end"
    pays = True
    purpose = "Thôi hưởng trợ cấp xã hội hằng tháng theo quyết định"

    number: str
    full_name: str
    decision: str
    since: date
    ground: EndGround


AGENCY = Agency(
    SOCIAL,
    Words(vi="Cơ sở dữ liệu bảo trợ xã hội", en="the social-assistance database"),
    (AllowancesOf, DisabilityOf, HouseholdOf, NewAllowance, MonthlyPayments, AllowanceChange, AllowanceEnd),
)
