"""Stand-in for the electronic civil-status register (CSDL hộ tịch điện tử).

Births, marriages and who is free to marry are asked; births, marriages and deaths are entered.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sandbox.answers import refuse
from sandbox.people.families import SINGLE, Marriage
from sandbox.people.names import COMMUNE
from sandbox.people.residents import UNKNOWN_STATUS, world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import MESSAGES_IN, Act, Clock, Messages, Sent, day, full_name, name_key, told_day
from sandbox.standin import new_app
from sandbox.store import fill_once, has_column, text

BIRTH = ("MaPhuongXa", "NoiDung")
SPOUSES = (("SoDinhDanhChong", "HoTenChong"), ("SoDinhDanhVo", "HoTenVo"))
MARRIAGE = (*BIRTH, *(name for spouse in SPOUSES for name in spouse))
DEATH = (*BIRTH, "SoDinhDanh", "HoTen", "NgayMat")
NEVER, MARRIED, DIVORCED, WIDOWED = "chua_ket_hon", "dang_co_vo_chong", "da_ly_hon", "vo_chong_da_mat"
# By the certificate of the marriage that ended: the court's decision and its day.
DECISIONS = {"12/2015": ("87/2019/QĐST-HNGĐ", "20190617")}
BOOKS, LETTERS = ("births", "weddings", "deaths"), ("KS", "KH", "KT")
VOLUMES = """
CREATE TABLE IF NOT EXISTS volumes (
    letters TEXT NOT NULL, commune TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (letters, commune, year)) WITHOUT ROWID;
"""
CARRY_OVER = """
BEGIN;
ALTER TABLE {book} RENAME TO old_{book};
DROP INDEX {book}_by_dossier;
{made}
INSERT INTO {book} (message_id, dossier, sent, answer)
SELECT message_id, dossier, sent,
    json_object('So', serial, 'QuyenSo', '01/' || year || '-{letters}', 'NgayDangKy', registered)
