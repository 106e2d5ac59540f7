"""Counts once a day how good each shared data set is, so that whoever asks has nothing counted."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Date, and_, bindparam, distinct, exists, func, not_, or_, select
from sqlalchemy.dialects.postgresql import insert

from domain.base.calendar import in_vietnam
from domain.dossier.acts import ENGINE, Actor
from domain.province.disclosure import told
from domain.province.periods import Period
from domain.province.quality import DEFINITION, MEASURES, Quality, Share, quality_of_open, quality_of_units
from domain.province.units import Units
from domain.province.warehouse import FACTS, OPEN, PAPERS, RESULTS, UNITS
from infra.analysis.analysis import Analysis, FactsUnpublished
from infra.analysis.counting import ProvinceCounts
from infra.analysis.open_counts import open_counts
from infra.db.database import Database, DatabaseDown
from infra.db.due import NOW
from infra.db.province_tables import ProvinceFactsRow as Fact
from infra.db.tables import OutboxRow, constant, one_of
from infra.db.warehouse_tables import QualityDayRow as Row
from infra.db.warehouse_tables import SharedPaperRow as Paper
from infra.db.warehouse_tables import SharedResultRow as Result
from infra.files.storage import Store
from infra.province.feed import FACTS as FACTS_OWED
from infra.runtime.background import over_and_over

log = structlog.get_logger()

DAY = timedelta(days=1)
IN_TIME = timedelta(hours=24)
"""Within which a row is to be here."""
DIGEST = "^[0-9a-f]{64}$"
NOTHING = constant("")


def _many(*which: ColumnElement[bool]) -> Any:
    return func.count().filter(*which)


KEPT = Result.erased_at.is_(None)
RESULTS_COUNTED = select(
    func.count().label("all"),
    _many(KEPT).label("whole"),
    _many(KEPT, func.cardinality(Result.owners) > constant(0), Result.kind != NOTHING, Result.issuer != NOTHING).label(
        "complete"
    ),
    _many(
        Result.sha256.regexp_match(DIGEST),
        or_(Result.valid_until.is_(None), Result.valid_until >= Result.issued_on),
        # By days: of a result that names no moment of its issue the day's end counts.
        or_(
            Result.recalled_at.is_(None),
            func.timezone(constant("Asia/Ho_Chi_Minh"), Result.recalled_at) >= Result.issued_on,
        ),
        Result.signature != constant("unknown"),
    ).label("valid"),
    func.count(distinct(Result.sha256)).label("different"),
    _many(Result.entered_at <= Result.issued_at + IN_TIME).label("in_time"),
)
PAPERS_COUNTED = select(
    func.count().label("all"),
    func.count().label("whole"),
    _many(Paper.component != NOTHING).label("complete"),
    _many(Paper.sha256.regexp_match(DIGEST), Paper.added_at <= NOW).label("valid"),
    func.count(distinct(Paper.dossier + "/" + Paper.sha256)).label("different"),
    _many(Paper.changed_at <= Paper.added_at + IN_TIME).label("in_time"),
)
IN_DATABASE = {RESULTS: RESULTS_COUNTED, PAPERS: PAPERS_COUNTED}
"""The rest lies in the published files, or with the house."""
IN_ORDER = and_(
    func.coalesce(Fact.accepted_at >= Fact.filed_at, constant(True)),
    func.coalesce(Fact.issued_at >= func.coalesce(Fact.accepted_at, Fact.filed_at), constant(True)),
    func.coalesce(Fact.handed_over_at >= Fact.issued_at, constant(True)),
    func.coalesce(Fact.ended_at >= Fact.filed_at, constant(True)),
)
MONEY = and_(Fact.fee >= constant(0), Fact.given_back >= constant(0), Fact.given_back <= Fact.paid)
STARS = func.coalesce(and_(Fact.stars >= constant(1), Fact.stars <= constant(5)), constant(True))
BEHIND = Fact.dossier == one_of("behind")
FACTS_COUNTED = select(
    func.count().label("all"),
    func.count().label("whole"),
    _many(*(getattr(Fact, name) != NOTHING for name in ("procedure", "version", "receiving", "competent"))).label(
        "complete"
    ),
    _many(IN_ORDER, MONEY, STARS).label("valid"),
    func.count(distinct(Fact.dossier)).label("different"),
    _many(not_(BEHIND)).label("in_time"),
)
# Few at any time: what was tried and could not be made, or waits for longer than a day.
OWED = (
    select(OutboxRow.dossier)
    .where(
        OutboxRow.kind == constant(FACTS_OWED),
        or_(OutboxRow.attempts > constant(0), OutboxRow.due_at <= NOW - IN_TIME),
    )
    .distinct()
)
# Another worker may have counted it meanwhile: the first holds, with all its measures.
KEEP = insert(Row).on_conflict_do_nothing()
IS_KEPT = select(exists().where(Row.day == bindparam("on"), Row.dataset == bindparam("of")))
LAST = select(Row.dataset, func.max(Row.day).label("day")).group_by(Row.dataset).subquery()
SINCE = (
    select(Row.day, Row.dataset, Row.measure, Row.numerator, Row.denominator, Row.definition, Row.as_of)
    .where(Row.day >= bindparam("first", type_=Date))
    .order_by(Row.day.desc(), Row.dataset)
)
NEWEST = select(Row.dataset, Row.measure, Row.numerator, Row.denominator, Row.definition, Row.as_of).join(
    LAST, and_(LAST.c.dataset == Row.dataset, LAST.c.day == Row.day)
)


@dataclass(frozen=True)
class Counted:
    """How good a data set was when it was counted last."""

    quality: Quality
    definition: str
    as_of: datetime


class QualityDays:
    """Reads what was counted last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, first: date, by: Actor) -> list[tuple[date, str, Quality]]:
        """By day and data set from a day on, the newest day first; a day on which no worker ran has none."""
        rows = (await self._database.execute(by, SINCE, {"first": first})).mappings().all()
        found: dict[tuple[date, str], list[Any]] = {}
        for row in rows:
            found.setdefault((row["day"], row["dataset"]), []).append(row)
        return [(day, dataset, _counted(of).quality) for (day, dataset), of in found.items()]

    async def newest(self, by: Actor) -> dict[str, Counted]:
        """By data set; one that was never counted is left out."""
        rows = (await self._database.execute(by, NEWEST)).mappings().all()
        found: dict[str, list[Any]] = {}
        for row in rows:
            found.setdefault(row["dataset"], []).append(row)
        return {dataset: _counted(of) for dataset, of in found.items()}


