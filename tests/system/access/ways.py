"""How each way of the matrix is gone: by its route and the object that the table names."""

from hashlib import sha256
from typing import Any

from infra.local.people import PAPER, Json
from tests.support.door import new_key
from tests.system.access.setting import CLINIC, OFFICE, OTHER, Setting

DECISIONS = {
    "agreed": {"decision": "accept"},
    "claimed": {"decision": "accept"},
    "consent": {"decision": "consent"},
    "unpaid": {"decision": "pay"},
    "in hand": {"decision": "confirm"},
    "asked": {"decision": "opinion_agrees"},
    "to review": {"decision": "agree"},
    "to approve": {"decision": "approve"},
}
FOR_PROGRAMS = ("/health", "/codec/", "/.well-known/", "/warehouse/")
"""What is no page and does not lie under the API's own path."""
IN_A_WEEK = "2099-01-01T08:00:00+07:00"
QR = "033195000101||Nguyễn Thị Lan Anh|12041995|Nữ|Số 1, đường Điện Biên, phường Phố Hiến, tỉnh Hưng Yên|01082021"
COUNT = {"eligible": 5, "collected": 4, "issued": 3, "activated": 2, "used": 1, "document": "12/BC"}
BODIES: dict[str, Json] = {
    "POST /cards": {"qr": QR},
    "POST /codec/decode": {"payloads": []},
    "POST /codec/encode": {"payloads": []},
    "POST /dossiers/{code}/consents/{query}/withdrawal": {},
    "POST /dossiers/{code}/confirmation": {},
    "POST /dossiers/{code}/withdrawal": {},
    "POST /dossiers/{code}/mandate/revocation": {},
    "POST /dossiers/{code}/stop": {"reason": "Chủ hồ sơ đã mất"},
    "POST /dossiers/{code}/rating": {"stars": 5},
    "POST /results/{number}/recall": {"reason": "content", "basis": "Quyết định số 15/QĐ-UBND"},
    "POST /dossiers/{code}/answers": {"kind": "consent", "decision": "consent"},
    "POST /dossiers/{code}/payments": {},
    "POST /tasks/{task}/claim": {},
    "POST /tasks/{task}/release": {},
    "POST /tasks/{task}/delegate": {"to": "cb-colleague", "until": IN_A_WEEK},
    "POST /tasks/{task}/takeover": {"reason": "Nghỉ ốm"},
    "PUT /programme/eid/{unit}/{day}": COUNT,
    "PUT /programme/eid/{unit}/targets/{due}": {"target": 5, "document": "12/CT"},
    "POST /programme/three-haves/staff": {
        "body": OFFICE,
        "document": "12/DS",
        "staff": [{"number": "033195000101", "code": "cb-1", "kind": "worker", "since": "2020-01-01"}],
    },
    "POST /programme/three-haves/check": {"document": "12/BC", "found": [{"number": "033195000101", "level": 2}]},
    "POST /sync/filings/{id}/decline": {"why": "not-verified"},
    "POST /registers": {"kind": "petitions", "document": "12/BC"},
    "POST /programme/report": {"period": "2026-11"},
    "POST /programme/{kind}/{no}/acceptance-note": {"evidence": "7/BC"},
    "POST /programme/{kind}": {"no": "T1", "name": "Nhiệm vụ thử", "lead": "33.SNV", "document": "01/KH-UBND"},
    "POST /programme/{kind}/{no}/evidence": {"evidence": "7/BC"},
    "POST /programme/{kind}/{no}/acceptance": {"evidence": "7/BC", "accepted": True},
    "POST /programme/{kind}/{no}/withdrawal": {"evidence": "7/BC", "reason": "Nhầm"},
    "POST /programme/{kind}/{no}/measurement": {"value": 1, "document": "7/BC"},
    "POST /payments/callback": {"MaDoiTac": "MOTCUA-33", "MaThamChieu": "none"},
    "POST /agencies/{agency}/answers": {"MaThongDiep": "none"},
    "PUT /warehouse/v1/results/{number}": {},
    "POST /warehouse/v1/verification": {},
    "POST /cleaning/{id}/outcome": {"outcome": "none", "paper": "Giấy khai sinh", "basis": "Luật Hộ tịch"},
    "POST /ioc/figures": {"figure": "on_time", "period": "2026-11"},
    "POST /kept-figures": {"figure": "index_766", "period": "2026-11"},
    "POST /kept-figures/{id}/withdrawal": {"reason": "Nhầm kỳ"},
    "POST /ioc/alarms/{id}/acknowledge": {"said": "Đã gọi đơn vị vận hành"},
    "POST /clinic/eligibility": {"facility": "00000", "visit": "1", "vneid_token": "none"},
}


