"""PostgreSQL: roles, transactions that say who reads, and the keys to what is sealed in it.

The API's role sees what the person of the request may see (row-level security); the worker's role sees every dossier.
Neither is a superuser, owns a table or bypasses a policy.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from asyncpg import InternalClientError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.dossier.acts import Actor
from infra.crypto.keys import Keyring
from infra.crypto.master_keys import keyring
from infra.db.reader import introduce
from infra.runtime.settings import Settings

OUTAGES = (OSError, TimeoutError, PoolTimeout, InterfaceError, OperationalError, InternalClientError)
"""No connection, none free in time, or one that broke."""


class DatabaseDown(Exception):
    """PostgreSQL does not answer; nothing was written, try again."""


class Database:
    """Connections of one role, and the keys of what it reads."""

    def __init__(self, url: str, keys: Keyring, pool_size: int = 10) -> None:
        self.keys = keys
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=5,
            hide_parameters=True,
            connect_args={"timeout": 5, "command_timeout": 30, "server_settings": {"application_name": "motcua"}},
        )

    @classmethod
    def of_engine(cls, settings: Settings, pool_size: int = 10) -> Self:
        """Connect in the worker's role."""
        return cls(_named(settings, "database_engine_url"), keyring(settings), pool_size)

    @classmethod
    def of_api(cls, settings: Settings, pool_size: int = 10) -> Self:
        """Connect in the front door's role."""
        return cls(_named(settings, "database_api_url"), keyring(settings), pool_size)

    async def __aenter__(self) -> Self:
        """Hold its connections."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give them back."""
        await self.close()

    @asynccontextmanager
    async def transaction(self, reader: Actor, dossier: str = "") -> AsyncIterator[AsyncConnection]:
        """Open one transaction in which ``reader`` reads and writes; an agency names the one dossier it speaks of.

        Raises:
            DatabaseDown: PostgreSQL cannot be reached, or went away; nothing was written.
            NotInService: the reader is an officer who has left, or is away.
        """
        try:
            async with self.engine.begin() as connection:
                if reader.kind != "engine":
                    await introduce(connection, reader, dossier)
                yield connection
        except OUTAGES as error:
            raise DatabaseDown(str(type(error).__name__)) from error
        except DBAPIError as error:
            if error.connection_invalidated or _is_outage(error):
                raise DatabaseDown(str(type(error.orig).__name__)) from error
            raise

    async def close(self) -> None:
        """The connections back."""
        await self.engine.dispose()


def _named(settings: Settings, name: str) -> str:
    url: str = getattr(settings, name).get_secret_value()
    if not url:
        raise ValueError(f"MOTCUA_{name.upper()} is not set")
    return url


def _is_outage(error: DBAPIError) -> bool:
    """Class 08 and 57P0x: the connection broke, or the server is stopping, crashing or starting."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return state.startswith(("08", "57P0", "53"))
