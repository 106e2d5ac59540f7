"""The officers of all communes, of their police and of the province's bodies: a fixed list, the same desks in each.

An agency's package brings those of its own office: ``MOTCUA_SANDBOX_OFFICERS`` names the file in which they stand.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from sandbox.people.names import COMMUNES, FAMILY_NAMES, FEMALE_GIVEN, MALE_GIVEN, OTHER_COMMUNES, Commune

RECEIVING, CIVIL_STATUS, LEADER, CLERK = "receiving_officer", "civil_status_officer", "commune_leader", "clerk"
ACCOUNTANT = "accountant"
SPECIALIST, UNIT_HEAD, AGENCY_LEADER, CENTRE_HEAD = "specialist", "unit_head", "agency_leader", "centre_head"

DESKS = (
    ("tiepnhan", (RECEIVING,)),
    ("tiepnhan2", (RECEIVING,)),
    ("hotich", (CIVIL_STATUS,)),
    ("hotich2", (CIVIL_STATUS,)),
    ("chutich", (LEADER,)),
    ("phochutich", (LEADER, CIVIL_STATUS)),
    ("vanthu", (CLERK,)),
    ("ketoan", (ACCOUNTANT,)),
    ("giamdoc", (CENTRE_HEAD,)),
    ("kinhte", (SPECIALIST,)),
    ("truongphongkt", (UNIT_HEAD,)),
)
NAMES = {
    "11953": ("Lê Thị Minh Nguyệt", "Trần Quốc Bảo", "Nguyễn Thị Hoài", "Phạm Đức Anh", "Vũ Đình Khải",
              "Đỗ Thị Thúy Hằng", "Bùi Thị Ngà", "Đỗ Thị Lan", "Nguyễn Quốc Vương", "Hoàng Thị Thu Cúc",
              "Lại Văn Thịnh"),
    "11983": ("Hoàng Thị Bích Ngọc", "Ngô Văn Thuận", "Trịnh Thị Oanh", "Đào Xuân Lộc", "Nguyễn Mạnh Hà",
              "Phan Thị Thu Trang", "Lương Thị Sâm", "Trương Văn Cường", "Phạm Thanh Bình", "Tống Văn Hiệp",
              "Doãn Thị Hảo"),
    "13225": ("Phạm Thị Ngân", "Vũ Hồng Quân", "Bùi Thị Mỹ Duyên", "Đặng Văn Khoa", "Trần Thị Kim Oanh",
              "Lê Quang Vịnh", "Nguyễn Thị Dịu", "Hà Thị Nguyệt", "Ngô Đức Minh", "Đinh Thị Bích Liên",
              "Nhữ Đình Toản"),
    "12019": ("Chu Thị Hải Yến", "Đỗ Văn Phúc", "Nguyễn Thị Tuyết", "Lê Hữu Tài", "Đàm Văn Sáng",
              "Tạ Thị Quỳnh Hoa", "Phùng Thị Mơ", "Dương Văn Tới", "Cao Thị Ánh", "Nghiêm Xuân Trường",
              "Bạch Thị Thơ"),
    "13075": ("Đoàn Thị Nhàn", "Mai Văn Tú", "Khổng Thị Lụa", "Vũ Trọng Thể", "Phạm Thị Hường",
              "Nguyễn Bá Thước", "Tô Thị Nhài", "Quách Thị Thơm", "Lưu Văn Chính", "Vi Thị Hạnh",
              "Kiều Văn Lực"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Officer:
    """Someone who works for a commune or another body, by login and staff code."""

    login: str
    officer_id: str
    name: str
    agency: str
    roles: tuple[str, ...]


BODY_DESKS = (
    ("tiepnhan", (RECEIVING,)),
    ("canbo", (SPECIALIST,)),
    ("canbo2", (SPECIALIST,)),
    ("truongphong", (UNIT_HEAD,)),
    ("lanhdao", (AGENCY_LEADER,)),
    ("ketoan", (ACCOUNTANT,)),
)
BODIES = {
    **{f"{commune.code}.CA": f"ca{commune.slug}" for commune in COMMUNES},
    "33.CA": "cahungyen",
    "33.BHXH": "bhxhhungyen",
    "33.SNV": "snvhungyen",
    **{f"{commune.code}.CA": f"ca{commune.slug}" for commune in OTHER_COMMUNES},
}
"""The police of each commune and the bodies of the province, with the end of their officers' logins."""
CLINICS = (
    ("33101", "bvhungyen", "Nguyễn Thị Hồng Vân"),
    ("33102", "bvphonoi", "Lê Thị Thu Trà"),
    ("33103", "bvthaibinh", "Vũ Thị Kim Dung"),
    ("11953.TYT", "tytphohien", "Đỗ Thị Hải"),
)
"""Those whose counter has somebody, with the end of the login and who that is."""
FAMILIES = tuple(FAMILY_NAMES)


def _name(place: int) -> str:
    """A made-up name, the same at every start."""
    family = FAMILIES[place * 7 % len(FAMILIES)]
    man, woman = f"Văn {MALE_GIVEN[place % len(MALE_GIVEN)]}", f"Thị {FEMALE_GIVEN[place % len(FEMALE_GIVEN)]}"
    return f"{family} {man if place % 2 else woman}"


def _staff(number: int, commune: Commune) -> list[Officer]:
    names = NAMES.get(commune.code) or [_name(number * len(DESKS) + place) for place in range(len(DESKS))]
    return [
        Officer(f"{desk}.{commune.slug}", f"cb-{commune.code}-{place:02}", name, commune.code, roles)
        for place, ((desk, roles), name) in enumerate(zip(DESKS, names, strict=True), start=1)
    ]


def _bodies() -> list[Officer]:
    return [
        Officer(f"{desk}.{slug}", f"cb-{code}-{place:02}", _name(number * len(BODY_DESKS) + place), code, roles)
        for number, (code, slug) in enumerate(BODIES.items())
        for place, (desk, roles) in enumerate(BODY_DESKS, start=1)
    ]


def brought(file: str) -> list[Officer]:
    """Those that a package's file names, each as an ``Officer`` in JSON; none, where no file is named."""
    read = json.loads(Path(file).read_text(encoding="utf-8")) if file else []
    return [Officer(**one | {"roles": tuple(one["roles"])}) for one in read]


OFFICERS = {
    officer.login: officer
    for number, commune in enumerate((*COMMUNES, *OTHER_COMMUNES))
    for officer in _staff(number, commune)
}
OFFICERS |= {officer.login: officer for officer in _bodies()}
OFFICERS["vanhanh.hungyen"] = Officer("vanhanh.hungyen", "cb-33-vh-01", "Trịnh Công Vinh", "33", ("operator",))
OFFICERS["lanhdao.hungyen"] = Officer("lanhdao.hungyen", "cb-33-ld-01", "Nguyễn Khắc Thái", "33", (AGENCY_LEADER,))
OFFICERS |= {
    f"tiepdon.{slug}": Officer(f"tiepdon.{slug}", f"cb-{clinic}-01", name, clinic, (RECEIVING,))
    for clinic, slug, name in CLINICS
}
OFFICERS |= {officer.login: officer for officer in brought(os.environ.get("MOTCUA_SANDBOX_OFFICERS", ""))}
