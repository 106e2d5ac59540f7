"""How a service and its partner know each other's word, and how it tells the partner what came of something."""

import asyncio
import hashlib
import hmac
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
from fastapi import FastAPI

from sandbox.store import text

SIGNATURE = "MaXacThuc"
Pause = Callable[[float], Awaitable[None]]
TRIES = 8
DOUBLINGS = 12
"""The waits double, up to an hour and eight minutes."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS callbacks (
    place INTEGER PRIMARY KEY, url TEXT NOT NULL, body TEXT NOT NULL, tries INTEGER NOT NULL, due REAL NOT NULL,
    tries_left INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS callbacks_unfinished ON callbacks (place) WHERE tries_left > 0;
"""


@dataclass(frozen=True, slots=True)
class Partner:
    """The one who may ask, and the secret that both sides sign with."""

    code: str
    secret: str

    def sign(self, message: Mapping[str, Any]) -> str:
        """HMAC-SHA256 over the message in its one spelling, without the signature itself."""
        plain = {name: value for name, value in message.items() if name != SIGNATURE}
        return hmac.new(self.secret.encode(), text(plain).encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def signed(self, message: Mapping[str, Any]) -> dict[str, Any]:
        return {**message, SIGNATURE: self.sign(message)}

    def wrote(self, message: Mapping[str, Any]) -> bool:
        """Whether the message is the partner's own."""
        sent = str(message.get(SIGNATURE, "")).encode("utf-8", "replace")
        return message.get("MaDoiTac") == self.code and hmac.compare_digest(sent, self.sign(message).encode())


class Courier:
    """Delivers call-backs until they are understood; what it has yet to deliver outlives a kill."""

    def __init__(
        self, store: sqlite3.Connection, client: httpx2.AsyncClient, clock: Callable[[], datetime], pause: Pause
    ) -> None:
        self.store, self.client, self.clock, self.pause = store, client, clock, pause
        self.under_way: set[asyncio.Task[None]] = set()

    def keep(self, url: str, message: dict[str, Any], after: float, tries: int = TRIES) -> int:
        """Writes down what is to be delivered; belongs into the transaction that gives cause to it."""
        row = (url, text(message), self.clock().timestamp() + after, tries)
        query = "INSERT INTO callbacks (url, body, tries, due, tries_left) VALUES (?, ?, 0, ?, ?) RETURNING place"
        place: int = self.store.execute(query, row).fetchone()[0]
        return place

    def start(self, places: Iterable[int]) -> None:
        """Sets out with these, in the running loop."""
        for place in places:
            task = asyncio.create_task(self._deliver(place))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    def resume(self) -> None:
        """Sets out with everything that an earlier process left unfinished."""
        self.start([place for (place,) in self.store.execute("SELECT place FROM callbacks WHERE tries_left > 0")])

    async def _deliver(self, place: int) -> None:
        query = "SELECT url, body, tries, due, tries_left FROM callbacks WHERE place = ?"
        url, body, tries, due, left = self.store.execute(query, (place,)).fetchone()
        while left:
            if (wait := due - self.clock().timestamp()) > 0:
                await self.pause(wait)
            understood = await self._post(url, body)
            due = self.clock().timestamp() + 2 ** min(tries, DOUBLINGS)
            tries, left = tries + 1, 0 if understood else left - 1
            row = (tries, due, left, place)
            self.store.execute("UPDATE callbacks SET tries = ?, due = ?, tries_left = ? WHERE place = ?", row)

    async def _post(self, url: str, body: str) -> bool:
        try:
            answer = await self.client.post(url, content=body.encode(), headers={"Content-Type": "application/json"})
            told = json.loads(answer.content)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            return False
        return answer.status_code == 200 and isinstance(told, dict) and told.get("MaLoi") == "00"


def resume(app: FastAPI) -> None:
    """Goes on with the call-backs that an earlier process left unfinished, in the running loop."""
    app.state.courier.resume()
