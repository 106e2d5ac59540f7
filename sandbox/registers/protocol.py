"""The manners that the registers share: searches with grounds, messages answered once, people who must agree.

What they are sent is read here too: days, and names whole or in parts.
"""

import json
import sqlite3
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, ClassVar

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.answers import body, nobody, refuse, require
from sandbox.people.residents import world
from sandbox.store import dicts, fill_once, open_store, text, transaction

Clock = Callable[[], datetime]
Sent = dict[str, Any]
Act = Callable[[Sent, int], dict[str, Any]]

VIETNAM = timezone(timedelta(hours=7))
GROUNDS = ("MaHoSo", "CoQuan", "CanBo", "LyDo")
MESSAGES_IN = """
CREATE TABLE IF NOT EXISTS {0} (
    place INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, dossier TEXT NOT NULL, sent TEXT NOT NULL,
    answer TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS {0}_by_dossier ON {0} (dossier);
"""
MESSAGES = MESSAGES_IN.format("messages")
PERSONS = """
CREATE TABLE IF NOT EXISTS persons (number TEXT PRIMARY KEY, name TEXT NOT NULL, born TEXT NOT NULL) WITHOUT ROWID;
"""


def utc_now() -> datetime:
    """The clock on the wall."""
    return datetime.now(UTC)


def told_day(when: date | None) -> str | None:
    """A day as registers write it."""
    return f"{when:%Y%m%d}" if when else None


def day(sent: Sent, field: str) -> date:
    """A day as it was sent, or a refusal."""
    try:
        return datetime.strptime(str(sent[field]), "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise refuse(400, "bad-field", f"{field} phải có dạng yyyyMMdd.") from None


def full_name(name: Any) -> str:
    """A name sent whole or in its three parts, as one string."""
    parts = [name.get(part) for part in ("Ho", "ChuDem", "Ten")] if isinstance(name, dict) else [name]
    return unicodedata.normalize("NFC", " ".join(str(part) for part in parts if part))


def name_key(name: Any) -> str:
    """Names are equal up to case and spacing, never up to diacritics."""
    return " ".join(full_name(name).casefold().split())


def years_after(when: date, years: int) -> date:
    """The same day that many years later; a leap day falls on the next."""
    try:
        return when.replace(year=when.year + years)
    except ValueError:
        return date(when.year + years, 3, 1)


class Register:
    """A register in a file of its own, filled with the sample people at its first start."""

    file: ClassVar[str]
    schema: ClassVar[str]

    def __init__(self, data: Path, clock: Clock = utc_now) -> None:
        self.store, self.clock = open_store(data, self.file, self.schema, self.carry_over), clock
        self.fill()

    @classmethod
    def carry_over(cls, store: sqlite3.Connection) -> None:
        """Gives what older code kept in another way the tables of now."""

    def fill(self) -> None:
        """Puts in who is who among the sample people, once."""
        fill_once(self.store, "persons", ((who.number, who.full_name, told_day(who.born)) for who in world().persons))

    def today(self) -> date:
        """The day in Vietnam."""
        return self.clock().astimezone(VIETNAM).date()

    def rows_of(self, sent: Sent, columns: str, table: str, more: str = "", *values: str) -> list[dict[str, Any]]:
        """What a table has of the number, unless name or birthday are another's."""
        query = f"SELECT {columns} FROM {table} WHERE person = ? {more}"  # noqa: S608 - our own names
        return dicts(self.store, query, str(sent["SoDinhDanh"]), *values) if agrees(self.store, sent) else []


class Messages:
    """What an operation was told: the same message is acted on once, and always answered the same."""

    def __init__(self, store: sqlite3.Connection, table: str = "messages") -> None:
        self.store, self.table = store, table

    def answer(self, sent: Sent, act: Act) -> tuple[dict[str, Any], bool]:
        """The answer, and whether it is new; what `act` refuses was never told."""
        canonical = text(sent)
        with transaction(self.store):
            query = f"SELECT sent, answer FROM {self.table} WHERE message_id = ?"  # noqa: S608 - our own names
            row = self.store.execute(query, (sent["MaThongDiep"],)).fetchone()
            if row and row[0] != canonical:
                raise refuse(409, "message-differs", f"MaThongDiep {sent['MaThongDiep']} đã dùng cho nội dung khác.")
            if row:
                return json.loads(row[1]), False
            answer = act(sent, self.count() + 1)
            entry = (sent["MaThongDiep"], sent["MaHoSo"], canonical, text(answer))
            self.store.execute(f"INSERT INTO {self.table} VALUES (NULL, ?, ?, ?, ?)", entry)  # noqa: S608
        return answer, True

    def count(self) -> int:
        # None is ever taken out, so the last place is their number, which need not be counted for every message.
        return int(self.store.execute(f"SELECT coalesce(max(place), 0) FROM {self.table}").fetchone()[0])  # noqa: S608

    def told(self, column: str, value: str) -> list[dict[str, Any]]:
        """Messages with their answers, by message id or by dossier."""
        query = f"SELECT sent, answer FROM {self.table} WHERE {column} = ? ORDER BY place"  # noqa: S608 - our own names
        return [json.loads(sent) | json.loads(answer) for sent, answer in self.store.execute(query, (value,))]


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


def serve_corrections(app: FastAPI, fields: tuple[str, ...], correct: Callable[[Sent], dict[str, Any]]) -> None:
    """What offices found out to be wrong is put right; said again it is the same."""

    @app.post("/v1/corrections")
    async def put_right(request: Request) -> Response:
        sent = body(request)
        require(sent, ("MaThongDiep", "MaHoSo", *fields))
        return JSONResponse(correct(sent))


def serve_messages(
    app: FastAPI,
    path: str,
    messages: Messages,
    fields: tuple[str, ...],
    act: Act,
    new_status: int = 201,
    more: Callable[[str], dict[str, Any]] = lambda _: {},
    one_of_them: str = "{MaThongDiep:path}",
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

    @app.get(f"{path}/{one_of_them}")
    async def one(request: Request) -> Response:
        told = messages.told("message_id", request.path_params["MaThongDiep"])
        return JSONResponse(told[0] | more(told[0]["MaThongDiep"])) if told else nobody()
