"""Whether nine of ten are done by when it was said: ``python -m bench --only promise``."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bench.tables import Table, alone, number
from domain.base.calendar import Calendar, in_vietnam
from domain.dossier.acts import ENGINE
from domain.province.promise import Usual
from infra.analysis.promises import YEAR, Took, usual_by
from infra.crypto.keys import Keyring
from infra.db.database import Database
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.facts.loading import Facts
from infra.province.feed import FactsFeed
from infra.vietnam.made.households import Neighbours
from infra.vietnam.made.making import Maker, Year
from sandbox.people.residents import world
from sandbox.vietnam.population import couple_of
from tests.support.examples import INDEX
from tests.support.keys import MASTERS
from tests.support.ledger import running_database
from workflows.catalogue import catalogue, registry

DOSSIERS, SEED = 30_000, 33
JUDGED = timedelta(days=91)
FEWEST = 30
"""Promises that a row is made of."""
TITLE = "Promises"
ABOUT = """A made year of {dossiers:,} dossiers (`motcua province`, seed {seed}); outages of registers and absences of
officers are drawn anew throughout it, so that the last three months have others than the nine before. Of each dossier
that was filed in these, was done and needed no supplement, it is asked by when nine of ten such dossiers are done, as
the front door asks on the day of the filing; held is the share, in per cent, that was done by then. Kept up to date: by
all that was known on the evening before, as the front door does. As after nine months: by what was known then.
The last row is all of them together."""
TAKEN = select(Row.competent, Row.procedure, Row.filed_at, Row.issued_at).where(
    Row.accepted_at.is_not(None), Row.supplements == 0
)


@dataclass(frozen=True)
class Filed:
    """A dossier of the year, as it came out."""

    office: str
    procedure: str
    filed: datetime
    done: datetime | None

    def known(self, now: datetime, calendar: Calendar) -> Took:
        """What was known of it at a moment."""
        done = self.done if self.done and self.done <= now else None
        watched = calendar.working_time(self.filed, now).total_seconds()
        seconds = calendar.working_time(self.filed, done).total_seconds() if done else watched
        return Took(self.office, self.procedure, self.filed, seconds, watched, done is not None)


def known(year: Sequence[Filed], now: datetime, calendar: Calendar) -> dict[tuple[str, str], Usual]:
    """What the front door would have known."""
    return usual_by((one.known(now, calendar) for one in year if now - YEAR <= one.filed < now), now)


def holds(one: Filed, usual: dict[tuple[str, str], Usual], calendar: Calendar) -> bool | None:
    """Whether it was done by when it was said; None where nothing was."""
    found = usual.get((one.office, one.procedure)) or usual.get(("", one.procedure))
    promised = found.promised(timedelta()) if found else None
    if promised is None or one.done is None:
        return None
    return calendar.working_time(one.filed, one.done) <= promised


def evenings(since: datetime, until: datetime) -> Iterator[datetime]:
    """The end of each day."""
    while since < until:
        yield since
        since += timedelta(days=1)


def judged(year: Sequence[Filed], until: datetime, calendar: Calendar) -> dict[str, list[tuple[bool, bool]]]:
    """By procedure, of each dossier whether either promise held."""
    begins = in_vietnam(until - JUDGED).replace(hour=0, minute=0, second=0, microsecond=0)
    after_nine_months, found = known(year, begins, calendar), defaultdict[str, list[tuple[bool, bool]]](list)
    # What is not done when the year ends has no end to be judged by: nobody filed so late is asked.
    judged_until = until - timedelta(days=21)
    for evening in evenings(begins, judged_until):
        usual = known(year, evening, calendar)
        for one in year:
            if evening <= one.filed < evening + timedelta(days=1) and one.done:
                kept, fixed = holds(one, usual, calendar), holds(one, after_nine_months, calendar)
                if kept is not None and fixed is not None:
                    found[one.procedure].append((kept, fixed))
    return found


async def made(engine: Database, dossiers: int, until: datetime) -> list[Filed]:
    """Make the year, and read what its facts say."""
    facts = Facts.load()
    neighbours = Neighbours.of([couple_of(couple) for couple in world().couples], facts.offices)
    maker = Maker(facts, registry(), INDEX, neighbours, Year(dossiers, SEED, until - timedelta(days=365), until))
    await maker.make(engine, sorted(maker.plan))
    await FactsFeed(engine).rebuild()
    rows: Sequence[Any] = (await engine.execute(ENGINE, TAKEN)).all()
    return [Filed(*row) for row in rows]


def told(found: dict[str, list[tuple[bool, bool]]]) -> list[tuple[str, ...]]:
    """The rows."""
    titles = {code: procedure.__name__ for code, procedure in catalogue().items()}
    groups = [(f"{code} {titles[code]}", ones) for code, ones in sorted(found.items()) if len(ones) >= FEWEST]
    groups.append(("all", [one for ones in found.values() for one in ones]))
    return [
        (name, number(len(ones), 0), *(_share([one[place] for one in ones]) for place in (0, 1)))
        for name, ones in groups
    ]


def _share(held: list[bool]) -> str:
    return number(100 * sum(held) / len(held)) if held else "–"


async def measure(dossiers: int = DOSSIERS) -> Table:
    """Make the year, promise day by day, and see what came of it."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="motcua-")))
        urls = await stack.enter_async_context(running_database(folder))
        engine = await stack.enter_async_context(Database(urls.engine, Keyring(MASTERS)))
        until = in_vietnam(datetime.now(UTC)).replace(hour=0, minute=0, second=0, microsecond=0)
        year = await made(engine, dossiers, until)
    rows = told(judged(year, until, Facts.load().calendars.common))
    about = ABOUT.format(dossiers=dossiers, seed=SEED)
    columns = ("procedure", "promises", "held, kept up to date", "held, as after nine months")
    return Table(title=TITLE, about=about, columns=columns, rows=rows)


if __name__ == "__main__":
    alone(measure, __doc__, made=(DOSSIERS, "dossiers of the year"))