POSTED: dict[str, dict[str, str]] = {
    "POST /cleaning/{id}": {"outcome": "none", "paper": "Giấy khai sinh", "basis": "Luật Hộ tịch"},
    "POST /desk": {"q": QR},
    "POST /desk/person": {"name": "Nguyễn Thị Thử"},
    "POST /desk/drafts": {"procedure": "1.004222"},
    "POST /desk/scan/pages": {"move": f"up {'0' * 32}"},
    "POST /desk/tasks/{task}": {"decision": "accept"},
    "POST /dossiers/{code}/answers/{kind}": {"decision": "commit"},
    "POST /dossiers/{code}/consent": {"decision": "consent"},
    "POST /dossiers/{code}/mandate": {"sure": "yes"},
    "POST /dossiers/{code}/rate": {"stars": "5"},
    "POST /dossiers/{code}/result/recall": {"reason": "content", "basis": "Quyết định 15", "replaces": "no"},
    "POST /dossiers/{code}/withdraw": {"sure": "yes"},
    "POST /figures/kept": {"figure": "on_time", "period": "2026-11"},
    "POST /figures/kept/{one}/withdrawal": {"reason": "Nhầm kỳ"},
    "POST /figures/alarms/{one}/acknowledge": {"said": "Đã gọi đơn vị vận hành"},
    "POST /operations/agencies/{name}/pause": {"why": "Bảo trì"},
    "POST /operations/give": {"why": "Sắp đến hạn"},
    "POST /programme/documents": {"period": "2026-11"},
    "POST /programme/tasks/{no}/evidence": {"evidence": "7/BC"},
    "POST /programme/tasks/{no}/acceptance": {"evidence": "7/BC", "accepted": "true"},
    "POST /programme/tasks/{no}/withdrawal": {"evidence": "7/BC", "why": "Nhầm"},
    "POST /programme/models/{no}/measurement": {"held": "true", "document": "7/BC"},
    "POST /programme/targets/{no}/measurement": {"value": "5", "document": "7/BC"},
    "POST /track/{code}": {"digits": "000000"},
    "POST /unit/late/{task}": {"reason": "Chờ xác minh", "until": "01/02/2099"},
    "POST /unit/return": {"officer": "cb-colleague", "reason": "Nghỉ ốm"},
    "POST /work/bulk": {"procedure": "1.004222", "kind": "receive", "decision": "accept"},
    "POST /work/bulk/{batch}/withdrawal": {"whole": "true"},
    "POST /work/search": {"q": "000.01.00.H31-261117-0001"},
    "POST /work/{task}": {"decision": "accept"},
    "POST /work/{task}/delegate": {"to": "cb-colleague", "until": "01/02/2099"},
    "POST /work/{task}/sure": {"decision": "approve"},
    "POST /work/{task}/takeover": {"reason": "Nghỉ ốm"},
}
"""What pages send, as their forms do."""
CODES = {"procedures": "1.004222", "sync": "000.01.00.H31-200101-0001"}
"""Of what is no dossier of the setting, by what the route is about."""
NAMES = {"operations": "population", "ioc": "map", "programme": "tasks"}
UNITS = {"of another office": OTHER, "of the province": "33"}
"""Whose figures are asked for, by what the table says of them."""
NOWHERE = "0" * 32
"""The id of nothing."""


def way(route: str, about: str, setting: Setting, page: bool = False) -> Json:
    """Give method, path and what is sent."""
    going = _way(route, about, setting, page)
    return going | {"params": going.get("params", {}) | {"unit": UNITS[about]}} if about in UNITS else going


