"""The number a citizen keeps for life, ``PPP G YY NNNNNN``, and the nine digits that came before it.

``PPP`` is where the birth was registered and never where the person lives, ``G`` the sex and the century, ``YY`` the
year, the rest is drawn by lot. There is no check digit: a number can be impossible, it can't be proven right.

    IdentityNumberError(ValueError)
    ├── ImpossibleCitizenNumber
    └── ImpossibleOldNumber
"""

from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from domain.base.words import Words, joined

# The 63 provinces of Circular 59/2021/TT-BCA's annex. Two-tier government (2025) merged them, numbers keep them.
PROVINCES = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang",
    "010": "Lào Cai", "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái",
    "017": "Hòa Bình", "019": "Thái Nguyên", "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang",
    "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng",
    "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định", "037": "Ninh Bình",
    "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị",
    "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định",
    "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum",
    "064": "Gia Lai", "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước",
    "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai", "077": "Bà Rịa–Vũng Tàu", "079": "Thành phố Hồ Chí Minh",
    "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh", "086": "Vĩnh Long",
    "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ", "093": "Hậu Giang",
    "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip

ABROAD = "100"
"""From here on ``PPP`` is a country: a citizen whose birth was registered abroad."""


class Sex(StrEnum):
    """Sex as the number carries it."""

    MALE = "male"
    FEMALE = "female"


class Flaw(StrEnum):
    """Why no person can have the number."""

    NOT_DIGITS = "not_digits"
    WRONG_LENGTH = "wrong_length"
    UNKNOWN_PROVINCE = "unknown_province"
    IMPOSSIBLE_CENTURY = "impossible_century"


REASONS = {
    Flaw.NOT_DIGITS: Words(vi="chỉ được gồm chữ số", en="it must consist of digits"),
    Flaw.WRONG_LENGTH: Words(vi="thừa hoặc thiếu chữ số", en="it has the wrong number of digits"),
    Flaw.UNKNOWN_PROVINCE: Words(vi="không có mã nơi đăng ký khai sinh này", en="no place has its first three digits"),
    Flaw.IMPOSSIBLE_CENTURY: Words(
        vi="chữ số thứ tư chỉ thế kỷ chưa tới", en="its fourth digit stands for a century to come"
    ),
}


class IdentityNumberError(ValueError):
    """A number that no person can have; says why, and never repeats the number itself."""

    title: ClassVar[Words]

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        self.words = joined(": ", (self.title, REASONS[flaw]))
        self.vi, self.en = self.words.vi, self.words.en
        super().__init__(self.en)


class ImpossibleCitizenNumber(IdentityNumberError):
    """Twelve digits are asked for, of a known place and a century that has begun."""

    title = Words(vi="số định danh cá nhân chưa đúng", en="impossible citizen number")


class ImpossibleOldNumber(IdentityNumberError):
    """Nine digits are asked for."""

    title = Words(vi="số chứng minh nhân dân chưa đúng", en="impossible old identity card number")


class _IdentityNumber(str):
    """Digits that passed their own check; a plain string in JSON, in the database and on paper."""

    __slots__ = ()
    length: ClassVar[int]
    error: ClassVar[type[IdentityNumberError]]

    def __new__(cls, number: str) -> Self:
        digits = "".join(number.split())
        flaw = cls.flaw(digits)
        if flaw:
            raise cls.error(flaw)
        return super().__new__(cls, digits)

    @classmethod
    def flaw(cls, digits: str) -> Flaw | None:
        """What is wrong with the digits, if anything."""
        if not (digits.isascii() and digits.isdigit()):
            return Flaw.NOT_DIGITS
        return Flaw.WRONG_LENGTH if len(digits) != cls.length else None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "pattern": f"^[0-9]{{{cls.length}}}$"}


class CitizenNumber(_IdentityNumber):
    """Số định danh cá nhân: twelve digits, given once at birth registration and never again."""

    __slots__ = ()
    length = 12
    error = ImpossibleCitizenNumber

    @classmethod
    def flaw(cls, digits: str) -> Flaw | None:
        """What is wrong with the digits, if anything."""
        flaw = super().flaw(digits)
        if flaw:
            return flaw
        if digits[:3] not in PROVINCES and digits[:3] < ABROAD:
            return Flaw.UNKNOWN_PROVINCE
        return Flaw.IMPOSSIBLE_CENTURY if digits[3] > "3" else None

    @property
    def place(self) -> str:
        """The code of the old province, or country, where the birth was registered."""
        return self[:3]

    @property
    def province(self) -> str | None:
        """The name of the old province of birth registration; none when it was abroad."""
        return PROVINCES.get(self.place)

    @property
    def sex(self) -> Sex:
        return Sex.FEMALE if int(self[3]) % 2 else Sex.MALE

    @property
    def birth_year(self) -> int:
        return 1900 + int(self[3]) // 2 * 100 + int(self[4:6])


class OldIdentityNumber(_IdentityNumber):
    """Số chứng minh nhân dân: nine digits, still on papers issued before the citizen card."""

    __slots__ = ()
    length = 9
    error = ImpossibleOldNumber
