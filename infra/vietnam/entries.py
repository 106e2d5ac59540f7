"""The registers of a province in the database: adds entries, and reads what stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.dossier.acts import Actor
from domain.province.units import Units
from domain.vietnam.kept import SPANS, RegisterFile
from domain.vietnam.programme.entries import Entry, NewEntry
from infra.db.database import Database
from infra.db.register_tables import RegisterEntryRow as Row
from infra.db.tables import constant, one_of
from infra.warehouse.shelf import Exchange, noted

ROADMAP, EID, EID_TARGETS, WORK_FILES, CHANNELS = "roadmap", "eid", "eid_targets", "work_files", "channels"
PETITIONS, PUBLICATIONS, OFFICIAL, STAFF, HAVES = "petitions", "publications", "official", "staff", "haves"
FIGURES, FIGURE_RELEASES = "figures", "figure_releases"
SERVICES, FEES, TOTALS, RECEPTIONS = "services", "fees", "totals", "receptions"
"""Registers, by name."""
PROOF = "proof"
"""Of a content, what its sender signed."""
ALWAYS = date(1, 1, 1), date(9999, 12, 31)
NEWER = aliased(Row)
ADD = insert(Row).on_conflict_do_nothing(constraint="uq_register_entries_key")
COLUMNS = [column for column in Row.__table__.c if column.name not in ("register", "key")]
OF_REGISTER = Row.register == bindparam("register")
OF_UNITS = or_(bindparam("all"), Row.unit == one_of("units"))
IN_TIME = and_(Row.day >= bindparam("first"), Row.day < bindparam("next"))
ALL = select(*COLUMNS).where(OF_REGISTER, OF_UNITS, IN_TIME).order_by(Row.number)
# Of a unit that delivers each day a day's reader wants one row, and there are years of them.
NEWEST = (
    select(*COLUMNS)
    .where(OF_REGISTER, OF_UNITS, IN_TIME)
    .ext(distinct_on(Row.unit))
    .order_by(Row.unit, Row.day.desc(), Row.number.desc())
)
IS_OLDER = (
    select(constant(1))
    .where(NEWER.register == Row.register, NEWER.subject == Row.subject, NEWER.number > Row.number)
    .exists()
)
STANDING = ALL.where(~IS_OLDER)
VERSIONS = select(func.count()).where(OF_REGISTER, Row.subject == bindparam("subject"))
OF_SUBJECT = select(*COLUMNS).where(OF_REGISTER, Row.subject == bindparam("subject")).limit(constant(1))
FIRST, LAST = OF_SUBJECT.order_by(Row.number), OF_SUBJECT.order_by(Row.number.desc())
FIRST_OF_EACH = (
    select(*COLUMNS)
    .where(OF_REGISTER, OF_UNITS, or_(bindparam("any"), Row.subject == one_of("subjects")))
    .ext(distinct_on(Row.subject))
    .order_by(Row.subject, Row.number)
    .subquery()
)
FIRSTS = select(FIRST_OF_EACH).order_by(FIRST_OF_EACH.c.number.desc()).limit(bindparam("most"))
OF_SUBJECTS = select(*COLUMNS).where(OF_REGISTER, Row.subject == one_of("subjects"), ~IS_OLDER)


@dataclass(frozen=True)
class Wanted:
    """Which entries of a register: of units (all, where none is named), of days from ``first`` to before ``next``."""

    register: str
    units: Sequence[str] | None = None
    first: date = ALWAYS[0]
    next: date = ALWAYS[1]

    def values(self) -> dict[str, Any]:
        """The same for a statement."""
        units = {"all": self.units is None, "units": [*(self.units or ())]}
        return {"register": self.register, "first": self.first, "next": self.next} | units


class ProvinceEntries:
    """Adds and reads as whoever asks may."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add[C: BaseModel](self, register: str, new: Sequence[NewEntry[C]], now: datetime, by: Actor) -> int:
        """Add what says something new: what stands in the same words already is left, as is an import that came before.

        Gives how many were added.
        """
        async with self._database.transaction(by) as tx:
            return len(await _add(tx, register, new, now, by))

    async def looked_into[C: BaseModel](
        self, register: str, new: Sequence[tuple[NewEntry[C], Exchange]], now: datetime, by: Actor
    ) -> None:
        """Add what was found of people, and with what says something new the line by which they know who looked."""
        lines = {one.subject: line for one, line in new}
        async with self._database.transaction(by) as tx:
            for one in await _add(tx, register, [one for one, _ in new], now, by):
                await noted(tx, lines[one.subject])

    async def keep(self, sent: RegisterFile, units: Units, now: datetime, by: Actor) -> int:
        """Add the lines of a file, and from when to when it says to be whole; all of it or nothing.

        Gives how many lines were added.

        Raises:
            LineWrong, NoSuchUnit: nothing was added.
        """
        lines, spans = [*sent.entries(units)], [*sent.spans()]
        async with self._database.transaction(by) as tx:
            added = await _add(tx, sent.kind, lines, now, by)
            await _add(tx, SPANS, spans, now, by)
        return len(added)

    async def all_of[C](self, wanted: Wanted, of: TypeAdapter[C], by: Actor) -> list[Entry[C]]:
        """All entries, in the order in which they were added."""
        return [_entry(row, of) for row in await self._read(ALL, wanted, by)]

    async def standing[C](self, wanted: Wanted, of: TypeAdapter[C], by: Actor) -> list[Entry[C]]:
        """The newest entry of each subject."""
        return [_entry(row, of) for row in await self._read(STANDING, wanted, by)]

    async def newest[C](self, wanted: Wanted, of: TypeAdapter[C], by: Actor) -> list[Entry[C]]:
        """Of each unit the newest entry of its newest day."""
        return [_entry(row, of) for row in await self._read(NEWEST, wanted, by)]

    async def first[C](self, register: str, subject: str, of: TypeAdapter[C], by: Actor) -> Entry[C] | None:
        """The entry of a subject that came first: whatever came later, it says what was said then."""
        return await self._one(FIRST, register, subject, of, by)

    async def last[C](self, register: str, subject: str, of: TypeAdapter[C], by: Actor) -> Entry[C] | None:
        """The entry of a subject that came last: what is said of it now."""
        return await self._one(LAST, register, subject, of, by)

    async def firsts[C](
        self, wanted: Wanted, of: TypeAdapter[C], by: Actor, most: int, subjects: Sequence[str] | None = None
    ) -> list[Entry[C]]:
        """Of each subject, or of each that is named, the entry that came first; the newest of these, newest first."""
        named = {"any": subjects is None, "subjects": [*(subjects or ())], "most": most}
        found = await self._database.execute(by, FIRSTS, wanted.values() | named)
        return [_entry(row, of) for row in found.mappings()]

    async def versions(self, register: str, subject: str, by: Actor) -> int:
        """How many entries there are of a subject."""
        found = await self._database.execute(by, VERSIONS, {"register": register, "subject": subject})
        return found.scalar_one()

    async def _one[C](
        self, statement: Any, register: str, subject: str, of: TypeAdapter[C], by: Actor
    ) -> Entry[C] | None:
        found = await self._database.execute(by, statement, {"register": register, "subject": subject})
        row = found.mappings().one_or_none()
        return _entry(row, of) if row else None

    async def _read(self, statement: Any, wanted: Wanted, by: Actor) -> Sequence[Any]:
        found = await self._database.execute(by, statement, wanted.values())
        return found.mappings().all()


