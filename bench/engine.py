"""The engine of the house, alone, with the rig of the procedures' tests around it: its own process, its own clock."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment

from infra.crypto.keys import DataKey
from infra.db.database import Database
from infra.engine.codec import converter
from infra.local.folder import free_port
from infra.local.temporal_server import LocalTemporal
from tests.support.keys import keyring
from tests.support.ledger import Urls, running_database
from tests.workflows.rig import Rig, open_rig

HASTE = {"history.timerProcessorMaxTimeShift": '"10ms"'}
"""How far apart the server's looks at its timers may lie. At its own second, every skip takes a second."""


class SkippingEnvironment(WorkflowEnvironment):
    """What the rig wants of an engine, from a server that somebody else runs."""

    def __init__(self, client: Client) -> None:
        self._skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
        super().__init__(self._skipper.client)

    async def fast_forward(
        self, handle: WorkflowHandle[Any, Any], duration: timedelta | float | None = None, /
    ) -> bool:
        """Let time pass for one workflow."""
        return await self._skipper.fast_forward(handle, duration)


@dataclass
class Engine:
    """A running server and a database, on which rigs are opened."""

    server: LocalTemporal
    environment: WorkflowEnvironment
    urls: Urls

    def rig(self, kind: type[DataKey] = DataKey) -> AbstractAsyncContextManager[Rig]:
        """Open a rig: a worker, a journal and an outside world with a clock of their own."""
        return open_rig(self.environment, self.urls, kind=kind)


@asynccontextmanager
async def open_engine(*, hasty: bool = False, kind: type[DataKey] = DataKey) -> AsyncIterator[Engine]:
    """Start the server as a house does, with its state in SQLite, and a database; ``hasty`` for skipping time."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-engine-")))
        dynamic = {"frontend.WorkflowTimeSkippingEnabled": "true"} | (HASTE if hasty else {})
        urls = await stack.enter_async_context(running_database(folder / "database", {}))
        server = LocalTemporal(folder / "temporal", free_port(), dynamic_config=dynamic)
        stack.push_async_callback(server.stop)
        await server.start()
        keys = Database(urls.engine, keyring(kind), 2)
        stack.push_async_callback(keys.close)
        client = await Client.connect(server.address, data_converter=converter(keys))
        yield Engine(server, SkippingEnvironment(client), urls)
