"""No request brings more than we are ready to hold."""

from collections.abc import Collection

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Stops reading a body the moment it is too large; routes that take files count for themselves."""

    def __init__(self, app: ASGIApp, limit: int, unless: Collection[str]) -> None:
        self._app = app
        self._limit = limit
        self._unless = unless

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, counting."""
        if scope["type"] != "http" or scope["path"] in self._unless:
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
