"""Stand-in for the national portal (Cổng Dịch vụ công quốc gia): it keeps dossiers and steps as clients describe."""

import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import body, nobody, page
from sandbox.registers.protocol import Clock, utc_now
from sandbox.standin import new_app
from sandbox.store import dicts, open_store, row_of, text, transaction

SCHEMA = """
CREATE TABLE IF NOT EXISTS dossiers (code TEXT PRIMARY KEY, told TEXT NOT NULL, puts INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS steps (
    number INTEGER PRIMARY KEY, code TEXT NOT NULL, at TEXT NOT NULL, status TEXT NOT NULL, told TEXT NOT NULL,
    came INTEGER NOT NULL DEFAULT 1, UNIQUE (code, at, status));
CREATE TABLE IF NOT EXISTS filings (
    number INTEGER PRIMARY KEY, code TEXT NOT NULL, told TEXT NOT NULL, papers TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS sessions (session TEXT PRIMARY KEY, ends TEXT NOT NULL) WITHOUT ROWID;
"""
LASTS = timedelta(minutes=30)
MOST = 10
MOMENT = re.compile(r"\d{14}")
DATES = ("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTuChoi", "NgayKetThucXuLy", "NgayTra")
ASKED = ("MaHoSo", "MaTTHC", "TenTTHC", "TrangThaiHoSo", "NgayNopHoSo")
SECTOR = {"MaLinhVuc": "G15-TP07", "TenLinhVuc": "Hộ tịch"}
LISTED = {"1.001193": "Đăng ký khai sinh", "1.004873": "Cấp giấy xác nhận tình trạng hôn nhân"}
AGENCY = {"MaCoQuan": "H31", "TenCoQuan": "Ủy ban nhân dân tỉnh Hưng Yên"}
WHOLE = {
    "SoQuyetDinh": "1/QĐ-BTP", "NgayQuyetDinh": "20260105", "NgayCongKhai": "20260107",
    "TrinhTuThucHien": "Nộp, thẩm tra, trả kết quả", "CachThucThucHien": "Trực tiếp; trực tuyến",
    "ThanhPhanHoSo": "Tờ khai; giấy tờ kèm theo", "ThoiHanGiaiQuyet": "Theo quy định",
    "DoiTuongThucHien": "Công dân", "CoQuanThucHien": "Ủy ban nhân dân cấp xã",
}  # fmt: skip
STATUSES = {
    "1": "Mới đăng ký", "2": "Được tiếp nhận", "3": "Không được tiếp nhận", "4": "Đang xử lý",
    "5": "Yêu cầu bổ sung giấy tờ", "6": "Yêu cầu thực hiện nghĩa vụ tài chính", "7": "Công dân yêu cầu rút hồ sơ",
    "8": "Dừng xử lý", "9": "Đã xử lý xong", "10": "Đã trả kết quả",
}  # fmt: skip
OVER = {"error_code": "-1", "message": "Phiên làm việc đã hết hạn (session expired)"}
Told = dict[str, Any]


class Quirk(BaseModel, extra="forbid"):
    """What the next answers of a service say, whatever was done: words and code may contradict each other."""

    service: str
    error_code: str | int
    message: str
    does: bool = True
    """Whether it is done all the same."""
    calls: int = Field(default=1, ge=1)


class Filed(BaseModel, extra="forbid"):
    """What somebody files here: the message as it is handed over, and its files in base64 by their ids."""

    hoso: Told
    papers: dict[str, str] = {}


