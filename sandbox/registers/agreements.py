"""What registers answer to procedures, by operation: the fields they agreed to, and where only on consent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """The fields that may be named for an operation; anything else is beyond every purpose."""

    fields: frozenset[str]
    on_consent: bool = False


def _to(fields: str, on_consent: bool = False) -> Agreement:
    return Agreement(frozenset(fields.split()), on_consent)


ENTRY = "So QuyenSo NgayDangKy"
BENEFITS = "v1/unemployment-benefits"
AGREEMENTS = {
    "population": {
        "v1/persons/search": _to(
            "SoDinhDanh HoVaTen NgayThangNamSinh GioiTinh DanToc QuocTich ThuongTru NoiOHienTai QueQuan NgayMat"
        ),
        "v1/newborns": _to("SoDinhDanh"),
    },
    "civil_status": {
        "v1/marriages/search": _to("SoGiayChungNhan NgayDangKy NoiDangKy ConHieuLuc"),
        "v1/marital-status/search": _to("TinhTrang TuNgay GiayTo VoChong"),
        "v1/births": _to(ENTRY),
        "v1/marriages": _to(ENTRY),
        "v1/deaths": _to(ENTRY),
    },
    "residence": {
        "v1/residents/search": _to("ThuongTru TamTru"),
        "v1/dwellings/search": _to("ChuSoHuu DienTich SoNguoi"),
        "v1/registrations": _to("SoThongBao SoHoCuTru NgayDangKy"),
    },
    "id_cards": {"v1/cards/search": _to("SoThe NgayCap NgayHetHan"), "v1/requests": _to("SoBienNhan NgayHenTra")},
    "criminal_records": {
        "v1/records/search": _to("KetLuan NoiCanXacMinh AnTich"),
        "v1/verifications": _to("SoPhieuXacMinh NgayGui"),
    },
    "traffic": {
        "v1/licences/search": _to("SoGiayPhep Hang NgayCap NgayHetHan TrangThai"),
        "v1/violations/search": _to("SoBienBan DaXuLy"),
        # Health is sensitive: nobody hears of it without the driver's consent.
        "v1/health-checks/search": _to("SoGiay CoSo NgayHetHan KetLuan", on_consent=True),
        "v1/licences": _to("SoGiayPhep NgayCap NgayHetHan"),
    },
    "insurance": {
        "v1/people/search": _to("LoaiThamGia TheBHYT DangHuongLuongHuu"),
        "v1/contributions/search": _to("Thang MucLuong ChamDut"),
        "v1/child-cards": _to("SoThe TuNgay DenNgay"),
        "v1/funeral-grants": _to("SoQuyetDinh SoTien HinhThuc"),
        BENEFITS: _to("MaChiTra"),
        f"{BENEFITS}/*/suspensions": _to("Thang"),
    },
    "social": {
        "v1/beneficiaries/search": _to("LoaiTroCap DenNgay"),
        "v1/disability/search": _to("MucDo SoGiay NgayCap"),
        "v1/allowances": _to("MaDoiTuong NgayGhi"),
    },
    "business": {"v1/owners/search": _to("TenHoKinhDoanh"), "v1/names/search": _to("TenHoKinhDoanh")},
    "tax": {"v1/household-businesses": _to("MaSoThue NgayCap CoQuanThue")},
}
"""By register, as who asks calls it, and by path; ``*`` stands for one part."""


def agreed(register: str, path: str) -> Agreement | None:
    """What is agreed for a path; nothing for what no procedure needs."""
    for pattern, agreement in AGREEMENTS[register].items():
        parts, wanted = path.strip("/").split("/"), pattern.split("/")
        if len(parts) == len(wanted) and all(want in ("*", part) for part, want in zip(parts, wanted, strict=True)):
            return agreement
    return None
