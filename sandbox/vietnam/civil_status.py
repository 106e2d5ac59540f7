"""Stand-in for the electronic civil-status register (CSDL hộ tịch điện tử).

Marriages and who is free to marry are asked; births, marriages and deaths are entered.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import body, nobody, refuse, require
from sandbox.people.families import SINGLE, Marriage
from sandbox.people.names import COMMUNE
from sandbox.people.residents import UNKNOWN_STATUS, world
from sandbox.standin import new_app
from sandbox.store import is_empty, open_store, text, transaction
from sandbox.vietnam.population import GROUNDS, full_name, name_key

VIETNAM = timezone(timedelta(hours=7))
ASKED = ("SoDinhDanhChong", "SoDinhDanhVo", *GROUNDS)
BIRTH = ("MaThongDiep", "MaHoSo", "MaPhuongXa", "NoiDung")
SPOUSES = (("SoDinhDanhChong", "HoTenChong"), ("SoDinhDanhVo", "HoTenVo"))
MARRIAGE = (*BIRTH, *(name for spouse in SPOUSES for name in spouse))
DEATH = (*BIRTH, "SoDinhDanh", "HoTen", "NgayMat")
NEVER, MARRIED, DIVORCED, WIDOWED = "chua_ket_hon", "dang_co_vo_chong", "da_ly_hon", "vo_chong_da_mat"
# By the certificate of the marriage that ended: the court's decision and its day.
DECISIONS = {"12/2015": ("87/2019/QĐST-HNGĐ", "20190617")}
# What each book is kept in, and the letters of its volumes.
BOOKS = {"births": "KS", "weddings": "KH", "deaths": "KT"}
VOLUMES = """
CREATE TABLE IF NOT EXISTS {0} (
    message_id TEXT PRIMARY KEY, dossier TEXT NOT NULL, commune TEXT NOT NULL, year INTEGER NOT NULL,
    serial INTEGER NOT NULL, registered TEXT NOT NULL, sent TEXT NOT NULL,
    UNIQUE (commune, year, serial)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS {0}_by_dossier ON {0} (dossier);
"""
SCHEMA = """
CREATE TABLE IF NOT EXISTS marriages (
    husband TEXT NOT NULL, wife TEXT NOT NULL, certificate TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (husband, wife, certificate)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS marriages_by_wife ON marriages (wife);
CREATE TABLE IF NOT EXISTS persons (number TEXT PRIMARY KEY, name TEXT NOT NULL, kept INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead (number TEXT PRIMARY KEY, died TEXT NOT NULL, paper TEXT) WITHOUT ROWID;
""" + "".join(map(VOLUMES.format, BOOKS))

Effect = Callable[[dict[str, Any], dict[str, Any]], None]


def _record(marriage: Marriage) -> dict[str, Any]:
    return {
        "SoGiayChungNhan": marriage.certificate,
        "NgayDangKy": marriage.registered.strftime("%Y%m%d"),
        "NoiDangKy": {"MaPhuongXa": marriage.commune.code, "Ten": marriage.commune.name},
        "SoDinhDanhChong": marriage.husband,
        "SoDinhDanhVo": marriage.wife,
        "ConHieuLuc": marriage.in_force,
    }


def _persons() -> Iterator[tuple[str, str, bool]]:
    """Each under every number they ever had, and whether the books of their life are kept under it."""
    wed = {number for marriage in world().marriages for number in (marriage.husband, marriage.wife)}
    foreign = [couple.father for couple in world().couples if couple.father.passport]
    for who in (*world().persons, *foreign):
        single = who.marital == SINGLE and who.number != UNKNOWN_STATUS
        for number in filter(None, (who.number, who.old_number, who.passport)):
            yield number, who.full_name, number in wed or (single and number == who.number)


def _paper(entry: dict[str, Any]) -> str:
    return f"{entry['So']:02}/{entry['NgayDangKy'][:4]}"


def day(sent: dict[str, Any], field: str) -> date:
    """A day as it was sent, or a refusal."""
    try:
        return datetime.strptime(str(sent[field]), "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise refuse(400, "bad-field", f"{field} phải có dạng yyyyMMdd.") from None


class Book:
    """The volumes of one kind of entry, one a commune and year, without a gap."""

    def __init__(self, store: sqlite3.Connection, clock: Callable[[], datetime], table: str) -> None:
        self.store, self.clock, self.table = store, clock, table
        self.columns = f"SELECT year, serial, registered, sent FROM {table}"  # noqa: S608 - our own table names

    def entry(self, year: int, serial: int, registered: str) -> dict[str, Any]:
        return {"So": serial, "QuyenSo": f"01/{year}-{BOOKS[self.table]}", "NgayDangKy": registered}

    def enter(self, sent: dict[str, Any], effect: Effect) -> tuple[dict[str, Any], bool]:
        """An entry, and whether it is new; the same message never makes a second one, a refusal none."""
        canonical = text(sent)
        with transaction(self.store):
            row = self.store.execute(f"{self.columns} WHERE message_id = ?", (sent["MaThongDiep"],)).fetchone()
            if row and row[3] != canonical:
                raise refuse(409, "message-differs", f"MaThongDiep {sent['MaThongDiep']} đã dùng cho nội dung khác.")
            if row:
                return self.entry(*row[:3]), False
            entry = self._next(sent, canonical)
            effect(sent, entry)
        return entry, True

    def _next(self, sent: dict[str, Any], canonical: str) -> dict[str, Any]:
        today = self.clock().astimezone(VIETNAM)
        commune, registered = str(sent["MaPhuongXa"]), today.strftime("%Y%m%d")
        query = f"SELECT coalesce(max(serial), 0) + 1 FROM {self.table} WHERE commune = ? AND year = ?"  # noqa: S608
        serial = self.store.execute(query, (commune, today.year)).fetchone()[0]
        row = (sent["MaThongDiep"], sent["MaHoSo"], commune, today.year, serial, registered, canonical)
        self.store.execute(f"INSERT INTO {self.table} VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        return self.entry(today.year, serial, registered)

    def told(self, row: tuple[Any, ...]) -> str:
        year, serial, registered, sent = row
        return text(json.loads(sent) | self.entry(year, serial, registered))


class Register:
    """Who is or was married to whom, who died, and of whom nothing is known."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self.store = store

    def fill(self) -> None:
        """Puts the sample people and marriages in, once."""
        marriages = (
            (entry.husband, entry.wife, entry.certificate, text(_record(entry))) for entry in world().marriages
        )
        died = ((who.number, f"{who.died:%Y%m%d}", None) for who in world().persons if who.died)
        self._fill("marriages", "?, ?, ?, ?", marriages)
        self._fill("persons", "?, ?, ?", _persons())
        self._fill("dead", "?, ?, ?", died)

    def _fill(self, table: str, marks: str, rows: Iterable[tuple[Any, ...]]) -> None:
        if is_empty(self.store, table):
            with transaction(self.store):
                self.store.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names

    def marriages(self, husband: str, wife: str) -> list[str]:
        query = "SELECT record FROM marriages WHERE husband = ? AND wife = ?"
        return [record for (record,) in self.store.execute(query, (husband, wife))]

    def status(self, number: str) -> dict[str, Any] | None:
        """How somebody stands now, by their latest marriage; nothing of the dead and of those not kept here."""
        kept = self.store.execute("SELECT 1 FROM persons WHERE number = ? AND kept", (number,)).fetchone()
        if not kept or self._death(number):
            return None
        query = "SELECT record FROM marriages WHERE husband = ? OR wife = ?"
        found = [json.loads(record) for (record,) in self.store.execute(query, (number, number))]
        latest = max(found, key=lambda marriage: str(marriage["NgayDangKy"]), default=None)
        words = self._standing(number, latest) if latest else (NEVER, None, None, None)
        return {"SoDinhDanh": number} | dict(zip(("TinhTrang", "TuNgay", "GiayTo", "VoChong"), words, strict=True))

    def _standing(self, number: str, marriage: dict[str, Any]) -> tuple[str | None, ...]:
        husband, wife, certificate = (marriage[key] for key in ("SoDinhDanhChong", "SoDinhDanhVo", "SoGiayChungNhan"))
        spouse = wife if number == husband else husband
        if not marriage["ConHieuLuc"]:
            decision, when = DECISIONS.get(certificate, (None, None))
            return DIVORCED, when, decision, None
        if death := self._death(spouse):
            return WIDOWED, *death, self.name(spouse)
        return MARRIED, marriage["NgayDangKy"], certificate, self.name(spouse)

    def _death(self, number: str) -> tuple[str, str | None] | None:
        row = self.store.execute("SELECT died, paper FROM dead WHERE number = ?", (number,)).fetchone()
        return (row[0], row[1]) if row else None

    def name(self, number: str) -> str | None:
        row = self.store.execute("SELECT name FROM persons WHERE number = ?", (number,)).fetchone()
        return str(row[0]) if row else None

    def agrees(self, number: str, name: Any) -> bool:
        """Whether the number isn't another's."""
        known = self.name(number)
        return known is None or name_key(known) == name_key(name)

    def _must_be_alive(self, number: str, name: Any) -> None:
        if not self.agrees(number, name):
            raise refuse(409, "does-not-agree", f"{number} không phải số định danh của {full_name(name)}.")
        if self._death(number):
            raise refuse(409, "already-dead", f"{number} đã được đăng ký khai tử.")

    def wed(self, sent: dict[str, Any], entry: dict[str, Any]) -> None:
        """Makes two people husband and wife, unless one of them has a living spouse."""
        for number, name in [(str(sent[key]), sent[name]) for key, name in SPOUSES]:
            self._must_be_alive(number, name)
            status = self.status(number)
            if status and status["TinhTrang"] == MARRIED:
                raise refuse(409, "already-married", f"{number} đang có vợ hoặc có chồng.")
            keep = "INSERT INTO persons VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET kept = 1"
            self.store.execute(keep, (number, full_name(name)))
        self._keep(str(sent["SoDinhDanhChong"]), str(sent["SoDinhDanhVo"]), str(sent["MaPhuongXa"]), entry)

    def _keep(self, husband: str, wife: str, commune: str, entry: dict[str, Any]) -> None:
        certificate = _paper(entry)
        known = COMMUNE.get(commune)
        record = {
            "SoGiayChungNhan": certificate, "NgayDangKy": entry["NgayDangKy"],
            "NoiDangKy": {"MaPhuongXa": commune, "Ten": known and known.name},
            "SoDinhDanhChong": husband, "SoDinhDanhVo": wife, "ConHieuLuc": True,
        }  # fmt: skip
        self.store.execute("INSERT INTO marriages VALUES (?, ?, ?, ?)", (husband, wife, certificate, text(record)))

    def bury(self, sent: dict[str, Any], entry: dict[str, Any]) -> None:
        """Remembers a death, once."""
        number, died = str(sent["SoDinhDanh"]), f"{day(sent, 'NgayMat'):%Y%m%d}"
        if died > entry["NgayDangKy"]:
            raise refuse(400, "bad-field", "NgayMat không được sau ngày đăng ký.")
        self._must_be_alive(number, sent["HoTen"])
        self.store.execute("INSERT INTO dead VALUES (?, ?, ?)", (number, died, _paper(entry)))


def create_app(data: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> FastAPI:
    """The register, filled with the sample people and marriages at its first start."""
    register = Register(open_store(data, "civil-status", SCHEMA))
    register.fill()
    births, weddings, deaths = (Book(register.store, clock, table) for table in BOOKS)
    about = "<p>POST v1/marriages/search, v1/marital-status/search, v1/births, v1/marriages, v1/deaths</p>"
    app = new_app("Cơ sở dữ liệu hộ tịch điện tử", about)
    _serve_searches(app, register)
    _serve_book(app, "/v1/births", births, BIRTH, lambda *_: None)
    _serve_book(app, "/v1/marriages", weddings, MARRIAGE, register.wed)
    _serve_book(app, "/v1/deaths", deaths, DEATH, register.bury)
    return app


def _serve_searches(app: FastAPI, register: Register) -> None:
    @app.post("/v1/marriages/search")
    async def marriages(request: Request) -> Response:
        sent = body(request)
        require(sent, ASKED)
        found = register.marriages(str(sent["SoDinhDanhChong"]), str(sent["SoDinhDanhVo"]))
        return _results(found) if found else nobody()

    @app.post("/v1/marital-status/search")
    async def status(request: Request) -> Response:
        sent = body(request)
        require(sent, ("SoDinhDanh", *GROUNDS))
        number = str(sent["SoDinhDanh"])
        agrees = not sent.get("HoTen") or register.agrees(number, sent["HoTen"])
        found = register.status(number) if agrees else None
        return _results([text(found)] if found else [])


def _results(records: list[str]) -> Response:
    return Response(f'{{"KetQua":[{",".join(records)}]}}', media_type="application/json")


def _serve_book(app: FastAPI, path: str, book: Book, fields: tuple[str, ...], effect: Effect) -> None:
    @app.post(path)
    async def enter(request: Request) -> Response:
        sent = body(request)
        require(sent, fields)
        if not isinstance(sent["NoiDung"], dict):
            raise refuse(400, "bad-field", "NoiDung phải là một đối tượng JSON.")
        entry, new = book.enter(sent, effect)
        return JSONResponse(entry, 201 if new else 200)

    @app.get(f"{path}/count")
    async def count() -> dict[str, int]:
        return {"count": book.store.execute(f"SELECT count(*) FROM {book.table}").fetchone()[0]}  # noqa: S608

    @app.get(path)
    async def of_dossier(request: Request) -> Response:
        asked = request.query_params
        require(asked, ["MaHoSo"])
        return _results(
            [book.told(row) for row in book.store.execute(f"{book.columns} WHERE dossier = ?", (asked["MaHoSo"],))]
        )

    @app.get(path + "/{MaThongDiep:path}")
    async def one(request: Request) -> Response:
        asked = (request.path_params["MaThongDiep"],)
        row = book.store.execute(f"{book.columns} WHERE message_id = ?", asked).fetchone()
        return Response(book.told(row), media_type="application/json") if row else nobody()
