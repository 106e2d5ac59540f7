"""Compares each night how the portal publishes our procedures with what is offered and registered here.

What differs is a task until it differs no more; of the decision that the register knows too, it takes over since when
and how whole it stands there (metrics 1.1 to 1.3).
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import structlog
from sqlalchemy import BigInteger, Text, and_, bindparam, column, func, not_, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from domain.base.calendar import in_vietnam
from domain.dossier.acts import ENGINE, Actor
from domain.vietnam.kept import subject_of
from domain.vietnam.portal.catalogue import (
    OF_LISTS,
    Catalogue,
    Described,
    PublicationTask,
    as_published,
    newest,
    tasks_of,
)
from domain.vietnam.portal.hoso import OnPortal
from domain.vietnam.programme.entries import Entry, NewEntry
from domain.vietnam.publications import PUBLICATION, Publication
from infra.db.database import Database
from infra.db.portal_tables import PublicationTaskRow as Row
from infra.db.tables import CounterRow, constant, one_of
from infra.journal.journal import Journal
from infra.runtime.background import over_and_over
from infra.vietnam.entries import PUBLICATIONS, ProvinceEntries, Wanted
from infra.vietnam.portal_client import Portal, PortalRefused

log = structlog.get_logger()

LOOKS_EVERY = 900.0
"""Seconds between looks whether a night has come."""
BEGINS = timedelta(hours=1)
"""How long after midnight in Vietnam."""
COMPARED = "portal/catalogue"
"""The counter that holds the day on which was compared last."""
SOURCE = "Cổng Dịch vụ công quốc gia"
"""The document by which the register is told what stands there."""

LAST = select(CounterRow.value).where(CounterRow.name == constant(COMPARED))
NOTE = insert(CounterRow).values(name=COMPARED)
NOTE = NOTE.on_conflict_do_update(index_elements=[CounterRow.name], set_={"value": NOTE.excluded.value})
OPEN = Row.closed_at.is_(None)
FOUND = insert(Row)
FOUND = FOUND.on_conflict_do_update(
    index_elements=[Row.procedure, Row.what],
    index_where=OPEN,
    set_={"ours": FOUND.excluded.ours, "theirs": FOUND.excluded.theirs},
)
STILL = (
    func.unnest(bindparam("codes", type_=ARRAY(Text)), bindparam("whats", type_=ARRAY(Text)))
    .table_valued(column("procedure", Text), column("what", Text))
    .render_derived()
)
# Of a procedure that the portal said nothing more about this time, nothing is known to be put right.
CLOSE = (
    update(Row)
    .where(
        OPEN,
        or_(Row.what == one_of("of_lists"), Row.procedure == one_of("described")),
        not_(tuple_(Row.procedure, Row.what).in_(select(STILL.c.procedure, STILL.c.what))),
    )
    .values(closed_at=bindparam("now"))
)
TASKS = (
    select(Row)
    .where(
        or_(
            bindparam("of", type_=Text) == constant(""),
            and_(bindparam("of", type_=Text) == constant("open"), OPEN),
            and_(bindparam("of", type_=Text) == constant("closed"), not_(OPEN)),
        ),
        Row.number > bindparam("after", type_=BigInteger),
    )
    .order_by(Row.number)
    .limit(bindparam("many", type_=BigInteger))
)


class PortalCatalogue:
    """Compares once a night."""

    def __init__(self, journal: Journal, portal: Portal, house: OnPortal, *, interval: float = LOOKS_EVERY) -> None:
        self._database = journal.database
        self._entries = ProvinceEntries(journal.database)
        self._clock = journal.clock
        self._portal = portal
        self._house = house
        self._interval = interval

    async def run(self) -> None:
        """Compare, until cancelled."""
        await over_and_over(self.night, self._interval)

    async def night(self) -> int:
        """Compare where that was not done today.

        Raises:
            PortalDown, PortalRefused: another time.
        """
        today = in_vietnam(self._clock() - BEGINS).date().toordinal()
        if ((await self._database.execute(ENGINE, LAST)).scalar_one_or_none() or 0) < today:
            await self.compare()
            await self._database.execute(ENGINE, NOTE, {"value": today})
        return 0

    async def compare(self) -> int:
        """Compare now; give how many tasks are open.

        Raises:
            PortalDown, PortalRefused: nothing was changed.
        """
        there = await self._there()
        entries = await self._entries.standing(Wanted(PUBLICATIONS), PUBLICATION, ENGINE)
        titles = {code: title.vi for code, title in self._house.titles.items()}
        found = tasks_of(titles, there, newest(one.content for one in entries))
        await self._keep(found, there.described)
        await self._register(entries, there)
        log.info("portal_catalogue_compared", tasks=len(found))
        return len(found)

    async def _there(self) -> Catalogue:
        listed = await self._portal.procedures()
        if not listed:
            raise PortalRefused("LayDanhSachTTHC", "0")
        sectors, agencies = await self._portal.sectors(), await self._portal.agencies()
        described: dict[str, Described] = {}
        for code in listed.keys() & self._house.titles.keys():
            try:
                described[code] = await self._portal.procedure(code)
            except PortalRefused:
                log.warning("portal_procedure_not_told", procedure=code)
        return Catalogue(listed=listed, described=described, sectors=sectors, agencies=agencies)

    async def _keep(self, found: Sequence[PublicationTask], described: Collection[str]) -> None:
        now = self._clock()
        still = {"codes": [one.procedure for one in found], "whats": [one.what for one in found]}
        async with self._database.transaction(ENGINE) as tx:
            if found:
                await tx.execute(FOUND, [one.model_dump() | {"found_at": now} for one in found])
            await tx.execute(CLOSE, still | {"of_lists": sorted(OF_LISTS), "described": sorted(described), "now": now})

    async def _register(self, entries: Sequence[Entry[Publication]], there: Catalogue) -> None:
        """Enter what the portal shows of decisions that stand in the register."""
        told = ((one, there.described.get(one.content.procedure)) for one in entries)
        anew = [(one, as_published(one.content, shown)) for one, shown in told if shown]
        changed = [
            NewEntry[Publication](
                unit=one.unit,
                subject=subject_of(one.unit, one.day, content),
                day=one.day,
                document=SOURCE,
                content=content,
                imported=True,
            )
            for one, content in anew
            if content != one.content
        ]
        if changed:
            await self._entries.add(PUBLICATIONS, changed, self._clock(), ENGINE)


class PublicationTasks:
    """Tasks as operators read them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self, state: str, after: int, many: int, by: Actor) -> Sequence[Row]:
        """Open and closed ones, or one kind, in the order in which they were found; nothing to others."""
        asked = {"of": state, "after": after, "many": many}
        async with self._database.transaction(by) as tx:
            return (await tx.execute(TASKS, asked)).all()  # type: ignore[return-value]

    async def compared(self, by: Actor) -> date | None:
        """The day of the last comparison; None where none was ever made."""
        number = (await self._database.execute(by, LAST)).scalar_one_or_none()
        return date.fromordinal(number) if number else None
