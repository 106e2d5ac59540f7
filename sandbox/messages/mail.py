"""Stand-in for the mail of the outside world: an SMTP sink that keeps everything, and pages to read it."""

import asyncio
import json
import sqlite3
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.parser import BytesHeaderParser
from html import escape
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI
from starlette.requests import Request

from sandbox.faults import Call, Switchboard, abort
from sandbox.standin import new_app
from sandbox.store import open_store, transaction

OPERATION = "SMTP DATA"
SHOWN = 200
TOLD = "message_id, recipient, sender, raw, received_at, copies"
SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    place INTEGER PRIMARY KEY, message_id TEXT NOT NULL, recipient TEXT NOT NULL, sender TEXT NOT NULL,
    headers TEXT NOT NULL, raw BLOB NOT NULL, received_at REAL NOT NULL, copies INTEGER NOT NULL DEFAULT 0,
    UNIQUE (message_id, recipient));
CREATE INDEX IF NOT EXISTS messages_by_recipient ON messages (recipient, place);
"""
# As the mail stores do that suppress duplicates: the same message to the same person is shown once.
DELIVER = """
INSERT INTO messages (message_id, recipient, sender, headers, raw, received_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (message_id, recipient) DO UPDATE SET copies = copies + 1
"""


class Sink:
    """Accepts whatever is delivered, unless it was told to fail."""

    def __init__(self, store: sqlite3.Connection, board: Switchboard) -> None:
        self.store, self.board = store, board
        self.parser = BytesHeaderParser()

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        raw = envelope.content
        assert isinstance(raw, bytes)  # noqa: S101 - the sink never asks for decoded data
        headers = {name: str(value) for name, value in self.parser.parsebytes(raw).items()}
        message_id = next((value.strip() for name, value in headers.items() if name.lower() == "message-id"), "")
        fault = self.board.note(Call(OPERATION, time.time(), message_id=message_id or None))
        if fault:
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "unavailable":
            return "451 4.3.0 The stand-in is unavailable because it was told to be"
        self._keep(envelope, headers, message_id or f"<{uuid4()}@no-message-id>")
        if fault and fault.kind == "drop_answer":
            abort(server.transport)
        return "250 2.0.0 Kept by a stand-in"

    def _keep(self, envelope: Envelope, headers: dict[str, str], message_id: str) -> None:
        told = json.dumps(headers, ensure_ascii=False)
        with transaction(self.store):
            for recipient in envelope.rcpt_tos:
                row = (message_id, recipient, envelope.mail_from or "", told, envelope.content, time.time())
                self.store.execute(DELIVER, row)


async def serve_smtp(app: FastAPI, host: str, port: int) -> asyncio.Server:
    """The sink, listening in the running loop."""
    loop, sink = asyncio.get_running_loop(), app.state.sink
    return await loop.create_server(
        lambda: SMTP(sink, loop=loop, hostname="motcua-sandbox", ident="stand-in", enable_SMTPUTF8=True), host, port
    )


def _told(row: tuple[Any, ...]) -> dict[str, Any]:
    message_id, recipient, sender, raw, received_at, copies = row
    message = message_from_bytes(raw, policy=policy.default)
    part = message.get_body(("plain", "html"))
    return {
        "message_id": message_id,
        "to": recipient,
        "from": sender,
        "subject": str(message["subject"] or ""),
        "text": part.get_content() if part else "",
        "headers": {name: str(value) for name, value in message.items()},
        "received_at": datetime.fromtimestamp(received_at, UTC).isoformat(),
        "copies": copies,
    }


def _wanted(row: dict[str, Any], header: str) -> bool:
    name, colon, value = header.partition(":")
    held = {key.lower(): text for key, text in row["headers"].items()}.get(name.strip().lower())
    return held is not None and (not colon or held.strip() == value.strip())


class Mailbox:
    """What was delivered, newest last."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self.store = store

    def messages(self, to: str = "", message_id: str = "", headers: list[str] | None = None) -> list[dict[str, Any]]:
        given = {column: value for column, value in (("recipient", to), ("message_id", message_id)) if value}
        where = " AND ".join(f"{column} = ?" for column in given) or "1"
        query = f"SELECT {TOLD} FROM messages WHERE {where} ORDER BY place"  # noqa: S608 - our own names
        told = map(_told, self.store.execute(query, tuple(given.values())))
        return [row for row in told if all(_wanted(row, header) for header in headers or [])]

    def page(self) -> str:
        """The last letters as HTML."""
        return "".join(map(_shown, self.latest())) or "<p>Chưa có thư nào.</p>"

    def latest(self) -> list[dict[str, Any]]:
        query = f"SELECT {TOLD} FROM messages ORDER BY place DESC LIMIT ?"  # noqa: S608 - our own names
        return [_told(row) for row in self.store.execute(query, (SHOWN,))]

    def count(self) -> dict[str, int]:
        kept, copies = self.store.execute("SELECT count(*), coalesce(sum(copies), 0) FROM messages").fetchone()
        return {"count": kept, "copies": copies}


def create_app(data: Path) -> FastAPI:
    """The pages and the sink, which `serve_smtp` opens to SMTP."""
    store = open_store(data, "mail", SCHEMA)
    mailbox = Mailbox(store)
    app = new_app("Thư đã gửi", mailbox.page, over_http=False)
    app.state.sink = Sink(store, app.state.board)
    _serve(app, mailbox)
    return app


def _shown(row: dict[str, Any]) -> str:
    copies = f" <small>(+{row['copies']} bản trùng)</small>" if row["copies"] else ""
    return (
        f"<article><h2>{escape(row['subject'])}{copies}</h2>"
        f"<p>{escape(row['from'])} → {escape(row['to'])}, {row['received_at']}</p>"
        f"<pre>{escape(row['text'])}</pre></article>"
    )


def _serve(app: FastAPI, mailbox: Mailbox) -> None:
    @app.get("/messages")
    async def messages(request: Request) -> list[dict[str, Any]]:
        asked = request.query_params
        return mailbox.messages(asked.get("to", ""), asked.get("message_id", ""), asked.getlist("header"))

    @app.get("/messages/count")
    async def count() -> dict[str, int]:
        return mailbox.count()