class Portal:
    """What stands on the portal."""

    def __init__(self, data: Path, clock: Clock, user: str, password: str) -> None:
        self.store = open_store(data, "portal", SCHEMA)
        self.clock, self.account = clock, (user, password)
        self.quirks: list[Quirk] = []
        titles = {code: {"MaTTHC": code, "TenTTHC": title} for code, title in LISTED.items()}
        self.catalogue: dict[str, Told] = {code: told | SECTOR | AGENCY | WHOLE for code, told in titles.items()}
        self.services: dict[str, Callable[[Told], Told]] = {
            "TraCuuHoSo": self.find,
            "DongBoHoSoMC": self.put,
            "CapNhatTienDoHoSoMC": self.tell,
            "LayDanhSachTTHC": self.procedures,
            "LayThuTuc": self.procedure,
            "LayDanhMucLinhVuc": self.sectors,
            "LayDanhMucCoQuan": self.agencies,
            "LayHoSoNop": self.filings,
            "LayTepHoSoNop": self.paper,
            "XacNhanHoSoNop": self.taken,
        }

    def login(self, sent: Told) -> Told:
        """A session, for whoever knows the account."""
        if (sent.get("username"), sent.get("password")) != self.account:
            return {"error_code": "-1", "message": "Sai tài khoản hoặc mật khẩu"}
        session = secrets.token_hex(16)
        with transaction(self.store):
            self.store.execute("INSERT INTO sessions VALUES (?, ?)", (session, (self.clock() + LASTS).isoformat()))
        return {"error_code": 0, "message": "Đăng nhập thành công", "session": session}

    def answer(self, sent: Told) -> Told:
        """What a service says."""
        session = row_of(self.store, "sessions", "session", str(sent.get("session")))
        if session is None or datetime.fromisoformat(session[1]) <= self.clock():
            return OVER
        service = self.services.get(name := str(sent.get("service")))
        if service is None or not sent.get("madonvi"):
            return _refused("Không có dịch vụ hoặc thiếu mã đơn vị")
        quirk = next((one for one in self.quirks if one.service == name), None)
        if quirk is None:
            return service(sent)
        quirk.calls -= 1
        self.quirks = [one for one in self.quirks if one.calls]
        if quirk.does:
            service(sent)
        return quirk.model_dump(include={"error_code", "message"})

    def find(self, sent: Told) -> Told:
        """A dossier, if it is here."""
        found = self.record(str(sent.get("mahoso")))
        if found is None:
            return {"error_code": "0", "message": "Không tìm thấy hồ sơ", "result": []}
        return {"error_code": "0", "message": "Tra cứu thành công", "result": [found["hoso"]]}

    def put(self, sent: Told) -> Told:
        """Creates or updates dossiers: one that is here is created no second time."""
        updating, data = sent.get("isUpdating") == "True", sent.get("data") or []
        for one in data:
            if fault := _fault(one):
                return _refused(fault)
            if bool(row_of(self.store, "dossiers", "code", one["MaHoSo"])) != updating:
                words = "chưa tồn tại" if updating else "đã tồn tại"
                return {"error_code": "-3" if updating else "3", "message": f"Hồ sơ {one['MaHoSo']} {words}"}
        query = (
            "INSERT INTO dossiers VALUES (?, ?, 1) "
            "ON CONFLICT (code) DO UPDATE SET told = excluded.told, puts = puts + 1"
        )
        with transaction(self.store):
            self.store.executemany(query, [(one["MaHoSo"], text(one)) for one in data])
        return {"error_code": "0", "message": "Đồng bộ hồ sơ thành công"}

    def tell(self, sent: Told) -> Told:
        """Adds steps; the same moment and status of a dossier is one step, however often it comes."""
        data = sent.get("data") or []
        if len(data) > MOST:
            return _refused(f"Quá {MOST} bước trong một lần gửi")
        for one in data:
            if not row_of(self.store, "dossiers", "code", str(one.get("MaHoSo"))):
                return _refused("Hồ sơ chưa tồn tại")
            if not MOMENT.fullmatch(str(one.get("ThoiDiemXuLy"))) or one.get("TrangThai") not in map(str, range(1, 11)):
                return _refused("Sai định dạng ThoiDiemXuLy hoặc TrangThai")
        query = (
            "INSERT INTO steps (code, at, status, told) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (code, at, status) DO UPDATE SET came = came + 1"
        )
        rows = [(one["MaHoSo"], one["ThoiDiemXuLy"], one["TrangThai"], text(one)) for one in data]
        with transaction(self.store):
            self.store.executemany(query, rows)
        return {"error_code": "0", "message": "Cập nhật tiến độ thành công"}

    def procedures(self, _: Told) -> Told:
        """The procedures that it lists."""
        names = ("MaTTHC", "TenTTHC", *SECTOR)
        return _told([{name: one.get(name, "") for name in names} for one in self.catalogue.values()])

    def procedure(self, sent: Told) -> Told:
        """How it publishes one."""
        one = self.catalogue.get(str(sent.get("maTTHC")))
        return _told([one]) if one else _refused("Không có thủ tục này")

    def sectors(self, _: Told) -> Told:
        """Its sectors."""
        return _told([SECTOR])

    def agencies(self, _: Told) -> Told:
        """Its agencies."""
        return _told([AGENCY])

    def file(self, filed: Filed) -> Told:
        """Keeps a filing of somebody's, and begins a dossier of it here; the newest is handed over last."""
        code, told = str(filed.hoso["MaHoSo"]), filed.hoso | {"TrangThaiHoSo": "1"}
        begin = "INSERT INTO dossiers VALUES (?, ?, 0) ON CONFLICT (code) DO NOTHING"
        with transaction(self.store):
            self.store.execute(begin, (code, text({name: told[name] for name in told if name != "ToKhai"})))
            keep = "INSERT INTO filings (code, told, papers) VALUES (?, ?, ?) RETURNING number"
            [number] = self.store.execute(keep, (code, text(filed.hoso), text(filed.papers))).fetchone()
        return {"MaThongDiep": str(number), "MaHoSo": code}

    def filings(self, sent: Told) -> Told:
        """What nobody has taken yet."""
        query = "SELECT number, told FROM filings WHERE NOT taken ORDER BY number LIMIT ?"
        rows = dicts(self.store, query, int(sent.get("soLuong") or MOST))
        result = [json.loads(row["told"]) | {"MaThongDiep": str(row["number"])} for row in rows]
        return _told(result)

    def paper(self, sent: Told) -> Told:
        """A file of a filing."""
        query = "SELECT papers FROM filings WHERE code = ? ORDER BY number DESC"
        found = (json.loads(row["papers"]) for row in dicts(self.store, query, str(sent.get("mahoso"))))
        content = next((papers[name] for papers in found if (name := str(sent.get("tepDinhKemId"))) in papers), None)
        if content is None:
            return _refused("Không có tệp này")
        return _told([{"NoiDung": content}])

    def taken(self, sent: Told) -> Told:
        """Shows a message no more."""
        with transaction(self.store):
            query = "UPDATE filings SET taken = 1 WHERE number = ? AND code = ?"
            done = self.store.execute(query, (str(sent.get("maThongDiep")), str(sent.get("mahoso")))).rowcount
        return {"error_code": "0", "message": "Xác nhận thành công"} if done else _refused("Không có hồ sơ này")

    def show_again(self, code: str) -> None:
        """Shows what was taken once more, as a portal does that lost its receipts."""
        with transaction(self.store):
            self.store.execute("UPDATE filings SET taken = 0 WHERE code = ?", (code,))

    def record(self, code: str) -> Told | None:
        """What stands here of a dossier, and how often it came."""
        if (row := row_of(self.store, "dossiers", "code", code)) is None:
            return None
        steps = dicts(self.store, "SELECT at, status, told, came FROM steps WHERE code = ? ORDER BY number", code)
        return {
            "hoso": json.loads(row[1]),
            "puts": row[2],
            "steps": [json.loads(one["told"]) for one in steps],
            "came": [one["came"] for one in steps],
        }


