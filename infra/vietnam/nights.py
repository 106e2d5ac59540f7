"""Nights of data cleaning in the database: what is owed to the next, and what each found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.dossier.acts import ENGINE, Actor
from infra.db.cleaning_tables import NightOwedRow, NightRow, OldNumberRow
from infra.db.database import Database
from infra.db.tables import EventRow, constant, one_of
from infra.vietnam.cleaning import ABOUT_PEOPLE

MANY = 20
OTHERS = 20
"""Other dossiers of the same people that one is held against: the newest."""
OWE = insert(NightOwedRow).on_conflict_do_nothing()
TAKE = (
    select(NightOwedRow.dossier)
    .where(NightOwedRow.owed_on <= bindparam("today", type_=Date))
    .order_by(NightOwedRow.owed_on, NightOwedRow.dossier)
    .limit(MANY)
    .with_for_update(skip_locked=True)
)
DONE = delete(NightOwedRow).where(NightOwedRow.dossier == one_of("codes"))
AGAIN = update(NightOwedRow).where(NightOwedRow.dossier == one_of("codes")).values(owed_on=bindparam("next"))
BEGIN = insert(NightRow).on_conflict_do_nothing()
COUNT = (
    update(NightRow)
    .where(NightRow.day == bindparam("of"))
    .values(dossiers=NightRow.dossiers + bindparam("many"), found=NightRow.found + bindparam("new"))
)
SAME_PEOPLE = (
    select(EventRow.dossier)
    .where(
        ABOUT_PEOPLE,
        EventRow.dossier != bindparam("but"),
    )
    .group_by(EventRow.dossier)
    .order_by(EventRow.dossier.desc())
    .limit(OTHERS)
)
NOTE_OLD = insert(OldNumberRow).on_conflict_do_nothing()
THEIRS = aliased(OldNumberRow)
SHARING = (
    select(THEIRS.person)
    .join(OldNumberRow, OldNumberRow.old == THEIRS.old)
    .where(OldNumberRow.person == one_of("people"))
    .distinct()
)
LAST = select(NightRow).order_by(NightRow.day.desc()).limit(constant(1))


@dataclass(frozen=True)
class Night:
    """What a night came to."""

    day: date
    began_at: datetime
    dossiers: int
    found: int


class Nights:
    """Owes dossiers to the next night, and gives them to it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def owe(self, code: str, day: date) -> None:
        """Have a dossier looked at in the next night; once."""
        await self.database.execute(ENGINE, OWE, {"dossier": code, "owed_on": day})

    async def take(self, tx: AsyncConnection, today: date) -> Sequence[str]:
        """Some that are owed, for whoever locks them first."""
        return (await tx.execute(TAKE, {"today": today})).scalars().all()

    async def settle(
        self, tx: AsyncConnection, today: date, done: Sequence[str], again: Sequence[str], new: int
    ) -> None:
        """Count what was looked at; what could not be read, or is not over yet, is owed to the next night."""
        await tx.execute(BEGIN, {"day": today})
        await tx.execute(COUNT, {"of": today, "many": len(done), "new": new})
        await tx.execute(DONE, {"codes": list(done)})
        await tx.execute(AGAIN, {"codes": list(again), "next": today + timedelta(days=1)})

    async def others(self, code: str, people: Sequence[str]) -> Sequence[str]:
        """Other dossiers in which registers were asked about any of these people, the newest first."""
        asked = {"people": list(people), "but": code}
        return (await self.database.execute(ENGINE, SAME_PEOPLE, asked)).scalars().all()

    async def sharing(self, old_numbers: Sequence[tuple[str, str]], people: Sequence[str]) -> Sequence[str]:
        """Note whose which nine-digit numbers are, and give all who share one with these people; in blind indices."""
        if old_numbers:
            rows = [{"old": old, "person": person} for old, person in old_numbers]
            await self.database.execute(ENGINE, NOTE_OLD, rows)
        return (await self.database.execute(ENGINE, SHARING, {"people": list(people)})).scalars().all()

    async def last(self, by: Actor) -> Night | None:
        """The newest night."""
        row: Any = (await self.database.execute(by, LAST)).first()
        return Night(row.day, row.began_at, row.dossiers, row.found) if row else None
