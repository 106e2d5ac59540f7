"""Runs every stand-in in one process: `python -m sandbox --data DIR --port N --smtp-port M`."""

import argparse
import asyncio
import json
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from sandbox import callbacks
from sandbox.answers import page
from sandbox.faults import abort
from sandbox.identity import provider
from sandbox.messages import mail, phone
from sandbox.middleware import CUT, STAND_IN
from sandbox.money import platform
from sandbox.registers import files
from sandbox.registers.guard import Askers, Guard, own_key
from sandbox.trust import service
from sandbox.vietnam import (
    business,
    civil_status,
    criminal_records,
    id_cards,
    insurance,
    population,
    portal,
    residence,
    social,
    traffic,
)


class CuttableHTTP(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP whose applications may drop the connection instead of answering."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.app_state: dict[str, Any] = {**self.app_state, CUT: partial(abort, transport)}


class Server(uvicorn.Server):
    """uvicorn that says when it is ready."""

    ready: Callable[[], None]

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready()


def create_app(
    data: Path, url: str, redirect_hosts: tuple[str, ...] = (), askers: Path | None = None
) -> tuple[Starlette, dict[str, FastAPI]]:
    """All services under their prefixes at `url`, and each by itself for what it does besides answering."""
    services = {
        "/identity": provider.create_app(data, f"{url}/identity", provider.LOOPBACK + redirect_hosts),
        "/population": population.create_app(data),
        "/civil-status": civil_status.create_app(data),
        "/residence": residence.create_app(data),
        "/id-cards": id_cards.create_app(data),
        "/criminal-records": criminal_records.create_app(data),
        "/traffic": traffic.create_app(data),
        "/insurance": insurance.create_app(data),
        "/social": social.create_app(data),
        "/business": business.create_app(data),
        "/tax": business.create_tax_app(data),
        "/result-files": files.create_app(data),
        "/portal": portal.create_app(data),
        "/payments": platform.create_app(data, f"{url}/payments"),
        "/trust": service.create_app(data, f"{url}/trust"),
        "/mail": mail.create_app(data),
        "/messages": phone.create_app(data),
    }
    links = "".join(f"<li><a href='{prefix}/'>{prefix}/</a></li>" for prefix in services)

    async def front(_: Request) -> Response:
        answer = page("motcua sandbox", f"<ul>{links}</ul>")
        answer.raw_headers.append(STAND_IN)
        return answer

    mounts = [Mount(prefix, guarded(prefix, app, data, askers)) for prefix, app in services.items()]
    return Starlette(routes=[Route("/", front), *mounts]), services


def guarded(prefix: str, app: FastAPI, data: Path, askers: Path | None) -> FastAPI | Guard:
    """A service, behind its guard where it is a register and the sandbox was told who may ask."""
    register = prefix.strip("/").replace("-", "_")
    if askers is None or not app.state.agreements:
        return app
    return Guard(app, register, Askers(askers), own_key(data, register))


async def serve(options: argparse.Namespace) -> None:
    """Everything in one loop, until a signal."""
    # As the front door: whoever sends must be the one who closes first, or a request meets a connection that is going.
    config = uvicorn.Config(
        "", options.host, options.port, http=CuttableHTTP, ws="none", lifespan="off", access_log=False,
        log_level="warning", timeout_graceful_shutdown=2, timeout_keep_alive=75,
    )  # fmt: skip
    socket = config.bind_socket()
    url = options.url or f"http://{options.host}:{socket.getsockname()[1]}"
    app, services = create_app(options.data, url, tuple(options.redirect_host), options.askers)
    config.app = app
    for prefix in ("/payments", "/criminal-records"):
        callbacks.resume(services[prefix])
    smtp = await mail.serve_smtp(services["/mail"], options.host, options.smtp_port)
    host, port = smtp.sockets[0].getsockname()[:2]
    server = Server(config)
    server.ready = lambda: print(json.dumps({"url": url, "smtp": f"{host}:{port}"}), flush=True)  # noqa: T201
    # uvicorn raises the signal again once it has stopped; ours must not end in an error then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: setattr(server, "should_exit", True))
    await server.serve([socket])
    smtp.close()


def main() -> None:
    """Reads the options and serves."""
    parser = argparse.ArgumentParser(
        prog="sandbox", description="Stand-ins for the outside world. Never for production."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps what the services are told")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--smtp-port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--url", help="address others use, when it differs from the one bound")
    parser.add_argument("--redirect-host", action="append", default=[], help="a host OpenID clients may live on")
    parser.add_argument("--askers", type=Path, help="JWKS of those who may ask registers; without it anybody may")
    options = parser.parse_args()
    factory = uvicorn.Config("").get_loop_factory()
    asyncio.run(serve(options), loop_factory=factory, debug=False)


if __name__ == "__main__":
    main()
