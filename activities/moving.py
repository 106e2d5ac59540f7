"""Dossiers under way go on with the code at hand: as they stand where their history replays, else by walking.

A run that no longer replays is ended, and another walks the journal from its beginning, repeating nothing. Before that
the journal is walked as a rehearsal. Where this code would have asked for something else than the journal holds, the
dossier stays as it is, for workers of the build that it is with, and operators read which and why.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

import structlog
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from activities.rehearsal import Rehearsal, Walk, Watch, Watching, passed_over, rehearsing
from domain.base.refusals import Erased, Missing
from domain.dossier.acts import ENGINE
from domain.dossier.state import Dossier
from infra.db.database import DatabaseDown
from infra.engine.outlooks import Outlooks, Verdict
from infra.engine.replay import history_of, replay
from infra.engine.runs import Run, newest_run
from infra.journal.dispatcher import REHEARSED, Deliverer
from infra.journal.journal import Delivery, Journal
from infra.runtime.background import over_and_over

TRIES = 5
"""How often a dossier is rehearsed again to which something happened meanwhile."""
LOOKS_EVERY = 3.0
"""Seconds between two looks at what does not go on."""
WALKS_AT_ONCE = 8
"""So few that what is asked of the engine meanwhile is not kept waiting."""
ENDED = "it has ended: nothing is left to move"
BUSY = "too much happens to it just now: try again"
log = structlog.get_logger()


@dataclass(frozen=True)
class Outlook:
    """What this code makes of a dossier under way."""

    dossier: str
    procedure: str
    seq: int
    """The journal's newest event when it was looked at."""
    verdict: Verdict
    run: Run | None
    place: str = ""
    why: str = ""


class Mover:
    """Rehearses dossiers, and moves those that can go on."""

    def __init__(self, journal: Journal, rehearsal: Rehearsal, deliverer: Deliverer) -> None:
        self._journal = journal
        self._rehearsal = rehearsal
        self._deliverer = deliverer

    async def rehearse(self, code: str) -> Walk:
        """Walk a dossier's journal as it stands, without effect."""
        return (await self.walked(code))[0]

    async def move(self, code: str) -> Walk:
        """Rehearse, and where it holds let the dossier go on with this code."""
        for _ in range(TRIES):
            walk, procedure, seq = await self.walked(code)
            if not walk.holds:
                return walk
            if (await self._journal.dossier(code, ENGINE)).seq == seq:
                await self._deliverer.begin_again(code, procedure)
                return walk
        return Walk(code, failed=BUSY)

    async def walked(self, code: str) -> tuple[Walk, str, int]:
        """Walk, and give the procedure and the journal's last event with what came of it."""
        dossier = await self._journal.dossier(code, ENGINE)
        if dossier.ended:
            return Walk(code, failed=ENDED), dossier.procedure, dossier.seq
        events = await self._journal.events(code, ENGINE)
        return await self._rehearsal.walk(code, dossier.procedure, events), dossier.procedure, events[-1].seq


class Scout:
    """Says what this code makes of dossiers under way; nothing changes by it."""

    def __init__(self, journal: Journal, client: Client, workflows: Sequence[type], build: str = "") -> None:
        self._journal = journal
        self._client = client
        self._workflows = workflows
        self._build = build
        """Whose dossiers are looked at; all, where builds are not told apart."""

    async def look(self, codes: Sequence[str]) -> AsyncIterator[Outlook]:
        """Look at each that is under way: replay where it has a run, and walk where that fails or there is none."""
        runs = {code: await newest_run(self._client, code) for code in codes}
        elsewhere = {
            code for code, run in runs.items() if run and run.going and run.build != (self._build or run.build)
        }
        replayed = await self._replayed(
            [code for code, run in runs.items() if run and run.going and code not in elsewhere]
        )
        unsettled = []
        for code in codes:
            dossier = await self._under_way(code)
            if dossier is None:
                continue
            found = Outlook(code, dossier.procedure, dossier.seq, "replays", runs[code])
            if code in elsewhere:
                yield replace(found, verdict="elsewhere")
            elif replayed.get(code) == "":
                yield found
            else:
                unsettled.append(found)
        if unsettled:
            async with rehearsing(self._client, self._workflows) as rehearsal:
                slots = asyncio.Semaphore(WALKS_AT_ONCE)
                for walked in asyncio.as_completed(self._walked(found, rehearsal, slots) for found in unsettled):
                    yield await walked

    async def again(self, found: Outlook) -> Outlook:
        """Walk the journal of a dossier as it stands now."""
        async with rehearsing(self._client, self._workflows) as rehearsal:
            return await self._walked(found, rehearsal, asyncio.Semaphore())

    async def _walked(self, found: Outlook, rehearsal: Rehearsal, slots: asyncio.Semaphore) -> Outlook:
        async with slots:
            events = await self._journal.events(found.dossier, ENGINE)
            walk = await rehearsal.walk(found.dossier, found.procedure, events)
        seq = events[-1].seq
        if walk.holds:
            return replace(found, verdict="walks", seq=seq)
        return replace(found, verdict="stays", seq=seq, place=walk.place, why=walk.why)

    async def _under_way(self, code: str) -> Dossier | None:
        try:
            dossier = await self._journal.dossier(code, ENGINE)
        except (Missing, Erased):
            return None
        return None if dossier.ended else dossier

    async def _replayed(self, codes: Sequence[str]) -> dict[str, str]:
        """Why each history does not replay; empty where it does.

        A history knows in what order something was written, not what: code that would have written other steps waits
        for ever for what nobody recorded. So what it asks for on the way is held against the journal too.
        """

        async def histories() -> AsyncIterator[WorkflowHistory]:
            for code in codes:
                if history := await history_of(self._client, code):
                    yield history

        if not codes:
            return {}
        replayed = replay(self._workflows, histories(), self._client.data_converter, [Watching(watch := Watch())])
        faults = {verdict.dossier: verdict.fault async for verdict in replayed}
        for code in [code for code, fault in faults.items() if not fault]:
            events = await self._journal.events(code, ENGINE)
            faults[code] = ", ".join(passed_over(events, watch.asked.get(code, ())))
        return faults


