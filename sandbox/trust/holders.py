"""Whom the stand-in's authorities certify: officers by their staff code, bodies by their office code."""

from cryptography import x509
from cryptography.x509.oid import NameOID

from sandbox.people.names import COMMUNE
from sandbox.people.officers import OFFICERS, Officer

MARK = "DEVELOPMENT ONLY, NOT VALID"
REVOKED, EXPIRED = "cb-00000-01", "cb-00000-02"
"""Two who may no longer sign: one's certificate was withdrawn, the other's has run out."""
AWKWARD = {REVOKED: "Lê Văn Thu Hồi", EXPIRED: "Trần Thị Hết Hạn"}
MOST_OF_A_NAME = 64
TITLES = {
    "tiepnhan": "Công chức tiếp nhận", "hotich": "Công chức tư pháp - hộ tịch", "chutich": "Chủ tịch",
    "phochutich": "Phó Chủ tịch", "vanthu": "Văn thư", "ketoan": "Kế toán", "kinhte": "Chuyên viên",
    "giamdoc": "Giám đốc Trung tâm Phục vụ hành chính công", "canbo": "Cán bộ", "truongphong": "Trưởng phòng",
    "truongphongkt": "Trưởng phòng",
    "lanhdao": "Lãnh đạo cơ quan", "vanhanh": "Cán bộ vận hành", "tiepdon": "Nhân viên tiếp đón",
}  # fmt: skip
PROVINCIAL = {
    "33.CA": "Công an tỉnh Hưng Yên", "33.BHXH": "Bảo hiểm xã hội tỉnh Hưng Yên", "33.SNV": "Sở Nội vụ tỉnh Hưng Yên",
    "33": "Ủy ban nhân dân tỉnh Hưng Yên", "33101": "Bệnh viện Đa khoa tỉnh Hưng Yên",
    "33102": "Bệnh viện Đa khoa Phố Nối", "33103": "Bệnh viện Đa khoa tỉnh Thái Bình",
}  # fmt: skip
OF_A_COMMUNE = {"": "Ủy ban nhân dân", "CA": "Công an", "TYT": "Trạm Y tế"}
BY_STAFF_CODE = {officer.officer_id: officer for officer in OFFICERS.values()}


def office_name(code: str) -> str:
    """What an office is called; one that is not among the sample offices is called by its code."""
    of, _, body = code.partition(".")
    commune = COMMUNE.get(of)
    if commune is None or body not in OF_A_COMMUNE:
        return PROVINCIAL.get(code, code)
    return f"{OF_A_COMMUNE[body]} {commune.name[0].lower()}{commune.name[1:]}"


def title_of(officer: Officer) -> str:
    """The office that an officer's signature names."""
    return TITLES.get(officer.login.partition(".")[0].rstrip("2"), TITLES["canbo"])


def authority_name(what: str) -> x509.Name:
    """An authority, which says in its own name that nothing under it is worth anything."""
    return _name((NameOID.ORGANIZATION_NAME, "Hệ thống giả lập Motcua"), (NameOID.COMMON_NAME, f"{what} - {MARK}"))


def person_name(staff_code: str, name: str, title: str, office: str) -> x509.Name:
    """An officer: the staff code is the serialNumber."""
    return _name(
        (NameOID.ORGANIZATION_NAME, office), (NameOID.TITLE, title), (NameOID.COMMON_NAME, name),
        (NameOID.SERIAL_NUMBER, staff_code),
    )  # fmt: skip


def body_name(code: str, name: str) -> x509.Name:
    """A body: the office code is in the organizationIdentifier, spelt as ETSI EN 319 412-1 wants it."""
    return _name(
        (NameOID.ORGANIZATION_NAME, name), (NameOID.ORGANIZATION_IDENTIFIER, f"CQ:VN-{code}"),
        (NameOID.COMMON_NAME, name),
    )  # fmt: skip


def _name(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")
    said = [(kind, _cut(value) if kind == NameOID.COMMON_NAME else value) for kind, value in parts if value]
    return x509.Name([country, *(x509.NameAttribute(kind, value) for kind, value in said)])


def _cut(name: str) -> str:
    """A common name has room for 64, which the library counts in bytes."""
    return name.encode()[:MOST_OF_A_NAME].decode(errors="ignore")
