"""Stand-in for the national population database (CSDLQG về dân cư): who is who, and numbers for the newborn."""

import json
import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import body, nobody, refuse, require
from sandbox.people.families import SINGLE, Couple, Person, citizen_number
from sandbox.people.names import PROVINCE
from sandbox.people.residents import world
from sandbox.standin import new_app
from sandbox.store import is_empty, open_store, text, transaction

GROUNDS = ("MaHoSo", "CoQuan", "CanBo", "LyDo")
NEWBORN = ("MaThongDiep", "MaHoSo", "HoVaTen", "GioiTinh", "NgaySinh", "MaTinhKhaiSinh", "SoKhaiSinh", "QuyenKhaiSinh")
SCHEMA = """
CREATE TABLE IF NOT EXISTS persons (
    number TEXT PRIMARY KEY, old_number TEXT, name TEXT NOT NULL, born TEXT NOT NULL,
    record TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS persons_by_name ON persons (name, born);
CREATE INDEX IF NOT EXISTS persons_by_old_number ON persons (old_number) WHERE old_number IS NOT NULL;
CREATE TABLE IF NOT EXISTS couples (
    place INTEGER PRIMARY KEY, kind TEXT NOT NULL, commune TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS couples_by_kind ON couples (kind, place);
CREATE TABLE IF NOT EXISTS newborns (
    message_id TEXT PRIMARY KEY, dossier TEXT NOT NULL, number TEXT NOT NULL UNIQUE, sent TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS newborns_by_dossier ON newborns (dossier);
"""


def full_name(name: Any) -> str:
    """A name sent whole or in its three parts, as one string."""
    parts = [name.get(part) for part in ("Ho", "ChuDem", "Ten")] if isinstance(name, dict) else [name]
    return unicodedata.normalize("NFC", " ".join(str(part) for part in parts if part))


def name_key(name: Any) -> str:
    """Names are equal up to case and spacing, never up to diacritics."""
    return " ".join(full_name(name).casefold().split())


def _parts(name: str) -> dict[str, str]:
    family, *middle = name.split()
    return {"Ho": family, "ChuDem": " ".join(middle[:-1]), "Ten": middle[-1] if middle else ""}


def _day(day: date | None) -> str | None:
    return day.strftime("%Y%m%d") if day else None


def record_of(person: Person) -> dict[str, Any]:
    """A person as the register tells them."""
    home = {"MaTinhThanh": PROVINCE, "MaPhuongXa": person.commune.code}
    place = home | {"ChiTiet": f"{person.address}, {person.commune.name}, tỉnh Hưng Yên"}
    return {
        "SoDinhDanh": person.number,
        "SoCMND": person.old_number,
        "HoVaTen": dict(zip(("Ho", "ChuDem", "Ten"), person.name, strict=True)),
        "GioiTinh": "Nữ" if person.female else "Nam",
        "DanToc": "Kinh",
        "QuocTich": person.nationality,
        "NgayThangNamSinh": _day(person.born),
        "TinhTrangHonNhan": person.marital,
        "QueQuan": home | {"ChiTiet": f"{person.commune.name}, tỉnh Hưng Yên"},
        "ThuongTru": place,
        "NoiOHienTai": place,
        "Cha": person.father,
        "Me": person.mother,
        "VoChong": person.spouse,
        "NgayMat": _day(person.died),
    }


def _brief(person: Person, name: str | None = None) -> dict[str, Any]:
    brief = {
        "number": person.number or None,
        "name": name or person.full_name,
        "born": person.born.isoformat(),
        "commune": person.commune.code,
    }
    more = {"old_number": person.old_number, "passport": person.passport, "died": person.died and str(person.died)}
    more["nationality"] = person.nationality if person.passport else None
    return brief | {key: value for key, value in more.items() if value}


