"""What commands share: where the data are, how to answer programs, how to complain."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from infra.db.database import Database
    from infra.facts.loading import Facts
    from infra.journal.journal import Journal
    from infra.runtime.settings import Settings

ROOT = Path(__file__).parent.parent
HOME = (ROOT if (ROOT / "Makefile").is_file() else Path.home()) / ".motcua"
"""A checkout keeps its data beside itself, whatever folder one stands in."""

Data = Annotated[Path, typer.Option("--data", envvar="MOTCUA_DATA", help="The house's data folder.")]
Trust = Annotated[list[Path] | None, typer.Option("--trust", exists=True, help="PEM: what a seal must chain to.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
FILE = {"exists": True, "dir_okay": False}


def complain(sentence: str) -> NoReturn:
    """Say in a sentence what the caller can put right, and leave."""
    from infra.terminal.client import Complaint

    raise Complaint(sentence)


def settings_of(data: Path) -> "Settings":
    """The settings of the environment where they name a database, else those of the house on this data."""
    from infra.runtime.settings import Settings

    settings = Settings()
    if settings.database_engine_url.get_secret_value():
        return settings
    from infra.local.running import beside

    return beside(data).settings()


def on_database[T](settings: "Settings", use: "Callable[[Database], Awaitable[T]]") -> T:
    """What comes of using the database in the engine's role, by one connection."""
    from infra.db.database import Database

    async def used() -> T:
        async with Database.of_engine(settings, 1) as database:
            return await use(database)

    return asyncio.run(used())


@asynccontextmanager
async def journal_of(settings: "Settings") -> "AsyncIterator[tuple[Journal, Facts]]":
    """The journal of an installation, and the law's data that it counts by."""
    from infra.db.database import Database
    from infra.facts.loading import Facts
    from infra.journal.journal import Journal
    from workflows.catalogue import registry

    facts = Facts.load(settings.facts)
    async with Database.of_engine(settings) as database:
        yield Journal(database, facts.calendars, facts.laws, registry()), facts


def trusted(trust: list[Path] | None, data: Path) -> list[Path]:
    """The certificates that a seal must chain to: those named, else those of the environment or of this data."""
    made = [data / folder / "trust.pem" for folder in ("seal", "development-seal")]
    given = os.environ.get("MOTCUA_SEAL_TRUST_FILE")
    return trust or [file for file in ([Path(given)] if given else made) if file.is_file()][:1]
