"""A database for a moment: made, migrated, used, gone."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from alembic.util import CommandError

from infra.db.migrate import check_drift, migrate
from infra.local.folder import free_port
from infra.local.postgres import LocalPostgres

ROLES = ("motcua_engine", "motcua_api")


@asynccontextmanager
async def migrated_database() -> AsyncIterator[str]:
    """The owner's URL of a fresh database with the schema of this code."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
        postgres = LocalPostgres(Path(folder), free_port(), {"fsync": "off"})
        await postgres.prepare()
        await postgres.start()
        try:
            owner, *roles = (postgres.url(role, driver="asyncpg") for role in ("postgres", *ROLES))
            await migrate(owner, *roles)
            yield owner
        finally:
            await postgres.stop()


async def drift(owner_url: str = "") -> str:
    """How models and migrated schema differ, there or in a database made for it; empty when they agree."""
    async with nullcontext(owner_url) if owner_url else migrated_database() as url:
        try:
            await check_drift(url)
        except CommandError as error:
            return str(error)
    return ""
