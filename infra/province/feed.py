"""Keeps the facts that figures count in step with the journal: what the outbox owes, in the order of each dossier."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Date, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import in_vietnam
from domain.base.calendars import Calendars, CalendarsAsKnown, DayOff
from domain.dossier.acts import ENGINE
from domain.province.facts import EDITION, DossierFacts, facts_of
from infra.db.database import Database
from infra.db.due import NOW
from infra.db.province_tables import ProvinceFactsRow, ProvincePartRow
from infra.db.tables import DossierRow, OutboxRow, constant
from infra.journal.feeding import Edition, Faults, catching_up, feed, made_of_open
from infra.journal.journal import decreed_when
from infra.journal.rounds import Rounds

FACTS = "facts"
"""Their kind in the outbox."""
MANY = 200
"""So many messages, or dossiers, at a time."""
PASSES = 3
MADE_WITH = Edition("province/facts", EDITION)
"""The edition with which the facts of all dossiers were made."""

NEW = insert(ProvinceFactsRow)
OLD = ProvinceFactsRow
# Two workers may hold messages of one dossier: whoever read less of its journal changes nothing, of whichever edition;
# and a worker of the release before takes no newer facts back that are of the same event.
KEEP = NEW.on_conflict_do_update(
    index_elements=[OLD.dossier],
    set_={column.name: NEW.excluded[column.name] for column in OLD.__table__.c if column.name != "dossier"},
    where=or_(NEW.excluded.seq > OLD.seq, and_(NEW.excluded.seq == OLD.seq, NEW.excluded.edition >= OLD.edition)),
)
CHANGED = insert(ProvincePartRow).values(month=bindparam("of"), changed=1)
CHANGED = CHANGED.on_conflict_do_update(
    index_elements=[ProvincePartRow.month], set_={"changed": ProvincePartRow.changed + constant(1)}
)
OF_DOSSIER = insert(ProvincePartRow).from_select(
    ["month", "changed"],
    select(
        func.date_trunc(constant("month"), func.timezone(constant("Asia/Ho_Chi_Minh"), OLD.filed_at)).cast(Date),
        constant(1),
    ).where(OLD.dossier == bindparam("code")),
)
OF_DOSSIER = OF_DOSSIER.on_conflict_do_update(
    index_elements=[ProvincePartRow.month], set_={"changed": ProvincePartRow.changed + constant(1)}
)
"""What is published beside a dossier's facts has changed."""
NEXT = (
    select(DossierRow.code)
    .outerjoin(OLD, OLD.dossier == DossierRow.code)
    .where(
        DossierRow.code > bindparam("after"),
        DossierRow.seq > constant(0),
        or_(OLD.dossier.is_(None), OLD.seq < DossierRow.seq, OLD.edition < bindparam("edition")),
    )
    .order_by(DossierRow.code)
    .limit(MANY)
)
# What cannot be read is put off, also beyond this moment: it holds nothing back, and dates nothing ahead.
OLDEST = select(func.min(OutboxRow.due_at)).where(OutboxRow.kind == constant(FACTS))
"""What is owed was appended, and is not in the facts yet: until the oldest of it they are whole. None, where none is.

It is read before the facts are: they may be newer than it says, never older.
"""
FED = select(func.least(OLDEST.scalar_subquery(), NOW, type_=TIMESTAMP(timezone=True)))
"""Up to when they are whole, by the database's clock."""
# What could not be made is owed like what happens later: it is tried again, and operators read what keeps it.
OWE = insert(OutboxRow).values(kind=FACTS, seq=0, topic="", trace={}, due_at=NOW, attempts=1)


class FactsFeed:
    """Makes the facts of dossiers that something happened to; one that it cannot read keeps none of the others."""

    def __init__(self, database: Database, calendars: Calendars) -> None:
        self._database = database
        self._calendars = calendars
        """As they were written."""
        self._decreed: list[tuple[datetime, DayOff]] = []
        self._known = CalendarsAsKnown(calendars, ())

    async def run(self, rounds: Rounds) -> None:
        """Feed until cancelled; first what nobody fed before there were facts, or when they were others."""
        await catching_up(rounds, FACTS, self.catch_up, self.feed)

    async def feed(self) -> int:
        """Do what is owed now; give how many messages were settled."""
        return await feed(self._database, FACTS, MANY, self._made)

    async def catch_up(self) -> None:
        """Make the facts of all dossiers that have none of this edition, once for an edition."""
        async with self._database.transaction(ENGINE) as tx:
            kept = await MADE_WITH.is_kept(tx)
        if not kept:
            await self.rebuild()

    async def rebuild(self) -> int:
        """Make all facts that are not those of the journal's newest event, in this edition; give how many."""
        made, unreadable = 0, set[str]()
        # Once more, where a worker of the release before wrote what happened while its journal was read here.
        for _ in range(PASSES):
            if not (more := await self._pass(unreadable)):
                break
            made += more
        # Last: who is killed before it begins anew, and finds made what was.
        async with self._database.transaction(ENGINE) as tx:
            await MADE_WITH.keep(tx)
        return made

    async def _pass(self, unreadable: set[str]) -> int:
        """Go through all dossiers once, leaving what cannot be read to the feed; give how many were made."""
        after, made = "", 0
        while codes := await self._next(after):
            ahead = [code for code in codes if code not in unreadable]
            async with self._database.transaction(ENGINE) as tx:
                faults = await self._made(tx, ahead)
                for code, why in faults.items():
                    await tx.execute(OWE, {"dossier": code, "why": why})
            unreadable |= faults.keys()
            after, made = max(codes), made + len(ahead) - len(faults)
        return made

    async def _next(self, after: str) -> list[str]:
        return [*(await self._database.execute(ENGINE, NEXT, {"after": after, "edition": EDITION})).scalars()]

    async def _made(self, tx: AsyncConnection, codes: Iterable[str]) -> Faults:
        """Make the facts of these dossiers; give what keeps others from it."""
        if self._decreed != (decreed := await decreed_when(tx)):
            self._decreed, self._known = decreed, CalendarsAsKnown(self._calendars, decreed)
        facts, faults = await made_of_open(tx, codes, partial(facts_of, calendar_at=self._known.at), FACTS)
        await keep(tx, facts)
        return faults


async def keep(tx: AsyncConnection, facts: Sequence[DossierFacts]) -> None:
    """Keep facts, and note which months are to be published anew."""
    if facts:
        await tx.execute(KEEP, [_row(one) for one in facts])
        # In their order: two workers that each hold a month and want the other's would stand still.
        months = sorted({in_vietnam(one.filed_at).date().replace(day=1) for one in facts})
        await tx.execute(CHANGED, [{"of": month} for month in months])


def _row(facts: DossierFacts) -> dict[str, Any]:
    return facts.model_dump() | {"channel": int(facts.channel), "status": int(facts.status)}
