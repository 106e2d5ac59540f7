"""Stand-in for the identity-card register (CSDL căn cước): cards asked, a child's first card requested.

What the other police registers share with it is here too: searches with grounds, and messages answered once.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import body, nobody, refuse, require
from sandbox.civil_status import VIETNAM, day
from sandbox.people import world
from sandbox.population import GROUNDS, full_name, name_key
from sandbox.standin import new_app
from sandbox.store import is_empty, open_store, text, transaction

Clock = Callable[[], datetime]
Sent = dict[str, Any]
Act = Callable[[Sent, int], dict[str, Any]]

REQUEST = ("SoDinhDanh", "HoTen", "NgaySinh", "MaPhuongXa", "NguoiDaiDien")
CHILD, WORKING_DAYS = 6, 7
FIRST_CARD = 14
RENEWALS = (FIRST_CARD, 25, 40, 60)
RENEWED = date(2026, 6, 1)
MESSAGES = """
CREATE TABLE IF NOT EXISTS messages (
    place INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, dossier TEXT NOT NULL, sent TEXT NOT NULL,
    answer TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_by_dossier ON messages (dossier);
"""
PERSONS = """
CREATE TABLE IF NOT EXISTS persons (number TEXT PRIMARY KEY, name TEXT NOT NULL, born TEXT NOT NULL) WITHOUT ROWID;
"""
SCHEMA = f"""
{MESSAGES}{PERSONS}
CREATE TABLE IF NOT EXISTS cards (
    person TEXT PRIMARY KEY, issued TEXT NOT NULL, expires TEXT, state TEXT NOT NULL) WITHOUT ROWID;
"""
VALID, EXPIRED, REVOKED, WAITING = "con_hieu_luc", "het_han", "da_thu_hoi", "cho_cap"


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


def today_of(clock: Clock) -> date:
    """The day in Vietnam."""
    return clock().astimezone(VIETNAM).date()


def told_day(when: date | None) -> str | None:
    """A day as registers write it."""
    return f"{when:%Y%m%d}" if when else None


def years_after(when: date, years: int) -> date:
    """The same day that many years later; a leap day falls on the next."""
    try:
        return when.replace(year=when.year + years)
    except ValueError:
        return date(when.year + years, 3, 1)


class Messages:
    """What an operation was told: the same message is acted on once, and always answered the same."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self.store = store

    def answer(self, sent: Sent, act: Act) -> tuple[dict[str, Any], bool]:
        """The answer, and whether it is new; what `act` refuses was never told."""
        canonical = text(sent)
        with transaction(self.store):
            query = "SELECT sent, answer FROM messages WHERE message_id = ?"
            row = self.store.execute(query, (sent["MaThongDiep"],)).fetchone()
            if row and row[0] != canonical:
                raise refuse(409, "message-differs", f"MaThongDiep {sent['MaThongDiep']} đã dùng cho nội dung khác.")
            if row:
                return json.loads(row[1]), False
            answer = act(sent, self.count() + 1)
            entry = (sent["MaThongDiep"], sent["MaHoSo"], canonical, text(answer))
            self.store.execute("INSERT INTO messages (message_id, dossier, sent, answer) VALUES (?, ?, ?, ?)", entry)
        return answer, True

    def count(self) -> int:
        return int(self.store.execute("SELECT count(*) FROM messages").fetchone()[0])

    def told(self, column: str, value: str) -> list[dict[str, Any]]:
        """Messages with their answers, by message id or by dossier."""
        query = f"SELECT sent, answer FROM messages WHERE {column} = ? ORDER BY place"  # noqa: S608 - our own names
        return [json.loads(sent) | json.loads(answer) for sent, answer in self.store.execute(query, (value,))]


def fill_persons(store: sqlite3.Connection) -> None:
    """Puts in who is who among the sample people, once."""
    if is_empty(store, "persons"):
        rows = ((who.number, who.full_name, told_day(who.born)) for who in world().persons)
        with transaction(store):
            store.executemany("INSERT INTO persons VALUES (?, ?, ?)", rows)


def agrees(store: sqlite3.Connection, sent: Sent) -> bool | None:
    """Whether name and birthday, where sent, are the person's; None if nobody has the number."""
    query = "SELECT name, born FROM persons WHERE number = ?"
    row = store.execute(query, (str(sent["SoDinhDanh"]),)).fetchone()
    if row is None:
        return None
    same_name = not sent.get("HoTen") or name_key(sent["HoTen"]) == name_key(row[0])
    return same_name and (not sent.get("NgaySinh") or row[1] in ("", str(sent["NgaySinh"])))


def must_agree(store: sqlite3.Connection, sent: Sent) -> None:
    """Refuses a message about a number that is another's; a number unknown so far may be a newborn's."""
    if agrees(store, sent) is False:
        who = full_name(sent.get("HoTen", ""))
        raise refuse(409, "does-not-agree", f"{sent['SoDinhDanh']} không phải số định danh của {who}.")


def serve_search(
    app: FastAPI, path: str, fields: tuple[str, ...], find: Callable[[Sent], list[dict[str, Any]] | None]
) -> None:
    """A question with its grounds; what `find` knows nobody of is not found."""

    @app.post(path)
    async def search(request: Request) -> Response:
        sent = body(request)
        require(sent, (*fields, *GROUNDS))
        found = find(sent)
        return nobody() if found is None else JSONResponse({"KetQua": found})


def serve_messages(
    app: FastAPI,
    path: str,
    messages: Messages,
    fields: tuple[str, ...],
    act: Act,
    new_status: int = 201,
    more: Callable[[str], dict[str, Any]] = lambda _: {},
) -> None:
    """A message that is acted on once, and what was told; `more` is what became of a message since."""

    @app.post(path)
    async def tell(request: Request) -> Response:
        sent = body(request)
        require(sent, ("MaThongDiep", "MaHoSo", *fields))
        answer, new = messages.answer(sent, act)
        return JSONResponse(answer, new_status if new else 200)

    @app.get(f"{path}/count")
    async def count() -> dict[str, int]:
        return {"count": messages.count()}

    @app.get(path)
    async def of_dossier(request: Request) -> Response:
        asked = request.query_params
        require(asked, ["MaHoSo"])
        told = messages.told("dossier", asked["MaHoSo"])
        return JSONResponse({"KetQua": [one | more(one["MaThongDiep"]) for one in told]})

    @app.get(path + "/{MaThongDiep:path}")
    async def one(request: Request) -> Response:
        told = messages.told("message_id", request.path_params["MaThongDiep"])
        return JSONResponse(told[0] | more(told[0]["MaThongDiep"])) if told else nobody()


def _cards() -> Iterator[tuple[str, str, str | None, str]]:
    """A card from fourteen on, renewed once it ran out, and one for a third of the children since the law allows it."""
    for who in world().persons:
        lot = int(who.number[-3:])
        issued = max(date(2021, 3, 1) + timedelta(days=lot), years_after(who.born, FIRST_CARD) + timedelta(days=30))
        if who.born.year > 2015 and lot % 3 == 0:
            issued = max(date(2024, 7, 1) + timedelta(days=lot), who.born + timedelta(days=60))
        expires = _expiry(who.born, issued)
        if expires and expires < RENEWED:
            issued, expires = expires, _expiry(who.born, expires + timedelta(days=1))
        if not who.died or issued < who.died:
            yield who.number, f"{issued:%Y%m%d}", told_day(expires), REVOKED if who.died else VALID


def _expiry(born: date, issued: date) -> date | None:
    """The next birthday of renewal that is two years off or more; after the last one a card lasts for life."""
    birthdays = (years_after(born, age) for age in RENEWALS)
    return next((birthday for birthday in birthdays if birthday >= years_after(issued, 2)), None)


class Cards:
    """Who has a card, and whose is being made."""

    def __init__(self, store: sqlite3.Connection, clock: Clock) -> None:
        self.store, self.clock = store, clock

    def fill(self) -> None:
        """Puts the sample people's cards in, once."""
        fill_persons(self.store)
        if is_empty(self.store, "cards"):
            with transaction(self.store):
                self.store.executemany("INSERT INTO cards VALUES (?, ?, ?, ?)", _cards())

    def search(self, sent: Sent) -> list[dict[str, Any]]:
        """The card of the number, unless name or birthday are another's."""
        card = self._card(str(sent["SoDinhDanh"])) if agrees(self.store, sent) else None
        return [card] if card else []

    def _card(self, number: str) -> dict[str, Any] | None:
        query = "SELECT issued, expires, state FROM cards WHERE person = ?"
        issued, expires, state = self.store.execute(query, (number,)).fetchone() or ("9", None, VALID)
        today = told_day(today_of(self.clock)) or ""
        card = {"SoDinhDanh": number, "SoThe": number, "TrangThai": state, "NgayCap": issued, "NgayHetHan": expires}
        if issued > today:
            return card | {"NgayCap": None, "NgayHetHan": None} if state == WAITING else None
        if state == REVOKED:
            return card
        return card | {"TrangThai": EXPIRED if expires and expires < today else VALID}

    def request(self, sent: Sent, serial: int) -> dict[str, Any]:
        """A receipt for a child's first card, which is ready on the day it promises."""
        born, today, number = day(sent, "NgaySinh"), today_of(self.clock), str(sent["SoDinhDanh"])
        must_agree(self.store, sent)
        if born > today:
            raise refuse(400, "bad-field", "NgaySinh không được sau hôm nay.")
        if years_after(born, CHILD) <= today:
            raise refuse(409, "not-a-child", f"Chỉ nhận đề nghị cho trẻ em dưới {CHILD} tuổi.")
        if self._card(number):
            raise refuse(409, "card-exists", f"{number} đã có thẻ căn cước hoặc đã có đề nghị cấp thẻ.")
        ready = _working_days_after(today, WORKING_DAYS)
        row = (number, told_day(ready), told_day(_expiry(born, ready)), WAITING)
        self.store.execute("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?)", row)
        self.store.execute(
            "INSERT OR IGNORE INTO persons VALUES (?, ?, ?)", (number, full_name(sent["HoTen"]), told_day(born))
        )
        return {"SoBienNhan": f"CC-{sent['MaPhuongXa']}-{today.year}-{serial:05}", "NgayHenTra": told_day(ready)}


def _working_days_after(when: date, days: int) -> date:
    while days:
        when += timedelta(days=1)
        days -= when.weekday() < 5
    return when


def create_app(data: Path, clock: Clock = utc_now) -> FastAPI:
    """The register, filled with the sample people's cards at its first start."""
    cards = Cards(open_store(data, "id-cards", SCHEMA), clock)
    cards.fill()
    app = new_app("Cơ sở dữ liệu căn cước", "<p>POST v1/cards/search, POST v1/requests</p>")
    serve_search(app, "/v1/cards/search", ("SoDinhDanh",), cards.search)
    serve_messages(app, "/v1/requests", Messages(cards.store), REQUEST, cards.request)
    return app
