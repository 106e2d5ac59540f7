"""What the front door reads from and writes to the shared warehouse; each exchange is a line, answered or refused."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Text, and_, bindparam, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Missing
from domain.dossier.acts import Actor
from domain.province.warehouse import DataSet, OtherContent, SharedPaper, SharedResult, Signature
from infra.db.database import Database
from infra.db.due import NOW
from infra.db.tables import AgencyStateRow, PaperRow, UploadRow, constant, one_of
from infra.db.warehouse_tables import ExchangeRow, SharedPaperRow, SharedResultRow

PAGE = 500
SETTLES = timedelta(seconds=60)
"""How long a row rests before lists give it: whoever began to write before it has finished by then."""
FRESH = timedelta(days=30)
"""Within which a data set must have been exchanged to count as connected."""
Act = Literal["asked", "listed", "put", "recalled"]

Row = SharedResultRow
RESULT = select(*(getattr(Row, name) for name in SharedResult.model_fields))
THEIRS = func.warehouse_results_of(bindparam("owner", type_=Text)).table_valued(*(SharedResult.model_fields))
"""Of one owner: a function of the database, as no index serves this question under a policy."""
OF_OWNER = select(THEIRS).where(THEIRS.c.kind == one_of("kinds")).order_by(THEIRS.c.issued_at.desc())
BY_NUMBER = RESULT.where(Row.number == bindparam("number"))
# Said twice: under a policy the index serves the first alone.
SINCE = and_(
    Row.changed_at >= bindparam("at"),
    tuple_(Row.changed_at, Row.number) > tuple_(bindparam("at"), bindparam("after")),
)
CHANGED = (
    RESULT.add_columns(Row.changed_at)
    .where(SINCE, Row.kind == one_of("kinds"), Row.changed_at < NOW - SETTLES)
    .order_by(Row.changed_at, Row.number)
    .limit(PAGE)
)
PAPER_KEY = SharedPaperRow.dossier + "/" + SharedPaperRow.sha256 + "/" + SharedPaperRow.component
PAPERS_CHANGED = (
    select(*(getattr(SharedPaperRow, name) for name in SharedPaper.model_fields), SharedPaperRow.changed_at)
    .where(
        SharedPaperRow.changed_at >= bindparam("at"),
        or_(SharedPaperRow.changed_at > bindparam("at"), bindparam("after") < PAPER_KEY),
        SharedPaperRow.changed_at < NOW - SETTLES,
    )
    .order_by(SharedPaperRow.changed_at, PAPER_KEY)
    .limit(PAGE)
)
NOTE = insert(ExchangeRow)
PUT = insert(Row).on_conflict_do_nothing()
RECALL = (
    update(Row)
    .where(Row.number == bindparam("which"), Row.provider == bindparam("by"), Row.recalled_at.is_(None))
    .values(recalled_at=NOW, changed_at=func.clock_timestamp())
)
SEEN = (
    update(Row)
    .where(Row.number == bindparam("which"), Row.provider == bindparam("by"), Row.signature != bindparam("seen"))
    .values(signature=bindparam("seen"), changed_at=func.clock_timestamp())
)
# Whoever was told of a result that changed since hears of it: made when it is asked for, so no word can be missed.
TOLD = select(func.unnest(ExchangeRow.results)).where(ExchangeRow.consumer == bindparam("consumer"))
TOLD_OF = CHANGED.where(Row.number.in_(TOLD), or_(Row.recalled_at.is_not(None), Row.replaced_by != constant("")))
USES = (
    select(ExchangeRow.consumer, ExchangeRow.at, ExchangeRow.purpose, ExchangeRow.basis, ExchangeRow.fields)
    .where(ExchangeRow.results.contains(bindparam("numbers", type_=ARRAY(Text))), ExchangeRow.refused == constant(""))
    .order_by(ExchangeRow.number)
    .limit(PAGE)
)
REUSES = (
    select(PaperRow.dossier)
    .join(UploadRow, UploadRow.id == PaperRow.upload)
    .where(UploadRow.sha256 == bindparam("sha256"), PaperRow.dossier != bindparam("own"))
    .order_by(PaperRow.dossier)
    .limit(PAGE)
)

REGISTERS = select(AgencyStateRow.agency).where(AgencyStateRow.answered_at >= NOW - FRESH)
EXCHANGED = (
    select(ExchangeRow.dataset).where(ExchangeRow.refused == constant(""), ExchangeRow.at >= NOW - FRESH).distinct()
)


@dataclass(frozen=True)
class Exchange:
    """What is written down of one exchange."""

    consumer: str
    message: str
    request: str
    act: Act
    dataset: str
    purpose: str
    basis: str
    fields: Collection[str]
    about: Sequence[str] = ()
    results: Sequence[str] = ()
    refused: str = ""


@dataclass(frozen=True)
class Lineage:
    """Where a result comes from, and who used it."""

    result: SharedResult
    uses: Sequence[Any]
    dossiers: Sequence[str]


class Shelf:
    """The warehouse, as the front door holds it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_owner(self, by: Actor, owner: str, kinds: Collection[str]) -> list[SharedResult]:
        """All results of somebody, the newest first; what was erased is nobody's."""
        asked = {"owner": owner, "kinds": sorted(kinds)}
        return _results(await self._database.execute(by, OF_OWNER, asked))

    async def note(self, by: Actor, line: Exchange) -> None:
        """Write an exchange down; an answer leaves only after that."""
        async with self._database.transaction(by) as tx:
            await noted(tx, line)

    async def put(self, by: Actor, result: SharedResult, line: Exchange) -> bool:
        """Enter another agency's result; put again it is the same, and nothing happens.

        Raises:
            OtherContent: a result of this number is there with another digest, or is somebody else's.
        """
        async with self._database.transaction(by) as tx:
            entered = (await tx.execute(PUT, _row(result))).rowcount
            [there] = _results(await tx.execute(BY_NUMBER, {"number": result.number}))
            if (there.sha256, there.provider) != (result.sha256, result.provider):
                raise OtherContent(
                    "Đã có kết quả mang số này với nội dung khác: hãy kiểm tra số, hoặc thu hồi kết quả cũ.",
                    "A result of this number is here with another content: check the number, or recall the old one.",
                )
            await noted(tx, line)
        return bool(entered)

    async def theirs(self, by: Actor, number: str) -> SharedResult:
        """A result that an agency put here itself.

        Raises:
            Missing: there is none of that number that they put here.
        """
        there = _results(await self._database.execute(by, BY_NUMBER, {"number": number}))
        if not there or there[0].provider != by.id:
            raise Missing
        return there[0]

    async def seen(self, by: Actor, number: str, signature: Signature, line: Exchange) -> None:
        """Keep what was seen of the file of a result of theirs; seen again it is the same."""
        async with self._database.transaction(by) as tx:
            await tx.execute(SEEN, {"which": number, "by": by.id, "seen": signature})
            await noted(tx, line)

    async def recall(self, by: Actor, number: str, line: Exchange) -> None:
        """Mark a result of theirs as recalled; once, however often it is said.

        Raises:
            Missing: there is none of that number that they put here.
        """
        async with self._database.transaction(by) as tx:
            there = _results(await tx.execute(BY_NUMBER, {"number": number}))
            if not there or there[0].provider != by.id:
                raise Missing
            await tx.execute(RECALL, {"which": number, "by": by.id})
            await noted(tx, line)

    async def changed(
        self, by: Actor, kinds: Collection[str], place: tuple[datetime, str], *, told: str = ""
    ) -> list[tuple[SharedResult, datetime]]:
        """Results that changed after a place in that order; those alone that ``told`` had used and are recalled."""
        at, after = place
        asked = {"kinds": sorted(kinds), "at": at, "after": after} | ({"consumer": told} if told else {})
        rows = (await self._database.execute(by, TOLD_OF if told else CHANGED, asked)).mappings()
        return [(_result(row), row["changed_at"]) for row in rows]

    async def papers(self, by: Actor, place: tuple[datetime, str]) -> list[tuple[SharedPaper, datetime]]:
        """Papers that came after a place in that order; an agency alone is told."""
        rows = (await self._database.execute(by, PAPERS_CHANGED, {"at": place[0], "after": place[1]})).mappings()
        return [(SharedPaper.model_validate(dict(row)), row["changed_at"]) for row in rows]

    async def lineage(self, by: Actor, number: str) -> Lineage:
        """Where a result comes from, and who used it.

        Raises:
            Missing: there is none of that number.
        """
        async with self._database.transaction(by) as tx:
            found = _results(await tx.execute(BY_NUMBER, {"number": number}))
            if not found:
                raise Missing
            uses = (await tx.execute(USES, {"numbers": [number]})).all()
            own = {"sha256": found[0].sha256, "own": found[0].dossier}
            return Lineage(found[0], uses, (await tx.execute(REUSES, own)).scalars().all())

    async def connected(self, by: Actor, datasets: Sequence[DataSet]) -> set[str]:
        """Which data sets were exchanged of late: a register that answered, or our own that somebody got or gave."""
        async with self._database.transaction(by) as tx:
            registers = set((await tx.execute(REGISTERS)).scalars())
            ours = set((await tx.execute(EXCHANGED)).scalars())
        return {one.id for one in datasets if (one.agency in registers if one.agency else one.id in ours)}


async def noted(tx: AsyncConnection, line: Exchange) -> None:
    """Write an exchange down together with what it is about."""
    lists = {"fields": sorted(line.fields), "about": list(line.about), "results": list(line.results)}
    await tx.execute(NOTE, vars(line) | lists)


def _row(result: SharedResult) -> dict[str, Any]:
    return result.model_dump() | {"owners": list(result.owners)}


def _results(rows: Any) -> list[SharedResult]:
    return [_result(row) for row in rows.mappings()]


def _result(row: Any) -> SharedResult:
    return SharedResult.model_validate(dict(row))
