"""The registers of the police: residence, identity cards, criminal records, drivers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import httpx2

from activities.connector import Connector, Envelope
from activities.vietnam.registers import day_of, named
from domain.registers.query import Acknowledged
from domain.statute.offices import Province
from domain.vietnam.queries.criminal_records import (
    Ban,
    Conviction,
    CriminalRecord,
    CriminalRecordOf,
    PlaceFinding,
    PlaceVerification,
)
from domain.vietnam.queries.id_cards import Card, CardOf, CardReceipt, CardRequest
from domain.vietnam.queries.residence import Dwelling, DwellingAt, Home, HomeOf, Registered, Registration
from domain.vietnam.queries.traffic import (
    HealthCheck,
    HealthCheckOf,
    Licence,
    LicenceExchange,
    LicenceOf,
    NewLicence,
    Violations,
    ViolationsOf,
)

FINDINGS: dict[str, Literal["clean", "convicted", "to_verify"]] = {
    "khong_co_an_tich": "clean",
    "co_an_tich": "convicted",
    "can_xac_minh": "to_verify",
}
KINDS = {"permanent": "THUONG_TRU", "temporary": "TAM_TRU", "leaving": "XOA_THUONG_TRU"}


class Residence(Connector):
    """Cơ sở dữ liệu về cư trú (Ministry of Public Security)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Home: ("ThuongTru",),
        Dwelling: ("ChuSoHuu", "DienTich", "SoNguoi"),
        Registered: ("SoThongBao", "SoHoCuTru", "NgayDangKy"),
    }

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


class IdentityCards(Connector):
    """Cơ sở dữ liệu căn cước (Ministry of Public Security)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Card: ("SoThe", "NgayCap"),
        CardReceipt: ("SoBienNhan", "NgayHenTra"),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {CardOf.kind: self._card, CardRequest.kind: self._request}

    async def _card(self, query: CardOf, envelope: Envelope) -> Card | None:
        found = await self._find("v1/cards/search", named(query), envelope)
        return Card(number=found["SoThe"], issued_on=_day_or_never(found["NgayCap"])) if found else None

    async def _request(self, query: CardRequest, envelope: Envelope) -> CardReceipt:
        body = named(query) | {
            "NgaySinh": f"{query.born:%Y%m%d}",
            "MaPhuongXa": query.commune,
            "NguoiDaiDien": query.representative,
        }
        told = await self._tell("v1/requests", body, envelope)
        return CardReceipt(receipt=told["SoBienNhan"], ready_on=day_of(told["NgayHenTra"]))


class Traffic(Connector):
    """Giấy phép lái xe, vi phạm giao thông, khám sức khỏe người lái xe (traffic police)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        Licence: ("SoGiayPhep", "Hang", "NgayCap", "NgayHetHan", "TrangThai"),
        Violations: ("SoBienBan", "DaXuLy"),
        HealthCheck: ("SoGiay", "CoSo", "NgayHetHan", "KetLuan"),
        NewLicence: ("SoGiayPhep", "NgayCap", "NgayHetHan"),
    }

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {
            LicenceOf.kind: self._licence,
            ViolationsOf.kind: self._violations,
            HealthCheckOf.kind: self._health_check,
            LicenceExchange.kind: self._exchange,
        }

    async def _licence(self, query: LicenceOf, envelope: Envelope) -> Licence | None:
        found = await self._find("v1/licences/search", named(query), envelope)
        if found is None:
            return None
        return Licence(
            number=found["SoGiayPhep"],
            classes=tuple(found["Hang"]),
            issued_on=day_of(found["NgayCap"]),
            expires_on=_day_or_never(found["NgayHetHan"]),
            in_force=found["TrangThai"] == "con_hieu_luc",
        )

    async def _violations(self, query: ViolationsOf, envelope: Envelope) -> Violations:
        found = await self._find_all("v1/violations/search", named(query), envelope)
        return Violations(unsettled=tuple(one["SoBienBan"] for one in found if not one["DaXuLy"]))

    async def _health_check(self, query: HealthCheckOf, envelope: Envelope) -> HealthCheck | None:
        found = await self._find("v1/health-checks/search", named(query), envelope)
        if found is None:
            return None
        return HealthCheck(
            paper=found["SoGiay"],
            clinic=found["CoSo"],
            expires_on=day_of(found["NgayHetHan"]),
            fit=found["KetLuan"] == "du_dieu_kien",
        )

    async def _exchange(self, query: LicenceExchange, envelope: Envelope) -> NewLicence:
        body = named(query) | {"SoGiayPhepCu": query.old, "Hang": list(query.classes)}
        told = await self._tell("v1/licences", body, envelope)
        return NewLicence(
            licence=told["SoGiayPhep"], issued_on=day_of(told["NgayCap"]), expires_on=_day_or_never(told["NgayHetHan"])
        )


