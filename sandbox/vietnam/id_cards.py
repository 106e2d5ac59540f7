"""Stand-in for the identity-card register (CSDL căn cước): cards asked, a child's first card requested."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sandbox.answers import refuse
from sandbox.people.residents import world
from sandbox.registers import protocol
from sandbox.registers.agreements import to
from sandbox.registers.protocol import Clock, Messages, Sent, agrees, day, full_name, must_agree, told_day
from sandbox.standin import new_app
from sandbox.store import fill_once
from sandbox.vietnam import chip_signers, chips

REQUEST = ("SoDinhDanh", "HoTen", "NgaySinh", "MaPhuongXa", "NguoiDaiDien")
CHILD, WORKING_DAYS = 6, 7
FIRST_CARD = 14
RENEWALS = (FIRST_CARD, 25, 40, 60)
RENEWED = date(2026, 6, 1)
SCHEMA = f"""
{protocol.MESSAGES}{protocol.PERSONS}
CREATE TABLE IF NOT EXISTS cards (
    person TEXT PRIMARY KEY, issued TEXT NOT NULL, expires TEXT, state TEXT NOT NULL) WITHOUT ROWID;
{chip_signers.SCHEMA}"""
AGREED = {"v1/cards/search": to("SoThe NgayCap NgayHetHan"), "v1/requests": to("SoBienNhan NgayHenTra")}
VALID, EXPIRED, REVOKED, WAITING = "con_hieu_luc", "het_han", "da_thu_hoi", "cho_cap"


def _cards() -> Iterator[tuple[str, str, str | None, str]]:
    """A card from fourteen on, renewed once it ran out, and one for a third of the children since the law allows it."""
    for who in world().persons:
        lot = int(who.number[-3:])
        issued = max(
            date(2021, 3, 1) + timedelta(days=lot), protocol.years_after(who.born, FIRST_CARD) + timedelta(days=30)
        )
        if who.born.year > 2015 and lot % 3 == 0:
            issued = max(date(2024, 7, 1) + timedelta(days=lot), who.born + timedelta(days=60))
        expires = _expiry(who.born, issued)
        if expires and expires < RENEWED:
            issued, expires = expires, _expiry(who.born, expires + timedelta(days=1))
        if not who.died or issued < who.died:
            yield who.number, f"{issued:%Y%m%d}", told_day(expires), REVOKED if who.died else VALID


def _expiry(born: date, issued: date) -> date | None:
    """The next birthday of renewal that is two years off or more; after the last one a card lasts for life."""
    birthdays = (protocol.years_after(born, age) for age in RENEWALS)
    return next((birthday for birthday in birthdays if birthday >= protocol.years_after(issued, 2)), None)


class Cards(protocol.Register):
    """Who has a card, and whose is being made."""

    file, schema = "id-cards", SCHEMA

    def fill(self) -> None:
        """Puts the sample people's cards in, once."""
        super().fill()
        fill_once(self.store, "cards", _cards())

    def search(self, sent: Sent) -> list[dict[str, Any]]:
        """The card of the number, unless name or birthday are another's."""
        card = self._card(str(sent["SoDinhDanh"])) if agrees(self.store, sent) else None
        return [card] if card else []

    def _card(self, number: str) -> dict[str, Any] | None:
        query = "SELECT issued, expires, state FROM cards WHERE person = ?"
        issued, expires, state = self.store.execute(query, (number,)).fetchone() or ("9", None, VALID)
        today = told_day(self.today()) or ""
        card = {"SoDinhDanh": number, "SoThe": number, "TrangThai": state, "NgayCap": issued, "NgayHetHan": expires}
        if issued > today:
            return card | {"NgayCap": None, "NgayHetHan": None} if state == WAITING else None
        if state == REVOKED:
            return card
        return card | {"TrangThai": EXPIRED if expires and expires < today else VALID}

    def request(self, sent: Sent, serial: int) -> dict[str, Any]:
        """A receipt for a child's first card, which is ready on the day it promises."""
        born, today, number = day(sent, "NgaySinh"), self.today(), str(sent["SoDinhDanh"])
        must_agree(self.store, sent)
        if born > today:
            raise refuse(400, "bad-field", "NgaySinh không được sau hôm nay.")
        if protocol.years_after(born, CHILD) <= today:
            raise refuse(409, "not-a-child", f"Chỉ nhận đề nghị cho trẻ em dưới {CHILD} tuổi.")
        if self._card(number):
            raise refuse(409, "card-exists", f"{number} đã có thẻ căn cước hoặc đã có đề nghị cấp thẻ.")
        ready = _working_days_after(today, WORKING_DAYS)
        row = (number, told_day(ready), told_day(_expiry(born, ready)), WAITING)
        self.store.execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)", row)
        who = (number, full_name(sent["HoTen"]), told_day(born))
        self.store.execute("INSERT OR IGNORE INTO persons VALUES (?, ?, ?)", who)
        return {"SoBienNhan": f"CC-{sent['MaPhuongXa']}-{today.year}-{serial:05}", "NgayHenTra": told_day(ready)}


def _working_days_after(when: date, days: int) -> date:
    while days:
        when += timedelta(days=1)
        days -= when.weekday() < 5
    return when


def create_app(data: Path, clock: Clock = protocol.utc_now) -> FastAPI:
    """The register, filled with the sample people's cards at its first start."""
    cards = Cards(data, clock)
    about = "<p>POST v1/cards/search, v1/requests; trust.pem, POST _chip/…</p>"
    app = new_app("Cơ sở dữ liệu căn cước", about, AGREED)
    protocol.serve_search(app, "/v1/cards/search", ("SoDinhDanh",), cards.search)
    protocol.serve_messages(app, "/v1/requests", Messages(cards.store), REQUEST, cards.request)
    chips.serve(app, chips.Chips(cards.store, clock), data)
    return app
