"""Keeps the shared warehouse in step with the journals, and lets open dossiers know of a paper that was recalled."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import and_, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event, joined
from domain.province.warehouse import EDITION, PaperType, SharedResult, results_of
from domain.recall.reused import paper_recalled
from infra.db.database import DatabaseDown
from infra.db.tables import (
    ArchiveStampRow,
    CounterRow,
    EventRow,
    OutboxRow,
    PaperRow,
    ResultRow,
    UploadRow,
    constant,
    one_of,
)
from infra.db.warehouse_tables import SharedResultRow as Row
from infra.journal.dispatcher import FORGET, PUT_OFF
from infra.journal.journal import Journal
from infra.journal.statements import NOW, first_due
from infra.runtime.background import over_and_over

log = structlog.get_logger()

RESULT = "result"
"""Their kind in the outbox."""
MANY = 200
LATEST = 2**62
"""A place in the journal that no dossier reaches: asks for no news."""
MADE_WITH = "warehouse/results"
"""The counter that holds the edition with which all results were entered."""

OWED = first_due([OutboxRow.id, OutboxRow.dossier, OutboxRow.topic], OutboxRow.due_at, MANY, OutboxRow.kind == RESULT)
# Only what stands in the open is read: nothing here has a dossier's key.
OPEN_EVENTS = (
    select(EventRow.dossier, EventRow.seq, EventRow.at, EventRow.key, EventRow.actor, EventRow.act, EventRow.hash)
    .where(EventRow.dossier == one_of("codes"))
    .order_by(EventRow.dossier, EventRow.seq)
)
NEW = insert(Row)
TOLD = [name for name in SharedResult.model_fields if name not in ("number", "seq")]
# A consumer reads again what says something else; two workers may hold messages of one dossier.
DIFFERS = or_(*(getattr(Row, name).is_distinct_from(getattr(NEW.excluded, name)) for name in TOLD))
KEEP = NEW.on_conflict_do_update(
    index_elements=[Row.number],
    set_={name: getattr(NEW.excluded, name) for name in (*TOLD, "seq")} | {"changed_at": func.clock_timestamp()},
    where=and_(Row.provider == constant(""), NEW.excluded.seq >= Row.seq, DIFFERS),
)
FILES = union_all(
    select(ResultRow.number, ResultRow.sha256), select(ArchiveStampRow.number, ArchiveStampRow.sha256)
).subquery()
# Whichever comes first, the recall or the filing with that paper: the message of the second finds both.
REUSED = (
    select(PaperRow.dossier, ResultRow.number, ResultRow.dossier.label("issued_in"))
    .join(FILES, FILES.c.number == ResultRow.number)
    .join(UploadRow, UploadRow.sha256 == FILES.c.sha256)
    .join(PaperRow, PaperRow.upload == UploadRow.id)
    .where(
        ResultRow.recalled_at.is_not(None),
        PaperRow.dossier != ResultRow.dossier,
        or_(ResultRow.dossier == one_of("codes"), PaperRow.dossier == one_of("codes")),
    )
    .distinct()
)
OWE_ALL = insert(OutboxRow).from_select(
    ["kind", "dossier", "seq", "topic", "trace", "due_at"],
    select(
        constant(RESULT), ResultRow.dossier, constant(0), constant("results"), func.jsonb_build_object(), NOW
    ).distinct(),
)
WHOLE = select(CounterRow.value).where(CounterRow.name == constant(MADE_WITH))
IS_WHOLE = insert(CounterRow).values(name=MADE_WITH)
IS_WHOLE = IS_WHOLE.on_conflict_do_update(index_elements=[CounterRow.name], set_={"value": IS_WHOLE.excluded.value})


class WarehouseFeed:
    """Enters results as they are issued, replaced, recalled and erased; one journal that cannot be read keeps none."""

    def __init__(self, journal: Journal, papers: Mapping[str, PaperType], *, interval: float) -> None:
        self._journal = journal
        self._database = journal.database
        self._papers = papers
        self._interval = interval

    async def run(self) -> None:
        """Feed until cancelled; first all results of before."""
        await over_and_over(self._begin, self._interval)

    async def _begin(self) -> int:
        await self.catch_up()
        await over_and_over(self.feed, self._interval)
        return 0

    async def catch_up(self) -> None:
        """Owe all results of before, once for an edition."""
        async with self._database.transaction(ENGINE) as tx:
            if (await tx.execute(WHOLE)).scalar_one_or_none() != EDITION:
                await tx.execute(OWE_ALL)
                await tx.execute(IS_WHOLE, {"value": EDITION})

    async def feed(self) -> int:
        """Do what is owed now; give how many messages were settled."""
        async with self._database.transaction(ENGINE) as tx:
            owed = (await tx.execute(OWED)).all()
            if not owed:
                return 0
            faults = await self._entered(tx, {row.dossier for row in owed if row.topic == "results"})
            codes = sorted({row.dossier for row in owed})
            for row in (await tx.execute(REUSED, {"codes": codes})).all():
                if why := await self._told(row.dossier, row.number):
                    faults |= {row.dossier: why, row.issued_in: why}
            for code, why in faults.items():
                await tx.execute(PUT_OFF, {"ids": [row.id for row in owed if row.dossier == code], "why": why})
            settled = [row.id for row in owed if row.dossier not in faults]
            await tx.execute(FORGET, {"ids": settled})
        return len(settled)

    async def _entered(self, tx: AsyncConnection, codes: Iterable[str]) -> dict[str, str]:
        """Enter the results of these dossiers; give those that cannot be read, each with the type of what is wrong."""
        rows, faults, found = (await tx.execute(OPEN_EVENTS, {"codes": sorted(codes)})).mappings(), {}, []
        for code, events in groupby(rows, key=lambda row: str(row["dossier"])):
            try:
                found += results_of(code, list(map(_event, events)), self._papers)
            except Exception as error:
                faults[code] = type(error).__name__
                log.error("warehouse_fault", dossier=code, why=faults[code])
        await _keep(tx, found)
        return faults

    async def _told(self, code: str, number: str) -> str:
        """Open the task in a dossier that goes on, once; give the type of what keeps it from being told."""
        try:
            dossier = await self._journal.dossier(code, ENGINE)
            if not dossier.ended:
                await self._journal.advance(code, [paper_recalled(dossier, number)], LATEST)
        except Erased:
            return ""
        except DatabaseDown:
            raise
        except Exception as error:
            log.error("warehouse_fault", dossier=code, why=type(error).__name__)
            return type(error).__name__
        return ""


async def _keep(tx: AsyncConnection, found: Sequence[SharedResult]) -> None:
    if found:
        await tx.execute(KEEP, [one.model_dump() | {"owners": list(one.owners)} for one in found])


def _event(row: Any) -> Event:
    return Event.model_validate(dict(row) | {"act": joined(row["act"], None)})
