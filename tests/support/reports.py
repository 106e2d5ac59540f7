"""Documents of the programme as they are printed: sealed, for their signatory, and before anybody asked for them."""

from typing import Any

from tests.support.finals import AT, DAY

PART = {
    "title": "I. Nhiệm vụ, mô hình, chỉ tiêu",
    "rows": [
        {"name": "Nhiệm vụ hoàn thành", "counted": "73/80", "percent": "91,25%", "method": "Số nhiệm vụ đã nghiệm thu",
         "definition": "tasks_done@1"},
    ],
    "lines": ["Dự kiến hoàn thành theo xu thế ba tháng gần nhất: 31/12/2026."],
}  # fmt: skip
FRAME: dict[str, Any] = {
    "superior": "Bộ Công an",
    "body": "Công an tỉnh Hưng Yên",
    "place": "Hưng Yên",
    "stand_in": False,
    "signatory": {"title": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "name": "Tạ Thị Quỳnh Hoa"},
    "sent_to": ["Ủy ban nhân dân tỉnh Hưng Yên"],
    "unit": "tỉnh Hưng Yên",
}
REPORT: dict[str, Any] = FRAME | {
    "addressee": "Ủy ban nhân dân tỉnh Hưng Yên",
    "first": "2026-11-01",
    "as_of": "2026-11-30",
    "parts": [PART],
    "overdue": [{"no": "7", "name": "Số hóa sổ hộ tịch", "lead": "Sở Nội vụ", "due": "31/10/2026"}],
    "imported": True,
    "examples": True,
}
NOTE: dict[str, Any] = FRAME | {
    "what": "nhiệm vụ",
    "no": "7",
    "name": "Số hóa sổ hộ tịch",
    "document": "01/KH-UBND",
    "lead": "Sở Nội vụ tỉnh Hưng Yên",
    "co": ["Công an tỉnh Hưng Yên"],
    "due": "2026-12-31",
    "evidence": "7/BC-SNV",
    "note": "100 % sổ",
    "given_on": "2026-11-20",
    "accepted_on": DAY.isoformat(),
    "example": True,
}
GIVEN = {"number": "BC-33.CA-2026-0001", "reference": "01/BC-CAT", "issued_at": AT}
CHECKED = {"check_page": "https://motcua.hungyen.gov.vn/verify"}
REPORTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("reports/programme.html", REPORT | GIVEN | CHECKED | {"sealed_at": AT}),
    ("reports/programme.html", REPORT | CHECKED | {"draft": True, "number": "", "overdue": []}),
    ("reports/programme.html", REPORT | {"kind_symbol": "BC", "symbol": "CAT", "issued_at": AT}),
    ("reports/acceptance.html", NOTE | GIVEN | CHECKED | {"sealed_at": AT}),
    ("reports/acceptance.html", NOTE | CHECKED | {"draft": True, "number": "", "due": None, "co": [], "note": ""}),
)
