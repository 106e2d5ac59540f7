"""Registers of the sandbox behind their guards, and the line to them, on which a test may do as a forger would."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from joserfc.jwk import OKPKey

from activities.connector import Connector
from activities.vietnam.police import Traffic
from activities.vietnam.registers import Population
from activities.warrants import Grounds
from domain.statute.offices import Province
from infra.agencies.basis import Mint, development_key, load_key, published
from infra.agencies.receipts import RegisterKeys
from sandbox.registers.guard import Askers, Guard, own_key
from sandbox.vietnam import population, traffic
from tests.support.examples import INDEX

HUNG_YEN = Province(code="33", kind="Tỉnh", name="Hưng Yên")
Forge = Callable[[httpx2.Response, Guard], httpx2.Response]
CONNECTORS: dict[str, type[Connector]] = {"population": Population, "traffic": Traffic}
APPS: dict[str, Callable[[Path], FastAPI]] = {"population": population.create_app, "traffic": traffic.create_app}


def honest(answer: httpx2.Response, _guard: Guard) -> httpx2.Response:
    """Bring what the register said."""
    return answer


class Line(httpx2.AsyncBaseTransport):
    """The wire to a register: it remembers what went over it, and forges what comes back."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.forge: Forge = honest
        self.tokens: list[str] = []
        self._wire = httpx2.ASGITransport(guard)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Bring a request, and the answer as the forger wants it."""
        self.tokens.append(request.headers.get("Legal-Basis", ""))
        answer = await self._wire.handle_async_request(request)
        whole = httpx2.Response(answer.status_code, headers=answer.headers, content=await answer.aread())
        return self.forge(whole, self.guard)


class Registers:
    """What the worker asks, with which grounds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        private, public = folder / "basis.pem", folder / "basis-jwks.json"
        development_key(private, public)
        self.mint = Mint(load_key(private), "https://motcua.example")
        self.lines = {
            name: Line(Guard(create(folder), name, Askers(public), own_key(folder, name)))
            for name, create in APPS.items()
        }
        self.grounds = Grounds(INDEX, self.mint, {name: RegisterKeys(str(self.publish(name))) for name in APPS})

    def publish(self, name: str, *keys: OKPKey) -> Path:
        """Write a register's keys where the worker finds them; its own, unless others are given."""
        file = self.folder / f"{name}-jwks.json"
        file.write_text(json.dumps(published(*(keys or (self.lines[name].guard.key,)))))
        return file

    def connectors(self) -> dict[str, Connector]:
        """Open the way to each."""
        return {
            name: CONNECTORS[name](httpx2.AsyncClient(transport=line, base_url="http://register.test/"), HUNG_YEN)
            for name, line in self.lines.items()
        }


def signed_anew(answer: httpx2.Response, guard: Guard, **changes: Any) -> httpx2.Response:
    """Let the register itself sign another receipt than it should."""
    said = json.loads(payload(answer.headers["Receipt"]))
    claims = {"jti": said["jti"], "request": said["request"]} | changes
    return instead(answer, receipt=guard.receipt(claims, answer.content))


def instead(answer: httpx2.Response, content: bytes | None = None, **headers: str) -> httpx2.Response:
    """Bring another answer in the place of this."""
    kept = {name: value for name, value in answer.headers.items() if name != "content-length"}
    body = answer.content if content is None else content
    return httpx2.Response(answer.status_code, headers=kept | headers, content=body)


def payload(compact: str) -> bytes:
    """Read what a JWS says, without asking who signed it."""
    part = compact.split(".")[1]
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
