"""Stand-in for what reaches a phone: an SMS gateway and the identity app's messages, and a page to read them."""

import hmac
import sqlite3
import time
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Literal

from fastapi import FastAPI, Header
from pydantic import BaseModel, Field
from starlette.requests import Request

from sandbox.answers import refuse
from sandbox.standin import new_app
from sandbox.store import dicts, open_store, transaction

SHOWN = 200
LONGEST = 480
SECRET = "sandbox-messages"  # noqa: S105 - of a stand-in, known to everybody
PHONE = r"^(\+84|0)\d{9}$"
NUMBER = r"^\d{12}$"
SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    place INTEGER PRIMARY KEY, message_id TEXT NOT NULL, way TEXT NOT NULL, recipient TEXT NOT NULL, text TEXT NOT NULL,
    received_at REAL NOT NULL, copies INTEGER NOT NULL DEFAULT 0, UNIQUE (message_id, way));
"""
TAKE = """
INSERT INTO messages (message_id, way, recipient, text, received_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (message_id, way) DO UPDATE SET copies = copies + 1
"""
TITLES = {"sms": "Tin nhắn SMS", "push": "Thông báo trên ứng dụng định danh"}


class Sms(BaseModel, extra="forbid"):
    """A text to a phone."""

    to: str = Field(pattern=PHONE)
    text: str = Field(min_length=1, max_length=LONGEST)


class Push(BaseModel, extra="forbid"):
    """A message to whoever has the app under this number."""

    to: str = Field(pattern=NUMBER)
    text: str = Field(min_length=1, max_length=LONGEST)


def create_app(data: Path) -> FastAPI:
    """Both gateways."""
    store = open_store(data, "messages", SCHEMA)
    app = new_app("Tin nhắn đã gửi", lambda: _page(store))

    def take(way: Literal["sms", "push"], sent: Sms | Push, proof: str, message_id: str) -> dict[str, str]:
        if not hmac.compare_digest(proof, f"Bearer {SECRET}"):
            raise refuse(401, "unknown-sender", "this sender is not known")
        with transaction(store):
            store.execute(TAKE, (message_id, way, sent.to, sent.text, time.time()))
        return {"status": "taken"}

    @app.post("/sms", status_code=202)
    async def sms(
        sent: Sms, authorization: str = Header(default=""), idempotency_key: str = Header(default="")
    ) -> dict[str, str]:
        return take("sms", sent, authorization, idempotency_key)

    @app.post("/push", status_code=202)
    async def push(
        sent: Push, authorization: str = Header(default=""), idempotency_key: str = Header(default="")
    ) -> dict[str, str]:
        return take("push", sent, authorization, idempotency_key)

    @app.get("/_messages")
    async def messages(request: Request) -> list[dict[str, Any]]:
        to = request.query_params.get("to", "")
        return [row for row in _latest(store) if to in ("", row["to"])]

    return app


def _latest(store: sqlite3.Connection) -> list[dict[str, Any]]:
    columns = 'message_id, way, recipient "to", text, received_at, copies'
    return dicts(store, f"SELECT {columns} FROM messages ORDER BY place DESC LIMIT ?", SHOWN)  # noqa: S608 - ours


def _page(store: sqlite3.Connection) -> str:
    told = (
        f"<article><h2>{TITLES[row['way']]} → {escape(row['to'])}</h2>"
        f"<p>{datetime.fromtimestamp(row['received_at'], UTC).isoformat()}</p>"
        f"<pre>{escape(row['text'])}</pre></article>"
        for row in _latest(store)
    )
    return "".join(told) or "<p>Chưa có tin nhắn nào.</p>"
