"""Lets Temporal's pages, which lie at another origin, reach the codec, and nothing else."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class CodecOrigin:
    """Answers browsers of one origin on the paths under a prefix."""

    def __init__(self, app: ASGIApp, prefix: str, origin: str) -> None:
        self._app = app
        self._prefix = prefix
        self._shared = CORSMiddleware(
            app, allow_origins=[origin], allow_methods=["POST"], allow_headers=["Authorization", "X-Namespace"]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        inside = scope["type"] == "http" and scope["path"].startswith(self._prefix)
        await (self._shared if inside else self._app)(scope, receive, send)
