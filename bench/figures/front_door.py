"""What a front door holds that answers a province's figures: ``python -m bench.figures.front_door STORE``.

A process of its own, so that nothing of the measure is in it: it loads the front door's code, fetches the files, asks
what the screens ask of them, and says how many bytes it held at its highest.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta

from api.app import create_app
from bench.meter import memory
from domain.base.calendar import in_vietnam
from domain.province.periods import Period
from infra.analysis.analysis import Analysis
from infra.analysis.branch_counts import branch_counts
from infra.analysis.counting import Asked, ProvinceCounts
from infra.analysis.patterns import Patterns
from infra.analysis.takings import takings
from infra.facts.loading import load_offices
from infra.files.storage import Store


async def held(store: str) -> int:
    """Ask, and say how much it took."""
    offices, now = [office.code for office in load_offices().offices], datetime.now(UTC)
    year = Period.read(str(in_vietnam(now).year))
    async with Analysis(Store.from_url(store)) as analysis:
        published, patterns, asked = await analysis.published(), Patterns(analysis), Asked(offices, year)
        counts = ProvinceCounts(published)
        await asyncio.gather(
            counts.of(asked), counts.each(asked), counts.punctual(asked), branch_counts(published, asked)
        )
        await asyncio.gather(takings(published, asked), patterns.arrivals(offices, now), patterns.remaining(now))
        then = await counts.then(now - timedelta(hours=36))
        await asyncio.gather(then.of(asked), then.each(asked), takings(then.published, asked))
    return memory(os.getpid()).most


if __name__ == "__main__":
    create_app  # noqa: B018, loaded as the front door's process has it
    print(asyncio.run(held(sys.argv[1])))
