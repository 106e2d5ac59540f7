"""Stand-ins for the household-business register and for tax: names and owners are asked of one, codes of the other."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sandbox.answers import refuse, require
from sandbox.people.families import Person
from sandbox.people.names import COMMUNE, unaccented
from sandbox.people.organisations import represented
from sandbox.people.residents import world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import Clock, Messages, Sent, agrees, told_day
from sandbox.standin import new_app
from sandbox.store import fill_once, text
from sandbox.vietnam.social import age, amount, is_ordinary, lot, must_be_known

OWNER, FORMER_OWNER = "033187268155", "033186169207"

PREFIXES = ("ho kinh doanh", "hkd")
TRADES = (
    ("Tạp hóa", "4711"), ("May mặc", "1410"), ("Cắt tóc", "9631"), ("Phở bò", "5610"), ("Sửa xe máy", "4542"),
    ("Cơ khí", "2592"), ("Nhãn lồng", "4632"), ("Vật liệu xây dựng", "4663"),
)  # fmt: skip
OWNERS = {
    OWNER: ("Hộ kinh doanh Tạp hóa Hoa Mai", TRADES[0]),
    FORMER_OWNER: ("Hộ kinh doanh Phở Cổ Phố Hiến", TRADES[3]),
}
TAX_OFFICES = {"11953": 1, "11983": 1, "12019": 2, "13225": 5, "13075": 6}
REGISTRATION = ("ChuHo", "TenHoKinhDoanh", "DiaChi", "MaPhuongXa", "NganhNghe", "VonDangKy")
SEARCHES = "<p>POST v1/names/search, v1/owners/search, v1/representatives/search</p>"
AGREED = {"v1/owners/search": to("TenHoKinhDoanh"), "v1/names/search": to("TenHoKinhDoanh")}
TAX_AGREED = {"v1/household-businesses": to("MaSoThue NgayCap CoQuanThue")}
SCHEMA = f"""
{protocol.MESSAGES}{protocol.PERSONS}
CREATE TABLE IF NOT EXISTS businesses (
    code TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, commune TEXT NOT NULL,
    address TEXT NOT NULL, trades TEXT NOT NULL, capital INTEGER NOT NULL, registered TEXT NOT NULL, closed TEXT)
    WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS businesses_by_name ON businesses (commune, folded) WHERE closed IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS businesses_by_owner ON businesses (owner) WHERE closed IS NULL;
