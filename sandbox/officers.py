"""The officers of five communes: a fixed list, the same eight desks in each."""

from dataclasses import dataclass

from sandbox.names import COMMUNES, Commune

RECEIVING, CIVIL_STATUS, LEADER, CLERK = "receiving_officer", "civil_status_officer", "commune_leader", "clerk"
ACCOUNTANT = "accountant"

DESKS = (
    ("tiepnhan", (RECEIVING,)),
    ("tiepnhan2", (RECEIVING,)),
    ("hotich", (CIVIL_STATUS,)),
    ("hotich2", (CIVIL_STATUS,)),
    ("chutich", (LEADER,)),
    ("phochutich", (LEADER, CIVIL_STATUS)),
    ("vanthu", (CLERK,)),
    ("ketoan", (ACCOUNTANT,)),
)
NAMES = {
    "11953": ("Lê Thị Minh Nguyệt", "Trần Quốc Bảo", "Nguyễn Thị Hoài", "Phạm Đức Anh", "Vũ Đình Khải",
              "Đỗ Thị Thúy Hằng", "Bùi Thị Ngà", "Đỗ Thị Lan"),
    "11983": ("Hoàng Thị Bích Ngọc", "Ngô Văn Thuận", "Trịnh Thị Oanh", "Đào Xuân Lộc", "Nguyễn Mạnh Hà",
              "Phan Thị Thu Trang", "Lương Thị Sâm", "Trương Văn Cường"),
    "12452": ("Phạm Thị Ngân", "Vũ Hồng Quân", "Bùi Thị Mỹ Duyên", "Đặng Văn Khoa", "Trần Thị Kim Oanh",
              "Lê Quang Vịnh", "Nguyễn Thị Dịu", "Hà Thị Nguyệt"),
    "12127": ("Chu Thị Hải Yến", "Đỗ Văn Phúc", "Nguyễn Thị Tuyết", "Lê Hữu Tài", "Đàm Văn Sáng",
              "Tạ Thị Quỳnh Hoa", "Phùng Thị Mơ", "Dương Văn Tới"),
    "12826": ("Đoàn Thị Nhàn", "Mai Văn Tú", "Khổng Thị Lụa", "Vũ Trọng Thể", "Phạm Thị Hường",
              "Nguyễn Bá Thước", "Tô Thị Nhài", "Quách Thị Thơm"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Officer:
    """Someone who works at a commune, by login and staff code."""

    login: str
    officer_id: str
    name: str
    agency: str
    roles: tuple[str, ...]


def _staff(commune: Commune) -> list[Officer]:
    return [
        Officer(f"{desk}.{commune.slug}", f"cb-{commune.code}-{place:02}", name, commune.code, roles)
        for place, ((desk, roles), name) in enumerate(zip(DESKS, NAMES[commune.code], strict=True), start=1)
    ]


OFFICERS = {officer.login: officer for commune in COMMUNES for officer in _staff(commune)}
