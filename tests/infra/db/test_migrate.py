"""The schema comes from its revisions alone, as often as one likes, and can be taken back."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from domain.dossier import acts
from domain.dossier.apply import fold
from domain.dossier.journal import GENESIS, Event, canonical, digest, link
from domain.dossier.state import Dossier
from infra.db.every_table import METADATA
from infra.db.migrate import SCRIPTS, check_drift, migrate
from infra.journal.audit import verify_journal
from infra.local.folder import free_port
from infra.local.postgres import LocalPostgres
from tests.infra.db.declared import DECLARED, declared
from tests.support.examples import MOTHER, TUESDAY, filed
from tests.support.keys import MASTERS
from tests.support.ledger import Row, Urls, open_ledger


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Urls]:
    """A database that nobody has touched yet."""
    postgres = LocalPostgres(tmp_path / "own", free_port())
    await postgres.start()
    urls = Urls(*(postgres.url(role, driver="asyncpg") for role in ("postgres", "motcua_engine", "motcua_api")))
    yield urls
    await urls.close()
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
    everything = set(METADATA.tables)
    for _ in range(2):
        await migrate(fresh.owner, fresh.engine, fresh.api)
        assert await tables(fresh.owner) == everything
        await check_drift(fresh.owner)
    async with open_ledger(fresh) as ledger:
        code = await ledger.file()
    await migrate(fresh.owner, fresh.engine, fresh.api)
    async with open_ledger(fresh) as ledger:
        assert len(await ledger.whole(code)) == 2
    await fresh.close()  # what was prepared on a connection outlives no other schema
    await alembic(fresh.owner, lambda config: command.downgrade(config, "base"))
    assert await tables(fresh.owner) == set()
    await migrate(fresh.owner, fresh.engine, fresh.api)
    async with open_ledger(fresh) as ledger:
        assert await ledger.whole(await ledger.file())


async def test_the_models_are_what_was_migrated(database: Urls) -> None:
    await check_drift(database.owner)


async def test_what_no_model_says_is_what_was_declared(database: Urls) -> None:
    assert (await declared(database.owner)).splitlines() == DECLARED.read_text().splitlines()


def test_revisions_are_numbered_in_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert revisions[::-1] == [f"{number:04d}" for number in range(1, len(revisions) + 1)]


@pytest.mark.parametrize("file", sorted((SCRIPTS / "versions").glob("*.py")), ids=lambda file: file.stem)
def test_a_revision_waits_for_no_lock_for_long(file: Path) -> None:
    assert "SET LOCAL lock_timeout" in file.read_text()
    assert file.stem[:4].isdecimal()


SALT = b"0123456789abcdef"
OLD_EVENT = text("""
INSERT INTO events (dossier, seq, at, key, actor, act, personal, salt, digest, hash)
VALUES (:code, :seq, :at, :key, CAST(:actor AS jsonb), CAST(:act AS jsonb), CAST(:personal AS jsonb), :salt, :digest,
        :hash)
""")
OLD_DOSSIER = text("""
INSERT INTO dossiers (code, procedure, applicant, receiving, competent, status, seq, head, state, filed_at, seen_by)
VALUES (:code, :procedure, :applicant, :receiving, :competent, :status, :seq, :head, CAST(:state AS jsonb), :filed_at,
        :seen_by)
""")


def as_it_was(code: str) -> tuple[Dossier, list[Row]]:
    """A dossier that was withdrawn, as the release before kept it: in the open, the reason with the public part."""
    made, rows = Dossier(code=code), list[Row]()
    for seq, act in enumerate((filed(), acts.Withdrawn(reason="Tạ Kiều Oanh đổi ý")), start=1):
        public = act.model_dump(mode="json", exclude={"personal"}, exclude_none=True)
        committed = digest(act.personal, SALT)
        actor = MOTHER.model_dump(mode="json", exclude_defaults=True)
        made.head = link(made.head or GENESIS, seq, TUESDAY, act.type, actor, public, committed)
        fold(made, Event(seq=seq, at=TUESDAY, key=act.type, actor=MOTHER, act=act, hash=made.head))
        kept = {"personal": canonical(act.personal).decode(), "salt": SALT} if act.personal else {}
        row = {"code": code, "seq": seq, "at": TUESDAY, "key": act.type, "hash": made.head, "digest": committed}
        written = {"actor": canonical(actor).decode(), "act": canonical(public).decode()}
        rows.append(row | written | {"personal": None, "salt": None} | kept)
    return made, rows


async def before_keys(fresh: Urls, code: str) -> None:
    """A database of the release before, with one dossier in it."""
    await migrate(fresh.owner, fresh.engine, fresh.api)
    await alembic(fresh.owner, lambda config: command.downgrade(config, "0008"))
    made, rows = as_it_was(code)
    engine = create_async_engine(fresh.owner)
    async with engine.begin() as connection:
        found = {"code", "procedure", "applicant", "receiving", "competent", "status", "seq", "head", "filed_at"}
        row = made.model_dump(include=found) | {"state": made.model_dump_json(exclude_defaults=True)}
        await connection.execute(OLD_DOSSIER, row | {"seen_by": list(made.seen_by), "status": int(made.status)})
        await connection.execute(OLD_EVENT, rows)
    await engine.dispose()


async def test_a_database_from_before_keys_is_sealed_and_its_chains_still_hold(fresh: Urls) -> None:
    code = "000.02.03.H31-261124-0001"
    await before_keys(fresh, code)
    with pytest.raises(RuntimeError, match="MOTCUA_MASTER_KEYS_FILE"):
        await migrate(fresh.owner, fresh.engine, fresh.api)
    await migrate(fresh.owner, fresh.engine, fresh.api, masters=MASTERS)
    await check_drift(fresh.owner)
    async with open_ledger(fresh) as ledger:
        assert (await verify_journal(ledger.engine.database, code)).holds
        assert (await ledger.api.dossier(code, MOTHER)).reason == "Tạ Kiều Oanh đổi ý"
        filing, _ = await ledger.api.events(code, MOTHER)
        assert filing.act.personal["applicant"]["name"] == "Tạ Kiều Oanh"
        kept = str(await ledger.rows("SELECT sealed FROM events")) + str(await ledger.rows("SELECT * FROM dossiers"))
        assert "Oanh" not in kept
