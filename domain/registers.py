"""What agencies are asked and told, and what they answer: a query is a typed object that knows its answer's type."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from domain.acts import Answered
from domain.words import Words

POPULATION = "population"
CIVIL_STATUS = "civil_status"

AGENCIES = {
    POPULATION: Words(vi="Cơ sở dữ liệu quốc gia về dân cư", en="the national population database"),
    CIVIL_STATUS: Words(vi="Cơ sở dữ liệu hộ tịch điện tử", en="the electronic civil-status database"),
}


class Answer(BaseModel):
    """What an agency said. New fields may come, so unknown ones are passed over."""

    model_config = ConfigDict(frozen=True)


class Query[A: Answer](BaseModel):
    """One question or one message to one agency, with the purpose that the law gives for it."""

    model_config = ConfigDict(frozen=True)

    agency: ClassVar[str]
    kind: ClassVar[str]
    answer: ClassVar[type[Answer]]
    purpose: ClassVar[str]


class Person(Answer):
    """A person as the population register knows them."""

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


class PersonalNumber(Answer):
    """The personal number granted to a newborn (số định danh cá nhân)."""

    number: str


class PersonByNumber(Query[Person]):
    """Who holds this number?"""

    agency = POPULATION
    kind = "person_by_number"
    answer = Person
    purpose = "Xác minh nhân thân cha, mẹ khi đăng ký khai sinh"

    number: str


class MarriageOf(Query[Marriage]):
    """Are these two married to each other?"""

    agency = CIVIL_STATUS
    kind = "marriage_of"
    answer = Marriage
    purpose = "Xác minh quan hệ hôn nhân của cha, mẹ khi đăng ký khai sinh"

    wife: str
    husband: str


class BirthEntry(Query[RegisterEntry]):
    """Enter this birth into the civil-status register (ghi vào Sổ đăng ký khai sinh)."""

    agency = CIVIL_STATUS
    kind = "birth_entry"
    answer = RegisterEntry
    purpose = "Ghi vào Sổ đăng ký khai sinh"

    commune: str
    child_name: str
    born: date
    sex: Literal["male", "female"]
    place_of_birth: str
    mother: str
    father: str


class GrantNumber(Query[PersonalNumber]):
    """Grant a newborn their personal number (cấp số định danh cá nhân)."""

    agency = POPULATION
    kind = "grant_number"
    answer = PersonalNumber
    purpose = "Cấp số định danh cá nhân cho trẻ em mới sinh"

    name: str
    born: date
    sex: Literal["male", "female"]
    mother: str
    father: str
    entry: int
    volume: str


QUERIES: dict[str, type[Query[Any]]] = {
    query.kind: query for query in (PersonByNumber, MarriageOf, BirthEntry, GrantNumber)
}
ANSWERS: dict[str, type[Answer]] = {
    answer.__name__: answer for answer in (Person, Marriage, RegisterEntry, PersonalNumber)
}


def answered(query: Query[Any], step: str, said: dict[str, Any] | None) -> Answered:
    """Write down what an agency said to a query."""
    personal = {"kind": query.kind, "answer": said}
    return Answered(agency=query.agency, step=step, found=said is not None, personal=personal)
