"""No other site acts in a person's name: what changes something must come from our own pages, or from no browser."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problems import refused
from domain.base.refusals import Forbidden

SAFE = {"GET", "HEAD", "OPTIONS"}


class CrossSite(Forbidden):
    """A browser sent this on another site's behalf (yêu cầu từ trang khác)."""


class OwnPages:
    """Refuses what changes something, unless the browser says that our own page sent it, or no browser did.

    Who comes with a bearer token comes with something that no browser adds by itself. Without a cookie too a browser
    can do harm in a person's name: a form on another site that logs them out brings none, and takes theirs away.
    """

    def __init__(self, app: ASGIApp, home: str) -> None:
        self._app = app
        self._home = home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or refuse."""
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._ours(Headers(scope=scope)):
            refusal = CrossSite(
                "Yêu cầu được gửi từ một trang khác: hãy mở trang này và thực hiện lại.",
                "Another site sent this: open our page and do it there.",
            )
            await refused(Request(scope), refusal)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _ours(self, headers: Headers) -> bool:
        by_browser = "origin" in headers or "sec-fetch-site" in headers
        doubted = "cookie" in headers or (by_browser and "authorization" not in headers)
        return not doubted or from_own_page(headers, self._home)


def from_own_page(headers: Headers, home: str) -> bool:
    """Whether the browser says that a page of ours sent this."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    return _origin(headers.get("origin", "")) == _origin(home)


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", "", None
