"""The ASGI middleware around every stand-in: marks answers, remembers calls, spoils them on demand."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.routing import Match

from sandbox.answers import BODY, nobody, problem
from sandbox.faults import REMEMBERED, Call, Fault, Switchboard

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

STAND_IN = (b"x-stand-in", b"motcua-sandbox")
CUT = "sandbox.cut"


class Faults:
    """Marks every answer as a stand-in's, and lets the switchboard spoil it."""

    def __init__(self, app: App, board: Switchboard, owner: FastAPI, over_http: bool = True) -> None:
        self.app, self.board, self.owner, self.over_http = app, board, owner, over_http
        self.operations: dict[tuple[str, str], str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        call = Call(f"{scope['method']} {path}", time.time())
        stamped = _stamped(send, call)
        if not self.over_http or path in {"", "/"} or path.startswith("/_"):
            return await self.app(scope, receive, stamped)
        call.operation = self._operation(scope, path)
        receive = await _open(scope, receive, call)
        if isinstance(sent := scope.get(BODY), dict) and "service" in sent:
            call.operation += f" {sent['service']}"[:60]
        fault = self.board.note(call)
        return await (self._spoil(fault, scope, receive, stamped) if fault else self.app(scope, receive, stamped))

    def _operation(self, scope: Scope, path: str) -> str:
        """The route's own spelling, so that `/births/{MaThongDiep}` counts as one operation."""
        known = self.operations.get((scope["method"], path))
        if known:
            return known
        routes = (route for route in self.owner.routes if route.matches(scope)[0] is Match.FULL)
        spelt = getattr(next(routes, None), "path", path)
        if spelt == path and len(self.operations) < REMEMBERED:
            self.operations[scope["method"], path] = f"{scope['method']} {path}"
        return f"{scope['method']} {spelt}"

    async def _spoil(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []
        if fault.kind in {"delay", "drop_answer", "wrong_answer"}:
            await self.app(scope, receive, keep(held))
        await asyncio.sleep(fault.seconds)
        match fault.kind:
            case "delay":
                for message in held:
                    await send(message)
            case "drop_answer":
                await _cut(scope, receive)
            case "wrong_answer":
                await JSONResponse({"ThongBao": "OK", "DuLieu": [[None]]})(scope, receive, send)
            case "not_found":
                await nobody()(scope, receive, send)
            case "unavailable":
                await _unavailable(fault)(scope, receive, send)


def _stamped(send: Send, call: Call) -> Send:
    async def stamped(message: Message) -> None:
        if message["type"] == "http.response.start":
            call.status = message["status"]
            message["headers"] = [*message.get("headers", ()), STAND_IN]
        await send(message)

    return stamped


def keep(held: list[Message]) -> Send:
    """Keeps what would be sent."""

    async def hold(message: Message) -> None:
        held.append(message)

    return hold


async def _open(scope: Scope, receive: Receive, call: Call) -> Receive:
    """Reads a JSON body once for all: the handler finds it in the scope, the call knows whom it is about."""
    headers = dict(scope["headers"])
    call.traceparent = headers.get(b"traceparent", b"").decode("latin-1") or None
    call.message_id = headers.get(b"message-id", b"").decode("latin-1") or None
    if b"MaHoSo=" in scope["query_string"]:
        call.dossier = parse_qs(scope["query_string"].decode()).get("MaHoSo", [None])[0]
    if not headers.get(b"content-type", b"").startswith(b"application/json"):
        return receive
    raw = await read_body(receive)
    scope[BODY] = body = parsed(raw)
    if isinstance(body, dict):
        call.message_id = str(body.get("MaThongDiep") or "") or call.message_id
        call.dossier = str(body.get("MaHoSo") or "") or call.dossier
    return again(raw, receive)


async def read_body(receive: Receive) -> bytes:
    """The whole body of a request."""
    raw, more = b"", True
    while more:
        message = await receive()
        raw += message.get("body", b"")
        more = message.get("more_body", False)
    return raw


def parsed(raw: bytes) -> Any:
    """What a body says in JSON; None where it is none."""
    try:
        return json.loads(raw)
    except ValueError:
        return None


def again(raw: bytes, receive: Receive) -> Receive:
    """Lets the next in line read a body that was read already."""
    first = [{"type": "http.request", "body": raw, "more_body": False}]

    async def first_then_rest() -> Message:
        return first.pop() if first else await receive()

    return first_then_rest


async def _cut(scope: Scope, receive: Receive) -> None:
    cut = scope.get("state", {}).get(CUT)
    if cut is None:
        raise ConnectionResetError("the sandbox dropped its answer")
    cut()
    # The server answers 500 for an application that returns before the connection is known to be gone.
    while (await receive())["type"] != "http.disconnect":
        pass


def _unavailable(fault: Fault) -> JSONResponse:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return problem(503, "unavailable", "The stand-in is unavailable because it was told to be.", headers)
