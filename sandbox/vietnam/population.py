"""Stand-in for the national population database (CSDLQG về dân cư): who is who, and numbers for the newborn."""

import json
import re
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

from sandbox.answers import Refused, nobody, refuse
from sandbox.people.families import SINGLE, Couple, Person, citizen_number
from sandbox.people.names import PROVINCE
from sandbox.people.residents import world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import MESSAGES, Messages, Sent, day, full_name, name_key, told_day
from sandbox.standin import new_app
from sandbox.store import has_column, is_empty, text, transaction

NEWBORN = ("HoVaTen", "GioiTinh", "NgaySinh", "MaTinhKhaiSinh", "SoKhaiSinh", "QuyenKhaiSinh")
SCHEMA = f"""{MESSAGES}
CREATE TABLE IF NOT EXISTS persons (
    number TEXT PRIMARY KEY, old_number TEXT, name TEXT NOT NULL, born TEXT NOT NULL,
    record TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS persons_by_name ON persons (name, born);
CREATE INDEX IF NOT EXISTS persons_by_old_number ON persons (old_number) WHERE old_number IS NOT NULL;
CREATE TABLE IF NOT EXISTS couples (
    place INTEGER PRIMARY KEY, kind TEXT NOT NULL, commune TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS couples_by_kind ON couples (kind, place);
"""
CARRY_OVER = """
BEGIN;
{}
INSERT INTO messages (message_id, dossier, sent, answer)
SELECT message_id, dossier, sent, json_object('SoDinhDanh', number) FROM newborns;
DROP TABLE newborns;
COMMIT;
"""

AGREED = {
    "v1/persons/search": to(
        "SoDinhDanh SoCMND HoVaTen NgayThangNamSinh GioiTinh DanToc QuocTich ThuongTru NoiOHienTai QueQuan NgayMat"
        " Cha Me VoChong"
    ),
    "v1/newborns": to("SoDinhDanh"),
    "v1/corrections": to("NgaySua"),
}


def _parts(name: str) -> dict[str, str]:
    family, *middle = name.split()
    return {"Ho": family, "ChuDem": " ".join(middle[:-1]), "Ten": middle[-1] if middle else ""}


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
        "NgayThangNamSinh": told_day(person.born),
        "TinhTrangHonNhan": person.marital,
        "QueQuan": home | {"ChiTiet": f"{person.commune.name}, tỉnh Hưng Yên"},
        "ThuongTru": place,
        "NoiOHienTai": place,
        "Cha": person.father,
        "Me": person.mother,
        "VoChong": person.spouse,
        "NgayMat": told_day(person.died),
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


