"""The manners that the registers share: searches with grounds, messages answered once, people who must agree."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import body, nobody, refuse, require
from sandbox.people.residents import world
from sandbox.store import is_empty, text, transaction
from sandbox.vietnam.civil_status import VIETNAM
from sandbox.vietnam.population import GROUNDS, full_name, name_key

Clock = Callable[[], datetime]
Sent = dict[str, Any]
Act = Callable[[Sent, int], dict[str, Any]]

MESSAGES = """
CREATE TABLE IF NOT EXISTS messages (
    place INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, dossier TEXT NOT NULL, sent TEXT NOT NULL,
    answer TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_by_dossier ON messages (dossier);
"""
PERSONS = """
CREATE TABLE IF NOT EXISTS persons (number TEXT PRIMARY KEY, name TEXT NOT NULL, born TEXT NOT NULL) WITHOUT ROWID;
"""


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