def _way(route: str, about: str, setting: Setting, page: bool) -> Json:
    method, template = route.split()
    # Of the programme's tables not each is of a unit.
    of_a_unit = about in UNITS and template.startswith("/programme/")
    path = template.format(
        code=CODES.get(template.split("/")[1]) or setting.dossiers.get(about, ""),
        task=setting.tasks.get(about, ""),
        number="NONE-1" if "/warehouse/" in template else setting.number,
        sha256=sha256(PAPER + about.encode()).hexdigest(),
        form="01",
        size=setting.published,
        agency="criminal_records",
        token="AAAA",
        query="licence_of",
        office=OFFICE,
        metric="2.1",
        name="online" if of_a_unit else NAMES.get(template.split("/")[1], "pages.css"),
        draft=setting.draft,
        procedure="1.004222",
        section="person",
        upload=NOWHERE,
        batch=NOWHERE,
        page=NOWHERE,
        kind="tasks" if template.startswith("/programme/") else "commitment",
        no="none",
        unit=OFFICE,
        day="2026-11-02",
        due="2027-01-01",
        dataset="results",
        id=NOWHERE,
        visit="none",
        one=NOWHERE,
    )
    if page:
        return {"method": method, "path": f"http://door{path}", "page": True} | _posted(route)
    outside = template.startswith(FOR_PROGRAMS)
    return {"method": method, "path": f"http://door{path}" if outside else path} | _sent(route, about, setting)


def _posted(route: str) -> dict[str, Any]:
    if route == "POST /verify":
        return {"files": {"file": ("giay.pdf", PAPER)}}
    if route == "POST /desk/scan":
        return {"files": {"files": ("trang-1.jpg", b"none")}}
    return {"data": POSTED[route]} if route in POSTED else {}


def _sent(route: str, about: str, setting: Setting) -> dict[str, Any]:
    match route:
        case "GET /dossiers" | "GET /tasks":
            return {"names": setting.dossiers[about]}
        case "GET /index/766" | "GET /index/766/units" | "GET /index/766/{metric}/dossiers" | "GET /clinic/measures":
            return {"params": {"unit": OFFICE, "period": "2026-11"}}
        case "GET /sync/reconciliation":
            return {"params": {"day": "2026-11-17"}}
        case "POST /index/766/official":
            params = {"unit": OFFICE, "period": "2026-11", "document": "12/BC"}
            return {"params": params, "json": {"code": "ON_TIME", "score": 18}}
        case "GET /index/766/days":
            return {"params": {"unit": OFFICE, "metric": "2.1", "since": "2026-11-01"}}
        case "GET /index/766/trend":
            return {"params": {"unit": OFFICE, "months": 1}}
        case "GET /index/766" | "GET /index/766/official" | "GET /registers/petitions" | "GET /programme/savings":
            return {"params": {"unit": OFFICE, "period": "2026-11"}}
        case "GET /programme/report":
            return {"params": {"period": "2026-11"}}
        case "GET /programme/online-rate":
            return {"params": {"unit": OFFICE, "period": "2026-11", "kind": "service"}}
        case "GET /programme/eid" | "GET /programme/three-haves":
            return {"params": {"unit": OFFICE}}
        case "GET /journal/consistency":
            return {"params": {"from": 0, "to": 0}}
        case "GET /offices/{office}/register" | "GET /offices/{office}/forms/07":
            return {"params": {"from": "2026-11-01", "to": "2026-11-30"}}
        case "POST /uploads":
            return {"files": {"file": ("giay.pdf", PAPER)}}
        case "POST /scans":
            # What is bound comes from another process, which nothing takes back (tests/api/rest/test_scans.py).
            return {"files": {"file": ("trang-1.jpg", b"none")}}
        case "POST /dossiers":
            counter = {"number": setting.form["person"]["number"], "name": "Nguyễn Thị Thử"}
            for_whom = {"applicant": counter} if about == "at the counter" else {}
            return {"json": {"procedure": "1.004222", "form": setting.form} | for_whom, "headers": new_key()}
        case "POST /dossiers/{code}/supplements":
            return {"json": {"form": setting.form}}
        case "POST /clinic/eligibility" if about == "of this clinic":
            return {"json": BODIES[route] | {"facility": CLINIC}}
        case "POST /tasks/{task}/decision":
            return {"json": DECISIONS[about]}
    return {"json": BODIES[route]} if route in BODIES else {}
