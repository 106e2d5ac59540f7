"""Stand-in for the police's criminal records (hồ sơ nghiệp vụ công an): who was convicted, and where else to ask."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any, Literal

import httpx2
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import callbacks
from sandbox.answers import nobody, refuse
from sandbox.callbacks import Courier, Partner, Pause
from sandbox.people.residents import CONVICTED, EARLIER_HOMES, EXPUNGED, TO_VERIFY
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import Clock, Messages, Sent, agrees, told_day
from sandbox.standin import new_app
from sandbox.store import fill_once, text, transaction

CLEAN, GUILTY, UNSURE, ASKED = "khong_co_an_tich", "co_an_tich", "can_xac_minh", "CHO"
RECORDS = """
CREATE TABLE IF NOT EXISTS records (
    person TEXT PRIMARY KEY, finding TEXT NOT NULL, convictions TEXT NOT NULL, places TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS conclusions (message_id TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;
"""
AGREED = {
    "v1/records/search": to("KetLuan NoiCanXacMinh AnTich CamQuanLy"),
    "v1/verifications": to("SoPhieuXacMinh NgayGui"),
}
THEFT = {
    "BanAn": "15/2024/HS-ST",
    "NgayTuyen": "20240418",
    "ToiDanh": "Trộm cắp tài sản (Điều 173 Bộ luật Hình sự)",
    "HinhPhat": "Phạt tù 18 tháng",
    "DaXoa": False,
}
DISORDER = {
    "BanAn": "42/2015/HS-ST",
    "NgayTuyen": "20150910",
    "ToiDanh": "Gây rối trật tự công cộng (Điều 245 Bộ luật Hình sự 1999)",
    "HinhPhat": "Phạt tù 9 tháng, cho hưởng án treo",
    "DaXoa": True,
}
BANNED = {
    "SoQuyetDinh": "07/2025/QĐ-TBPS",
    "NgayQuyetDinh": "20250610",
    "NoiDung": "Thành lập, quản lý doanh nghiệp, hợp tác xã (Điều 130 Luật Phá sản)",
    "DenNgay": "20280610",
}
# Of everybody else nothing is recorded.
NOTED: dict[str, tuple[str, list[dict[str, Any]], list[str]]] = {
    CONVICTED: (GUILTY, [THEFT], []),
    EXPUNGED: (CLEAN, [DISORDER], []),
    TO_VERIFY: (UNSURE, [], [home.province for home in EARLIER_HOMES[TO_VERIFY]]),
}


UNTIL_UNDERSTOOD = 10**6


class Conclusion(BaseModel, extra="forbid"):
    """What the police of another place found, and what becomes of the call-back that tells it."""

    finding: Literal["khong_co_an_tich", "co_an_tich"] = Field(alias="KetLuan")
    convictions: list[dict[str, Any]] = Field(default_factory=list, alias="AnTich")
    callback: Literal["once", "twice", "never", "forged"] = "once"


class Records(protocol.Register):
    """Who has a record, and what other places were asked."""

    file, schema = "criminal-records", protocol.MESSAGES + protocol.PERSONS + RECORDS + callbacks.SCHEMA

    def __init__(self, data: Path, clock: Clock, client: httpx2.AsyncClient, pause: Pause, secret: str) -> None:
        super().__init__(data, clock)
        self.messages, self.secret = Messages(self.store), secret
        self.courier = Courier(self.store, client, clock, pause)

    def fill(self) -> None:
        """Puts the sample records in, once."""
        super().fill()
        rows = ((person, finding, text(past), text(places)) for person, (finding, past, places) in NOTED.items())
        fill_once(self.store, "records", rows)

    def search(self, sent: Sent) -> list[dict[str, Any]] | None:
        """The record of a person whose number, name and birthday agree."""
        if not agrees(self.store, sent):
            return None
        number = str(sent["SoDinhDanh"])
        query = "SELECT finding, convictions, places FROM records WHERE person = ?"
        finding, past, places = self.store.execute(query, (number,)).fetchone() or (CLEAN, "[]", "[]")
        told = {"SoDinhDanh": number, "KetLuan": finding, "AnTich": json.loads(past)}
        bans = [BANNED] if number == CONVICTED else []
        return [told | {"NoiCanXacMinh": json.loads(places), "CamQuanLy": bans}]

    def verify(self, sent: Sent, serial: int) -> dict[str, Any]:
        """Asks the police of a province or a commune, who answer in their own time."""
        if agrees(self.store, sent) is None:
            raise refuse(409, "does-not-agree", f"Không có ai mang số định danh {sent['SoDinhDanh']}.")
        if not re.fullmatch(r"\d{2}|\d{5}", str(sent["NoiXacMinh"])):
            raise refuse(400, "bad-field", "NoiXacMinh phải là mã tỉnh (2 số) hoặc mã xã (5 số).")
        today = self.today()
        return {"SoPhieuXacMinh": f"{serial:05}/{today.year}/PXM", "NgayGui": told_day(today)}

    def conclude(self, message_id: str, conclusion: Conclusion) -> None:
        """Lets the other place answer, and whoever asked know, if they said where."""
        row = (message_id, text(conclusion.model_dump(by_alias=True, exclude={"callback"})))
        with transaction(self.store):
            self.store.execute("INSERT OR REPLACE INTO conclusions VALUES (?, ?)", row)
            places = self._tell(message_id, conclusion.callback)
        self.courier.start(places)

    def _tell(self, message_id: str, how: str) -> list[int]:
        asked = self.messages.told("message_id", message_id)[0]
        if not (url := asked.get("UrlThongBao")):
            return []
        forged = how == "forged"
        signer = Partner("", f"not {self.secret}" if forged else self.secret)
        names = ("MaThongDiep", "MaHoSo", "SoPhieuXacMinh", "NoiXacMinh")
        reply = {"SoVanBan": f"{asked['SoPhieuXacMinh']}-TL", "NgayTraLoi": told_day(self.today())}
        message = signer.signed({name: asked[name] for name in names} | reply | self.conclusion(message_id))
        times, tries = {"never": 0, "twice": 2}.get(how, 1), 1 if forged else UNTIL_UNDERSTOOD
        return [self.courier.keep(url, message, 0, tries) for _ in range(times)]

    def conclusion(self, message_id: str) -> dict[str, Any]:
        """What the other place answered, if it did."""
        row = self.store.execute("SELECT told FROM conclusions WHERE message_id = ?", (message_id,)).fetchone()
        return dict(json.loads(row[0])) if row else {"KetLuan": ASKED, "AnTich": []}


def create_app(
    data: Path,
    clock: Clock = protocol.utc_now,
    secret: str = "stand-in-register-secret",  # noqa: S107 - the stand-in's own, known to all
    client: httpx2.AsyncClient | None = None,
    pause: Pause = asyncio.sleep,
) -> FastAPI:
    """The records, filled with the sample people's at the first start; `client` and `pause` are the call-backs'."""
    records = Records(data, clock, client or httpx2.AsyncClient(timeout=5), pause, secret)
    about = "<p>POST v1/records/search, POST v1/verifications</p>"
    app = new_app("Hồ sơ nghiệp vụ công an (lý lịch tư pháp)", about, AGREED)
    app.state.courier = records.courier
    protocol.serve_search(app, "/v1/records/search", ("SoDinhDanh", "HoTen", "NgaySinh"), records.search)
    path, fields = "/v1/verifications", ("SoDinhDanh", "NoiXacMinh")
    protocol.serve_messages(app, path, records.messages, fields, records.verify, 202, records.conclusion)

    @app.put("/_verifications/{MaThongDiep:path}")
    async def conclude(request: Request, conclusion: Conclusion) -> Response:
        message_id = request.path_params["MaThongDiep"]
        if not records.messages.told("message_id", message_id):
            return nobody()
        records.conclude(message_id, conclusion)
        return JSONResponse(records.messages.told("message_id", message_id)[0] | records.conclusion(message_id))

    return app