"""


def distinctive(name: Any) -> str:
    """What tells a name from others: without "Hộ kinh doanh", case, spaces and diacritics."""
    bare = " ".join(unaccented(str(name).casefold()).split())
    prefix = next((prefix for prefix in PREFIXES if f"{bare} ".startswith(f"{prefix} ")), "")
    folded = bare.removeprefix(prefix).replace(" ", "")
    if not folded:
        raise refuse(400, "bad-field", "TenHoKinhDoanh phải có phần tên riêng.")
    return folded


def _businesses() -> Iterator[tuple[str, str, str, str, str, str, str, int, str, str | None]]:
    """Those of the awkward, and of one grown person in thirteen; where names would clash, the second has none."""
    taken: set[tuple[str, str]] = set()
    for who in world().persons:
        kind, trade = TRADES[lot(who) % len(TRADES)]
        name = f"Hộ kinh doanh {kind} {' '.join(who.name[1:]).removeprefix('Thị ') if who.female else who.full_name}"
        name, (kind, trade) = OWNERS.get(who.number, (name, (kind, trade)))
        key = (who.commune.code, distinctive(name))
        if key in taken or not (who.number in OWNERS or _is_in_business(who)):
            continue
        taken.add(key)
        registered = date(2019, 1, 7) + timedelta(days=2 * lot(who))
        closed = "20240531" if who.number == FORMER_OWNER else None
        place = (who.commune.code, f"{who.address}, {who.commune.name}", text([{"Ma": trade, "Ten": kind}]))
        capital = 20_000_000 + 100_000 * lot(who)
        yield who.number, who.number, name, key[1], *place, capital, f"{registered:%Y%m%d}", closed


def _is_in_business(who: Person) -> bool:
    return is_ordinary(who) and not who.died and 22 <= age(who) < 65 and lot(who) % 13 == 7


class Register(protocol.Register):
    """Which household businesses there are: the business register and tax both keep it."""

    file, schema = "business", SCHEMA

    def fill(self) -> None:
        """Puts the sample people's businesses in, once."""
        super().fill()
        fill_once(self.store, "businesses", _businesses())
        self.store.row_factory = sqlite3.Row

    def _open(self, where: str, *values: str) -> list[dict[str, Any]]:
        query = f"SELECT * FROM businesses WHERE closed IS NULL AND {where}"  # noqa: S608 - our own names
        return [
            {
                "TenHoKinhDoanh": row["name"], "MaSo": row["code"], "DiaChi": row["address"],
                "MaPhuongXa": row["commune"], "NganhNghe": json.loads(row["trades"]), "NgayDangKy": row["registered"],
            }
            for row in self.store.execute(query, values)
        ]  # fmt: skip

    def names(self, sent: Sent) -> list[dict[str, Any]]:
        """The businesses that a name clashes with in its commune."""
        found = self._open("commune = ? AND folded = ?", str(sent["MaPhuongXa"]), distinctive(sent["TenHoKinhDoanh"]))
        return [{key: one[key] for key in ("TenHoKinhDoanh", "MaSo", "DiaChi")} for one in found]

    def owned(self, sent: Sent) -> list[dict[str, Any]]:
        """The businesses of the number, unless name or birthday are another's."""
        number = str(sent["SoDinhDanh"])
        return [{"SoDinhDanh": number} | one for one in self._open("owner = ?", number) if agrees(self.store, sent)]

    def register(self, sent: Sent, _: int) -> dict[str, Any]:
        """A tax code for a new business, whose name is taken from then on."""
        owner, trades, commune = sent["ChuHo"], sent["NganhNghe"], str(sent["MaPhuongXa"])
        if not isinstance(owner, dict) or not isinstance(trades, list) or not trades:
            raise refuse(400, "bad-field", "ChuHo phải là một đối tượng JSON, NganhNghe một danh sách không rỗng.")
        require(owner, ("SoDinhDanh", "HoTen"))
        if commune not in COMMUNE:
            raise refuse(400, "bad-field", f"Không có xã, phường {commune}.")
        number, folded = str(owner["SoDinhDanh"]), distinctive(sent["TenHoKinhDoanh"])
        capital = amount(sent, "VonDangKy")
        must_be_known(self.store, owner)
        if self._open("owner = ?", number):
            raise refuse(409, "already-owner", f"{number} đã là chủ một hộ kinh doanh.")
        if self._open("commune = ? AND folded = ?", commune, folded):
            raise refuse(409, "name-clash", f"{sent['TenHoKinhDoanh']} trùng tên hộ kinh doanh đã đăng ký.")
        code, today = self._free_code(number), told_day(self.today())
        row = (code, number, str(sent["TenHoKinhDoanh"]), folded, commune, str(sent["DiaChi"]), text(trades), capital)
        self.store.execute("INSERT INTO businesses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", (*row, today))
        office = f"Thuế cơ sở {TAX_OFFICES[commune]} tỉnh Hưng Yên"
        return {"MaSoThue": code, "NgayCap": today, "CoQuanThue": office}

    def _free_code(self, number: str) -> str:
        """The owner's number is their tax code; once it is taken, what follows gets a serial."""
        query = "SELECT count(*) FROM businesses WHERE owner = ?"
        taken = self.store.execute(query, (number,)).fetchone()[0]
        return f"{number}-{taken:03}" if taken else number


def create_app(data: Path, clock: Clock = protocol.utc_now) -> FastAPI:
    """The business register, filled with the sample people's businesses at its first start."""
    register = Register(data, clock)
    app = new_app("Hệ thống thông tin về đăng ký hộ kinh doanh", SEARCHES, AGREED)
    protocol.serve_search(app, "/v1/names/search", ("TenHoKinhDoanh", "MaPhuongXa"), register.names)
    protocol.serve_search(app, "/v1/owners/search", ("SoDinhDanh",), register.owned)
    protocol.serve_search(app, "/v1/representatives/search", ("MaSo",), represented)
    return app


def create_tax_app(data: Path, clock: Clock = protocol.utc_now) -> FastAPI:
    """Tax, over the same file as the business register."""
    register = Register(data, clock)
    app = new_app("Hệ thống đăng ký thuế", "<p>POST v1/household-businesses</p>", TAX_AGREED)
    protocol.serve_messages(app, "/v1/household-businesses", Messages(register.store), REGISTRATION, register.register)
    return app
