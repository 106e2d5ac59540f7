"""Data cleaning by the worker: dossiers are compared, and what offices decided is entered and looked at again."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.connector import AgencyError, Connector, Envelope
from activities.warrants import Grounds, Warrant
from domain.base.calendar import in_vietnam
from domain.dossier import keys
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Event, form_of
from domain.dossier.state import Dossier
from domain.recall.proposed import laid_before, proposal, proposals
from domain.registers.query import POPULATION, Answer, Query
from domain.statute.offices import Offices
from domain.vietnam.cleaning import PROCEDURE, PURPOSE, compared
from domain.vietnam.cleaning_again import entry, is_put_right, question
from domain.vietnam.cleaning_recall import rests_otherwise, wrong_data
from domain.vietnam.queries.insurance import INSURANCE
from domain.vietnam.queries.residence import RESIDENCE
from infra.journal.feeding import Faults, Owed, feed, what_keeps
from infra.journal.journal import Journal
from infra.journal.rounds import Rounds, each_apart, owed
from infra.vietnam.cleaning import ANSWERS, DUE, Correction, Corrections, decided
from infra.vietnam.nights import Nights

log = structlog.get_logger()

MANY = 20
EXAMINED = ""
"""The topic of what is owed once an officer has looked at a dossier."""


class CleaningDesk:
    """Compares what officers have looked at, and has registers corrected that were found wrong."""

    def __init__(
        self,
        journal: Journal,
        corrections: Corrections,
        registers: Mapping[str, Connector],
        grounds: Grounds,
        offices: Offices,
        *,
        nights: Nights | None = None,
    ) -> None:
        self._journal, self._corrections, self._registers = journal, corrections, registers
        self._nights = nights
        self._grounds, self._offices = grounds, offices

    async def run(self, rounds: Rounds) -> None:
        """Go on until cancelled."""
        await asyncio.gather(rounds.whenever(owed(ANSWERS), self.compare), rounds.whenever(DUE, self.enter))

    async def compare(self) -> int:
        """Compare what is owed now; one dossier that cannot be read keeps none of the others."""
        return await feed(self._journal.database, ANSWERS, MANY, self._settled)

    async def _settled(self, _: AsyncConnection, owed: Owed) -> Faults:
        found = {
            code: await what_keeps(ANSWERS, code, partial(self._look, code, topics)) for code, topics in owed.items()
        }
        return {code: why for code, why in found.items() if why}

    async def _look(self, code: str, topics: frozenset[str]) -> None:
        dossier = await self._journal.dossier(code, ENGINE)
        events = await self._journal.events(code, ENGINE)
        if EXAMINED in topics:
            await self._compare(code, dossier, events)
        if self._nights:
            await self._nights.owe(code, in_vietnam(self._journal.clock()).date())
        if dossier.sealed:
            await self._propose(dossier, events)

    async def _propose(self, dossier: Dossier, events: Sequence[Event]) -> None:
        """Lay before the leaders of its office that a result rests on what was wrong; each correction once a result."""
        made = proposals(dossier)
        if dossier.result is None or any(one.open for one in made):
            return  # what comes meanwhile is laid before them once they have decided
        known = {one.id for task in made for one in laid_before(events, task.id)}
        form = form_of(events)
        decided_on = map(decided, await self._corrections.concerning(dossier.code))
        wrong = [wrong_data(one) for one in decided_on if one.id not in known and rests_otherwise(one, form, events)]
        if wrong:
            await self._journal.advance(dossier.code, [proposal(dossier, dossier.result.number, wrong)], dossier.seq)

    async def _compare(self, code: str, dossier: Dossier, events: Sequence[Event]) -> None:
        found = compared(form_of(events), events)
        await self._corrections.note(sorted(found.people))
        for one in found.differences:
            await self._corrections.found(one, keeper(one.agency, dossier.competent, self._offices), code)

    async def enter(self) -> int:
        """Have registers corrected that are owed it, and close what they then say; give how many were closed."""
        closed, faults = await each_apart(await self._corrections.due(), self._entered)
        for _, why in faults:
            log.error("cleaning_fault", why=type(why).__name__)
        return closed

    async def _entered(self, one: Correction) -> bool:
        if self._registers.get(one.register) is None or self._grounds.mint is None:
            return False
        found = decided(one)
        right, asked = entry(found), question(found)
        if asked is None:
            return False
        try:
            if right:
                await self._put(one, right, "correct", told=True)
            said = await self._put(one, asked, f"again-{one.tries}", told=False)
        except AgencyError as error:
            log.warning("cleaning_waits", register=one.register, why=type(error).__name__)
            return False
        if not is_put_right(found, said):
            return False
        await self._corrections.close(one)
        return True

    async def _put(self, one: Correction, query: Query[Any], step: str, *, told: bool) -> Answer | None:
        message = keys.outside(one.code, step)
        warrant = Warrant(self._grounds, query, one.code, message, one.office, PROCEDURE, PURPOSE, told)
        envelope = Envelope(one.code, step, one.office, PURPOSE, warrant=warrant)
        return await self._registers[one.register].answer(query, envelope)


def keeper(register: str, competent: str, offices: Offices) -> str:
    """The office that keeps a register where a dossier is: police, civil-status desk or insurance."""
    commune = competent.partition(".")[0]
    known, province = {office.code for office in offices.offices}, offices.province.code
    if register in (POPULATION, RESIDENCE):
        return next(one for one in (f"{commune}.CA", f"{province}.CA", competent) if one in known)
    if register == INSURANCE and f"{province}.BHXH" in known:
        return f"{province}.BHXH"
    return commune if commune in known else competent
