"""Data cleaning by night: a dossier that was examined is held against the other dossiers of the same people."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import structlog

from activities.vietnam.cleaning import keeper
from domain.base.calendar import in_vietnam
from domain.base.refusals import Erased
from domain.dossier.acts import ENGINE
from domain.dossier.journal import form_of
from domain.province.units import NoSuchUnit, Units
from domain.province.warehouse import Sharing
from domain.statute.offices import Offices
from domain.vietnam.cleaning_night import Said, agreed, awaits_number, by_night, said
from infra.db.database import DatabaseDown
from infra.journal.journal import Journal
from infra.runtime.background import over_and_over
from infra.vietnam.cleaning import Corrections
from infra.vietnam.nights import Nights

log = structlog.get_logger()

BETWEEN = (1, 5)
"""Hours of Vietnam in which nobody is kept waiting by it."""
PAUSE = 60.0
Fields = Mapping[str, frozenset[str]]


class CleaningNight:
    """Looks, between one and five, at what the day left."""

    def __init__(
        self,
        journal: Journal,
        corrections: Corrections,
        nights: Nights,
        sharing: Sharing,
        offices: Offices,
        units: Units,
    ) -> None:
        self._journal, self._corrections, self._nights = journal, corrections, nights
        self._sharing, self._offices, self._units = sharing, offices, units

    async def run(self) -> None:
        """Look until cancelled."""
        await over_and_over(self.look, PAUSE)

    async def look(self) -> int:
        """Look at some that are owed, if it is night; give how many were looked at."""
        now = in_vietnam(self._journal.clock())
        if not BETWEEN[0] <= now.hour < BETWEEN[1]:
            return 0
        done, again, new = list[str](), list[str](), 0
        async with self._nights.database.transaction(ENGINE) as tx:
            for code in await self._nights.take(tx, now.date()):
                try:
                    found, over = await self._held_against_others(code, now.date())
                except DatabaseDown:
                    raise
                except Exception as error:  # it keeps none of the others, and is tried again in the next night
                    log.error("cleaning_fault", dossier=code, why=type(error).__name__)
                    again.append(code)
                else:
                    new += found
                    (done if over else again).append(code)
            if done or again:
                await self._nights.settle(tx, now.date(), done, again, new)
        return len(done)

    async def _held_against_others(self, code: str, day: date) -> tuple[int, bool]:
        """Give how many differences are new, and whether nothing of it is on its way any more."""
        fields = agreed(self._sharing, day)
        try:
            dossier = await self._journal.dossier(code, ENGINE)
        except Erased:
            return 0, True
        own = await self._said(code, fields)
        # Of others it holds only what is said of these people, and of whom they share a nine-digit number with.
        mine = {number for one in own for number in one.people}
        told = list(own)
        for other in await self._nights.others(code, await self._alike(own, mine)):
            told += await self._said(other, fields)
        new = 0
        for one in by_night(told, self._abolished(day), day):
            if {one.person, one.other} & mine:
                office = keeper(one.agency, dossier.competent, self._offices)
                new += await self._corrections.found(one, office, code) == "new"
        under_way = dossier.approval_stands and not (dossier.sealed or dossier.ended)
        return new, not (under_way or awaits_number(own, day))

    async def _alike(self, own: Sequence[Said], mine: Collection[str]) -> Sequence[str]:
        index = self._corrections.index
        told = [
            (str(one.answer["old_number"]), one.people[0]) for one in own if one.people and one.answer.get("old_number")
        ]
        known = [(index.of(old), index.of(number)) for old, number in told]
        people = {index.of(number) for number in mine}
        return sorted({*people, *await self._nights.sharing(known, sorted(people))})

    async def _said(self, code: str, fields: Fields) -> list[Said]:
        try:
            events = await self._journal.events(code, ENGINE)
            return list(said(form_of(events), events, self._corrections.index.of, fields, code))
        except Erased:
            return []

    def _abolished(self, day: date) -> Callable[[str], bool]:
        def gone(commune: str) -> bool:
            try:
                return not self._units.became(commune, day) if commune in ended else False
            except NoSuchUnit:
                return True

        ended = {unit.code for unit in self._units.ended}
        return gone
