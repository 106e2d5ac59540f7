"""The electronic civil-status database (cơ sở dữ liệu hộ tịch điện tử)."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.base.words import Words
from domain.registers.query import CIVIL_STATUS, Agency, Answer, Query
from domain.vietnam.queries.population import Corrected


class Marriage(Answer):
    """A marriage as the civil-status register knows it (Giấy chứng nhận kết hôn)."""

    certificate: str
    registered_on: date
    registered_at: str
    in_force: bool


class RegisterEntry(Answer):
    """Where an act of civil status stands in the register: its number and volume."""

    entry: int
    volume: str
    registered_on: date


class BirthInBooks(Answer):
    """A child whose birth stands in the register."""

    child_name: str
    entry: int
    volume: str
    registered_on: date
    dossier: str = ""
    """Code of the dossier by which it was entered."""


class Births(Answer):
    """The children whom one mother bore on one day, as the register has them: twins are several."""

    births: tuple[BirthInBooks, ...]


class BirthsOf(Query[Births]):
    """Which births of this mother on this day are registered?"""

    agency = CIVIL_STATUS
    kind = "births_of"
    purpose = "Kiểm tra việc đã đăng ký khai sinh"
    about = ("mother",)

    mother: str
    """Her citizen number; empty of a foreigner."""
    mother_name: str
    born: date


class MarriageOf(Query[Marriage]):
    """Are these two married to each other?"""

    agency = CIVIL_STATUS
    kind = "marriage_of"
    purpose = "Xác minh quan hệ hôn nhân"
    about = ("wife", "husband")

    wife: str
    husband: str


class BirthEntry(Query[RegisterEntry]):
    """Enter this birth into the civil-status register (ghi vào Sổ đăng ký khai sinh)."""

    agency = CIVIL_STATUS
    kind = "birth_entry"
    purpose = "Ghi vào Sổ đăng ký khai sinh"
    about = ("mother_number",)

    commune: str
    child_name: str
    born: date
    sex: Literal["male", "female"]
    place_of_birth: str
    mother: str
    father: str
    mother_number: str = Field(default="", exclude_if=lambda number: not number)
    """Not said in dossiers of before, whose entries say what they said."""


class MaritalStatus(Answer):
    """Whether a person is married, as the registers of civil status tell (tình trạng hôn nhân)."""

    status: Literal["single", "married", "divorced", "widowed"]
    since: date | None = None
    paper: str = ""
    """Number of the certificate or decision that it rests on."""
    spouse: str = ""


class MaritalStatusOf(Query[MaritalStatus]):
    """Is this person married?"""

    agency = CIVIL_STATUS
    kind = "marital_status_of"
    purpose = "Xác minh tình trạng hôn nhân"

    number: str
    full_name: str


class MarriageEntry(Query[RegisterEntry]):
    """Enter this marriage into the civil-status register (ghi vào Sổ đăng ký kết hôn)."""

    agency = CIVIL_STATUS
    kind = "marriage_entry"
    purpose = "Ghi vào Sổ đăng ký kết hôn"
    about = ("wife", "husband")

    commune: str
    wife: str
    wife_name: str
    husband: str
    husband_name: str


class DeathEntry(Query[RegisterEntry]):
    """Enter this death into the civil-status register (ghi vào Sổ đăng ký khai tử)."""

    agency = CIVIL_STATUS
    kind = "death_entry"
    purpose = "Ghi vào Sổ đăng ký khai tử"

    commune: str
    number: str
    full_name: str
    died: date
    place_of_death: str
    cause: str


class CorrectMarriage(Query[Corrected]):
    """Put right what the books say of a marriage, as an office found out (làm sạch dữ liệu)."""

    agency = CIVIL_STATUS
    kind = "correct_marriage"
    purpose = "Làm sạch dữ liệu"
    about = ("wife", "husband")

    wife: str
    husband: str
    field: Literal["in_force", "numbers"]
    ground: str


AGENCY = Agency(
    CIVIL_STATUS,
    Words(vi="Cơ sở dữ liệu hộ tịch điện tử", en="the electronic civil-status database"),
    (MarriageOf, BirthsOf, BirthEntry, MaritalStatusOf, MarriageEntry, DeathEntry, CorrectMarriage),
)
