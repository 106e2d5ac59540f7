"""Hộ tịch: the people whom civil-status procedures are about, as forms declare them and as certificates name them."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from domain.vietnam.people.citizen_number import CitizenNumber


class Declared(BaseModel):
    """Part of a form: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Child(Declared):
    """The child (trẻ em)."""

    family_name: str = Field(min_length=1, max_length=40, title="Họ", description="Family name")
    middle_name: str = Field(default="", max_length=60, title="Chữ đệm", description="Middle name")
    given_name: str = Field(min_length=1, max_length=40, title="Tên", description="Given name")
    born: date = Field(title="Ngày sinh", description="Date of birth")
    sex: Literal["male", "female"] = Field(title="Giới tính", description="Sex")
    ethnicity: str = Field(default="Kinh", max_length=40, title="Dân tộc", description="Ethnicity")
    nationality: str = Field(default="Việt Nam", max_length=40, title="Quốc tịch", description="Nationality")
    place_of_birth: str = Field(min_length=3, max_length=200, title="Nơi sinh", description="Place of birth")
    place_of_origin: str = Field(min_length=2, max_length=200, title="Quê quán", description="Place of origin")

    @property
    def full_name(self) -> str:
        """Họ, chữ đệm, tên."""
        return " ".join(part for part in (self.family_name, self.middle_name, self.given_name) if part)


class Citizen(Declared):
    """A citizen, by number, name and birthday."""

    number: CitizenNumber = Field(title="Số định danh cá nhân", description="Citizen number")
    full_name: str = Field(min_length=2, max_length=120, title="Họ, chữ đệm, tên", description="Full name")
    born: date = Field(title="Ngày sinh", description="Date of birth")

    def shown(self) -> dict[str, str]:
        """What a document's code says of this person, under the labels that the document has."""
        return {"Họ, chữ đệm, tên": self.full_name, "Ngày sinh": f"{self.born:%d/%m/%Y}"}


class Resident(Citizen):
    """A citizen who lives in a commune of the province."""

    ethnicity: str = Field(default="Kinh", max_length=40, title="Dân tộc", description="Ethnicity")
    nationality: str = Field(default="Việt Nam", max_length=40, title="Quốc tịch", description="Nationality")
    residence: str = Field(min_length=2, max_length=200, title="Nơi cư trú", description="Residence")
    commune: str = Field(pattern=r"^\d{5}$", title="Xã, phường", description="Code of the commune of residence")


class Parent(Declared):
    """A parent (cha, mẹ); a foreigner has no citizen number."""

    number: CitizenNumber | None = Field(
        default=None, title="Số định danh cá nhân, nếu có", description="Citizen number, of whoever has one"
    )
    full_name: str = Field(min_length=2, max_length=120, title="Họ, chữ đệm, tên", description="Full name")
    born: date = Field(title="Ngày sinh", description="Date of birth")
    ethnicity: str = Field(default="Kinh", max_length=40, title="Dân tộc", description="Ethnicity")
    nationality: str = Field(default="Việt Nam", max_length=40, title="Quốc tịch", description="Nationality")
    residence: str = Field(min_length=2, max_length=200, title="Nơi cư trú", description="Residence")
    commune: str = Field(
        default="", pattern=r"^(\d{5})?$", title="Xã, phường", description="Code of the commune of residence"
    )


class Named(BaseModel):
    """A parent as a certificate names them."""

    full_name: str
    birth_year: int
    ethnicity: str
    nationality: str
    residence: str

    @classmethod
    def of(cls, parent: Parent) -> Self:
        """Take from the form what a certificate says."""
        return cls(birth_year=parent.born.year, **parent.model_dump(include=set(cls.model_fields) - {"birth_year"}))


class EntryInRegister(BaseModel):
    """Where an act of civil status stands in the register."""

    entry: int
    volume: str
    registered_on: date


class Newborn(BaseModel):
    """The child as the certificate names it."""

    family_name: str
    middle_name: str
    given_name: str
    born: date
    sex: Literal["Nam", "Nữ"]
    ethnicity: str
    nationality: str
    place_of_birth: str
    place_of_origin: str
    personal_number: str

    @classmethod
    def of(cls, child: Child, number: str) -> Self:
        """Take from the form what a certificate says, with the number that was granted."""
        sex: Literal["Nam", "Nữ"] = "Nam" if child.sex == "male" else "Nữ"
        return cls(**child.model_dump(exclude={"sex"}), sex=sex, personal_number=number)

    @property
    def full_name(self) -> str:
        """Family name, middle name, given name."""
        return " ".join(filter(None, (self.family_name, self.middle_name, self.given_name)))


class Declarant(BaseModel):
    """Who had the birth registered (người đi khai sinh)."""

    full_name: str
    id_number: str
