"""Stand-in for the social-assistance database (CSDL bảo trợ xã hội): who is helped and why, and new allowances.

What the other registers of money share with it is here too: ages, amounts and months.
"""

import sqlite3
import zlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sandbox.answers import refuse
from sandbox.people.families import Person
from sandbox.people.residents import world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import Clock, Messages, Sent, agrees, day, must_agree, told_day
from sandbox.standin import new_app
from sandbox.store import fill_once

SEVERE_DISABILITY, SPECIAL_DISABILITY = "034093074543", "033083980887"
ALREADY_BENEFICIARY, PENSIONER_TOO, POOR_HOUSEHOLD, ELDERLY = (
    "034149272794", "033148196075", "034154030802", "033047701139",
)  # fmt: skip
AWKWARD = {SEVERE_DISABILITY, SPECIAL_DISABILITY, ALREADY_BENEFICIARY, PENSIONER_TOO, POOR_HOUSEHOLD, ELDERLY}

AS_OF = date(2026, 11, 1)
STANDARD = 540_000
SPECIAL, SEVERE, MILD = "dac_biet_nang", "nang", "nhe"
SOCIAL_PENSION, DISABILITY = "huu_tri_xa_hoi", "khuyet_tat"
PENSION_AT, PENSIONS_SINCE = 75, date(2025, 7, 1)
POOR, NEAR_POOR = "ho_ngheo", "ho_can_ngheo"
FORMS = ("TAI_KHOAN", "TIEN_MAT")
ORDER = ("SoDinhDanh", "MaDoiTuong", "SoQuyetDinh", "TuThang", "MucChiTra")
CHANGE = ("SoDinhDanh", "LoaiTroCap", "SoQuyetDinh", "TuThang", "MucChiTra")
END, ENDS = ("SoDinhDanh", "SoQuyetDinh", "TuThang", "LyDoThoiHuong"), (
    "chet", "chuyen_noi_cu_tru", "khong_con_du_dieu_kien", "khong_co_nhu_cau",
)  # fmt: skip
ALLOWANCE = ("SoDinhDanh", "LoaiTroCap", "HeSo", "MucHuong", "TuThang", "HinhThuc")
AGREED = {
    "v1/beneficiaries/search": to("LoaiTroCap DenNgay"),
    "v1/disability/search": to("MucDo SoGiay NgayCap"),
    "v1/households/search": to("HoNgheo SoGiay"),
    "v1/allowances": to("MaDoiTuong NgayGhi"),
    "v1/monthly-payments": to("MaChiTra"),
    "v1/allowance-changes": to("TuThang"),
    "v1/allowance-ends": to("TuThang"),
}
SCHEMA = f"""
{protocol.MESSAGES}{"".join(map(protocol.MESSAGES_IN.format, ("orders", "changes", "ends")))}{protocol.PERSONS}
CREATE TABLE IF NOT EXISTS beneficiaries (
    person TEXT NOT NULL, kind TEXT NOT NULL, pay INTEGER NOT NULL, since TEXT NOT NULL, until TEXT,
    PRIMARY KEY (person, since)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS disabled (
    person TEXT PRIMARY KEY, degree TEXT NOT NULL, paper TEXT NOT NULL, issued TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS households (
    person TEXT PRIMARY KEY, standing TEXT NOT NULL, paper TEXT NOT NULL) WITHOUT ROWID;
"""


def age(who: Person) -> int:
    """Whole years on the day as of which the sample lives are told."""
    return AS_OF.year - who.born.year - ((AS_OF.month, AS_OF.day) < (who.born.month, who.born.day))


def lot(who: Person) -> int:
    """What decides, always the same way, how an ordinary life went."""
    return int(who.number[-3:])


def is_ordinary(who: Person) -> bool:
    """Whether nothing is awkward about them here; a low serial is of those who are awkward elsewhere."""
    return who.number not in AWKWARD and int(who.number[6:]) >= 10_000


def amount(sent: Sent, field: str) -> int:
    """A whole number above nought as it was sent, or a refusal."""
    value = sent[field]
    if type(value) is not int or value <= 0:
        raise refuse(400, "bad-field", f"{field} phải là số nguyên dương.")
    return value


def month(sent: Sent, field: str) -> str:
    """A month as it was sent, or a refusal."""
    told = str(sent[field])
    if len(told) != 6:
        raise refuse(400, "bad-field", f"{field} phải có dạng yyyyMM.")
    return f"{day({field: f'{told}01'}, field):%Y%m}"


def months_after(first: str, months: int) -> str:
    """The month that many months later, or earlier."""
    place = int(first[:4]) * 12 + int(first[4:]) - 1 + months
    return f"{place // 12}{place % 12 + 1:02}"


def months_between(first: str, last: str) -> Iterator[str]:
    """All of them, the first and the last too."""
    while first <= last:
        yield first
        first = months_after(first, 1)


def last_day(month: str) -> str:
    """The day that a month ends on."""
    following = months_after(month, 1)
    return f"{date(int(following[:4]), int(following[4:]), 1) - timedelta(days=1):%Y%m%d}"


