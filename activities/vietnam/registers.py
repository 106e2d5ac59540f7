"""The two registers as connectors: the national population database and the electronic civil-status database.

Field names are the registers' own.
"""

from datetime import date, datetime
from typing import Any, Literal, Protocol

import httpx2

from activities.connector import Connector, Envelope
from domain.registers.query import Query
from domain.statute.offices import Province
from domain.vietnam.queries.civil_status import (
    BirthEntry,
    BirthInBooks,
    Births,
    BirthsOf,
    CorrectMarriage,
    DeathEntry,
    MaritalStatus,
    MaritalStatusOf,
    Marriage,
    MarriageEntry,
    MarriageOf,
    RegisterEntry,
)
from domain.vietnam.queries.population import (
    Corrected,
    CorrectPerson,
    GrantNumber,
    Identity,
    IdentityOf,
    Kin,
    KinOf,
    Person,
    PersonalNumber,
    PersonByNumber,
)

STATUSES: dict[str, Literal["single", "married", "divorced", "widowed"]] = {
    "chua_ket_hon": "single",
    "dang_co_vo_chong": "married",
    "da_ly_hon": "divorced",
    "vo_chong_da_mat": "widowed",
}
IDENTITY = ("SoDinhDanh", "HoVaTen", "NgayThangNamSinh", "GioiTinh", "NgayMat")


CORRECTED = {"full_name": "HoVaTen", "born": "NgayThangNamSinh", "sex": "GioiTinh", "died": "NgayMat"}


