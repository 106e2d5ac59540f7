"""The national population database (cơ sở dữ liệu quốc gia về dân cư)."""

from datetime import date
from typing import Literal, Self

from pydantic import Field

from domain.base.words import Words
from domain.registers.query import POPULATION, Agency, Answer, Query


class Person(Answer):
    """A person as the population register knows them."""

    free = ("residence", "commune", "place_of_origin")

    number: str
    full_name: str
    born: date
    sex: Literal["male", "female"]
    ethnicity: str
    nationality: str
    residence: str
    commune: str
    place_of_origin: str
    died: date | None = None
    old_number: str = Field(default="", exclude_if=lambda number: not number)
    """Of the nine-digit card before (số chứng minh nhân dân); unsaid in what was answered before it was asked for."""

    def agrees_with(self, entered: Self) -> bool:
        """What an officer knew nothing of is no difference."""
        return self == (entered if entered.old_number else entered.model_copy(update={"old_number": self.old_number}))


class Identity(Answer):
    """Who a person is, and whether they live: all that most procedures need to know."""

    number: str
    full_name: str
    born: date
    sex: Literal["male", "female"]
    died: date | None = None


class PersonalNumber(Answer):
    """The personal number granted to a newborn (số định danh cá nhân)."""

    about = ("number",)

    number: str


class Kin(Answer):
    """Who a person's parents and spouse are, by their numbers; empty where the register has none."""

    about = ("father", "mother", "spouse")

    father: str = ""
    mother: str = ""
    spouse: str = ""


class PersonByNumber(Query[Person]):
    """Who holds this number?"""

    agency = POPULATION
    kind = "person_by_number"
    purpose = "Xác minh nhân thân"

    number: str


class IdentityOf(Query[Identity]):
    """Is this number this person's, and do they live?"""

    agency = POPULATION
    kind = "identity_of"
    purpose = "Xác minh nhân thân"

    number: str


class KinOf(Query[Kin]):
    """Whose child and spouse is this person?"""

    agency = POPULATION
    kind = "kin_of"
    purpose = "Xác minh quan hệ cha, mẹ, con, vợ, chồng"

    number: str


class GrantNumber(Query[PersonalNumber]):
    """Grant a newborn their personal number (cấp số định danh cá nhân)."""

    agency = POPULATION
    kind = "grant_number"
    purpose = "Cấp số định danh cá nhân cho trẻ em mới sinh"
    about = ("mother", "father")

    name: str
    born: date
    sex: Literal["male", "female"]
    mother: str
    father: str
    entry: int
    volume: str


class Corrected(Answer):
    """That a register put right what it said (đã sửa)."""

    corrected_on: date


class CorrectPerson(Query[Corrected]):
    """Put right what is said of somebody, as an office found out (làm sạch dữ liệu)."""

    agency = POPULATION
    kind = "correct_person"
    purpose = "Làm sạch dữ liệu"

    number: str
    field: Literal["full_name", "born", "sex", "died"]
    value: str
    ground: str


AGENCY = Agency(
    POPULATION,
    Words(vi="Cơ sở dữ liệu quốc gia về dân cư", en="the national population database"),
    (PersonByNumber, IdentityOf, KinOf, GrantNumber, CorrectPerson),
)
