"""Moving dossiers under way to this code: rehearsed first, refused where it would have asked for something else."""

import asyncio
import json
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from commands.options import complain, journal_of, settings_of
from commands.rehearsal import Rehearsal, Walk, rehearsing
from domain.base.refusals import Missing
from domain.dossier.acts import ENGINE
from infra.engine.deployment import builds
from infra.engine.replay import codes_under_way
from infra.engine.temporal import connect
from infra.journal.dispatcher import Deliverer
from infra.journal.journal import Journal
from infra.runtime.settings import Settings
from workflows.catalogue import every

TRIES = 5
"""How often a dossier is rehearsed again to which something happened meanwhile."""


class Mover:
    """Rehearses dossiers, and moves those that can go on."""

    def __init__(self, journal: Journal, rehearsal: Rehearsal, deliverer: Deliverer) -> None:
        self._journal = journal
        self._rehearsal = rehearsal
        self._deliverer = deliverer

    async def rehearse(self, code: str) -> Walk:
        """Walk a dossier's journal as it stands, without effect."""
        return (await self._walked(code))[0]

    async def move(self, code: str) -> Walk:
        """Rehearse, and where it holds let the dossier go on with this code."""
        for _ in range(TRIES):
            walk, procedure, seq = await self._walked(code)
            if not walk.holds:
                return walk
            if (await self._journal.dossier(code, ENGINE)).seq == seq:
                await self._deliverer.begin_again(code, procedure)
                return walk
        return Walk(code, failed="too much happens to it just now: try again")

    async def _walked(self, code: str) -> tuple[Walk, str, int]:
        dossier = await self._journal.dossier(code, ENGINE)
        if dossier.ended:
            return Walk(code, failed="it has ended: nothing is left to move"), dossier.procedure, dossier.seq
        events = await self._journal.events(code, ENGINE)
        return await self._rehearsal.walk(code, dossier.procedure, events), dossier.procedure, events[-1].seq


def report(codes: Sequence[str], data: Path, *, dry_run: bool, as_json: bool) -> bool:
    """Move these dossiers, or all that are under way, and say of each what became of it; whether none was refused."""
    walks = asyncio.run(_moved(codes, settings_of(data), dry_run=dry_run))
    done = "can move" if dry_run else "moved"
    for walk in walks:
        told = {"dossier": walk.dossier, "holds": walk.holds, "next": walk.next, "at": walk.place}
        line = f"{walk.dossier}  " + (done if walk.holds else f"{walk.place or 'refused'}: {walk.why}")
        print(json.dumps(told | {"why": "" if walk.holds else walk.why}, ensure_ascii=False) if as_json else line)
    stay = sum(not walk.holds for walk in walks)
    if not as_json:
        print(f"{len(walks) - stay} dossiers {done}, {stay} stay")
    return not stay


async def _moved(codes: Sequence[str], settings: Settings, *, dry_run: bool) -> list[Walk]:
    async with AsyncExitStack() as stack:
        journal, _ = await stack.enter_async_context(journal_of(settings))
        client = await connect(settings, journal.database)
        current = [build.id for build in await builds(client, settings) if build.current]
        if not dry_run and current and current != [settings.build_id]:
            ours = settings.build_id or "unnamed"
            complain(f"build {current[0]} begins dossiers, this code is {ours}: see motcua deploy current")
        rehearsal = await stack.enter_async_context(rehearsing(client, every()))
        mover = Mover(journal, rehearsal, Deliverer(client, settings.task_queue))
        tell = mover.rehearse if dry_run else mover.move
        named = codes or [code async for code in codes_under_way(journal.database)]
        return [await _told(tell(code), code) for code in named]


async def _told(walk: Awaitable[Walk], code: str) -> Walk:
    try:
        return await walk
    except Missing:
        return Walk(code, failed="there is no such dossier")
