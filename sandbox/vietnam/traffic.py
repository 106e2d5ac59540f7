"""Stand-in for the traffic police's registers: driving licences, violations, and health checks of drivers."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import nobody, refuse
from sandbox.people.families import THIS_YEAR
from sandbox.people.residents import LICENCE_EXPIRED, NO_HEALTH_CHECK, OPEN_VIOLATION, world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import Clock, Messages, Sent, must_agree, told_day
from sandbox.standin import new_app
from sandbox.store import is_empty, text, transaction

EXCHANGE = ("SoDinhDanh", "SoGiayPhepCu", "Hang")
VALID, EXPIRED = "con_hieu_luc", "het_han"
FIT, UNFIT = "du_dieu_kien", "khong_du"
LIFELONG = ["A1"]
LICENCE_YEARS, CHECK_YEARS, LAST = 10, 1, "99991231"
DRIVING_AGE = 18
PAST_DRIVING, YOUNGEST = 1950, THIS_YEAR - DRIVING_AGE - 2
EXPIRED_ON = date(2026, 6, 30)
VIOLATIONS = "Điều khiển xe chạy quá tốc độ quy định", "Không chấp hành hiệu lệnh của đèn tín hiệu giao thông"
CLINICS = "Bệnh viện Đa khoa tỉnh Hưng Yên", "Bệnh viện Đa khoa Phố Nối", "Bệnh viện Đa khoa tỉnh Thái Bình"
REGISTERS = """
CREATE TABLE IF NOT EXISTS licences (
    place INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, person TEXT NOT NULL, classes TEXT NOT NULL,
    issued TEXT NOT NULL, expires TEXT, exchanged INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS licences_by_person ON licences (person);
CREATE TABLE IF NOT EXISTS violations (
    report TEXT PRIMARY KEY, person TEXT NOT NULL, written TEXT NOT NULL, what TEXT NOT NULL,
    settled INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS violations_by_person ON violations (person);
CREATE TABLE IF NOT EXISTS health_checks (
    person TEXT PRIMARY KEY, paper TEXT NOT NULL, clinic TEXT NOT NULL, checked TEXT NOT NULL, expires TEXT NOT NULL,
    fit INTEGER NOT NULL, classes TEXT NOT NULL) WITHOUT ROWID;
"""


AGREED = {
    "v1/licences/search": to("SoGiayPhep Hang NgayCap NgayHetHan TrangThai"),
    "v1/violations/search": to("SoBienBan DaXuLy"),
    # Health is sensitive: nobody hears of it without the driver's consent.
    "v1/health-checks/search": to("SoGiay CoSo NgayHetHan KetLuan", on_consent=True),
    "v1/licences": to("SoGiayPhep NgayCap NgayHetHan"),
}


class Settled(BaseModel, extra="forbid"):
    """Says that a violation was dealt with."""

    done: Literal[True] = Field(alias="DaXuLy")


def _drivers() -> Iterator[tuple[str, list[str], date, date | None]]:
    """Four of five of driving age: number, classes, and from when until when; motorcycles only last for life."""
    for who in world().persons:
        lot = int(who.number)
        if who.died or not PAST_DRIVING <= who.born.year <= YOUNGEST or lot % 5 == 0:
            continue
        classes = LIFELONG + ["B"] * (lot // 10 % 2 == 0) + ["C1"] * (lot // 10 % 10 == 4)
        of_age = protocol.years_after(who.born, DRIVING_AGE) + timedelta(days=60)
        issued = max(date(2018, 1, 8) + timedelta(days=2 * int(who.number[-3:])), of_age)
        if who.number == LICENCE_EXPIRED:
            issued = EXPIRED_ON.replace(year=EXPIRED_ON.year - LICENCE_YEARS)
        yield who.number, classes, issued, _expiry(classes, issued)


def _expiry(classes: list[str], issued: date) -> date | None:
    return None if classes == LIFELONG else protocol.years_after(issued, LICENCE_YEARS)


def _number(issued: date, series: int, serial: int) -> str:
    return f"33{issued:%y}{series}{serial:07}"


class Drivers(protocol.Register):
    """Who may drive what, what they did wrong, and how fit they are."""

    file, schema = "traffic", protocol.MESSAGES + protocol.PERSONS + REGISTERS

    def fill(self) -> None:
        """Puts the sample people's licences, violations and health checks in, once."""
        super().fill()
        if not is_empty(self.store, "licences"):
            return
        today, drivers = self.today(), list(enumerate(_drivers(), 1))
        reports = [_report(place, driver) for place, (driver, *_) in drivers]
        checks = [_check(place, driver, classes, today) for place, (driver, classes, *_) in drivers]
        with transaction(self.store):
            for place, (driver, classes, issued, expires) in drivers:
                self._issue(_number(issued, 1, place), driver, classes, issued, expires)
            self.store.executemany("INSERT INTO violations VALUES (?, ?, ?, ?, ?)", filter(None, reports))
            self.store.executemany("INSERT INTO health_checks VALUES (?, ?, ?, ?, ?, ?, ?)", filter(None, checks))

    def _issue(self, number: str, person: str, classes: list[str], issued: date, expires: date | None) -> None:
        row = (number, person, text(classes), told_day(issued), told_day(expires))
        self.store.execute(
            "INSERT INTO licences (number, person, classes, issued, expires) VALUES (?, ?, ?, ?, ?)", row
        )

    def licences(self, sent: Sent) -> list[dict[str, Any]]:
        """The licence somebody holds now."""
        columns = "person SoDinhDanh, number SoGiayPhep, classes Hang, issued NgayCap, expires NgayHetHan"
        held, today = self.rows_of(sent, columns, "licences", "AND NOT exchanged"), f"{self.today():%Y%m%d}"
        for one in held:
            one["Hang"] = json.loads(one["Hang"])
            one["TrangThai"] = VALID if (one["NgayHetHan"] or LAST) >= today else EXPIRED
        return held

    def violations(self, sent: Sent) -> list[dict[str, Any]]:
        """What somebody did wrong, settled or not."""
        columns = "report SoBienBan, written NgayLap, what HanhVi, settled DaXuLy"
        found = self.rows_of(sent, columns, "violations", "ORDER BY written")
        return [one | {"DaXuLy": bool(one["DaXuLy"])} for one in found]

    def health_checks(self, sent: Sent) -> list[dict[str, Any]]:
        """How fit somebody was found within the last twelve months."""
        columns = "paper SoGiay, clinic CoSo, checked NgayKham, expires NgayHetHan, fit KetLuan, classes HangDuocLai"
        found = self.rows_of(sent, columns, "health_checks", "AND expires >= ?", f"{self.today():%Y%m%d}")
        return [
            one | {"KetLuan": FIT if one["KetLuan"] else UNFIT, "HangDuocLai": json.loads(one["HangDuocLai"])}
            for one in found
        ]

    def exchange(self, sent: Sent, serial: int) -> dict[str, Any]:
        """A new licence for an old one, with every class it had."""
        must_agree(self.store, sent)
        number, today = str(sent["SoDinhDanh"]), self.today()
        held = next((one for one in self.licences(sent) if one["SoGiayPhep"] == str(sent["SoGiayPhepCu"])), None)
        if held is None:
            raise refuse(409, "no-such-licence", f"{number} không có giấy phép lái xe {sent['SoGiayPhepCu']}.")
        wanted = sent["Hang"] if isinstance(sent["Hang"], list) else [sent["Hang"]]
        if any(one not in held["Hang"] for one in wanted):
            raise refuse(409, "class-not-held", f"Giấy phép lái xe chỉ có các hạng: {', '.join(held['Hang'])}.")
        if any(not one["DaXuLy"] for one in self.violations(sent)):
            raise refuse(409, "open-violation", f"{number} còn vi phạm giao thông chưa xử lý xong.")
        self.store.execute("UPDATE licences SET exchanged = 1 WHERE number = ?", (held["SoGiayPhep"],))
        issued = _number(today, 9, serial), today, _expiry(held["Hang"], today)
        self._issue(issued[0], number, held["Hang"], *issued[1:])
        return {"SoGiayPhep": issued[0], "NgayCap": told_day(today), "NgayHetHan": told_day(issued[2])}

    def settle(self, report: str) -> dict[str, Any] | None:
        """Closes a violation."""
        settle = "UPDATE violations SET settled = 1 WHERE report = ? RETURNING person"
        row = self.store.execute(settle, (report,)).fetchone()
        told = self.violations({"SoDinhDanh": row[0]}) if row else []
        return next((one for one in told if one["SoBienBan"] == report), None)


def _report(place: int, driver: str) -> tuple[str, str, str, str, bool] | None:
    lot = int(driver)
    if driver == OPEN_VIOLATION:
        return (f"BB-33-2026-{place:06}", driver, "20260912", VIOLATIONS[0], False)
    return (f"BB-33-2025-{place:06}", driver, "20250321", VIOLATIONS[1], True) if lot % 23 == 0 else None


def _check(place: int, driver: str, classes: list[str], today: date) -> tuple[Any, ...] | None:
    """A check within the last ten months of the first start; a few turn out unfit."""
    if driver == NO_HEALTH_CHECK:
        return None
    lot = int(driver)
    checked, fit = today - timedelta(days=10 + lot % 290), lot % 41 != 0
    days = told_day(checked), told_day(protocol.years_after(checked, CHECK_YEARS))
    clinic, allowed = CLINICS[lot % len(CLINICS)], text(classes if fit else [])
    return (driver, f"GKSK-{checked.year}-{place:06}", clinic, *days, fit, allowed)


def create_app(data: Path, clock: Clock = protocol.utc_now) -> FastAPI:
    """The registers, filled with the sample people's papers at the first start."""
    drivers = Drivers(data, clock)
    about = "<p>POST v1/licences/search, v1/violations/search, v1/health-checks/search, v1/licences</p>"
    app = new_app("Giấy phép lái xe, vi phạm giao thông, khám sức khỏe", about, AGREED)
    protocol.serve_search(app, "/v1/licences/search", ("SoDinhDanh",), drivers.licences)
    protocol.serve_search(app, "/v1/violations/search", ("SoDinhDanh",), drivers.violations)
    protocol.serve_search(app, "/v1/health-checks/search", ("SoDinhDanh",), drivers.health_checks)
    protocol.serve_messages(app, "/v1/licences", Messages(drivers.store), EXCHANGE, drivers.exchange)

    @app.put("/_violations/{SoBienBan}")
    async def settle(request: Request, _: Settled) -> Response:
        settled = drivers.settle(request.path_params["SoBienBan"])
        return JSONResponse(settled) if settled else nobody()

    return app
