"""The two registers as connectors: the national population database and the electronic civil-status database.

Field names are the registers' own.
"""

from datetime import date, datetime
from typing import Any

import httpx2

from activities.agencies import Connector, Envelope
from domain.office import Province
from domain.registers import (
    BirthEntry,
    GrantNumber,
    Marriage,
    MarriageOf,
    Person,
    PersonalNumber,
    PersonByNumber,
    RegisterEntry,
)


class Population(Connector):
    """Cơ sở dữ liệu quốc gia về dân cư (Ministry of Public Security)."""

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client)
        self._province = f"{int(province.code):03}"
        self._ways = {PersonByNumber.kind: self._person, GrantNumber.kind: self._grant}

    async def _person(self, query: PersonByNumber, envelope: Envelope) -> Person | None:
        found = await self._find("v1/persons/search", {"SoDinhDanh": query.number}, envelope)
        return _person(found) if found is not None else None

    async def _grant(self, query: GrantNumber, envelope: Envelope) -> PersonalNumber:
        body = {
            "HoVaTen": query.name,
            "GioiTinh": _sex(query.sex),
            "NgaySinh": f"{query.born:%Y%m%d}",
            "MaTinhKhaiSinh": self._province,
            "Cha": query.father or None,
            "Me": query.mother or None,
            "SoKhaiSinh": query.entry,
            "QuyenKhaiSinh": query.volume,
        }
        return PersonalNumber(number=(await self._tell("v1/newborns", body, envelope))["SoDinhDanh"])


class CivilStatus(Connector):
    """Cơ sở dữ liệu hộ tịch điện tử (Ministry of Justice)."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        super().__init__(client)
        self._ways = {MarriageOf.kind: self._marriage, BirthEntry.kind: self._birth}

    async def _marriage(self, query: MarriageOf, envelope: Envelope) -> Marriage | None:
        body = {"SoDinhDanhChong": query.husband, "SoDinhDanhVo": query.wife}
        found = await self._find("v1/marriages/search", body, envelope)
        if found is None:
            return None
        place = found["NoiDangKy"]
        return Marriage(
            certificate=found["SoGiayChungNhan"],
            registered_on=_day(found["NgayDangKy"]),
            registered_at=place if isinstance(place, str) else " ".join(str(part) for part in place.values()),
            in_force=found["ConHieuLuc"],
        )

    async def _birth(self, query: BirthEntry, envelope: Envelope) -> RegisterEntry:
        content = query.model_dump(mode="json", exclude={"commune"})
        told = await self._tell("v1/births", {"MaPhuongXa": query.commune, "NoiDung": content}, envelope)
        return RegisterEntry(entry=told["So"], volume=told["QuyenSo"], registered_on=_day(told["NgayDangKy"]))


def _person(found: dict[str, Any]) -> Person:
    name, home = found["HoVaTen"], found["ThuongTru"]
    return Person(
        number=found["SoDinhDanh"],
        full_name=" ".join(part for part in (name["Ho"], name["ChuDem"], name["Ten"]) if part),
        born=_day(found["NgayThangNamSinh"]),
        sex="male" if found["GioiTinh"] == "Nam" else "female",
        ethnicity=found["DanToc"],
        nationality=found["QuocTich"],
        residence=home["ChiTiet"],
        commune=home["MaPhuongXa"],
        place_of_origin=found["QueQuan"]["ChiTiet"],
        died=_day(found["NgayMat"]) if found["NgayMat"] else None,
    )


def _sex(sex: str) -> str:
    return "Nam" if sex == "male" else "Nữ"


def _day(text: str) -> date:
    """Read both of the registers' ways to write a day."""
    return date.fromisoformat(text) if "-" in text else datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day