class Upgrader:
    """Has every dossier under way go on with the code of this process, where it can."""

    def __init__(
        self, journal: Journal, client: Client, deliverer: Deliverer, scout: Scout, outlooks: Outlooks
    ) -> None:
        self._journal = journal
        self._client = client
        self._deliverer = deliverer
        self._scout = scout
        self._outlooks = outlooks

    async def run(self) -> None:
        """Look at all that this code has not looked at, then at whatever does not go on, until cancelled."""
        await over_and_over(self.look, LOOKS_EVERY)

    async def look(self) -> int:
        """Look at some; give how many were taken."""
        await self._outlooks.look_again()
        taken = set(await self._outlooks.take())
        left = taken.copy()
        try:
            await self._look_at(left)
        except (RPCError, RuntimeError, DatabaseDown):
            raise  # the engine or the database is down: nothing can be looked at
        except Exception:
            if len(taken) == 1:
                raise
            for code in sorted(left):
                await self._look_at_one(code)
        return len(taken)

    async def _look_at_one(self, code: str) -> None:
        """Look at one by itself: what is wrong with one must not keep those back that were taken with it."""
        try:
            await self._look_at({code})
        except Exception as error:
            log.error("dossier_not_looked_at", dossier=code, why=type(error).__name__)

    async def _look_at(self, left: set[str]) -> None:
        """Look at these, and strike off each that is done with."""
        async for found in self._scout.look(sorted(left)):
            await self._settle(found)
            left.discard(found.dossier)
        for ended in sorted(left):
            await self._outlooks.forget(ended)
            left.discard(ended)

    async def _settle(self, found: Outlook) -> None:
        if found.verdict == "walks" and found.run and not found.run.over:
            settled = await self._begun_again(found, found.run)
            if settled is None:
                return
            found = settled
        if found.verdict == "stays":
            log.warning("dossier_stays", dossier=found.dossier, at=found.place, why=found.why)
        await self._outlooks.settle(found.dossier, found.verdict, found.seq, found.place, found.why)

    async def _begun_again(self, found: Outlook, run: Run) -> Outlook | None:
        """End the run that no longer replays, and let another walk; None where that is to be looked at again.

        A worker that dies between the two leaves the outlook unsettled: who takes it up next finds the run cut off.
        """
        if run.going and not await self._ended(found.dossier, run):
            return None
        # What an activity of the old run wrote after the rehearsal may be what this code would not have asked for.
        if (await self._journal.dossier(found.dossier, ENGINE)).seq != found.seq:
            found = await self._scout.again(found)
        if found.verdict == "walks":
            if not await self._deliverer.wake(Delivery(0, REHEARSED, found.dossier, 0, found.procedure, {})):
                return None
            log.info("dossier_walks", dossier=found.dossier)
        return found

    async def _ended(self, code: str, run: Run) -> bool:
        """End this very run; False where it has ended meanwhile, by itself or by another worker's hand."""
        try:
            await self._client.get_workflow_handle(code, run_id=run.id).terminate("it no longer replays: it walks anew")
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True