def couple_of(couple: Couple) -> dict[str, Any]:
    """Two parents as `/_couples` tells them; names as on their papers."""
    told: dict[str, Any] = {
        "kind": couple.kind,
        "mother": _brief(couple.mother, couple.name_on_papers),
        "father": _brief(couple.father),
        "certificate": couple.marriage.certificate if couple.marriage else None,
    }
    if couple.name_on_papers:
        told["mother"]["register_name"] = couple.mother.full_name
    return told | ({"other": _brief(couple.other)} if couple.other else {})


class Register:
    """The persons and who was given a number."""

    def __init__(self, store: sqlite3.Connection, serial: Callable[[], int]) -> None:
        self.store, self.serial = store, serial

    def fill(self) -> None:
        """Puts the sample people in, once."""
        if not is_empty(self.store, "persons"):
            return
        with transaction(self.store):
            self.store.executemany("INSERT INTO persons VALUES (?, ?, ?, ?, ?)", map(_row, world().persons))
            couples = [(couple.kind, couple.mother.commune.code, text(couple_of(couple))) for couple in world().couples]
            self.store.executemany("INSERT INTO couples (kind, commune, record) VALUES (?, ?, ?)", couples)

    def search(self, sent: dict[str, Any]) -> list[str]:
        """The records that agree with everything that was asked."""
        asked = {
            "number": sent.get("SoDinhDanh"),
            "old_number": sent.get("SoCMND"),
            "name": name_key(sent["HoVaTen"]) if sent.get("HoVaTen") else None,
            "born": sent.get("NgaySinh"),
        }
        given = {column: str(value) for column, value in asked.items() if value}
        if not (given.keys() & {"number", "old_number"} or given.keys() >= {"name", "born"}):
            raise refuse(400, "too-broad", "Cần có SoDinhDanh, hoặc SoCMND, hoặc cả HoVaTen và NgaySinh.")
        where = " AND ".join(f"{column} = ?" for column in given)
        found = self.store.execute(f"SELECT record FROM persons WHERE {where} LIMIT 20", tuple(given.values()))  # noqa: S608
        return [record for (record,) in found]

    def grant(self, sent: dict[str, Any]) -> tuple[str, bool]:
        """A newborn's number, and whether it is new; the same message always gets the same one."""
        canonical = text(sent)
        with transaction(self.store):
            row = self.store.execute(
                "SELECT number, sent FROM newborns WHERE message_id = ?", (sent["MaThongDiep"],)
            ).fetchone()
            if row and row[1] != canonical:
                raise refuse(409, "message-differs", f"MaThongDiep {sent['MaThongDiep']} đã dùng cho nội dung khác.")
            if row:
                return row[0], False
            number = self._free_number(sent)
            self._enter(sent, number, canonical)
        return number, True

    def _enter(self, sent: dict[str, Any], number: str, canonical: str) -> None:
        name = full_name(sent["HoVaTen"])
        row = (number, None, name_key(name), sent["NgaySinh"], text(_newborn_record(sent, number, name)))
        self.store.execute("INSERT INTO persons VALUES (?, ?, ?, ?, ?)", row)
        entry = (sent["MaThongDiep"], sent["MaHoSo"], number, canonical)
        self.store.execute("INSERT INTO newborns VALUES (?, ?, ?, ?)", entry)

    def _free_number(self, sent: dict[str, Any]) -> str:
        province, year, female = sent["MaTinhKhaiSinh"], int(sent["NgaySinh"][:4]), sent["GioiTinh"] == "Nữ"
        while True:
            number = citizen_number(province, female, year, self.serial())
            if not self.store.execute("SELECT 1 FROM persons WHERE number = ?", (number,)).fetchone():
                return number


def _row(person: Person) -> tuple[str, str | None, str, str | None, str]:
    return person.number, person.old_number, name_key(person.full_name), _day(person.born), text(record_of(person))


