"""Stand-in for the residence register (CSDL về cư trú): who lives where, whose dwelling it is, who moves in and out."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sandbox.answers import refuse, require
from sandbox.people.families import THIS_YEAR, Person, World
from sandbox.people.names import COMMUNE, PROVINCE
from sandbox.people.residents import EARLIER_HOMES, OWNER_DECEASED, OWNER_DECEASED_OWNER, RENTED, RENTED_OWNER, world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import Clock, Messages, Sent, agrees, day, full_name, must_agree, name_key, told_day
from sandbox.standin import new_app
from sandbox.store import dicts, is_empty, transaction

PERMANENT, TEMPORARY, LEAVING = "THUONG_TRU", "TAM_TRU", "XOA_THUONG_TRU"
REGISTRATION = ("Loai", "SoDinhDanh", "HoTen")
MOVE = ("DiaChi", "MaPhuongXa", "SoDinhDanhChuHo", "QuanHeChuHo")
HEAD, OTHER = "Chủ hộ", "Khác"
ADULT, MOST_YEARS, LAST = 18, 2, "99991231"
# Who lodges where until when, in a dwelling of somebody who lives elsewhere or no longer.
LODGINGS = (
    (RENTED, RENTED_OWNER, "11953", "Số 18, đường Trưng Trắc", date(2025, 12, 1), date(2027, 11, 30)),
    (OWNER_DECEASED, OWNER_DECEASED_OWNER, "12019", "Số 25, thôn Như Phượng", date(2026, 1, 10), date(2028, 1, 9)),
)
HOMES = """
CREATE TABLE IF NOT EXISTS dwellings (
    place INTEGER PRIMARY KEY, province TEXT NOT NULL, commune TEXT NOT NULL, address TEXT NOT NULL,
    spelt TEXT NOT NULL, area INTEGER, UNIQUE (commune, spelt));
