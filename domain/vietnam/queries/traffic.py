"""The traffic police's registers: driving licences, violations, health checks (giấy phép lái xe, vi phạm, sức khỏe)."""

from datetime import date

from domain.base.words import Words
from domain.registers.lookups import CONSENT
from domain.registers.query import Agency, Answer, Query

TRAFFIC = "traffic"


class Licence(Answer):
    """A driving licence as its register knows it (giấy phép lái xe)."""

    number: str
    classes: tuple[str, ...]
    issued_on: date
    expires_on: date | None = None
    """None where it holds for life."""
    in_force: bool = True


class Violations(Answer):
    """What somebody did wrong and has not settled: the numbers of the reports (biên bản vi phạm hành chính)."""

    unsettled: tuple[str, ...]


class HealthCheck(Answer):
    """A driver's health check that is in force (giấy khám sức khỏe của người lái xe)."""

    paper: str
    clinic: str
    expires_on: date
    fit: bool


class NewLicence(Answer):
    """The licence that takes the place of the old one."""

    licence: str
    """Its number."""
    issued_on: date
    expires_on: date | None = None


class LicenceOf(Query[Licence]):
    """Which licence does this person hold?"""

    agency = TRAFFIC
    kind = "licence_of"
    purpose = "Xác minh giấy phép lái xe"

    number: str
    full_name: str


class ViolationsOf(Query[Violations]):
    """Which of this person's violations are not settled?"""

    agency = TRAFFIC
    kind = "violations_of"
    purpose = "Kiểm tra vi phạm giao thông chưa xử lý"

    number: str
    full_name: str


class HealthCheckOf(Query[HealthCheck]):
    """Is this person fit to drive?"""

    agency = TRAFFIC
    kind = "health_check_of"
    purpose = "Kiểm tra kết quả khám sức khỏe của người lái xe"
    basis = CONSENT

    number: str
    full_name: str


class LicenceExchange(Query[NewLicence]):
    """Enter a new licence in the place of an old one (cập nhật giấy phép lái xe đã đổi)."""

    agency = TRAFFIC
    kind = "licence_exchange"
    purpose = "Cập nhật giấy phép lái xe đã đổi"

    number: str
    full_name: str
    old: str
    """Number of the old licence."""
    classes: tuple[str, ...]


AGENCY = Agency(
    TRAFFIC,
    Words(
        vi="Cơ sở dữ liệu về giấy phép lái xe và vi phạm giao thông",
        en="the registers of drivers and traffic violations",
    ),
    (LicenceOf, ViolationsOf, HealthCheckOf, LicenceExchange),
)