def _followed(record: Told) -> str:
    """What whoever filed it reads: how it stands by its newest step, and each step with what it says."""
    steps = sorted(record["steps"], key=lambda step: str(step["ThoiDiemXuLy"]))
    status = steps[-1]["TrangThai"] if steps else record["hoso"].get("TrangThaiHoSo")
    rows = "".join(
        f"<tr><td>{_moment(step['ThoiDiemXuLy'])}"
        f"<td>{escape(STATUSES[step['TrangThai']])}<td>{escape(str(step.get('PhongBanXuLy', '')))}"
        f"<td>{escape(str(step.get('NoiDungXuLy', '')))}"
        for step in steps
    )
    head = "<tr><th>Thời điểm<th>Trạng thái<th>Cơ quan<th>Nội dung"
    return f"<p>Trạng thái: <strong>{escape(STATUSES.get(str(status), ''))}</strong></p><table>{head}{rows}</table>"


def _moment(at: str) -> str:
    return f"{at[8:10]}:{at[10:12]} {at[6:8]}/{at[4:6]}/{at[:4]}"


def _fault(hoso: Told) -> str:
    if missing := [name for name in ASKED if not hoso.get(name)]:
        return f"Thiếu thông tin bắt buộc: {', '.join(missing)}"
    wrong = [name for name in DATES if hoso.get(name) and not MOMENT.fullmatch(hoso[name])]
    return f"Sai định dạng ngày: {', '.join(wrong)}" if wrong else ""


