"""The gate before a deployment: what the code of this checkout makes of the dossiers that are under way."""

import asyncio
import json
from collections import Counter
from contextlib import AsyncExitStack
from itertools import batched
from pathlib import Path

from activities.moving import Outlook, Scout
from commands.options import journal_of, settings_of
from infra.engine.replay import codes_under_way
from infra.engine.temporal import connect
from workflows.catalogue import every

AT_ONCE = 200
SAID = {"replays": "replays", "walks": "will walk its journal", "stays": "stays with its build"}
"""What of each is told."""


def report(data: Path, *, as_json: bool) -> bool:
    """Say of each dossier under way how it would go on with this code, and why some cannot; whether all can."""
    found = asyncio.run(_of_installation(data))
    many = Counter(one.verdict for one in found)
    for one in found:
        if as_json:
            told = {"dossier": one.dossier, "outlook": one.verdict, "at": one.place, "why": one.why}
            print(json.dumps(told, ensure_ascii=False))
        elif one.verdict != "replays":
            print(f"{one.dossier}  {SAID[one.verdict]}" + (f": {one.place}: {one.why}" if one.why else ""))
    if not as_json:
        print(
            f"{len(found)} dossiers under way: {many['replays']} replay, {many['walks']} will walk their journals, "
            f"{many['stays']} stay with the build that they are with"
        )
    return not many["stays"]


async def _of_installation(data: Path) -> list[Outlook]:
    settings, found = settings_of(data), list[Outlook]()
    async with AsyncExitStack() as stack:
        journal, _ = await stack.enter_async_context(journal_of(settings))
        scout = Scout(journal, await connect(settings, journal.database), every())
        codes = [code async for code in codes_under_way(journal.database)]
        for some in batched(codes, AT_ONCE, strict=False):
            found += [one async for one in scout.look(some)]
    return sorted(found, key=lambda one: one.dossier)
