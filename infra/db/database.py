"""PostgreSQL: roles, transactions that say who reads, and the keys to what is sealed in it.

The API's role sees what the person of the request may see (row-level security); the worker's role sees every dossier.
Neither is a superuser, owns a table or bypasses a policy.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self, overload

from asyncpg import InternalClientError
from sqlalchemy import CursorResult, Executable, bindparam, case, event, func, or_, select, true
from sqlalchemy.exc import DBAPIError, InterfaceError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql.selectable import TypedReturnsRows

from domain.base.law import Role
from domain.base.refusals import NotInService
from domain.dossier.acts import Actor
from infra.crypto.keys import Keyring
from infra.crypto.master_keys import keyring
from infra.db.tables import OfficerOutRow, constant
from infra.runtime.settings import Settings

OUTAGES = (OSError, TimeoutError, PoolTimeout, InterfaceError, OperationalError, InternalClientError)
"""No connection, none free in time, or one that broke."""
NAMED = {"application_name": "motcua"}
PATIENCE = 10
"""Seconds for which a connection is waited for: a busy machine may stand still for some of them."""

# A token may outlive its officer's service: so each transaction asks for it, on the way that it goes anyhow.
IS_OUT = or_(OfficerOutRow.state == constant("ended"), OfficerOutRow.until > func.clock_timestamp())
OUT = select(case((IS_OUT, OfficerOutRow.state))).where(OfficerOutRow.officer == bindparam("officer"))
NEWEST = OUT.order_by(OfficerOutRow.number.desc()).limit(constant(1)).scalar_subquery()
SAID = ("motcua.actor", "motcua.person", "motcua.agency", "motcua.dossier", "motcua.operator")
"""As policies read it."""
READER = select(
    NEWEST, *(func.set_config(constant(name), bindparam(name.removeprefix("motcua.")), true()) for name in SAID)
)
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None


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
            pool_use_lifo=True,
            pool_timeout=PATIENCE,
            hide_parameters=True,
            connect_args={"timeout": PATIENCE, "command_timeout": 30, "server_settings": NAMED},
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)

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

    @overload
    async def execute[*Columns](
        self, reader: Actor, statement: TypedReturnsRows[*Columns], values: Values = None, *, dossier: str = ""
    ) -> CursorResult[*Columns]: ...

    @overload
    async def execute(
        self, reader: Actor, statement: Executable, values: Values = None, *, dossier: str = ""
    ) -> CursorResult[*tuple[Any, ...]]: ...

    async def execute(
        self, reader: Actor, statement: Executable, values: Values = None, *, dossier: str = ""
    ) -> CursorResult[*tuple[Any, ...]]:
        """What comes of one statement, in a transaction of its own; its rows are all here by then."""
        async with self.transaction(reader, dossier) as tx:
            return await tx.execute(statement, values)

    async def close(self) -> None:
        """The connections back."""
        await self.engine.dispose()


async def introduce(connection: AsyncConnection, reader: Actor, dossier: str) -> None:
    """Say who reads; an agency names the one dossier it speaks of.

    Raises:
        NotInService: an officer who has left, or is away.
    """
    out = (await connection.execute(READER, _reader(reader, dossier))).scalar_one()
    if out == "ended":
        raise NotInService("Ông/bà không còn làm nhiệm vụ này.", "Your service has ended: this account acts no longer.")
    if out == "away":
        raise NotInService("Ông/bà đang được ghi là vắng mặt.", "You are entered as away: ask whoever entered it.")


def _reader(actor: Actor, dossier: str) -> dict[str, str]:
    return {
        "actor": actor.id,
        "person": actor.id if actor.applies else "",
        "agency": actor.agency if actor.kind == "officer" else "",
        "officer": actor.id if actor.kind == "officer" else "",
        # Only an agency is let in by the dossier that it names: people and officers see what is theirs.
        "dossier": dossier if actor.kind == "agency" else "",
        "operator": "yes" if actor.kind == "officer" and Role.OPERATOR in actor.roles else "",
    }


def _named(settings: Settings, name: str) -> str:
    url: str = getattr(settings, name).get_secret_value()
    if not url:
        raise ValueError(f"MOTCUA_{name.upper()} is not set")
    return url


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:
    """Have another connection made where the server closed this one while it lay in the pool.

    A database that was away has closed all of them, and each would cost somebody a refusal once it is back.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


def _is_outage(error: DBAPIError) -> bool:
    """Class 08 and 57P0x: the connection broke, or the server is stopping, crashing or starting."""
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return state.startswith(("08", "57P0", "53"))
