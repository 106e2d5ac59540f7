"""What the payment platform keeps: what was asked, paid and given back, receipts, and whose account is whose."""

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

from sandbox.answers import refuse
from sandbox.people.families import Person
from sandbox.people.names import unaccented
from sandbox.people.residents import world
from sandbox.registers.protocol import VIETNAM
from sandbox.store import dicts, text, transaction

Message = dict[str, Any]
PAID, CANCELLED, WAITING = "00", "01", "02"
BANK = "NGANHANGGIALAP"
FORM = "01BLP0-001"
LIVES = timedelta(hours=24)
SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    reference TEXT PRIMARY KEY, amount INTEGER NOT NULL, state TEXT NOT NULL, expires TEXT NOT NULL, settled TEXT,
    callback TEXT NOT NULL, back TEXT NOT NULL, about TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS movements (
    place INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, reference TEXT NOT NULL,
    amount INTEGER NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS movements_by_reference ON movements (reference, kind);
CREATE INDEX IF NOT EXISTS movements_by_time ON movements (at);
CREATE TABLE IF NOT EXISTS receipts (
    series TEXT NOT NULL, serial INTEGER NOT NULL, sent TEXT NOT NULL, PRIMARY KEY (series, serial)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answered (
    operation TEXT NOT NULL, key TEXT NOT NULL, terms TEXT NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (operation, key)) WITHOUT ROWID;
"""


class Declined(Exception):
    """The platform won't do it; `code` is its MaLoi."""

    def __init__(self, status: int, code: str, why: str) -> None:
        self.status, self.code, self.why = status, code, why


def account_of(number: str) -> str:
    """A citizen's one account, the same at every bank: 9, then the citizen number read backwards."""
    return f"9{number[::-1]}"


@cache
def _holders() -> dict[str, Person]:
    return {account_of(person.number): person for person in world().persons}


def name_at_bank(name: str) -> str:
    """A name as banks spell it: capitals without diacritics."""
    return unaccented(name).upper()


def account(sent: Message) -> Message:
    """Who holds an account."""
    holder = _holders().get(sent["SoTaiKhoan"])
    if holder is None:
        raise Declined(404, "01", "Không có tài khoản này.")
    return {"MaLoi": "00", "TenChuTaiKhoan": name_at_bank(holder.full_name), "SoDinhDanh": holder.number}


class Ledger:
    """Payments, refunds, receipts and pay-outs, each made once however often it is asked for."""

    def __init__(self, store: sqlite3.Connection, url: str, clock: Callable[[], datetime]) -> None:
        self.store, self.url, self.clock = store, url.rstrip("/"), clock

    def now(self, later: timedelta = timedelta()) -> str:
        return (self.clock().astimezone(VIETNAM) + later).strftime("%Y%m%d%H%M%S")

    def _once(self, operation: str, key: str, terms: Message, make: Callable[[], Message]) -> Message:
        with transaction(self.store):
            query = "SELECT terms, answer FROM answered WHERE operation = ? AND key = ?"
            row = self.store.execute(query, (operation, key)).fetchone()
            if row and row[0] != text(terms):
                raise Declined(409, "05", f"{key} đã dùng cho nội dung khác.")
            answer: Message = json.loads(row[1]) if row else make()
            if row is None:
                entry = (operation, key, text(terms), text(answer))
                self.store.execute("INSERT INTO answered VALUES (?, ?, ?, ?)", entry)
            return answer

    def _move(self, kind: str, reference: str, amount: int) -> tuple[str, str]:
        at = self.now()
        place = self.store.execute("SELECT coalesce(max(place), 0) + 1 FROM movements").fetchone()[0]
        row = (place, f"{at[:8]}{place:08}", kind, reference, amount, at)
        self.store.execute("INSERT INTO movements VALUES (?, ?, ?, ?, ?, ?)", row)
        return row[1], at

    def _moved(self, kind: str, reference: str) -> list[tuple[str, int, str]]:
        query = "SELECT code, amount, at FROM movements WHERE reference = ? AND kind = ? ORDER BY place"
        return self.store.execute(query, (reference, kind)).fetchall()

    def payment(self, reference: str) -> dict[str, Any] | None:
        """A payment as it is kept."""
        return next(iter(dicts(self.store, "SELECT * FROM payments WHERE reference = ?", reference)), None)

    def _known(self, reference: str) -> dict[str, Any]:
        payment = self.payment(reference)
        if payment is None:
            raise Declined(404, "01", f"Không có giao dịch {reference}.")
        return payment

    def open(self, sent: Message) -> Message:
        """Where the payer pays; who cancelled or let it expire may try again, but not what is paid already."""
        reference = sent["MaThamChieu"]
        answer = self._once("KHOITAO", reference, {"SoTien": sent["SoTien"]}, lambda: self._enter(sent))
        payment = self._known(reference)
        if payment["state"] == PAID:
            raise Declined(409, "02", f"{reference} đã được thanh toán.")
        if payment["state"] == WAITING and payment["expires"] >= self.now():
            return answer | {"HetHan": payment["expires"]}
        again = self.now(LIVES)
        self.store.execute("UPDATE payments SET state = ?, expires = ?, settled = NULL WHERE reference = ?",
                           (WAITING, again, reference))  # fmt: skip
        return answer | {"HetHan": again}

    def _enter(self, sent: Message) -> Message:
        reference, expires = sent["MaThamChieu"], self.now(LIVES)
        row = (reference, sent["SoTien"], WAITING, expires, None, sent["UrlThongBao"], sent["UrlQuayLai"],
               sent["ThongTinGiaoDich"])  # fmt: skip
        self.store.execute("INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        where = f"{self.url}/pay/{quote(reference, safe='')}"
        # No bank's QR: nobody must be able to send real money to a stand-in.
        return {"MaLoi": "00", "MaThamChieu": reference, "UrlThanhToan": where, "MaQR": where, "HetHan": expires}

    def settle(self, reference: str, state: str, amount: int | None = None) -> None:
        """Paid or cancelled, once; the caller opens the transaction."""
        payment = self._known(reference)
        if payment["state"] == state:
            return
        if payment["state"] != WAITING:
            raise refuse(409, "already-settled", f"{reference} không còn chờ thanh toán.")
        changed = (state, self.now(), reference)
        self.store.execute("UPDATE payments SET state = ?, settled = ? WHERE reference = ?", changed)
        if state == PAID:
            self._move("THU", reference, amount or payment["amount"])

    def notice(self, reference: str) -> Message:
        """What the partner is told of a settled payment; a cancelled one has no transaction and no bank."""
        payment = self._known(reference)
        code, amount, at = next(iter(self._moved("THU", reference)), ("", payment["amount"], payment["settled"]))
        told = {"MaThamChieu": reference, "MaGiaoDich": code, "SoTien": amount, "TrangThai": payment["state"]}
        return told | {"ThoiGianGD": at, "NganHang": BANK if code else ""}

    def query(self, sent: Message) -> Message:
        """How a payment stands."""
        payment = self._known(sent["MaThamChieu"])
        told = {"MaThamChieu": payment["reference"], "TrangThai": payment["state"], "SoTien": payment["amount"]}
        paid = [
            {"MaGiaoDich": code, "SoTien": amount, "ThoiGianGD": at, "NganHang": BANK}
            for code, amount, at in self._moved("THU", payment["reference"])
        ]
        return {"MaLoi": "00", **told, "GiaoDich": paid}

    def refund(self, sent: Message) -> Message:
        """Gives back no more than was paid."""
        terms = {name: sent[name] for name in ("MaThamChieu", "SoTien")}
        return self._once("HOAN", sent["MaHoanTien"], terms, lambda: self._give_back(**terms))

    def _give_back(self, MaThamChieu: str, SoTien: int) -> Message:  # noqa: N803 - the message's own names
        self._known(MaThamChieu)
        paid, returned = (sum(amount for _, amount, _ in self._moved(kind, MaThamChieu)) for kind in ("THU", "HOAN"))
        if SoTien > paid - returned:
            raise Declined(409, "06", f"Chỉ còn {paid - returned} đồng có thể hoàn.")
        code, at = self._move("HOAN", MaThamChieu, SoTien)
        return {"MaLoi": "00", "MaGiaoDichHoan": code, "ThoiGianGD": at}

    def day(self, sent: Message) -> Message:
        """Everything paid and given back on a day."""
        day = sent["NgayDoiSoat"]
        if not re.fullmatch(r"[0-9]{8}", day):
            raise Declined(400, "03", "NgayDoiSoat phải có dạng yyyyMMdd.")
        query = (
            "SELECT kind Loai, reference MaThamChieu, code MaGiaoDich, amount SoTien, at ThoiGianGD FROM movements"
            " WHERE kind IN ('THU', 'HOAN') AND at BETWEEN ? || '000000' AND ? || '235959' ORDER BY place"
        )
        return {"MaLoi": "00", "NgayDoiSoat": day, "GiaoDich": dicts(self.store, query, day, day)}

    def receipt(self, sent: Message) -> Message:
        """An electronic receipt, numbered without a gap in its series; of a transfer only if the platform saw it."""
        if sent["HinhThuc"] not in {"CHUYENKHOAN", "TIENMAT"}:
            raise Declined(400, "03", "HinhThuc phải là CHUYENKHOAN hoặc TIENMAT.")
        reference = str(sent.get("MaThamChieu"))
        transfers = {code for code, _, _ in self._moved("THU", reference)}
        if sent["HinhThuc"] == "CHUYENKHOAN" and sent["MaGiaoDich"] not in transfers:
            raise Declined(404, "01", f"Không có giao dịch {sent['MaGiaoDich']} của {reference}.")
        return self._once("BIENLAI", sent["MaGiaoDich"], {"SoTien": sent["SoTien"]}, lambda: self._number(sent))

    def _number(self, sent: Message) -> Message:
        today = self.now()[:8]
        series = f"MC-{today[2:4]}E"
        query = "SELECT coalesce(max(serial), 0) + 1 FROM receipts WHERE series = ?"
        serial = self.store.execute(query, (series,)).fetchone()[0]
        self.store.execute("INSERT INTO receipts VALUES (?, ?, ?)", (series, serial, text(sent)))
        numbered = {"MauSo": FORM, "KyHieu": series, "SoBienLai": f"{serial:07}", "NgayLap": today}
        return {"MaLoi": "00", **numbered}

    def pay_out(self, sent: Message) -> Message:
        """Money to a citizen, to an account of their own only."""
        terms = {name: sent[name] for name in ("NganHang", "SoTaiKhoan", "SoDinhDanh", "SoTien")}
        return self._once("CHI", sent["MaChi"], terms, lambda: self._transfer(sent))

    def _transfer(self, sent: Message) -> Message:
        holder = _holders().get(sent["SoTaiKhoan"])
        if holder is None or holder.number != sent["SoDinhDanh"]:
            raise Declined(409, "08", "Tài khoản không phải của người có số định danh này.")
        code, at = self._move("CHI", sent["MaChi"], sent["SoTien"])
        return {"MaLoi": "00", "MaGiaoDich": code, "ThoiGianGD": at}
