"""Keeps the facts that figures count in step with the journal: what the outbox owes, in the order of each dossier."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import Date, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.calendar import in_vietnam
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event, joined
from domain.province.facts import EDITION, DossierFacts, facts_of
from infra.db.database import Database
from infra.db.province_tables import ProvinceFactsRow, ProvincePartRow
from infra.db.tables import CounterRow, DossierRow, EventRow, OutboxRow, constant, one_of
from infra.journal.dispatcher import FORGET, PUT_OFF
from infra.journal.statements import NOW, first_due
from infra.runtime.background import over_and_over

log = structlog.get_logger()

FACTS = "facts"
"""Their kind in the outbox."""
MANY = 200
"""So many messages, or dossiers, at a time."""
MADE_WITH = "province/facts"
"""The counter that holds the edition with which the facts of all dossiers were made."""

OWED = first_due([OutboxRow.id, OutboxRow.dossier], OutboxRow.due_at, MANY, OutboxRow.kind == constant(FACTS))
# Only what stands in the open is read: nothing here has a dossier's key.
OPEN_EVENTS = (
    select(EventRow.dossier, EventRow.seq, EventRow.at, EventRow.key, EventRow.actor, EventRow.act, EventRow.hash)
    .where(EventRow.dossier == one_of("codes"))
    .order_by(EventRow.dossier, EventRow.seq)
)
NEW = insert(ProvinceFactsRow)
OLD = ProvinceFactsRow
# Two workers may hold messages of one dossier: whoever read less of its journal changes nothing.
KEEP = NEW.on_conflict_do_update(
    index_elements=[OLD.dossier],
    set_={column.name: NEW.excluded[column.name] for column in OLD.__table__.c if column.name != "dossier"},
    where=or_(NEW.excluded.seq >= OLD.seq, NEW.excluded.edition > OLD.edition),
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
# What could not be made is owed like what happens later: it is tried again, and operators read what keeps it.
OWE = insert(OutboxRow).values(kind=FACTS, seq=0, topic="", trace={}, due_at=NOW, attempts=1)
WHOLE = select(CounterRow.value).where(CounterRow.name == constant(MADE_WITH))
IS_WHOLE = insert(CounterRow).values(name=MADE_WITH)
IS_WHOLE = IS_WHOLE.on_conflict_do_update(index_elements=[CounterRow.name], set_={"value": IS_WHOLE.excluded.value})


class FactsFeed:
    """Makes the facts of dossiers that something happened to; one that it cannot read keeps none of the others."""

    def __init__(self, database: Database, *, interval: float) -> None:
        self._database = database
        self._interval = interval

    async def run(self) -> None:
        """Feed until cancelled; first what nobody fed before there were facts, or when they were others."""
        await over_and_over(self._begin, self._interval)

    async def _begin(self) -> int:
        await self.catch_up()
        await over_and_over(self.feed, self._interval)
        return 0

    async def feed(self) -> int:
        """Do what is owed now; give how many messages were settled."""
        async with self._database.transaction(ENGINE) as tx:
            owed = (await tx.execute(OWED)).all()
            if not owed:
                return 0
            faults = await self._made(tx, {row.dossier for row in owed})
            for code, why in faults.items():
                await tx.execute(PUT_OFF, {"ids": [row.id for row in owed if row.dossier == code], "why": why})
            settled = [row.id for row in owed if row.dossier not in faults]
            await tx.execute(FORGET, {"ids": settled})
        return len(settled)

    async def catch_up(self) -> None:
        """Make the facts of all dossiers that have none of this edition, once for an edition."""
        if (await self._database.execute(ENGINE, WHOLE)).scalar_one_or_none() != EDITION:
            await self.rebuild()

    async def rebuild(self) -> int:
        """Make all facts that are not those of the journal's newest event, in this edition; give how many."""
        after, made = "", 0
        while codes := await self._next(after):
            async with self._database.transaction(ENGINE) as tx:
                faults = await self._made(tx, codes)
                for code, why in faults.items():
                    await tx.execute(OWE, {"dossier": code, "why": why})
            after, made = max(codes), made + len(codes) - len(faults)
        await self._database.execute(ENGINE, IS_WHOLE, {"value": EDITION})
        return made

    async def _next(self, after: str) -> list[str]:
        return [*(await self._database.execute(ENGINE, NEXT, {"after": after, "edition": EDITION})).scalars()]

    async def _made(self, tx: AsyncConnection, codes: Iterable[str]) -> dict[str, str]:
        """Make the facts of these dossiers; give those that cannot be made, each with the type of what is wrong."""
        rows = (await tx.execute(OPEN_EVENTS, {"codes": sorted(codes)})).mappings()
        faults, facts = dict[str, str](), list[DossierFacts]()
        for code, events in groupby(rows, key=lambda row: str(row["dossier"])):
            try:
                facts.append(facts_of(code, map(read_event, events)))
            except Exception as error:
                faults[code] = type(error).__name__
                log.error("facts_fault", dossier=code, why=faults[code])
        await keep(tx, facts)
        return faults


async def keep(tx: AsyncConnection, facts: Sequence[DossierFacts]) -> None:
    """Keep facts, and note which months are to be published anew."""
    if facts:
        await tx.execute(KEEP, [_row(one) for one in facts])
        # In their order: two workers that each hold a month and want the other's would stand still.
        months = sorted({in_vietnam(one.filed_at).date().replace(day=1) for one in facts})
        await tx.execute(CHANGED, [{"of": month} for month in months])


def read_event(row: Any) -> Event:
    """An event of ``OPEN_EVENTS``, without what it says of people."""
    return Event.model_validate(dict(row) | {"act": joined(row["act"], None)})


def _row(facts: DossierFacts) -> dict[str, Any]:
    return facts.model_dump() | {"channel": int(facts.channel), "status": int(facts.status)}
