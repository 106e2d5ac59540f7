"""The payment platform of a walk, and what applicants and call-backs do with it."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from domain.money.model import Way
from infra.payments.gateway import Gateway, Order
from sandbox.money import platform
from tests.support.platform import PARTNER, SECRET, Wire

Json = dict[str, Any]


class Bank:
    """The stand-in, the way to it, and the call-backs that are under way from it."""

    def __init__(self, folder: Path) -> None:
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.bag: list[Json] = []
        self._folder = folder
        post = httpx2.AsyncClient(transport=httpx2.MockTransport(self._take))
        self._app: FastAPI = platform.create_app(folder, "http://payments", client=post, clock=lambda: self.clock())
        self.client = httpx2.AsyncClient(transport=Wire(self._app), base_url="http://payments/")
        self.gateway = Gateway(self.client, PARTNER, SECRET)

    def _take(self, request: httpx2.Request) -> httpx2.Response:
        """Take a call-back into the bag, from which it comes whenever the walk says."""
        self.bag.append(json.loads(request.content))
        return httpx2.Response(200, json={"MaLoi": "00"})

    async def pays(self, reference: str, **wish: Any) -> bool:
        """Let the payer do something on the platform's page; False where there is nothing to be done."""
        answer = await self.client.post(f"_payments/{reference}", json=wish)
        await asyncio.gather(*self._app.state.courier.under_way)
        return answer.is_success

    async def fail(self, kind: str, calls: int, operation: str = "") -> None:
        """Let the platform, or one of its operations, fail so many times; for good where they are -1."""
        fault = {"kind": kind, "calls": calls, "operation": operation}
        (await self.client.put("_faults", json=fault)).raise_for_status()

    async def heal(self) -> None:
        """Let it answer again."""
        (await self.client.delete("_faults")).raise_for_status()

    def moved(self, reference: str) -> dict[str, list[int]]:
        """What moved under a reference by the platform's own books: amounts in (THU) and back (HOAN)."""
        query = "SELECT kind, amount FROM movements WHERE reference = ? ORDER BY place"
        amounts: dict[str, list[int]] = {"THU": [], "HOAN": []}
        with closing(sqlite3.connect(self._folder / "payments.sqlite3")) as books:
            for kind, amount in books.execute(query, (reference,)):
                amounts[kind].append(amount)
        return amounts


@asynccontextmanager
async def open_bank(folder: Path) -> AsyncIterator[Bank]:
    """A platform of one's own."""
    bank = Bank(folder)
    async with bank.client:
        yield bank


class Receipts(Gateway):
    """What is left of a platform where nobody pays on-line: receipts for cash."""

    async def receipt(self, transaction: str, method: Way, order: Order) -> str:
        """Make one out."""
        return f"BL-{transaction}"


class ClosedBank(Bank):
    """None: nobody pays on-line, and no money moves but over the counter."""

    def __init__(self) -> None:
        self.bag: list[Json] = []
        self.gateway = Receipts(httpx2.AsyncClient(), PARTNER, SECRET)

    async def heal(self) -> None:
        """Nothing: it never fails."""

    def moved(self, reference: str) -> dict[str, list[int]]:
        """Nothing ever."""
        return {"THU": [], "HOAN": []}