CREATE TABLE IF NOT EXISTS owners (
    dwelling INTEGER NOT NULL, person TEXT NOT NULL, PRIMARY KEY (dwelling, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS households (
    number TEXT PRIMARY KEY, dwelling INTEGER NOT NULL, head TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS households_by_dwelling ON households (dwelling);
CREATE TABLE IF NOT EXISTS stays (
    place INTEGER PRIMARY KEY, person TEXT NOT NULL, kind TEXT NOT NULL, household TEXT NOT NULL,
    relation TEXT NOT NULL, since TEXT NOT NULL, until TEXT, gone TEXT);
CREATE INDEX IF NOT EXISTS stays_by_person ON stays (person);
CREATE INDEX IF NOT EXISTS stays_by_household ON stays (household);
CREATE VIEW IF NOT EXISTS homes AS
    SELECT stays.*, head, dwelling, province, commune, address, spelt
    FROM stays JOIN households ON number = household JOIN dwellings ON dwellings.place = dwelling;
"""


AGREED = {
    "v1/residents/search": to("ThuongTru TamTru"),
    "v1/dwellings/search": to("ChuSoHuu DienTich SoNguoi"),
    "v1/registrations": to("SoThongBao SoHoCuTru NgayDangKy"),
}


def _families(people: World) -> list[list[Person]]:
    """The living who belong together at one address, eldest first."""
    kin = {who.number: who.number for who in people.persons}

    def root(number: str) -> str:
        while kin[number] != number:
            number = kin[number]
        return number

    for one, other in _ties(people):
        if one in kin and other in kin:
            kin[root(one)] = root(other)
    together: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for who in people.persons:
        if not who.died:
            together[root(who.number), who.commune.code, who.address].append(who)
    return [sorted(family, key=lambda who: who.born) for family in together.values()]


def _ties(people: World) -> Iterator[tuple[str, str]]:
    yield from ((couple.mother.number, couple.father.number) for couple in people.couples)
    for who in people.persons:
        yield from ((who.number, kin) for kin in (who.father, who.mother, who.spouse) if kin)


def _relation(who: Person, head: Person, family: list[Person]) -> str:
    parents = {who.father, who.mother}
    if who is head:
        return HEAD
    if who.spouse == head.number:
        return "Vợ" if who.female else "Chồng"
    if head.number in parents:
        return "Con"
    for kin in family:
        if head.number in (kin.father, kin.mother) and kin.number in parents:
            return "Cháu"
        if head.number in (kin.father, kin.mother) and kin.number == who.spouse:
            return "Con dâu" if who.female else "Con rể"
    return OTHER


def _since(who: Person) -> date:
    if who.number in EARLIER_HOMES:
        return EARLIER_HOMES[who.number][-1].until
    return max(who.born, date(2005, 1, 1) + timedelta(days=5 * int(who.number[-3:])))


def _spelt(address: Any, commune: str) -> str:
    """An address as it is compared, without the commune and province that some write behind it."""
    known = COMMUNE.get(commune)
    return name_key(address).removesuffix(name_key(f", {known.name}, tỉnh Hưng Yên") if known else "")


class Register(protocol.Register):
    """Dwellings, the households in them, and who stays there or stayed there once."""

    file, schema = "residence", protocol.MESSAGES + protocol.PERSONS + HOMES

    def fill(self) -> None:
        """Puts the sample people into their homes, once."""
        super().fill()
        if not is_empty(self.store, "dwellings"):
            return
        families = _families(world())
        with transaction(self.store):
            for family, neighbours in zip(families, families[1:] + families[:1], strict=True):
                self._house(family, neighbours[0])
            for person, owner, commune, address, since, until in LODGINGS:
                household = self._home(person, owner, 45, PROVINCE, commune, address)
                self._stay(person, TEMPORARY, household, HEAD, since, until)
            for person, homes in EARLIER_HOMES.items():
                for home in homes:
                    household = self._home(person, None, None, home.province, home.commune, home.address)
                    self._stay(person, PERMANENT, household, HEAD, home.since, None, home.until)

    def _house(self, family: list[Person], landlord: Person) -> None:
        """One household in a dwelling of an adult of theirs; every tenth, and minors alone, in another's."""
        adults = [who for who in family if who.born.year <= THIS_YEAR - ADULT]
        head, lot = family[0], int(family[0].number)
        owner = adults[lot % min(len(adults), 2)] if adults and lot % 10 else landlord
        household = self._home(head.number, owner.number, 40 + lot % 120, PROVINCE, head.commune.code, head.address)
        for who in family:
            self._stay(who.number, PERMANENT, household, _relation(who, head, family), _since(who))

    def _home(self, head: str, owner: str | None, area: int | None, *where: str) -> str:
        """A new household, in a dwelling that is new too unless the address is known."""
        _, commune, address = where
        spelt = _spelt(address, commune)
        new = "INSERT OR IGNORE INTO dwellings (province, commune, address, spelt, area) VALUES (?, ?, ?, ?, ?)"
        self.store.execute(new, (*where, spelt, area))
        query = "SELECT place FROM dwellings WHERE commune = ? AND spelt = ?"
        dwelling = self.store.execute(query, (commune, spelt)).fetchone()[0]
        if owner:
            self.store.execute("INSERT OR IGNORE INTO owners VALUES (?, ?)", (dwelling, owner))
        others = self.store.execute("SELECT count(*) FROM households").fetchone()[0]
        number = f"{commune}{others + 1:06}"
        self.store.execute("INSERT INTO households VALUES (?, ?, ?)", (number, dwelling, head))
        return number

    def _stay(self, person: str, kind: str, household: str, relation: str, *days: date | None) -> None:
        since, until, gone = (*map(told_day, days), None, None)[:3]
        row = (person, kind, household, relation, since, until, gone)
        self.store.execute("INSERT INTO stays VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", row)

    def residents(self, sent: Sent) -> list[dict[str, Any]] | None:
        """Where somebody lives and lived; nobody if name or birthday are another's."""
        if not agrees(self.store, sent):
            return None
        number = str(sent["SoDinhDanh"])
        told: dict[str, Any] = {"ThuongTru": None, "TamTru": None}
        stays = self._stays(number)
        for stay in filter(self._current, stays):
            told["ThuongTru" if stay["kind"] == PERMANENT else "TamTru"] = self._told(stay)
        before = [_before(stay) for stay in stays if stay["kind"] == PERMANENT and stay["gone"]]
        return [self._named(number) | told | {"ThuongTruTruocDay": before}]

    def _stays(self, number: str) -> list[dict[str, Any]]:
        return dicts(self.store, "SELECT * FROM homes WHERE person = ? ORDER BY since, place", number)

    def _current(self, stay: dict[str, Any]) -> bool:
        return not stay["gone"] and (stay["until"] or LAST) >= f"{self.today():%Y%m%d}"

    def _named(self, number: str) -> dict[str, Any]:
        row = self.store.execute("SELECT name FROM persons WHERE number = ?", (number,)).fetchone()
        return {"SoDinhDanh": number, "HoTen": row and row[0]}

    def _owners(self, dwelling: int) -> list[dict[str, Any]]:
        rows = self.store.execute("SELECT person FROM owners WHERE dwelling = ?", (dwelling,))
        return [self._named(person) for (person,) in rows.fetchall()]

    def _told(self, stay: dict[str, Any]) -> dict[str, Any]:
        return {
            "MaTinhThanh": stay["province"],
            "MaPhuongXa": stay["commune"],
            "DiaChi": stay["address"],
            "SoHoCuTru": stay["household"],
            "ChuHo": self._named(stay["head"]),
            "QuanHeChuHo": stay["relation"],
            "ChuSoHuu": self._owners(stay["dwelling"]),
            "TuNgay": stay["since"],
            "DenNgay": stay["until"],
        }

    def dwellings(self, sent: Sent) -> list[dict[str, Any]] | None:
        """The dwelling at an address: whose it is, how large, and how many live in it."""
        commune = str(sent["MaPhuongXa"])
        query = "SELECT place, address, area FROM dwellings WHERE commune = ? AND spelt = ?"
        row = self.store.execute(query, (commune, _spelt(sent["DiaChi"], commune))).fetchone()
        if row is None:
            return None
        count = (
            "SELECT count(DISTINCT person) FROM homes WHERE dwelling = ? AND gone IS NULL AND coalesce(until, ?) >= ?"
        )
        residents = self.store.execute(count, (row[0], LAST, f"{self.today():%Y%m%d}")).fetchone()[0]
        told = {"DiaChi": row[1], "MaPhuongXa": commune, "ChuSoHuu": self._owners(row[0])}
        return [told | {"DienTich": row[2], "SoNguoi": residents}]

    def register(self, sent: Sent, serial: int) -> dict[str, Any]:
        """Moves somebody in or out, and gives notice of it."""
        kind, today = sent["Loai"], self.today()
        if kind not in (PERMANENT, TEMPORARY, LEAVING):
            raise refuse(400, "bad-field", f"Loai phải là {PERMANENT}, {TEMPORARY} hoặc {LEAVING}.")
        must_agree(self.store, sent)
        household = self._leave(sent, today) if kind == LEAVING else self._enter(sent, today)
        notice = f"{serial:05}/{today.year}/TB-CT"
        return {"SoThongBao": notice, "NgayDangKy": told_day(today), "SoHoCuTru": household}

    def _permanent(self, sent: Sent) -> dict[str, Any] | None:
        stays = self._stays(str(sent["SoDinhDanh"]))
        return next((stay for stay in stays if stay["kind"] == PERMANENT and not stay["gone"]), None)

    def _leave(self, sent: Sent, today: date) -> str:
        home = self._permanent(sent)
        if home is None or not _is_there(home, sent):
            raise refuse(409, "not-resident", f"{sent['SoDinhDanh']} không có đăng ký thường trú như vậy.")
        self._end(str(sent["SoDinhDanh"]), PERMANENT, home["household"], today)
        return str(home["household"])

    def _enter(self, sent: Sent, today: date) -> str:
        require(sent, MOVE)
        number, kind, home = str(sent["SoDinhDanh"]), str(sent["Loai"]), self._permanent(sent)
        if home and _is_there(home, sent):
            raise refuse(409, "already-resident", f"{number} đã đăng ký thường trú tại địa chỉ này.")
        until = _until(sent, today) if kind == TEMPORARY else None
        self.store.execute("INSERT OR IGNORE INTO persons VALUES (?, ?, '')", (number, full_name(sent["HoTen"])))
        household = self._household(sent)
        self._end(number, kind, household, today)
        self._stay(number, kind, household, str(sent["QuanHeChuHo"]), today, until)
        return household

    def _household(self, sent: Sent) -> str:
        head, commune = str(sent["SoDinhDanhChuHo"]), str(sent["MaPhuongXa"])
        query = "SELECT household FROM homes WHERE head = ? AND commune = ? AND spelt = ?"
        row = self.store.execute(query, (head, commune, _spelt(sent["DiaChi"], commune))).fetchone()
        if row:
            return str(row[0])
        if head != str(sent["SoDinhDanh"]):
            raise refuse(409, "no-such-household", f"{head} không là chủ hộ nào tại địa chỉ này.")
        return self._home(head, None, None, PROVINCE, commune, " ".join(str(sent["DiaChi"]).split()))

    def _end(self, number: str, kind: str, household: str, today: date) -> None:
        """Ends the stay that a new one of its kind replaces, and any other in the same household."""
        self.store.execute(
            "UPDATE stays SET gone = ? WHERE person = ? AND gone IS NULL AND (kind = ? OR household = ?)",
            (told_day(today), number, kind, household),
        )


def _before(stay: dict[str, Any]) -> dict[str, Any]:
    where = {"MaTinhThanh": stay["province"], "MaPhuongXa": stay["commune"], "DiaChi": stay["address"]}
    return where | {"TuNgay": stay["since"], "DenNgay": stay["gone"]}


def _is_there(home: dict[str, Any], sent: Sent) -> bool:
    """Whether the home is at the address sent, as far as one was sent."""
    commune = str(sent.get("MaPhuongXa") or home["commune"])
    address = _spelt(sent["DiaChi"], commune) if sent.get("DiaChi") else home["spelt"]
    return (commune, address) == (home["commune"], home["spelt"])


def _until(sent: Sent, today: date) -> date:
    require(sent, ("DenNgay",))
    until = day(sent, "DenNgay")
    if not today < until <= protocol.years_after(today, MOST_YEARS):
        raise refuse(400, "bad-field", f"DenNgay phải sau hôm nay và không quá {MOST_YEARS} năm.")
    return until


def create_app(data: Path, clock: Clock = protocol.utc_now) -> FastAPI:
    """The register, filled with the sample people's homes at its first start."""
    register = Register(data, clock)
    about = "<p>POST v1/residents/search, v1/dwellings/search, v1/registrations</p>"
    app = new_app("Cơ sở dữ liệu về cư trú", about, AGREED)
    protocol.serve_search(app, "/v1/residents/search", ("SoDinhDanh",), register.residents)
    protocol.serve_search(app, "/v1/dwellings/search", ("DiaChi", "MaPhuongXa"), register.dwellings)
    protocol.serve_messages(app, "/v1/registrations", Messages(register.store), REGISTRATION, register.register)
    app.get("/_homes/{number}")(lambda number: register.residents({"SoDinhDanh": number}))
    return app