async def _add(
    tx: AsyncConnection, register: str, new: Sequence[NewEntry[Any]], now: datetime, by: Actor
) -> list[NewEntry[Any]]:
    added = list[NewEntry[Any]]()
    wanted = {"register": register, "subjects": [one.subject for one in new]}
    found = (await tx.execute(OF_SUBJECTS, wanted)).mappings()
    standing: dict[str, Mapping[str, Any]] = {row["subject"]: dict(row) for row in found}
    for one in new:
        row = _row(one, register, now, by)
        old = standing.get(one.subject)
        if old and _says(old) == _says(row):
            continue
        if (await tx.execute(ADD, row)).rowcount:
            added.append(one)
        standing[one.subject] = row
    return added


def _says(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """What tells an entry from the one before: signed anew it says nothing new."""
    return row["unit"], row["day"], {name: one for name, one in row["content"].items() if name != PROOF}


def _row(new: NewEntry[Any], register: str, now: datetime, by: Actor) -> dict[str, Any]:
    plain = new.model_dump(exclude={"content"}) | {"content": new.content.model_dump(mode="json")}
    return plain | {"day": new.day, "register": register, "entered_at": now, "officer": by.id, "office": by.agency}


def _entry[C](row: Any, of: TypeAdapter[C]) -> Entry[C]:
    return Entry[C].model_construct(**dict(row) | {"content": of.validate_python(row["content"])})
