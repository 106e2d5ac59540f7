"""Keeps the shared warehouse in step with the journals, and lets open dossiers know of a paper that was recalled."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, union, union_all
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event
from domain.province.warehouse import EDITION, PAPERS, PaperType, SharedResult, papers_of, results_of
from domain.recall.reused import paper_recalled
from infra.db.due import NOW
from infra.db.tables import (
    ArchiveStampRow,
    OutboxRow,
    PaperRow,
    ResultRow,
    UploadRow,
    constant,
    one_of,
)
from infra.db.warehouse_tables import SharedPaperRow
from infra.db.warehouse_tables import SharedResultRow as Row
from infra.journal.feeding import Edition, Faults, Owed, catching_up, feed, made_of_open, what_keeps
from infra.journal.journal import Journal
from infra.journal.rounds import Rounds

RESULT = "result"
"""Their kind in the outbox."""
MANY = 200
LATEST = 2**62
"""A place in the journal that no dossier reaches: asks for no news."""
MADE_WITH = Edition("warehouse/results", EDITION)
"""The edition with which all results were entered."""
PAPERS_WITH = Edition("warehouse/papers", 1)
"""The same of papers, where they are shared."""

NEW = insert(Row)
TOLD = [name for name in SharedResult.model_fields if name not in ("number", "seq")]
# A consumer reads again what says something else; two workers may hold messages of one dossier.
DIFFERS = or_(*(getattr(Row, name).is_distinct_from(getattr(NEW.excluded, name)) for name in TOLD))
KEEP = NEW.on_conflict_do_update(
    index_elements=[Row.number],
    set_={name: getattr(NEW.excluded, name) for name in (*TOLD, "seq")} | {"changed_at": func.clock_timestamp()},
    where=and_(Row.provider == constant(""), NEW.excluded.seq >= Row.seq, DIFFERS),
)
KEEP_PAPER = insert(SharedPaperRow).on_conflict_do_nothing()
FORGET_PAPERS = delete(SharedPaperRow).where(SharedPaperRow.dossier == bindparam("code"))
FILES = union_all(
    select(ResultRow.number, ResultRow.sha256), select(ArchiveStampRow.number, ArchiveStampRow.sha256)
).subquery()
# Whichever comes first, the recall or the filing with that paper: the message of the second finds both.
OURS_REUSED = (
    select(PaperRow.dossier, ResultRow.number, ResultRow.dossier.label("issued_in"))
    .join(FILES, FILES.c.number == ResultRow.number)
    .join(UploadRow, UploadRow.sha256 == FILES.c.sha256)
    .join(PaperRow, PaperRow.upload == UploadRow.id)
    .where(
        ResultRow.recalled_at.is_not(None),
        PaperRow.dossier != ResultRow.dossier,
        or_(ResultRow.dossier == one_of("codes"), PaperRow.dossier == one_of("codes")),
    )
)
# What another agency put here has no dossier of ours: whoever has its file is owed a look (``owing_a_look``).
THEIRS_REUSED = (
    select(PaperRow.dossier, Row.number, PaperRow.dossier.label("issued_in"))
    .join(UploadRow, UploadRow.id == PaperRow.upload)
    .join(Row, Row.sha256 == UploadRow.sha256)
    .where(Row.provider != constant(""), Row.recalled_at.is_not(None), PaperRow.dossier == one_of("codes"))
)
REUSED = union(OURS_REUSED, THEIRS_REUSED)
OWE_ALL = insert(OutboxRow).from_select(
    ["kind", "dossier", "seq", "topic", "trace", "due_at"],
    select(
        constant(RESULT), ResultRow.dossier, constant(0), constant("results"), func.jsonb_build_object(), NOW
    ).distinct(),
)

COLUMNS = ["kind", "dossier", "seq", "topic", "trace", "due_at"]
LOOK = select(
    constant(RESULT), PaperRow.dossier, constant(0), constant(PAPERS), func.jsonb_build_object(), NOW
).distinct()
OWE_PAPERS = insert(OutboxRow).from_select(COLUMNS, LOOK)


def owing_a_look(*when: ColumnElement[bool]) -> Insert:
    """Owe a look to each dossier with the file of a result that its agency recalled then."""
    having = LOOK.join(UploadRow, UploadRow.id == PaperRow.upload).join(Row, Row.sha256 == UploadRow.sha256)
    recalled = having.where(Row.provider != constant(""), Row.recalled_at.is_not(None), *when)
    return insert(OutboxRow).from_select(COLUMNS, recalled)


class WarehouseFeed:
    """Enters results as they are issued, replaced, recalled and erased; one journal that cannot be read keeps none."""

    def __init__(self, journal: Journal, papers: Mapping[str, PaperType], *, components: bool = False) -> None:
        self._journal = journal
        self._database = journal.database
        self._papers = papers
        self._components = components
        """Whether the province decided to share which papers dossiers have."""

    async def run(self, rounds: Rounds) -> None:
        """Feed until cancelled; first all results of before."""
        await catching_up(rounds, RESULT, self.catch_up, self.feed)

    async def catch_up(self) -> None:
        """Owe all results, and papers, of before, once for an edition."""
        async with self._database.transaction(ENGINE) as tx:
            if not await MADE_WITH.is_kept(tx):
                await tx.execute(OWE_ALL)
                await MADE_WITH.keep(tx)
            if self._components and not await PAPERS_WITH.is_kept(tx):
                await tx.execute(OWE_PAPERS)
                await PAPERS_WITH.keep(tx)

    async def feed(self) -> int:
        """Do what is owed now; give how many messages were settled."""
        return await feed(self._database, RESULT, MANY, self._settled)

    async def _settled(self, tx: AsyncConnection, owed: Owed) -> Faults:
        entered = [code for code, topics in owed.items() if "results" in topics]
        found, faults = await made_of_open(tx, entered, self._results, RESULT)
        await _keep(tx, [*chain.from_iterable(found)])
        for code in sorted(owed) if self._components else ():
            if why := await what_keeps(RESULT, code, partial(self._enter_papers, tx, code)):
                faults |= {code: why}
        for row in (await tx.execute(REUSED, {"codes": sorted(owed)})).all():
            if why := await what_keeps(RESULT, row.dossier, partial(self._tell, row.dossier, row.number)):
                faults |= {row.dossier: why, row.issued_in: why}
        return faults

    async def _enter_papers(self, tx: AsyncConnection, code: str) -> None:
        """Enter which papers a dossier has; of an erased one none is left."""
        try:
            found = papers_of(code, await self._journal.events(code, ENGINE))
        except Erased:
            found = []
        if found:
            await tx.execute(KEEP_PAPER, [one.model_dump() for one in found])
        else:
            await tx.execute(FORGET_PAPERS, {"code": code})

    def _results(self, code: str, events: Sequence[Event]) -> Sequence[SharedResult]:
        return results_of(code, events, self._papers)

    async def _tell(self, code: str, number: str) -> None:
        """Open the task in a dossier that goes on, once."""
        dossier = await self._journal.dossier(code, ENGINE)
        if not dossier.ended:
            await self._journal.advance(code, [paper_recalled(dossier, number)], LATEST)


async def _keep(tx: AsyncConnection, found: Sequence[SharedResult]) -> None:
    if found:
        await tx.execute(KEEP, [one.model_dump() | {"owners": list(one.owners)} for one in found])
