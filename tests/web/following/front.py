"""A front door in this very process, whose statements can be counted, and many who follow a dossier there."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
import uvicorn
from sqlalchemy import event

from api.app import create_app
from api.container import Container
from infra.journal.journal import Journal
from infra.journal.listener import JournalListener
from infra.local.folder import until
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from workflows.engine.procedure import Procedure


@dataclass
class Front:
    """A front door beside the house's own, on the same database."""

    url: str
    journal: Journal
    listener: JournalListener
    tools: Container
    statements: list[str] = field(default_factory=list)

    def clock(self, at: datetime) -> None:
        """Let it be another time there."""
        self.journal.clock = lambda: at


@asynccontextmanager
async def front_door(house: LocalHouse, *more: type[Procedure[Any]], **settings: Any) -> AsyncIterator[Front]:
    """Open one, which knows more procedures than its house does, with settings of the test's."""
    app = create_app(house.settings().model_copy(update=settings))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: server.started)
    tools: Container = app.state.container
    tools.procedures.update({procedure.code: procedure for procedure in more})
    front = Front(f"http://127.0.0.1:{listening.getsockname()[1]}", tools.journal, tools.listener, tools)
    engine = tools.journal.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_: front.statements.append(statement))
    try:
        yield front
    finally:
        server.should_exit = True
        await serving


@dataclass
class Follower:
    """One open page, and what it was told."""

    heard: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    texts: list[str] = field(default_factory=list)
    """The words of each event."""
    ended: bool = False
    """Whether nothing more will be told."""


@asynccontextmanager
async def followers(url: str, path: str, headers: dict[str, str], count: int) -> AsyncIterator[list[Follower]]:
    """Let so many follow at once; each names the events that it hears."""
    limits = httpx2.Limits(max_connections=count + 10)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx2.AsyncClient(base_url=url, limits=limits, timeout=None))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        found, tasks = [Follower() for _ in range(count)], []
        for one in found:
            answer = await stack.enter_async_context(client.stream("GET", path, headers=headers))
            answer.raise_for_status()
            tasks.append(group.create_task(_listens(answer, one)))
        try:
            yield found
        finally:
            for task in tasks:
                task.cancel()


async def _listens(answer: httpx2.Response, one: Follower) -> None:
    name = text = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name, text = line.removeprefix("event: "), ""
        elif line.startswith("data: "):
            text += line.removeprefix("data: ")
        elif not line and name:
            one.texts.append(text)
            one.heard.put_nowait(name)
            name = ""
    one.ended = True


async def by_proxy(people: People, father: Caller, couple: Json) -> str:
    """A birth that the father files with the mother's mandate."""
    paper = {"kind": "mandate", "upload": await people.upload(father)}
    application = await people.application(father, couple)
    owner = {"number": couple["mother"]["number"], "name": couple["mother"]["name"]}
    application |= {"owner": owner, "documents": [*application["documents"], paper]}
    key = {"Idempotency-Key": secrets.token_hex(8)}
    answer = await father.post("dossiers", json=application, headers=key)
    return str(answer.raise_for_status().json()["code"])
