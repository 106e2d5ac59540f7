"""Pages leave packed: a page is mostly the same words as the last one.

Who can make a browser ask for a page with words of their choice in it, and sees how long each answer is, could guess
letter by letter what else stands in the page (BREACH). Three things are in their way: another site's requests carry no
session (``SameSite=Lax``) unless the whole window goes here; no page holds a secret that opens anything, forms have no
token; and each packed page is longer by a length that chance chooses. Answers of the API, with their tokens and
addresses, are not packed.
"""

import gzip
import secrets
from io import BytesIO

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALL = 800
"""Bytes of a page that would hardly become fewer."""
LONGER = 100
"""Most bytes of chance: the name of a file, which the format has room for and nobody reads."""
LEVEL = 6


def packed(page: bytes) -> bytes:
    """Pack a page (gzip)."""
    into = BytesIO()
    with gzip.GzipFile("x" * (1 + secrets.randbelow(LONGER)), "wb", LEVEL, into, mtime=0) as file:
        file.write(page)
    return into.getvalue()


class Packing:
    """Wraps the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and pack what is a whole page for who can unpack it."""
        wanted = scope["type"] == "http" and "gzip" in Headers(scope=scope).get("accept-encoding", "")
        await self._app(scope, receive, _Packer(send).send if wanted else send)


class _Packer:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        """Hold the head of a page back until its length is known."""
        if message["type"] == "http.response.start" and _is_page(Headers(raw=message["headers"])):
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        start, self._start, body = self._start, None, message.get("body", b"")
        headers = MutableHeaders(raw=start["headers"])
        headers.add_vary_header("Accept-Encoding")
        if len(body) >= SMALL and not message.get("more_body", False):
            body = packed(body)
            headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(body))
        await self._send(start)
        await self._send({**message, "body": body})


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
