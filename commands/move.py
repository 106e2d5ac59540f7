"""Moving dossiers under way to this code: rehearsed first, refused where it would have asked for something else."""

import asyncio
import json
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from activities.moving import Mover
from activities.rehearsal import Walk, rehearsing
from commands.options import complain, journal_of, settings_of
from domain.base.refusals import Missing
from infra.engine.deployment import builds
from infra.engine.replay import codes_under_way
from infra.engine.temporal import connect
from infra.journal.dispatcher import Deliverer
from infra.runtime.settings import Settings
from workflows.catalogue import every


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
        mover = Mover(
            journal, rehearsal, Deliverer(client, settings.task_queue, journal.database, settings.sleeps_after)
        )
        tell = mover.rehearse if dry_run else mover.move
        named = codes or [code async for code in codes_under_way(journal.database)]
        return [await _told(tell(code), code) for code in named]


async def _told(walk: Awaitable[Walk], code: str) -> Walk:
    try:
        return await walk
    except Missing:
        return Walk(code, failed="there is no such dossier")