class Population(Connector):
    """Cơ sở dữ liệu quốc gia về dân cư (Ministry of Public Security)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Person: (*IDENTITY, "SoCMND", "DanToc", "QuocTich", "ThuongTru", "QueQuan"),
        Identity: IDENTITY,
        Kin: ("Cha", "Me", "VoChong"),
        PersonalNumber: ("SoDinhDanh",),
        Corrected: ("NgaySua",),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._province = f"{int(province.code):03}"
        self._ways = {
            PersonByNumber.kind: self._person,
            IdentityOf.kind: self._identity,
            KinOf.kind: self._kin,
            GrantNumber.kind: self._grant,
            CorrectPerson.kind: self._correct,
        }

    async def _person(self, query: PersonByNumber, envelope: Envelope) -> Person | None:
        found = await self._find("v1/persons/search", {"SoDinhDanh": query.number}, envelope)
        return _person(found) if found is not None else None

    async def _identity(self, query: IdentityOf, envelope: Envelope) -> Identity | None:
        found = await self._find("v1/persons/search", {"SoDinhDanh": query.number}, envelope)
        return Identity.model_validate(_identified(found)) if found is not None else None

    async def _kin(self, query: KinOf, envelope: Envelope) -> Kin | None:
        found = await self._find("v1/persons/search", {"SoDinhDanh": query.number}, envelope)
        if found is None:
            return None
        return Kin(father=found["Cha"] or "", mother=found["Me"] or "", spouse=found["VoChong"] or "")

    async def _grant(self, query: GrantNumber, envelope: Envelope) -> PersonalNumber:
        body = {
            "HoVaTen": query.name,
            "GioiTinh": "Nam" if query.sex == "male" else "Nữ",
            "NgaySinh": f"{query.born:%Y%m%d}",
            "MaTinhKhaiSinh": self._province,
            "Cha": query.father or None,
            "Me": query.mother or None,
            "SoKhaiSinh": query.entry,
            "QuyenKhaiSinh": query.volume,
        }
        return PersonalNumber(number=(await self._tell("v1/newborns", body, envelope))["SoDinhDanh"])

    async def _correct(self, query: CorrectPerson, envelope: Envelope) -> Corrected:
        value = query.value
        if query.field in ("born", "died"):
            value = date.fromisoformat(value).strftime("%Y%m%d")
        if query.field == "sex":
            value = {"male": "Nam", "female": "Nữ"}[value]
        said = {"SoDinhDanh": query.number, "Truong": CORRECTED[query.field], "GiaTri": value, "CanCu": query.ground}
        return Corrected(corrected_on=day_of((await self._tell("v1/corrections", said, envelope))["NgaySua"]))


class CivilStatus(Connector):
    """Cơ sở dữ liệu hộ tịch điện tử (Ministry of Justice)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Marriage: ("SoGiayChungNhan", "NgayDangKy", "NoiDangKy", "ConHieuLuc"),
        MaritalStatus: ("TinhTrang", "TuNgay", "GiayTo", "VoChong"),
        Births: ("HoTenCon", "So", "QuyenSo", "NgayDangKy", "HoSo"),
        RegisterEntry: ("So", "QuyenSo", "NgayDangKy"),
        Corrected: ("NgaySua",),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {
            MarriageOf.kind: self._marriage,
            MaritalStatusOf.kind: self._status,
            BirthsOf.kind: self._births,
            BirthEntry.kind: self._birth,
            MarriageEntry.kind: self._wedding,
            DeathEntry.kind: self._death,
            CorrectMarriage.kind: self._correct,
        }

    async def _marriage(self, query: MarriageOf, envelope: Envelope) -> Marriage | None:
        body = {"SoDinhDanhChong": query.husband, "SoDinhDanhVo": query.wife}
        found = await self._find("v1/marriages/search", body, envelope)
        if found is None:
            return None
        place = found["NoiDangKy"]
        return Marriage(
            certificate=found["SoGiayChungNhan"],
            registered_on=day_of(found["NgayDangKy"]),
            registered_at=place if isinstance(place, str) else " ".join(str(part) for part in place.values()),
            in_force=found["ConHieuLuc"],
        )

    async def _correct(self, query: CorrectMarriage, envelope: Envelope) -> Corrected:
        said = {"SoDinhDanhVo": query.wife, "SoDinhDanhChong": query.husband, "CanCu": query.ground}
        field = "ConHieuLuc" if query.field == "in_force" else "SoDinhDanh"
        answer = await self._tell("v1/corrections", said | {"Truong": field}, envelope)
        return Corrected(corrected_on=day_of(answer["NgaySua"]))

    async def _status(self, query: MaritalStatusOf, envelope: Envelope) -> MaritalStatus | None:
        found = await self._find("v1/marital-status/search", named(query), envelope)
        if found is None:
            return None
        return MaritalStatus(
            status=STATUSES[found["TinhTrang"]],
            since=day_of(found["TuNgay"]) if found["TuNgay"] else None,
            paper=found["GiayTo"] or "",
            spouse=found["VoChong"] or "",
        )

    async def _wedding(self, query: MarriageEntry, envelope: Envelope) -> RegisterEntry:
        spouses = {
            "SoDinhDanhVo": query.wife,
            "HoTenVo": query.wife_name,
            "SoDinhDanhChong": query.husband,
            "HoTenChong": query.husband_name,
        }
        return await self._entered("v1/marriages", query.commune, spouses, query, envelope)

    async def _death(self, query: DeathEntry, envelope: Envelope) -> RegisterEntry:
        dead = {"SoDinhDanh": query.number, "HoTen": query.full_name, "NgayMat": f"{query.died:%Y%m%d}"}
        return await self._entered("v1/deaths", query.commune, dead, query, envelope)

    async def _births(self, query: BirthsOf, envelope: Envelope) -> Births | None:
        body = {
            "NgaySinh": f"{query.born:%Y%m%d}",
            "SoDinhDanhMe": query.mother or None,
            "HoTenMe": query.mother_name,
        }
        births = tuple(
            BirthInBooks(
                child_name=one["HoTenCon"],
                entry=one["So"],
                volume=one["QuyenSo"],
                registered_on=day_of(one["NgayDangKy"]),
                dossier=one["HoSo"],
            )
            for one in await self._find_all("v1/births/search", body, envelope)
        )
        return Births(births=births) if births else None

    async def _birth(self, query: BirthEntry, envelope: Envelope) -> RegisterEntry:
        return await self._entered("v1/births", query.commune, {}, query, envelope)

    async def _entered(
        self, path: str, commune: str, named: dict[str, str], query: Query[RegisterEntry], envelope: Envelope
    ) -> RegisterEntry:
        content = query.model_dump(mode="json", exclude={"commune"})
        told = await self._tell(path, {"MaPhuongXa": commune, "NoiDung": content} | named, envelope)
        return RegisterEntry(entry=told["So"], volume=told["QuyenSo"], registered_on=day_of(told["NgayDangKy"]))


def _person(found: dict[str, Any]) -> Person:
    # A newborn has a name and a number before it has a home.
    home, origin = found["ThuongTru"] or {}, found["QueQuan"] or {}
    return Person(
        **_identified(found),
        ethnicity=found["DanToc"] or "",
        nationality=found["QuocTich"],
        residence=home.get("ChiTiet", ""),
        commune=home.get("MaPhuongXa", ""),
        place_of_origin=origin.get("ChiTiet", ""),
        old_number=found.get("SoCMND") or "",
    )


def _identified(found: dict[str, Any]) -> dict[str, Any]:
    name = found["HoVaTen"]
    return {
        "number": found["SoDinhDanh"],
        "full_name": " ".join(part for part in (name["Ho"], name["ChuDem"], name["Ten"]) if part),
        "born": day_of(found["NgayThangNamSinh"]),
        "sex": "male" if found["GioiTinh"] == "Nam" else "female",
        "died": day_of(found["NgayMat"]) if found["NgayMat"] else None,
    }


class Named(Protocol):
    """A query about somebody by number and name."""

    @property
    def number(self) -> str: ...
    @property
    def full_name(self) -> str: ...


def named(query: Named) -> dict[str, Any]:
    """Number and name as the registers call them."""
    return {"SoDinhDanh": query.number, "HoTen": query.full_name}


def day_of(text: str) -> date:
    """Read both of the registers' ways to write a day."""
    return date.fromisoformat(text) if "-" in text else datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day
