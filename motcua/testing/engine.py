"""What all tests of a session share, as it takes seconds to start: a real database, and an engine whose time is set."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from infra.crypto.keys import Keyring
from infra.crypto.master_keys import MasterKeyFile, begin
from infra.db.database import Database
from infra.db.migrate import migrate
from infra.engine.codec import converter, make_system_key
from infra.local.folder import free_port
from infra.local.postgres import LocalPostgres
from infra.local.temporal_server import find_binary

FORGETFUL = {"fsync": "off"}
"""Of a database that nobody needs tomorrow."""
SERVER = ("frontend.WorkflowTimeSkippingEnabled=true", 'history.timerProcessorMaxTimeShift="10ms"')
"""Time is skipped; and each skip would wait a second for the server's clock to be sure of itself."""
OWNER, ENGINE, API = "postgres", "motcua_engine", "motcua_api"


class Unexpected(logging.Filter):
    """Lets through what the engine says of failing calls, but for registers that are silent: tests have them so."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is said."""
        error = record.exc_info[1] if record.exc_info else None
        return not (isinstance(error, ApplicationError) and error.type == "AgencyUnavailable")


UNEXPECTED = Unexpected()


@dataclass(frozen=True)
class Engine:
    """A running database and a running engine, both empty at first: ``async with Engine.started(folder) as engine``."""

    temporal: WorkflowEnvironment
    urls: Mapping[str, str]
    """How each role reaches the database."""
    masters: Path
    """The file with the key that wraps all others."""

    @classmethod
    @asynccontextmanager
    async def started(cls, folder: Path) -> "AsyncIterator[Engine]":
        """Start both on an empty folder, for as long as the tests of a session run."""
        logging.getLogger("temporalio.activity").addFilter(UNEXPECTED)
        begin(masters := folder / "master-keys", development=True)
        postgres = LocalPostgres(folder, free_port(), FORGETFUL)
        await postgres.start()
        try:
            urls = {role: postgres.url(role, driver="asyncpg") for role in (OWNER, ENGINE, API)}
            await migrate(urls[OWNER], urls[ENGINE], urls[API])
            keys = Database(urls[ENGINE], Keyring(MasterKeyFile(masters)), 2)
            await make_system_key(keys)
            async with await WorkflowEnvironment.start_time_skipping_v2(
                ts_config=TimeSkippingConfig(enabled=False),
                data_converter=converter(keys),
                dev_server_existing_path=find_binary(),
                dev_server_log_level="error",
                dev_server_extra_args=[word for one in SERVER for word in ("--dynamic-config-value", one)],
            ) as temporal:
                yield cls(temporal, urls, masters)
            await keys.close()
        finally:
            await postgres.stop()

    def database(self, role: str) -> Database:
        """A way to the database, as one role."""
        return Database(self.urls[role], Keyring(MasterKeyFile(self.masters)), 5)