def must_be_known(store: sqlite3.Connection, sent: Sent) -> None:
    """Refuses a message about a number that is another's, or nobody's."""
    if agrees(store, sent) is None:
        raise refuse(409, "does-not-agree", f"Không có ai mang số định danh {sent['SoDinhDanh']}.")
    must_agree(store, sent)


def _beneficiaries() -> Iterator[tuple[str, str, int, str, None]]:
    """Some of the old who draw no pension, and the severely disabled but for those who are awkward."""
    for who in world().persons:
        old = who.number == ALREADY_BENEFICIARY or (is_ordinary(who) and lot(who) % 6 == 4)
        if who.died:
            continue
        if old and age(who) > PENSION_AT:
            since = max(protocol.years_after(who.born, PENSION_AT) + timedelta(days=30), PENSIONS_SINCE)
            yield who.number, SOCIAL_PENSION, STANDARD, f"{since:%Y%m}01", None
        elif is_ordinary(who) and _degree(who) == SEVERE:
            yield who.number, DISABILITY, STANDARD * 3 // 2, "20260701", None


def _degree(who: Person) -> str | None:
    if who.number in (SEVERE_DISABILITY, SPECIAL_DISABILITY):
        return SEVERE if who.number == SEVERE_DISABILITY else SPECIAL
    if not is_ordinary(who) or who.died or not 20 <= age(who) < 60 or lot(who) % 71 != 3:
        return None
    return SEVERE if lot(who) % 2 else MILD


def _disabled() -> Iterator[tuple[str, str, str, str]]:
    for place, (who, degree) in enumerate(((who, _degree(who)) for who in world().persons), 1):
        if degree:
            yield who.number, degree, f"{place:04}/GXNKT-{who.commune.code}", f"{2019 + lot(who) % 6}0415"


def _households() -> Iterator[tuple[str, str, str]]:
    """Three homes in a hundred are poor and four nearly so, with everybody who lives there."""
    spared = {(who.commune, who.address) for who in world().persons if not is_ordinary(who)}
    poor = next((who.commune, who.address) for who in world().persons if who.number == POOR_HOUSEHOLD)
    for who in world().persons:
        home = zlib.crc32(f"{who.commune.code} {who.address}".encode())
        place = 0 if (who.commune, who.address) == poor else 99 if (who.commune, who.address) in spared else home % 100
        if place < 7:
            standing, letters = (POOR, "HN") if place < 3 else (NEAR_POOR, "HCN")
            yield who.number, standing, f"{home % 10_000:04}/GCN-{letters}"


