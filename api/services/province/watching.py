"""A unit as it stands, again and again: counted once for all who look at the same moment, told where it changed."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from dataclasses import dataclass, replace

from api.schemas.province.centre import OverviewView
from api.services.province.centre import Looking, Score, overview
from api.services.province.tools import ProvinceTools
from api.services.streaming import Stay
from domain.base.refusals import Refusal
from infra.db.database import DatabaseDown
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.journal.listener import JournalListener
from infra.runtime.rates import AtOnce

EVERY = 1.0
"""Seconds between two looks of one who watches."""
GLANCED = 0.2
"""Seconds for which a count stands for others who look at the same unit.

What happens is in the facts half a second later at most (``relay_interval``), is missed by a count that stands as long
as this, and is seen by the look after it: 1.7 of the two seconds that it may take, before anything is counted.
"""


@dataclass(frozen=True)
class Watch:
    """Who watches, how long they may, and with what it is counted."""

    who: Identity
    stay: Stay
    rests: float
    """Seconds that a session may rest."""
    live: AtOnce
    listener: JournalListener
    journal: Journal
    province: ProvinceTools
    score: Score
    every: float = EVERY

    async def overviews(self, look: Looking) -> AsyncIterator[OverviewView]:
        """How it stands, at first and whenever that changed; ends with the session, or where they may see it no more.

        Of who opens too many the oldest ends.
        """
        woken, shown, time = asyncio.Event(), None, asyncio.get_running_loop().time
        rest = time() + self.rests
        with self.live.holding(self.who.person, woken) as held, self.stay.woken(self.listener, woken) as end:
            while not held.given_up and time() < min(rest, end):
                try:
                    told = await self._counted(look)
                except (DatabaseDown, Refusal):
                    return
                if told is None:
                    return
                # The moment alone is no news, until what is counted stays behind it.
                silent = {"at", "month_as_of"} if told.behind else {"at", "month_as_of", "as_of"}
                if (now := told.model_dump(exclude=silent)) != shown:
                    shown = now
                    yield told
                try:
                    async with asyncio.timeout(until_next_look(_same(look), time(), self.every)):
                        await woken.wait()
                except TimeoutError:
                    continue
                woken.clear()

    async def _counted(self, look: Looking) -> OverviewView | None:
        async with self.listener.turns:
            if not await self.stay.holds():
                return None
        now = replace(look, now=self.journal.clock())
        # Asked of each reader anew: what is shared is what was counted, never the right to see it.
        now.offices(self.province)
        return await self.province.glances.made(_same(look), lambda: overview(now, self.province, self.score))


def until_next_look(of: Hashable, now: float, every: float) -> float:
    """Seconds until all who watch the same look again: together, so that it is counted once, and apart from others."""
    return every - (now + hash(of) % 1000 / 1000) % every


def _same(look: Looking) -> Hashable:
    """What those have in common who see the same."""
    return look.unit, look.narrow, look.locale
