"""Stand-in for an agency that gives the files of results which it put into the shared warehouse, by their addresses."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from sandbox.answers import nobody, refuse
from sandbox.standin import new_app
from sandbox.store import open_store, row_of, transaction

SCHEMA = "CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;"
NAME = re.compile(r"[A-Za-z0-9.\-]{1,80}")
MOST = 20 * 1024**2
"""Bytes that a test may bring."""
BIG = 64 * 1024**2
"""Bytes that come where one is to be too big: more than anybody takes."""
PART = bytes(64 * 1024)


class Quirk(BaseModel, extra="forbid"):
    """What the next answers do instead of giving the file."""

    does: Literal["other", "big", "redirect"]
    calls: int = Field(default=1, ge=1)


class Files:
    """The files, by the names in their addresses."""

    def __init__(self, data: Path) -> None:
        self.store = open_store(data, "result-files", SCHEMA)
        self.quirk: Quirk | None = None

    def keep(self, name: str, content: bytes) -> dict[str, Any]:
        """Takes a file in, in place of another of that name."""
        if not NAME.fullmatch(name) or not 0 < len(content) <= MOST:
            raise refuse(400, "bad-field", "Tên hoặc dung lượng tệp không hợp lệ.")
        with transaction(self.store):
            self.store.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (name, content))
        return {"name": name, "sha256": sha256(content).hexdigest(), "size": len(content)}

    def content(self, name: str) -> bytes | None:
        """What lies under a name."""
        row = row_of(self.store, "files", "name", name)
        return row[1] if row else None

    def spoilt(self, name: str, content: bytes) -> Response | None:
        """What goes out instead of the file, where something is set."""
        if (quirk := self.quirk) is None:
            return None
        quirk.calls -= 1
        if not quirk.calls:
            self.quirk = None
        match quirk.does:
            case "other":
                return Response(content + b"\n", media_type="application/pdf")
            case "big":
                # It says nothing of its size, and comes until whoever takes it has had enough.
                return StreamingResponse((PART for _ in range(BIG // len(PART))), media_type="application/pdf")
            case "redirect":
                return RedirectResponse(f"../elsewhere/{name}", 302)


def create_app(data: Path) -> FastAPI:
    """The agency's files; none at the first start."""
    files = Files(data)
    app = new_app(
        "Kho tệp kết quả của cơ quan khác",
        "<p>GET v1/files/{tên tệp}: tệp của kết quả mà cơ quan đã đưa vào kho dữ liệu dùng chung của tỉnh</p>",
    )

    @app.get("/v1/files/{name}")
    async def given(name: str) -> Response:
        if (content := files.content(name)) is None:
            return nobody()
        return files.spoilt(name, content) or Response(content, media_type="application/pdf")

    @app.get("/v1/elsewhere/{name}")
    async def elsewhere(name: str) -> Response:
        """Where a redirect leads: the very file, which nobody is to come for."""
        content = files.content(name)
        return nobody() if content is None else Response(content, media_type="application/pdf")

    @app.put("/_files/{name}")
    async def keep(name: str, request: Request) -> dict[str, Any]:
        return files.keep(name, await request.body())

    @app.put("/_quirks")
    async def spoil(quirk: Quirk) -> Quirk:
        files.quirk = quirk.model_copy()
        return quirk

    @app.delete("/_quirks", status_code=204)
    async def mend() -> None:
        files.quirk = None

    return app
