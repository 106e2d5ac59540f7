"""One line of log a request: what was asked, how it ended, how long it took; the dossier's code, nothing personal."""

import re
import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

CODE = re.compile(r"\d{3}\.\d{2,3}\.\d{2}\.H\d{2}-\d{6}-\d{4,9}")


class RequestLog:
    """Wraps the application; logs the route's template, since a path may hold anything."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve and log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            taken = round((time.perf_counter() - began) * 1000, 1)
            log.info("request", method=scope["method"], route=_route(scope), status=status, ms=taken, **_dossier(scope))


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path_format", "-"))


def _dossier(scope: Scope) -> dict[str, str]:
    """Name the dossier: a route noted it, or the path does."""
    code = scope.get("state", {}).get("dossier") or scope.get("path_params", {}).get("code", "")
    return {"dossier": code} if CODE.fullmatch(code) else {}