@dataclass(frozen=True)
class QualityKeeper:
    """Counts each data set that is shared once a day: the first look after midnight."""

    store: Store
    database: Database
    units: Units
    province: str
    shared: Collection[str]
    """Of the decided list, what is kept here."""
    clock: Callable[[], datetime]
    every: float = 300

    async def run(self) -> None:
        """Look every few minutes whether a day has begun, until cancelled."""
        await over_and_over(self.round, self.every)

    async def round(self) -> int:
        """Count what nobody counted today; there is never more to do at once."""
        day = in_vietnam(self.clock()).date()
        for dataset in (RESULTS, PAPERS, UNITS, FACTS, OPEN):
            if dataset in self.shared and not await self._is_kept(dataset, day):
                await self._tried(dataset, day)
        return 0

    async def _tried(self, dataset: str, day: date) -> None:
        """Count one; what keeps it keeps none of the others, and is tried again in the next round."""
        try:
            quality, as_of = await self._counted(dataset, day)
            await self._keep(dataset, day, quality, as_of)
        except FactsUnpublished:
            return
        except DatabaseDown:
            raise
        except Exception as error:
            log.error("quality_not_counted", dataset=dataset, why=type(error).__name__)

    async def _counted(self, dataset: str, day: date) -> tuple[Quality, datetime]:
        """How good one is, and up to when that holds."""
        if dataset == UNITS:
            return quality_of_units(self.units), self.clock()
        if dataset in IN_DATABASE:
            as_of = self.clock()
            row = (await self.database.execute(ENGINE, IN_DATABASE[dataset])).mappings().one()
            return _quality(row), as_of
        # Once a day: what it needs of memory is given back.
        async with Analysis(self.store) as analysis:
            counts = await ProvinceCounts.now(analysis)
            return await (self._facts(counts) if dataset == FACTS else self._open(day, counts)), counts.as_of

    async def _facts(self, counts: ProvinceCounts) -> Quality:
        owed = [*(await self.database.execute(ENGINE, OWED)).scalars()]
        [row] = await counts.published.rows(FACTS_COUNTED, {"behind": owed})
        quality, here = _quality(row), row["in_time"]
        # What has no row yet is late too.
        return quality.model_copy(update={"timeliness": Share(numerator=here, denominator=here + len(owed))})

    async def _open(self, day: date, counts: ProvinceCounts) -> Quality:
        month = Period.month(day.replace(day=1) - DAY)
        found = await open_counts(self.province, month, day, self.units, counts)
        figures = [(definition, unit, told(*part)) for definition, unit, part in found.listed]
        return quality_of_open(figures, fresh=counts.as_of >= self.clock() - IN_TIME)

    async def _is_kept(self, dataset: str, day: date) -> bool:
        return bool((await self.database.execute(ENGINE, IS_KEPT, {"on": day, "of": dataset})).scalar_one())

    async def _keep(self, dataset: str, day: date, quality: Quality, as_of: datetime) -> None:
        shares = {name: share for name in MEASURES if (share := getattr(quality, name)) is not None}
        said = {"day": day, "dataset": dataset, "definition": DEFINITION, "as_of": as_of}
        async with self.database.transaction(ENGINE) as tx:
            await tx.execute(KEEP, [said | {"measure": name} | share.model_dump() for name, share in shares.items()])


def _quality(row: Any) -> Quality:
    every = row["all"]
    return Quality(
        completeness=Share(numerator=row["complete"], denominator=row["whole"]),
        validity=Share(numerator=row["valid"], denominator=every),
        uniqueness=Share(numerator=row["different"], denominator=every),
        timeliness=Share(numerator=row["in_time"], denominator=every),
    )


def _counted(rows: Sequence[Any]) -> Counted:
    shares = {row["measure"]: Share(numerator=row["numerator"], denominator=row["denominator"]) for row in rows}
    return Counted(Quality.model_validate(shares), rows[0]["definition"], rows[0]["as_of"])
