"""The offices of a province that receive and decide: its communes, each with the People's Committee that signs."""

from functools import cached_property
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from domain.base.law import Role
from domain.base.refusals import Unacceptable
from domain.base.text import unaccented
from domain.statute.papers import Papers

COMMUNES = {"Phường", "Xã", "Đặc khu"}


class UnknownOffice(Unacceptable):
    """No office of the province has this code."""

    def __init__(self, code: str) -> None:
        super().__init__("Không có cơ quan mã {}.", "No office has the code {}.", code)
        self.code = code


OF_POLICE = ".CA"
"""What the code of a commune's police adds to that of the commune."""


def police_of(commune: str) -> str:
    """The code of a commune's police (Công an xã)."""
    return commune + OF_POLICE


def answers_in(office: str, role: Role) -> Role:
    """Who answers in an office what officers of ``role`` ask: in a commune the same trade, else a specialist."""
    return Role.SPECIALIST if "." in office else role


class Organ(BaseModel, frozen=True):
    """A body of an office that decides on some procedures in its own name (cơ quan chuyên môn): its head signs."""

    code: str = Field(pattern=r"^[A-Z]{2,6}$")
    body: str
    """Who issues, below the office that it belongs to."""
    signs_as: str = "TRƯỞNG PHÒNG"
    deputies: dict[str, str] = {}
    """By staff code, what others are called who sign for its head."""
    procedures: tuple[str, ...]
    """On what it decides, by code."""


class Office(BaseModel, frozen=True):
    """An office that receives and decides, and the body it works for."""

    code: str = Field(pattern=r"^\d{2,5}(\.[A-Z]{2,4})?$")
    """Of the list of administrative units (Decision 19/2025/QĐ-TTg); a body of a unit adds its letters."""
    kind: Literal["Phường", "Xã", "Đặc khu", "Công an", "Bảo hiểm xã hội", "Sở"]
    name: str
    slug: str = Field(pattern=r"^[a-z0-9]+$")
    dossier_prefix: str = Field(pattern=r"^\d{3}\.\d{2,3}\.\d{2}\.H\d{2}$")
    """The unit's code at the head of every dossier code; its daily serial restarts with it."""
    superior: str = ""
    """The body above it (cơ quan chủ quản trực tiếp), over its own name at a document's head; a commune's has none."""
    body: str
    """Who issues: the first line of a document's head."""
    desk: str = ""
    """Where it receives and hands out; unless named a commune's own one-stop centre, of any other body itself."""
    place: str
    """Where it is issued, before the date."""
    digitised: str = "Số hóa bản giấy"
    """What stands at the head of a paper that it digitises, before its name and the time."""
    formerly: tuple[str, ...] = ()
    """Kind and name that it had before the law renamed it: under those its code is known to older dossiers."""
    signs_as: str = "CHỦ TỊCH"
    """What its leader is called over the signature; who signs for another (KT., TL.) has a line below."""
    deputies: dict[str, str] = {}
    """By staff code, what others are called who sign for its leader."""
    symbol: str = ""
    """Who issues, in the symbol of a document: UBND unless named, of a commune."""

    organs: tuple[Organ, ...] = ()
    """Its bodies that decide in their own name; on all that none of them does, it decides itself."""
    reviews: bool = False
    """Whether it has units whose heads review what specialists verified, before its leader decides (thẩm tra)."""

    @model_validator(mode="before")
    @classmethod
    def _receives(cls, office: dict[str, Any]) -> dict[str, Any]:
        own = f"Trung tâm Phục vụ hành chính công {str(office.get('kind')).lower()} {office.get('name')}"
        if office.get("kind") in COMMUNES:
            return {"desk": own, "symbol": "UBND"} | office
        return {"desk": office.get("body", "")} | office

    def organ(self, procedure: str) -> str:
        """The code of its body that decides on a procedure; "" where it does so itself."""
        return next((one.code for one in self.organs if procedure in one.procedures), "")

    def reviewed(self, procedure: str) -> bool:
        """Whether the head of a unit reviews what comes in of a procedure; a body that decides itself does without."""
        return self.reviews and not self.organ(procedure)

    def acting(self, organ: str) -> Self:
        """The office as its body with this code issues; as itself, where it has none."""
        acts = next((one for one in self.organs if one.code == organ), None)
        own = {"signs_as": acts.signs_as, "deputies": acts.deputies} if acts else {}
        return self.model_copy(update=own | {"superior": self.body, "body": acts.body}) if acts else self

    def title_of(self, officer: str) -> str:
        """What stands over the signature of whoever has this staff code."""
        return self.deputies.get(officer, self.signs_as)

    @property
    def title(self) -> str:
        """What kind of office it is, and its name."""
        return f"{self.kind} {self.name}"


class Province(BaseModel, frozen=True):
    """The province the offices belong to."""

    code: str = Field(pattern=r"^\d{2}$")
    kind: Literal["Tỉnh", "Thành phố"]
    name: str


class Offices(BaseModel, frozen=True):
    """Every office of one province."""

    province: Province
    offices: tuple[Office, ...]
    papers: Papers = Papers()
    clinics: dict[str, str] = {}
    """By code, the names of those where people are treated: their counters receive patients, and no dossiers."""

    @model_validator(mode="after")
    def _are_distinct(self) -> Self:
        for key in ("code", "slug", "dossier_prefix"):
            if len({getattr(office, key) for office in self.offices}) < len(self.offices):
                raise ValueError(f"two offices share a {key}")
        return self

    @cached_property
    def communes(self) -> tuple[Office, ...]:
        """Its communes, each with a one-stop centre that receives for the whole province (Decree 118/2025/NĐ-CP)."""
        return tuple(office for office in self.offices if office.kind in COMMUNES)

    @cached_property
    def communes_by_name(self) -> tuple[Office, ...]:
        """Its communes in the order in which somebody looks for one."""
        return tuple(sorted(self.communes, key=lambda office: unaccented(office.name).lower()))

    @cached_property
    def _by_code(self) -> dict[str, Office]:
        return {office.code: office for office in self.offices}

    @cached_property
    def bodies(self) -> dict[str, str]:
        """Who each office works for, by its code."""
        return {office.code: office.body for office in self.offices}

    def organs(self, procedure: str) -> tuple[str, ...]:
        """What the bodies of offices are called that decide on a procedure in their own name, each name once."""
        found = (one.body for office in self.offices for one in office.organs if procedure in one.procedures)
        return tuple(dict.fromkeys(found))

    def office(self, code: str) -> Office:
        """The office with the code, or ``UnknownOffice``."""
        if code not in self._by_code:
            raise UnknownOffice(code)
        return self._by_code[code]

    def reference(self, number: str, code: str) -> str:
        """Số, ký hiệu: how a number is written on the paper of the office with the code."""
        return self.papers.reference(number, self.office(code).symbol)

    def symbol(self, kind: str, code: str) -> str:
        """Ký hiệu: what stands behind the numbers of a kind of result of the office with the code, if it names it."""
        return self.papers.symbol(kind, self.office(code).symbol)
