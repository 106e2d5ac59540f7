"""Stand-in for the electronic civil-status register (CSDL hộ tịch điện tử): marriages asked, births entered."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import body, nobody, refuse, require
from sandbox.families import Marriage
from sandbox.people import world
from sandbox.standin import new_app
from sandbox.store import is_empty, open_store, text, transaction

VIETNAM = timezone(timedelta(hours=7))
ASKED = ("SoDinhDanhChong", "SoDinhDanhVo", "MaHoSo", "CoQuan", "CanBo", "LyDo")
BIRTH = ("MaThongDiep", "MaHoSo", "MaPhuongXa", "NoiDung")
SCHEMA = """
CREATE TABLE IF NOT EXISTS marriages (
    husband TEXT NOT NULL, wife TEXT NOT NULL, certificate TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (husband, wife, certificate)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS births (
    message_id TEXT PRIMARY KEY, dossier TEXT NOT NULL, commune TEXT NOT NULL, year INTEGER NOT NULL,
    serial INTEGER NOT NULL, registered TEXT NOT NULL, sent TEXT NOT NULL,
    UNIQUE (commune, year, serial)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS births_by_dossier ON births (dossier);
"""


def _record(marriage: Marriage) -> dict[str, Any]:
    return {
        "SoGiayChungNhan": marriage.certificate,
        "NgayDangKy": marriage.registered.strftime("%Y%m%d"),
        "NoiDangKy": {"MaPhuongXa": marriage.commune.code, "Ten": marriage.commune.name},
        "SoDinhDanhChong": marriage.husband,
        "SoDinhDanhVo": marriage.wife,
        "ConHieuLuc": marriage.in_force,
    }


def _entry(year: int, serial: int, registered: str) -> dict[str, Any]:
    return {"So": serial, "QuyenSo": f"01/{year}-KS", "NgayDangKy": registered}


class Register:
    """The volumes of births, one a commune and year, without a gap."""

    def __init__(self, store: sqlite3.Connection, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock

    def fill(self) -> None:
        """Puts the sample marriages in, once."""
        if is_empty(self.store, "marriages"):
            rows = ((entry.husband, entry.wife, entry.certificate, text(_record(entry))) for entry in world().marriages)
            with transaction(self.store):
                self.store.executemany("INSERT INTO marriages VALUES (?, ?, ?, ?)", rows)

    def enter(self, sent: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """A birth's entry, and whether it is new; the same message never makes a second one."""
        canonical = text(sent)
        with transaction(self.store):
            row = self.store.execute(
                "SELECT year, serial, registered, sent FROM births WHERE message_id = ?", (sent["MaThongDiep"],)
            ).fetchone()
            if row and row[3] != canonical:
                raise refuse(409, "message-differs", f"MaThongDiep {sent['MaThongDiep']} đã dùng cho nội dung khác.")
            return (_entry(*row[:3]), False) if row else (self._next(sent, canonical), True)

    def _next(self, sent: dict[str, Any], canonical: str) -> dict[str, Any]:
        today = self.clock().astimezone(VIETNAM)
        commune, registered = str(sent["MaPhuongXa"]), today.strftime("%Y%m%d")
        query = "SELECT coalesce(max(serial), 0) + 1 FROM births WHERE commune = ? AND year = ?"
        serial = self.store.execute(query, (commune, today.year)).fetchone()[0]
        row = (sent["MaThongDiep"], sent["MaHoSo"], commune, today.year, serial, registered, canonical)
        self.store.execute("INSERT INTO births VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return _entry(today.year, serial, registered)


def create_app(data: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> FastAPI:
    """The register, filled with the sample marriages at its first start."""
    register = Register(open_store(data, "civil-status", SCHEMA), clock)
    register.fill()
    app = new_app("Cơ sở dữ liệu hộ tịch điện tử", "<p>POST v1/marriages/search, POST v1/births</p>")
    _serve_marriages(app, register.store)
    _serve_births(app, register)
    return app


def _serve_marriages(app: FastAPI, store: sqlite3.Connection) -> None:
    @app.post("/v1/marriages/search")
    async def search(request: Request) -> Response:
        sent = body(request)
        require(sent, ASKED)
        asked = (str(sent["SoDinhDanhChong"]), str(sent["SoDinhDanhVo"]))
        found = store.execute("SELECT record FROM marriages WHERE husband = ? AND wife = ?", asked).fetchall()
        return _results([record for (record,) in found]) if found else nobody()


def _results(records: list[str]) -> Response:
    return Response(f'{{"KetQua":[{",".join(records)}]}}', media_type="application/json")


def _told(row: tuple[Any, ...]) -> str:
    year, serial, registered, sent = row
    return text(json.loads(sent) | _entry(year, serial, registered))


def _serve_births(app: FastAPI, register: Register) -> None:
    columns = "SELECT year, serial, registered, sent FROM births"

    @app.post("/v1/births")
    async def enter(request: Request) -> Response:
        sent = body(request)
        require(sent, BIRTH)
        if not isinstance(sent["NoiDung"], dict):
            raise refuse(400, "bad-field", "NoiDung phải là một đối tượng JSON.")
        entry, new = register.enter(sent)
        return JSONResponse(entry, 201 if new else 200)

    @app.get("/v1/births/count")
    async def count() -> dict[str, int]:
        return {"count": register.store.execute("SELECT count(*) FROM births").fetchone()[0]}

    @app.get("/v1/births")
    async def of_dossier(request: Request) -> Response:
        asked = request.query_params
        require(asked, ["MaHoSo"])
        return _results(
            [_told(row) for row in register.store.execute(f"{columns} WHERE dossier = ?", (asked["MaHoSo"],))]
        )

    @app.get("/v1/births/{MaThongDiep}")
    async def one(request: Request) -> Response:
        asked = (request.path_params["MaThongDiep"],)
        row = register.store.execute(f"{columns} WHERE message_id = ?", asked).fetchone()
        return Response(_told(row), media_type="application/json") if row else nobody()
