"""What the code at hand makes of the dossiers that were under way before it: each is looked at once, by one worker.

By it a dossier that sleeps is begun again: only with code that has looked at it, and would ask for what is recorded.
A dossier that the sweep had to wake, and that did not go on by it, is looked at again: its run may have been begun by
other code since. What was not settled is taken up again, so that a worker that dies over it leaves nothing behind.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import Text, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.law import ENDED
from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import DossierRow, OutboxRow, OutlookRow, constant, one_of
from infra.engine.build_registry import Carried

Verdict = Literal["replays", "walks", "stays", "elsewhere"]
"""A dossier goes on as it stands; by walking its journal; not with this code; or stays with a build that still runs."""
Beginning = Literal["now", "later", "stays", "ended"]
"""A workflow may be begun; once it was looked at; not with this code; or is needed no more."""
AT_ONCE, SHOWN = 50, 50
AGAIN_AFTER = timedelta(minutes=10)
"""When a dossier is looked at again that still does not go on, though nothing has happened to it."""
LEFT_AFTER = timedelta(minutes=2)
"""When another worker takes up what one began to look at."""
FORGOTTEN_AFTER = timedelta(days=90)
SOON = timedelta(hours=2)
"""What is due later waits for people, and stands still for no fault of the code; so few rows are read each time."""

CODE = bindparam("by", type_=Text)
UNDER_WAY = select(CODE, DossierRow.code, DossierRow.seq).where(
    DossierRow.procedure == one_of("procedures"), DossierRow.status.not_in(ENDED)
)
FOUND = ("verdict", "seq", "place", "why")
PLACES = ["code", "dossier", "seq"]
ENTER = insert(OutlookRow).from_select(PLACES, UNDER_WAY).on_conflict_do_nothing()
OPENED = {"entered_at": func.now(), "taken_at": None, "settled_at": None}
BEFORE = func.now() - AGAIN_AFTER
STANDS_STILL = insert(OutlookRow).from_select(
    PLACES, UNDER_WAY.where(DossierRow.engine_due < func.now() + SOON, DossierRow.sweeps >= constant(1))
)
LOOK_AGAIN = STANDS_STILL.on_conflict_do_update(
    index_elements=[OutlookRow.code, OutlookRow.dossier],
    set_=OPENED | {"seq": STANDS_STILL.excluded.seq},
    where=or_(
        OutlookRow.settled_at < BEFORE,
        and_(OutlookRow.settled_at.is_not(None), OutlookRow.seq < STANDS_STILL.excluded.seq),
    ),
)
STILL_STAYS = (
    update(OutlookRow)
    .where(OutlookRow.code == CODE, OutlookRow.verdict == constant("stays"), OutlookRow.settled_at < BEFORE)
    .values(OPENED)
)
"""It may have gone on with the build that it stays with, or ended."""
AWAITED = select(OutboxRow.dossier).where(OutboxRow.kind == constant("wake"))
"""Something happened to them: whoever sleeps is woken only after it was looked at."""
OPEN = (
    select(OutlookRow.dossier)
    .where(
        OutlookRow.code == CODE,
        OutlookRow.settled_at.is_(None),
        or_(OutlookRow.taken_at.is_(None), OutlookRow.taken_at < func.now() - LEFT_AFTER),
    )
    .order_by(OutlookRow.dossier.in_(AWAITED).desc(), OutlookRow.taken_at.nulls_first())
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
TAKE = (
    update(OutlookRow)
    .where(OutlookRow.code == CODE, OutlookRow.dossier.in_(OPEN))
    .values(taken_at=func.now())
    .returning(OutlookRow.dossier)
)
SETTLE = (
    update(OutlookRow)
    .where(OutlookRow.code == CODE, OutlookRow.dossier == bindparam("of"))
    .values({name: bindparam(f"found_{name}") for name in FOUND} | {"settled_at": func.now()})
)
WOKEN = (
    update(OutboxRow)
    .where(OutboxRow.kind == constant("wake"), OutboxRow.dossier == bindparam("of"), OutboxRow.why != constant(""))
    .values(due_at=func.now())
)
MAY_BEGIN = select(func.may_begin(bindparam("of")))
FORGET = delete(OutlookRow).where(OutlookRow.code == CODE, OutlookRow.dossier == bindparam("of"))
FORGET_OLD = delete(OutlookRow).where(OutlookRow.settled_at < func.now() - FORGOTTEN_AFTER)
NEWEST = (
    select(OutlookRow)
    .where(OutlookRow.verdict.is_not(None))
    .ext(distinct_on(OutlookRow.dossier))
    .order_by(OutlookRow.dossier, OutlookRow.entered_at.desc())
    .subquery()
)
SETTLED = select(NEWEST.c.dossier, NEWEST.c.verdict).where(
    NEWEST.c.dossier == one_of("dossiers"), NEWEST.c.settled_at.is_not(None)
)
STAYS = select(NEWEST).where(NEWEST.c.verdict == constant("stays")).order_by(NEWEST.c.dossier).limit(SHOWN)


class Stays(NamedTuple):
    """A dossier that cannot go on with the newest code: why, and at which of its lines."""

    dossier: str
    place: str
    why: str


class Outlooks:
    """What is known of the dossiers under way, and what is still to be looked at, for the code of this process."""

    def __init__(self, database: Database, carried: Carried) -> None:
        self._database = database
        self._code = {"by": carried.code}
        self._ours = self._code | {"procedures": sorted(carried.procedures)}

    async def enter(self) -> None:
        """Let every dossier under way be looked at that this code has not looked at yet."""
        await self._database.execute(ENGINE, ENTER, self._ours)
        await self._database.execute(ENGINE, FORGET_OLD)

    async def look_again(self) -> None:
        """Let those be looked at once more that do not go on though they were woken."""
        await self._database.execute(ENGINE, LOOK_AGAIN, self._ours)
        await self._database.execute(ENGINE, STILL_STAYS, self._code)

    async def take(self) -> Sequence[str]:
        """Name some that are to be looked at; for a while nobody else will."""
        return sorted((await self._database.execute(ENGINE, TAKE, self._code)).scalars())

    async def settle(self, dossier: str, verdict: Verdict, seq: int, place: str = "", why: str = "") -> None:
        """Write down what was found."""
        found = {f"found_{name}": said for name, said in zip(FOUND, (verdict, seq, place, why), strict=True)}
        await self._database.execute(ENGINE, SETTLE, self._code | {"of": dossier} | found)
        if verdict != "stays":
            # What came while it could not be woken is brought now, and not only when its time has come.
            await self._database.execute(ENGINE, WOKEN, {"of": dossier})

    async def forget(self, dossier: str) -> None:
        """Strike one that has ended."""
        await self._database.execute(ENGINE, FORGET, self._code | {"of": dossier})


async def may_begin(database: Database, dossier: str) -> Beginning | None:
    """Whether the newest code that runs may begin a workflow for a dossier that has none; None if it is not there."""
    return cast("Beginning | None", (await database.execute(ENGINE, MAY_BEGIN, {"of": dossier})).scalar_one_or_none())


async def that_stay(tx: AsyncConnection) -> list[Stays]:
    """The dossiers that cannot go on with the newest code that looked at them, as far as the reader may see them."""
    rows: Iterable[Any] = await tx.execute(STAYS)
    return [Stays(row.dossier, row.place, row.why) for row in rows]


async def verdicts(database: Database, dossiers: Sequence[str]) -> dict[str, str]:
    """What was found of these, as far as they were looked at, by the newest code that did."""
    rows = await database.execute(ENGINE, SETTLED, {"dossiers": list(dossiers)})
    return {row.dossier: row.verdict for row in rows}