class Register(protocol.Register):
    """The persons and who was given a number."""

    file, schema = "population", SCHEMA

    def __init__(self, data: Path, serial: Callable[[], int]) -> None:
        super().__init__(data)
        self.serial = serial

    @classmethod
    def carry_over(cls, store: sqlite3.Connection) -> None:
        """Gives the messages of before the answer that they were given: nobody gets a second number."""
        if has_column(store, "newborns", "number"):
            store.executescript(CARRY_OVER.format(MESSAGES))

    def fill(self) -> None:
        """Puts the sample people in, once."""
        if not is_empty(self.store, "persons"):
            return
        with transaction(self.store):
            self.store.executemany("INSERT INTO persons VALUES (?, ?, ?, ?, ?)", map(_row, world().persons))
            couples = [(couple.kind, couple.mother.commune.code, text(couple_of(couple))) for couple in world().couples]
            self.store.executemany("INSERT INTO couples (kind, commune, record) VALUES (?, ?, ?)", couples)

    def search(self, sent: Sent) -> list[dict[str, Any]] | None:
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
        return [json.loads(record) for (record,) in found] or None

    def correct(self, sent: Sent) -> dict[str, Any]:
        """What an office found out of somebody stands in their record from now on; said again it is the same."""
        number, field, value = (str(sent[name]) for name in ("SoDinhDanh", "Truong", "GiaTri"))
        row = self.store.execute("SELECT record FROM persons WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise Refused(nobody())
        if field not in ("HoVaTen", "NgayThangNamSinh", "GioiTinh", "NgayMat"):
            raise refuse(400, "bad-field", "Trường này không sửa theo cách này.")
        record = json.loads(row[0]) | {field: _parts(value) if field == "HoVaTen" else value}
        name = full_name(record["HoVaTen"])
        columns = (name_key(name), record["NgayThangNamSinh"], text(record), number)
        self.store.execute("UPDATE persons SET name = ?, born = ?, record = ? WHERE number = ?", columns)
        return {"NgaySua": told_day(protocol.utc_now().date())}

    def grant(self, sent: Sent, _: int) -> dict[str, Any]:
        """A newborn's number."""
        check_newborn(sent)
        number, name = self._free_number(sent), full_name(sent["HoVaTen"])
        row = (number, None, name_key(name), sent["NgaySinh"], text(_newborn_record(sent, number, name)))
        self.store.execute("INSERT INTO persons VALUES (?, ?, ?, ?, ?)", row)
        return {"SoDinhDanh": number}

    def _free_number(self, sent: Sent) -> str:
        province, year, female = sent["MaTinhKhaiSinh"], int(sent["NgaySinh"][:4]), sent["GioiTinh"] == "Nữ"
        while True:
            number = citizen_number(province, female, year, self.serial())
            if not self.store.execute("SELECT 1 FROM persons WHERE number = ?", (number,)).fetchone():
                return number


def _row(person: Person) -> tuple[str, str | None, str, str | None, str]:
    return person.number, person.old_number, name_key(person.full_name), told_day(person.born), text(record_of(person))


def _newborn_record(sent: Sent, number: str, name: str) -> dict[str, Any]:
    known = {"SoDinhDanh": number, "HoVaTen": _parts(name), "GioiTinh": sent["GioiTinh"], "TinhTrangHonNhan": SINGLE}
    born = {"NgayThangNamSinh": sent["NgaySinh"], "Cha": sent.get("Cha"), "Me": sent.get("Me"), "QuocTich": "Việt Nam"}
    unknown = ("SoCMND", "DanToc", "QueQuan", "ThuongTru", "NoiOHienTai", "VoChong", "NgayMat")
    return dict.fromkeys(unknown) | known | born


def check_newborn(sent: Sent) -> None:
    """Refuses a birth that no number can be made from."""
    if sent["GioiTinh"] not in {"Nam", "Nữ"}:
        raise refuse(400, "bad-field", "GioiTinh phải là Nam hoặc Nữ.")
    if not re.fullmatch(r"0\d\d", str(sent["MaTinhKhaiSinh"])):
        raise refuse(400, "bad-field", "MaTinhKhaiSinh phải gồm ba chữ số, ví dụ 033.")
    day(sent, "NgaySinh")


def create_app(data: Path, serial: Callable[[], int] = lambda: secrets.randbelow(1_000_000)) -> FastAPI:
    """The register, filled with the sample people at its first start."""
    register = Register(data, serial)
    app = new_app("Cơ sở dữ liệu quốc gia về dân cư", "<p>POST v1/persons/search, POST v1/newborns</p>", AGREED)
    protocol.serve_search(app, "/v1/persons/search", (), register.search)
    newborns, one = Messages(register.store), "{MaThongDiep}"
    protocol.serve_messages(app, "/v1/newborns", newborns, NEWBORN, register.grant, one_of_them=one)

    protocol.serve_corrections(app, ("SoDinhDanh", "Truong", "GiaTri", "CanCu"), register.correct)

    @app.get("/_couples")
    async def couples(kind: str = "plain", limit: int = 20, commune: str = "") -> Response:
        query = "SELECT record FROM couples WHERE kind = ? AND ? IN ('', commune) ORDER BY place LIMIT ?"
        rows = register.store.execute(query, (kind, commune, limit)).fetchall()
        return Response(f"[{','.join(row[0] for row in rows)}]", media_type="application/json")

    return app