def _told(result: list[Told]) -> Told:
    return {"error_code": "0", "message": "Thành công", "result": result}


def _refused(words: str) -> Told:
    return {"error_code": "-2", "message": words}


def create_app(
    data: Path,
    clock: Clock = utc_now,
    user: str = "motcua-33",
    password: str = "stand-in-portal-password",  # noqa: S107 - the stand-in's own, known to all
) -> FastAPI:
    """The portal, as empty as on its first day."""
    portal = Portal(data, clock, user, password)
    app = new_app(
        "Cổng Dịch vụ công quốc gia",
        "<p>POST mapi/login, POST mapi/g {session, madonvi, service, …}; GET ho-so/MÃ for whoever filed</p>",
    )
    app.state.portal = portal

    @app.post("/mapi/login")
    async def login(request: Request) -> Response:
        return JSONResponse(portal.login(body(request)))

    @app.post("/mapi/g")
    async def service(request: Request) -> Response:
        return JSONResponse(portal.answer(body(request)))

    @app.get("/ho-so/{code}")
    async def follow(code: str) -> Response:
        found = portal.record(code)
        return page(f"Hồ sơ {code}", _followed(found)) if found else page("Không tìm thấy hồ sơ", "", 404)

    @app.put("/_quirks")
    async def quirks(wanted: Quirk) -> Quirk:
        portal.quirks.append(wanted.model_copy())
        return wanted

    @app.put("/_catalogue/{code}")
    async def publish(code: str, changed: dict[str, str]) -> Response:
        portal.catalogue[code] = portal.catalogue.get(code, {"MaTTHC": code}) | changed
        return JSONResponse(portal.catalogue[code])

    @app.delete("/_catalogue/{code}", status_code=204)
    async def take_back(code: str) -> None:
        portal.catalogue.pop(code, None)

    @app.post("/_filings", status_code=201)
    async def file(filed: Filed) -> Response:
        return JSONResponse(portal.file(filed), 201)

    @app.post("/_filings/{code}/again", status_code=204)
    async def again(code: str) -> None:
        portal.show_again(code)

    @app.delete("/_sessions", status_code=204)
    async def end_sessions() -> None:
        with transaction(portal.store):
            portal.store.execute("DELETE FROM sessions")

    @app.get("/_records/{code}")
    async def record(code: str) -> Response:
        found = portal.record(code)
        return JSONResponse(found) if found else nobody()

    return app
