"""The registers of the police: residence."""

from typing import Any

import httpx2

from activities.agencies import Connector, Envelope
from activities.registers import day_of
from domain.office import Province
from domain.queries.residence import Dwelling, DwellingAt, Home, HomeOf, Registered, Registration

KINDS = {"permanent": "THUONG_TRU", "temporary": "TAM_TRU", "leaving": "XOA_THUONG_TRU"}


class Residence(Connector):
    """Cơ sở dữ liệu về cư trú (Ministry of Public Security)."""

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {
            HomeOf.kind: self._home,
            DwellingAt.kind: self._dwelling,
            Registration.kind: self._register,
        }

    async def _home(self, query: HomeOf, envelope: Envelope) -> Home | None:
        found = await self._find("v1/residents/search", {"SoDinhDanh": query.number}, envelope)
        home: dict[str, Any] | None = found["ThuongTru"] if found else None
        if home is None:
            return None
        return Home(
            commune=home["MaPhuongXa"],
            address=home["DiaChi"],
            household=home["SoHoCuTru"],
            head=home["ChuHo"]["SoDinhDanh"],
            since=day_of(home["TuNgay"]),
        )

    async def _dwelling(self, query: DwellingAt, envelope: Envelope) -> Dwelling | None:
        body = {"DiaChi": query.address, "MaPhuongXa": query.commune}
        found = await self._find("v1/dwellings/search", body, envelope)
        if found is None:
            return None
        owners = tuple(owner["SoDinhDanh"] for owner in found["ChuSoHuu"])
        return Dwelling(owners=owners, area=found["DienTich"], residents=found["SoNguoi"])

    async def _register(self, query: Registration, envelope: Envelope) -> Registered:
        body = {
            "Loai": KINDS[query.what],
            "SoDinhDanh": query.number,
            "HoTen": query.full_name,
            "DiaChi": query.address,
            "MaPhuongXa": query.commune,
            "SoDinhDanhChuHo": query.head,
            "QuanHeChuHo": query.relation,
            "DenNgay": f"{query.until:%Y%m%d}" if query.until else None,
        }
        told = await self._tell("v1/registrations", body, envelope)
        return Registered(
            notice=told["SoThongBao"], household=told["SoHoCuTru"], registered_on=day_of(told["NgayDangKy"])
        )
