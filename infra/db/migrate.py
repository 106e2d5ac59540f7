"""Brings a database to the schema of this code: roles, then Alembic's revisions, one process at a time."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Text, bindparam, cast, column, func, select, table
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from infra.crypto.keys import MasterKeys

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 7_001_193
"""Any number of our own: whoever migrates holds this advisory lock."""
IS_ROLE = select(1).select_from(table("pg_roles")).where(column("rolname") == bindparam("role"))
OF_ROLE = " ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD %L"


def _config(connection: Connection, masters: MasterKeys | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes.update(connection=connection, masters=masters)
    return config


async def _run(owner_url: str, step: Any, *before: tuple[str, str]) -> None:
    engine = create_async_engine(owner_url)
    try:
        async with engine.begin() as connection:
            await connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            for role, password in before:
                await _role(connection, role, password)
            await connection.run_sync(step)
    finally:
        await engine.dispose()


async def _role(connection: AsyncConnection, role: str, password: str) -> None:
    """Make a role that can log in and nothing more; a password that changed is set anew."""
    known = await connection.scalar(IS_ROLE, {"role": role})
    made = func.format(("ALTER" if known else "CREATE") + OF_ROLE, cast(role, Text), cast(password, Text))
    await connection.exec_driver_sql(str(await connection.scalar(select(made))))


async def migrate(owner_url: str, *role_urls: str, masters: MasterKeys | None = None) -> None:
    """Upgrade to the newest revision; each of ``role_urls`` gets its role and password.

    ``masters`` wrap the keys of dossiers that are there from before dossiers had keys.

    The engine's role must be called ``motcua_engine`` and the front door's ``motcua_api``: the policies name them.
    """
    roles = [(url.username or "", url.password or "") for url in map(make_url, role_urls)]
    await _run(owner_url, lambda connection: command.upgrade(_config(connection, masters), "head"), *roles)


async def check_drift(owner_url: str) -> None:
    """Compare models and migrated schema.

    Raises:
        alembic.util.CommandError: they differ; the message lists how.
    """
    await _run(owner_url, lambda connection: command.check(_config(connection)))