FROM old_{book} ORDER BY registered, serial;
INSERT INTO volumes SELECT '{letters}', commune, year, max(serial) FROM old_{book} GROUP BY commune, year;
DROP TABLE old_{book};
COMMIT;
"""
SCHEMA = f"""{VOLUMES}
CREATE TABLE IF NOT EXISTS marriages (
    husband TEXT NOT NULL, wife TEXT NOT NULL, certificate TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (husband, wife, certificate)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS marriages_by_wife ON marriages (wife);
CREATE TABLE IF NOT EXISTS persons (number TEXT PRIMARY KEY, name TEXT NOT NULL, kept INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead (number TEXT PRIMARY KEY, died TEXT NOT NULL, paper TEXT) WITHOUT ROWID;
""" + "".join(map(MESSAGES_IN.format, BOOKS))
BORN = "json_extract(sent, '$.NoiDung.born')"
SCHEMA += f"CREATE INDEX IF NOT EXISTS births_by_day ON births ({BORN});"

ENTRY = "So QuyenSo NgayDangKy"
AGREED = {
    "v1/births/search": to("HoTenCon So QuyenSo NgayDangKy HoSo"),
    "v1/marriages/search": to("SoGiayChungNhan NgayDangKy NoiDangKy ConHieuLuc"),
    "v1/marital-status/search": to("TinhTrang TuNgay GiayTo VoChong"),
    "v1/births": to(ENTRY),
    "v1/marriages": to(ENTRY),
    "v1/deaths": to(ENTRY),
    "v1/corrections": to("NgaySua"),
}

Effect = Callable[[Sent, dict[str, Any]], None]


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


class Register(protocol.Register):
    """Who is or was married to whom, who died, and of whom nothing is known."""

    file, schema = "civil-status", SCHEMA

    @classmethod
    def carry_over(cls, store: sqlite3.Connection) -> None:
        """Gives the entries of before, each a row of a volume, the answer that it was given; volumes go on counting."""
        if not has_column(store, "births", "serial"):
            return
        for book, letters in zip(BOOKS, LETTERS, strict=True):
            made = VOLUMES + MESSAGES_IN.format(book)
            store.executescript(CARRY_OVER.format(made=made, book=book, letters=letters))

    def fill(self) -> None:
        """Puts the sample people and marriages in, once."""
        wed = ((entry.husband, entry.wife, entry.certificate, text(_record(entry))) for entry in world().marriages)
        fill_once(self.store, "marriages", wed)
        fill_once(self.store, "persons", _persons())
        died = ((who.number, told_day(who.died), None) for who in world().persons if who.died)
        fill_once(self.store, "dead", died)

    def marriages(self, sent: Sent) -> list[dict[str, Any]] | None:
        """The marriages of these two with each other."""
        query = "SELECT record FROM marriages WHERE husband = ? AND wife = ?"
        found = self.store.execute(query, (str(sent["SoDinhDanhChong"]), str(sent["SoDinhDanhVo"])))
        return [json.loads(record) for (record,) in found] or None

    def correct(self, sent: Sent) -> dict[str, Any]:
        """A marriage that ended, or that is kept under other numbers of the same two; said again it is the same."""
        wife, husband, field = (str(sent[name]) for name in ("SoDinhDanhVo", "SoDinhDanhChong", "Truong"))
        either = "SELECT husband, wife, certificate, record FROM marriages WHERE husband = ? OR wife = ?"
        found = self.store.execute(either, (husband, wife)).fetchall()
        if field not in ("ConHieuLuc", "SoDinhDanh") or len(found) != 1:
            raise refuse(409, "not-found", "Không có đúng một hôn nhân của một trong hai người này.")
        before, record = found[0][:3], json.loads(found[0][3])
        record |= {"ConHieuLuc": False} if field == "ConHieuLuc" else {"SoDinhDanhVo": wife, "SoDinhDanhChong": husband}
        change = "UPDATE marriages SET husband = ?, wife = ?, record = ? WHERE (husband, wife, certificate) = (?, ?, ?)"
        self.store.execute(change, (husband, wife, text(record), *before))
        return {"NgaySua": told_day(self.today())}

    def search(self, sent: Sent) -> list[dict[str, Any]]:
        """How the person of the number stands, unless the name is another's."""
        number = str(sent["SoDinhDanh"])
        found = self.status(number) if not sent.get("HoTen") or self.agrees(number, sent["HoTen"]) else None
        return [found] if found else []

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

    def book(self, letters: str, effect: Effect) -> Act:
        """How an entry is made in the volumes with these letters, one a commune and year, without a gap."""
        count = "INSERT INTO volumes VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last"

        def enter(sent: Sent, _: int) -> dict[str, Any]:
            if not isinstance(sent["NoiDung"], dict):
                raise refuse(400, "bad-field", "NoiDung phải là một đối tượng JSON.")
            today = self.today()
            serial = self.store.execute(count, (letters, str(sent["MaPhuongXa"]), today.year)).fetchone()[0]
            entry = {"So": serial, "QuyenSo": f"01/{today.year}-{letters}", "NgayDangKy": told_day(today)}
            effect(sent, entry)
            return entry

        return enter

    def births(self, sent: Sent) -> list[dict[str, Any]] | None:
        """The births that were entered of this mother on this day, each with the dossier that it was entered by."""
        number, name = str(sent.get("SoDinhDanhMe") or ""), str(sent["HoTenMe"])
        query = f"SELECT dossier, sent, answer FROM births WHERE {BORN} = ? ORDER BY place"  # noqa: S608 - our own
        found = []
        for dossier, told, entry in self.store.execute(query, (f"{day(sent, 'NgaySinh'):%Y-%m-%d}",)).fetchall():
            content = json.loads(told)["NoiDung"]
            if _is_mother(content, number, name):
                found.append(json.loads(entry) | {"HoTenCon": content.get("child_name"), "HoSo": dossier})
        return found or None

    def bear(self, sent: Sent, _: dict[str, Any]) -> None:
        """Refuses a birth that another dossier had entered already."""
        content = sent["NoiDung"]
        if not {"born", "mother", "child_name"} <= content.keys():
            return
        asked = {"NgaySinh": content["born"].replace("-", ""), "HoTenMe": content["mother"]}
        for known in self.births(asked | {"SoDinhDanhMe": content.get("mother_number")}) or ():
            same = name_key(known["HoTenCon"]) == name_key(content["child_name"])
            if same and known["HoSo"] != sent["MaHoSo"]:
                raise refuse(409, "birth-registered", f"{content['child_name']} đã được đăng ký khai sinh.")

    def wed(self, sent: Sent, entry: dict[str, Any]) -> None:
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

    def bury(self, sent: Sent, entry: dict[str, Any]) -> None:
        """Remembers a death, once."""
        number, died = str(sent["SoDinhDanh"]), f"{day(sent, 'NgayMat'):%Y%m%d}"
        if died > entry["NgayDangKy"]:
            raise refuse(400, "bad-field", "NgayMat không được sau ngày đăng ký.")
        self._must_be_alive(number, sent["HoTen"])
        self.store.execute("INSERT INTO dead VALUES (?, ?, ?)", (number, died, _paper(entry)))


def _is_mother(content: dict[str, Any], number: str, name: str) -> bool:
    """Whether an entry is of her: by her number where both say one, else by her name."""
    known = str(content.get("mother_number") or "")
    return known == number if known and number else name_key(content.get("mother", "")) == name_key(name)


def create_app(data: Path, clock: Clock = protocol.utc_now) -> FastAPI:
    """The register, filled with the sample people and marriages at its first start."""
    register = Register(data, clock)
    births, weddings, deaths = (Messages(register.store, book) for book in BOOKS)
    asked = "v1/births/search, v1/marriages/search, v1/marital-status/search"
    about = f"<p>POST {asked}, v1/births, v1/marriages, v1/deaths</p>"
    app = new_app("Cơ sở dữ liệu hộ tịch điện tử", about, AGREED)
    protocol.serve_search(app, "/v1/marriages/search", ("SoDinhDanhChong", "SoDinhDanhVo"), register.marriages)
    protocol.serve_search(app, "/v1/marital-status/search", ("SoDinhDanh",), register.search)
    protocol.serve_search(app, "/v1/births/search", ("NgaySinh", "HoTenMe"), register.births)
    protocol.serve_corrections(app, ("SoDinhDanhVo", "SoDinhDanhChong", "Truong", "CanCu"), register.correct)
    protocol.serve_messages(app, "/v1/births", births, BIRTH, register.book("KS", register.bear))
    protocol.serve_messages(app, "/v1/marriages", weddings, MARRIAGE, register.book("KH", register.wed))
    protocol.serve_messages(app, "/v1/deaths", deaths, DEATH, register.book("KT", register.bury))
    return app
