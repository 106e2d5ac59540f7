"""An application as it is sent: form, papers, who it is from and how they are reached."""

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import EmailStr, Field

from api.schemas.base import Sent
from domain.base.words import VIETNAMESE
from domain.vietnam.people.citizen_number import CitizenNumber
from infra.runtime.languages import LANGUAGES

if TYPE_CHECKING:
    Locale = str
else:
    Locale = Literal[LANGUAGES.codes]


class PaperIn(Sent):
    """An uploaded file and which paper it is."""

    kind: str = Field(max_length=60)
    upload: str = Field(max_length=64)


class PaperTaken(PaperIn):
    """A paper that nobody had to bring anew; never what somebody sends, for it says where it comes from."""

    reused: bool = True
    result: str = ""
    """Number of the result that stands in its place."""
    national: bool = False
    """Whether it lay in the person's store on the national portal."""

    @property
    def told(self) -> dict[str, Any]:
        """The same beside its file, as far as there is anything to say."""
        said = {"reused": self.reused, "result": self.result, "national": self.national}
        return {name: value for name, value in said.items() if value}


class Contact(Sent):
    """How the applicant wants to hear of it."""

    email: EmailStr | Literal[""] = ""
    phone: str = Field(default="", max_length=20)
    locale: Locale = VIETNAMESE


class FiledBy(Sent):
    """The person at the counter."""

    number: CitizenNumber
    name: str = Field(min_length=2, max_length=120)


class Owner(FiledBy):
    """Whose matter it is, and how far the mandate goes that they gave."""

    procedures: list[str] = Field(default=[], max_length=50)
    """Codes of those that it is for; this filing alone, unless named."""
    until: date | None = None
    """Its last day; a year from the filing unless it names one (Civil Code 2015, Article 563)."""


class ConsentContact(Sent):
    """How somebody who must agree is to be told that they are asked."""

    number: CitizenNumber
    email: EmailStr
    locale: Locale = VIETNAMESE


class Application(Sent):
    """An application as it is sent."""

    procedure: str = Field(max_length=40)
    form: dict[str, Any]
    documents: list[PaperIn] = Field(default=[], max_length=20)
    contact: Contact = Contact()
    consent_contacts: list[ConsentContact] = Field(default=[], max_length=10)
    """Of those who must agree, where the applicant knows it; the applicant's own contact is not used for them."""
    receiving: str = Field(default="", pattern=r"^(\d{2,5}(\.[A-Z]{2,4})?)?$")
    """Code of the commune whose desk receives; the competent one unless named."""
    applicant: FiledBy | None = None
    """For whom a counter officer files."""
    card: str = Field(default="", max_length=1000)
    """What the reading of the applicant's chip gave, at the counter."""
    owner: Owner | None = None
    """Whose matter it is, where the applicant files with a mandate; the paper “mandate” comes with it."""