def _convictions(told: Mapping[str, Any]) -> tuple[Conviction, ...]:
    return tuple(
        Conviction(
            judgment=one["BanAn"],
            on=day_of(one["NgayTuyen"]),
            crime=one["ToiDanh"],
            punishment=one["HinhPhat"],
            expunged=one["DaXoa"],
        )
        for one in told["AnTich"]
    )


def _place_finding(told: Mapping[str, Any]) -> PlaceFinding:
    convictions = _convictions(told)
    stands = any(not one.expunged for one in convictions)
    # Whoever is called convicted without a judgement, or clean with one, needs a person to ask again.
    if FINDINGS[told["KetLuan"]] != ("convicted" if stands else "clean"):
        raise ValueError("its conclusion does not follow from its judgements")
    return PlaceFinding(reply=told["SoVanBan"], convictions=convictions)


class CriminalRecords(Connector):
    """Hồ sơ nghiệp vụ công an, lý lịch tư pháp (provincial police)."""

    reads = {  # noqa: RUF012 - declared as a ClassVar by the base
        CriminalRecord: ("KetLuan", "NoiCanXacMinh", "AnTich", "CamQuanLy"),
        Acknowledged: ("SoPhieuXacMinh", "NgayGui"),
    }

    heard = {PlaceFinding: _place_finding}  # noqa: RUF012 - declared as a ClassVar by the base

    def __init__(self, client: httpx2.AsyncClient, province: Province) -> None:
        super().__init__(client, province)
        self._ways = {CriminalRecordOf.kind: self._record, PlaceVerification.kind: self._verify}

    async def _record(self, query: CriminalRecordOf, envelope: Envelope) -> CriminalRecord | None:
        found = await self._find("v1/records/search", named(query) | {"NgaySinh": f"{query.born:%Y%m%d}"}, envelope)
        if found is None:
            return None
        finding, places = FINDINGS[found["KetLuan"]], tuple(found["NoiCanXacMinh"])
        bans = tuple(
            Ban(
                decision=one["SoQuyetDinh"],
                on=day_of(one["NgayQuyetDinh"]),
                what=one["NoiDung"],
                until=_day_or_never(one["DenNgay"]),
            )
            for one in found["CamQuanLy"]
        )
        return CriminalRecord(finding=finding, convictions=_convictions(found), places=places, bans=bans)

    async def _verify(self, query: PlaceVerification, envelope: Envelope) -> Acknowledged:
        born, back = f"{query.born:%Y%m%d}", {"UrlThongBao": envelope.callback} if envelope.callback else {}
        body = named(query) | {"NgaySinh": born, "NoiXacMinh": query.place} | back
        told = await self._tell("v1/verifications", body, envelope)
        return Acknowledged(number=told["SoPhieuXacMinh"], on=day_of(told["NgayGui"]))


def _day_or_never(text: str | None) -> date | None:
    return day_of(text) if text else None
