"""The schema comes from its revisions alone, as often as one likes, and can be taken back."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from infra.database import Base
from infra.local.folder import free_port
from infra.local.postgres import LocalPostgres
from infra.migrate import SCRIPTS, check_drift, migrate
from tests.ledger import Urls, open_ledger


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Urls]:
    """A database that nobody has touched yet."""
    postgres = LocalPostgres(tmp_path / "own", free_port())
    await postgres.start()
    yield Urls(*(postgres.url(role, driver="asyncpg") for role in ("postgres", "motcua_engine", "motcua_api")))
    await postgres.stop()


async def alembic(url: str, step: Callable[[Config], None]) -> None:
    """Run one of Alembic's commands."""

    def run(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        step(config)

    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


async def tables(url: str) -> set[str]:
    """Name what is there."""
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names = await connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        found = set(names)
    await engine.dispose()
    return found - {"alembic_version"}


async def test_up_twice_down_and_up_again(fresh: Urls) -> None:
    everything = set(Base.metadata.tables)
    for _ in range(2):
        await migrate(fresh.owner, fresh.engine, fresh.api)
        assert await tables(fresh.owner) == everything
        await check_drift(fresh.owner)
    async with open_ledger(fresh) as ledger:
        code = await ledger.file()
    await migrate(fresh.owner, fresh.engine, fresh.api)
    async with open_ledger(fresh) as ledger:
        assert len(await ledger.whole(code)) == 2
    await alembic(fresh.owner, lambda config: command.downgrade(config, "base"))
    assert await tables(fresh.owner) == set()
    await migrate(fresh.owner, fresh.engine, fresh.api)
    async with open_ledger(fresh) as ledger:
        assert await ledger.whole(await ledger.file())


async def test_the_models_are_what_was_migrated(database: Urls) -> None:
    await check_drift(database.owner)


def test_revisions_are_numbered_in_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions[::-1] == [f"{number:04d}" for number in range(1, len(revisions) + 1)]


@pytest.mark.parametrize("file", sorted((SCRIPTS / "versions").glob("*.py")), ids=lambda file: file.stem)
def test_a_revision_waits_for_no_lock_for_long(file: Path) -> None:
    assert "SET LOCAL lock_timeout" in file.read_text()
    assert file.stem[:4].isdecimal()