def _newborn_record(sent: dict[str, Any], number: str, name: str) -> dict[str, Any]:
    known = {"SoDinhDanh": number, "HoVaTen": _parts(name), "GioiTinh": sent["GioiTinh"], "TinhTrangHonNhan": SINGLE}
    born = {"NgayThangNamSinh": sent["NgaySinh"], "Cha": sent.get("Cha"), "Me": sent.get("Me"), "QuocTich": "Việt Nam"}
    unknown = ("SoCMND", "DanToc", "QueQuan", "ThuongTru", "NoiOHienTai", "VoChong", "NgayMat")
    return dict.fromkeys(unknown) | known | born


def check_newborn(sent: dict[str, Any]) -> None:
    """Refuses a birth that no number can be made from."""
    require(sent, NEWBORN)
    if sent["GioiTinh"] not in {"Nam", "Nữ"}:
        raise refuse(400, "bad-field", "GioiTinh phải là Nam hoặc Nữ.")
    if not re.fullmatch(r"0\d\d", str(sent["MaTinhKhaiSinh"])):
        raise refuse(400, "bad-field", "MaTinhKhaiSinh phải gồm ba chữ số, ví dụ 033.")
    try:
        datetime.strptime(str(sent["NgaySinh"]), "%Y%m%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise refuse(400, "bad-field", "NgaySinh phải có dạng yyyyMMdd.") from None


def create_app(data: Path, serial: Callable[[], int] = lambda: secrets.randbelow(1_000_000)) -> FastAPI:
    """The register, filled with the sample people at its first start."""
    register = Register(open_store(data, "population", SCHEMA), serial)
    register.fill()
    app = new_app("Cơ sở dữ liệu quốc gia về dân cư", "<p>POST v1/persons/search, POST v1/newborns</p>")
    _serve_persons(app, register)
    _serve_newborns(app, register.store, register)
    return app


def _serve_persons(app: FastAPI, register: Register) -> None:
    @app.post("/v1/persons/search")
    async def search(request: Request) -> Response:
        sent = body(request)
        require(sent, GROUNDS)
        found = register.search(sent)
        return Response(f'{{"KetQua":[{",".join(found)}]}}', media_type="application/json") if found else nobody()

    @app.get("/_couples")
    async def couples(kind: str = "plain", limit: int = 20, commune: str = "") -> Response:
        query = "SELECT record FROM couples WHERE kind = ? AND ? IN ('', commune) ORDER BY place LIMIT ?"
        rows = register.store.execute(query, (kind, commune, limit)).fetchall()
        return Response(f"[{','.join(row[0] for row in rows)}]", media_type="application/json")


def _told(row: tuple[str, str, str, str]) -> str:
    message_id, dossier, number, sent = row
    return text({**json.loads(sent), "MaThongDiep": message_id, "MaHoSo": dossier, "SoDinhDanh": number})


def _serve_newborns(app: FastAPI, store: sqlite3.Connection, register: Register) -> None:
    @app.post("/v1/newborns")
    async def grant(request: Request) -> Response:
        sent = body(request)
        check_newborn(sent)
        number, new = register.grant(sent)
        return JSONResponse({"SoDinhDanh": number}, 201 if new else 200)

    @app.get("/v1/newborns/count")
    async def count() -> dict[str, int]:
        return {"count": store.execute("SELECT count(*) FROM newborns").fetchone()[0]}

    @app.get("/v1/newborns")
    async def of_dossier(request: Request) -> Response:
        asked = request.query_params
        require(asked, ["MaHoSo"])
        rows = store.execute("SELECT * FROM newborns WHERE dossier = ?", (asked["MaHoSo"],)).fetchall()
        return Response(f'{{"KetQua":[{",".join(map(_told, rows))}]}}', media_type="application/json")

    @app.get("/v1/newborns/{MaThongDiep}")
    async def one(request: Request) -> Response:
        asked = (request.path_params["MaThongDiep"],)
        row = store.execute("SELECT * FROM newborns WHERE message_id = ?", asked).fetchone()
        return Response(_told(row), media_type="application/json") if row else nobody()
