"""The household-business register (hệ thống thông tin về đăng ký hộ kinh doanh) and tax (hệ thống đăng ký thuế)."""

from datetime import date

from domain.base.words import Words
from domain.registers.query import Agency, Answer, Query

BUSINESS, TAX = "business", "tax"


class Businesses(Answer):
    """Household businesses that are open, by name (hộ kinh doanh đang hoạt động)."""

    names: tuple[str, ...]


class TaxCode(Answer):
    """A tax code, which is the business's own code too (mã số hộ kinh doanh, mã số thuế)."""

    code: str
    granted_on: date
    office: str


class BusinessesOf(Query[Businesses]):
    """Which businesses does this person have already?"""

    agency = BUSINESS
    kind = "businesses_of"
    purpose = "Kiểm tra chủ hộ kinh doanh chỉ đăng ký một hộ kinh doanh"

    number: str
    full_name: str


class NamesLike(Query[Businesses]):
    """Which businesses of the commune does this name clash with?"""

    agency = BUSINESS
    kind = "names_like"
    purpose = "Kiểm tra tên hộ kinh doanh không trùng trong phạm vi cấp xã"
    about = ()

    name: str
    commune: str


class TaxRegistration(Query[TaxCode]):
    """This household business its tax code (cấp mã số hộ kinh doanh)."""

    agency = TAX
    kind = "tax_registration"
    purpose = "Đăng ký thuế và cấp mã số hộ kinh doanh"
    about = ("owner",)

    owner: str
    owner_name: str
    name: str
    address: str
    commune: str
    trades: dict[str, str]
    """Name of each trade, by its code (mã ngành kinh tế)."""
    capital: int


BUSINESS_AGENCY = Agency(
    BUSINESS,
    Words(vi="Hệ thống thông tin về đăng ký hộ kinh doanh", en="the household-business register"),
    (BusinessesOf, NamesLike),
)
TAX_AGENCY = Agency(TAX, Words(vi="Hệ thống đăng ký thuế", en="the tax register"), (TaxRegistration,))