class Register(protocol.Register):
    """Who is helped, how disabled and how poor people are."""

    file, schema = "social", SCHEMA

    def fill(self) -> None:
        """Puts the sample people and what is known of them in, once."""
        super().fill()
        fill_once(self.store, "beneficiaries", _beneficiaries())
        fill_once(self.store, "disabled", _disabled())
        fill_once(self.store, "households", _households())

    def beneficiaries(self, sent: Sent) -> list[dict[str, Any]]:
        """The allowances of the number, unless name or birthday are another's."""
        columns = "person SoDinhDanh, kind LoaiTroCap, pay MucHuong, since TuNgay, until DenNgay"
        return self.rows_of(sent, columns, "beneficiaries")

    def disability(self, sent: Sent) -> list[dict[str, Any]]:
        """The certificate of disability, of those who have one."""
        return self.rows_of(sent, "person SoDinhDanh, degree MucDo, paper SoGiay, issued NgayCap", "disabled")

    def households(self, sent: Sent) -> list[dict[str, Any]]:
        """Whether the home is poor or nearly so."""
        if not agrees(self.store, sent):
            return []
        row = next(iter(self.rows_of(sent, "*", "households")), {"standing": None, "paper": None})
        told = {"HoNgheo": row["standing"] == POOR, "HoCanNgheo": row["standing"] == NEAR_POOR, "SoGiay": row["paper"]}
        return [{"SoDinhDanh": str(sent["SoDinhDanh"])} | told]

    def allow(self, sent: Sent, serial: int) -> dict[str, Any]:
        """A new beneficiary, unless an allowance is being paid already."""
        number, pay, since = str(sent["SoDinhDanh"]), amount(sent, "MucHuong"), month(sent, "TuThang")
        if type(sent["HeSo"]) not in (int, float) or sent["HeSo"] <= 0:
            raise refuse(400, "bad-field", "HeSo phải là số dương.")
        if sent["HinhThuc"] not in FORMS:
            raise refuse(400, "bad-field", f"HinhThuc phải là {' hoặc '.join(FORMS)}.")
        must_be_known(self.store, sent)
        today = told_day(self.today())
        running = "SELECT 1 FROM beneficiaries WHERE person = ? AND coalesce(until, ?) >= ?"
        if self.store.execute(running, (number, today, today)).fetchone():
            raise refuse(409, "already-beneficiary", f"{number} đang hưởng trợ cấp.")
        row = (number, str(sent["LoaiTroCap"]), pay, f"{since}01", None)
        self.store.execute("INSERT INTO beneficiaries VALUES (?, ?, ?, ?, ?)", row)
        return {"MaDoiTuong": f"BTXH-{self.today().year}-{serial:05}", "NgayGhi": today}

    def order(self, sent: Sent, serial: int) -> dict[str, Any]:
        """What a beneficiary is paid every month from one month on, until a last one or for good."""
        number, code = str(sent["SoDinhDanh"]), sent["MaDoiTuong"]
        _rates(sent)
        must_be_known(self.store, sent)
        entered = "(json_extract(answer, '$.MaDoiTuong'), json_extract(sent, '$.SoDinhDanh'))"
        query = f"SELECT 1 FROM messages WHERE {entered} = (?, ?)"  # noqa: S608 - our own names
        if not self.store.execute(query, (code, number)).fetchone():
            raise refuse(409, "not-beneficiary", f"{number} không phải đối tượng {code}.")
        query = "SELECT 1 FROM orders WHERE json_extract(sent, '$.MaDoiTuong') = ?"
        if self.store.execute(query, (code,)).fetchone():
            raise refuse(409, "already-ordered", f"{code} đã có trong danh sách chi trả.")
        return {"MaChiTra": f"CTXH-{self.today().year}-{serial:05}"}

    def change(self, sent: Sent, _: int) -> dict[str, Any]:
        """Another allowance, or another sum, in the place of the one that runs."""
        rates = _rates(sent)
        self._stop(sent)
        row = (str(sent["SoDinhDanh"]), str(sent["LoaiTroCap"]), rates[0]["MucHuong"], f"{sent['TuThang']}01", None)
        self.store.execute("INSERT INTO beneficiaries VALUES (?, ?, ?, ?, ?)", row)
        return {"TuThang": sent["TuThang"]}

    def end(self, sent: Sent, _: int) -> dict[str, Any]:
        """The month from which an allowance is paid no more."""
        if sent["LyDoThoiHuong"] not in ENDS:
            raise refuse(400, "bad-field", f"LyDoThoiHuong phải là {', '.join(ENDS)}.")
        self._stop(sent)
        return {"TuThang": sent["TuThang"]}

    def _stop(self, sent: Sent) -> None:
        """Ends what runs with the month before, unless nothing of this Decree does."""
        number, since = str(sent["SoDinhDanh"]), month(sent, "TuThang")
        must_be_known(self.store, sent)
        running = "person = ? AND kind <> ? AND since < ? AND (until IS NULL OR until > ?)"
        last = last_day(months_after(since, -1))
        query = f"UPDATE beneficiaries SET until = ? WHERE {running}"  # noqa: S608 - our own names
        if not self.store.execute(query, (last, number, SOCIAL_PENSION, f"{since}01", last)).rowcount:
            raise refuse(409, "not-beneficiary", f"{number} không đang hưởng trợ cấp xã hội hằng tháng.")


def _rates(sent: Sent) -> list[dict[str, Any]]:
    """What is paid from month to month, in order."""
    since, rates = month(sent, "TuThang"), sent["MucChiTra"]
    last = month(sent, "DenThang") if sent.get("DenThang") else since
    if not isinstance(rates, list) or not rates or not all(isinstance(rate, dict) for rate in rates):
        raise refuse(400, "bad-field", "MucChiTra phải là danh sách các mức.")
    months = [month(rate, "TuThang") for rate in rates if amount(rate, "MucHuong")]
    if months != sorted(set(months)) or not months[0] <= since <= last:
        raise refuse(400, "bad-field", "MucChiTra, TuThang, DenThang phải theo thứ tự các tháng.")
    return rates


def create_app(data: Path, clock: Clock = protocol.utc_now) -> FastAPI:
    """The register, filled with the sample people's hardships at its first start."""
    register = Register(data, clock)
    about = "<p>POST v1/beneficiaries/search, v1/disability/search, v1/households/search, v1/allowances, "
    about += "v1/monthly-payments, v1/allowance-changes, v1/allowance-ends</p>"
    app = new_app("Cơ sở dữ liệu bảo trợ xã hội", about, AGREED)
    protocol.serve_search(app, "/v1/beneficiaries/search", ("SoDinhDanh",), register.beneficiaries)
    protocol.serve_search(app, "/v1/disability/search", ("SoDinhDanh",), register.disability)
    protocol.serve_search(app, "/v1/households/search", ("SoDinhDanh",), register.households)
    protocol.serve_messages(app, "/v1/allowances", Messages(register.store), ALLOWANCE, register.allow)
    protocol.serve_messages(app, "/v1/monthly-payments", Messages(register.store, "orders"), ORDER, register.order)
    protocol.serve_messages(app, "/v1/allowance-changes", Messages(register.store, "changes"), CHANGE, register.change)
    protocol.serve_messages(app, "/v1/allowance-ends", Messages(register.store, "ends"), END, register.end)
    return app
