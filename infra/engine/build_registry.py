"""What each build of the code carries: its workers say so themselves, when they start and as long as they run."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import WorkerBuildRow
from infra.runtime.background import over_and_over

EVERY = 60.0
"""Seconds between two words of a worker."""
SILENT_AFTER = timedelta(seconds=3 * EVERY)
"""From when on the workers of a build count as gone."""
BUILD = insert(WorkerBuildRow)
NEW = {name: BUILD.excluded[name] for name in ("release", "engine", "carries", "code")}
SAY = BUILD.on_conflict_do_update(index_elements=[WorkerBuildRow.build], set_=NEW | {"seen_at": func.now()})
SAID = select(WorkerBuildRow.__table__, (WorkerBuildRow.seen_at > func.now() - SILENT_AFTER).label("alive"))


class Carried(BaseModel):
    """What a build is made of, each part by a digest of its code."""

    release: str
    engine: str
    """What every procedure shares, the law's rules among it."""
    procedures: dict[str, str]
    """By code."""

    @property
    def code(self) -> str:
        """A digest of all that it is made of."""
        parts = [self.engine, *(f"{code} {own}" for code, own in sorted(self.procedures.items()))]
        return sha256("\n".join(parts).encode()).hexdigest()[:16]


class Announced(Carried):
    """What the workers of a build have said of it."""

    first_at: datetime
    seen_at: datetime
    alive: bool
    """Whether one of them was heard of a moment ago."""


class Differences(NamedTuple):
    """In what a build differs from the one that begins dossiers: codes of procedures, and whether the engine does."""

    only_here: list[str]
    only_there: list[str]
    other: list[str]
    engine: bool

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self.engine or any(self[:3])


def differences(build: Carried, current: Carried) -> Differences:
    """Say what a build carries, or lacks, or carries in another version than the current one."""
    here, there = build.procedures, current.procedures
    return Differences(
        only_here=sorted(here.keys() - there.keys()),
        only_there=sorted(there.keys() - here.keys()),
        other=sorted(code for code in here.keys() & there.keys() if here[code] != there[code]),
        engine=build.engine != current.engine,
    )


async def announced(tx: AsyncConnection) -> dict[str, Announced]:
    """What is known of each build, as far as the reader may see it."""
    rows = await tx.execute(SAID)
    return {row.build: Announced.model_validate(dict(row._mapping) | {"procedures": row.carries}) for row in rows}


class Announcer:
    """Says what the build of this worker carries."""

    def __init__(self, database: Database, build: str, carried: Carried) -> None:
        self._database = database
        said = {"build": build, "carries": carried.procedures, "code": carried.code}
        self._said = carried.model_dump(include={"release", "engine"}) | said

    async def run(self) -> None:
        """Say so again and again, until cancelled."""
        await over_and_over(self.announce, EVERY)

    async def announce(self) -> int:
        """Say it once; there is never more to do at once."""
        await self._database.execute(ENGINE, SAY, self._said)
        return 0
