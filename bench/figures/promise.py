"""Whether nine of ten are done by when it was said: ``python -m bench --only promise``."""

import secrets
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import SecretStr
from sqlalchemy import select

from bench.tables import Table, alone, number
from domain.base.calendar import Calendar, in_vietnam
from domain.dossier.acts import ENGINE
from domain.province.promise import Usual
from infra.analysis.promises import OF_EACH, YEAR, Took, usual_by
from infra.crypto.master_keys import begin
from infra.db.database import Database
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.facts.loading import Facts
from infra.province.feed import FactsFeed
from infra.runtime.settings import Settings
from infra.vietnam.made.making import Year, make
from sandbox.people.residents import world
from sandbox.vietnam.population import couple_of
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
    """A dossier of the year, as it came out; office time in seconds since the calendar's first day."""

    office: str
    procedure: str
    filed: datetime
    done: datetime | None
    since: float
    """Office time until it was filed."""
    took: float
    """Office time from then until it was done; nought where it is not."""

    @classmethod
    def of(cls, row: Any, calendar: Calendar) -> Self:
        """As its facts say."""
        since = calendar.seconds_by(row.filed_at.timestamp())
        took = calendar.seconds_by(row.issued_at.timestamp()) - since if row.issued_at else 0.0
        return cls(row.competent, row.procedure, row.filed_at, row.issued_at, since, took)

    def known(self, now: datetime, passed: float) -> Took:
        """What was known of it at a moment, until which so much office time had passed."""
        done, watched = self.done is not None and self.done <= now, passed - self.since
        return Took(self.office, self.procedure, self.filed, self.took if done else watched, watched, done)


Known = Mapping[tuple[str, str], Usual]


def known(newest_first: Sequence[Filed], now: datetime, calendar: Calendar) -> Known:
    """What the front door would have known: of each office's newest."""
    passed, of_each = calendar.seconds_by(now.timestamp()), Counter[tuple[str, str]]()
    found = []
    for one in newest_first:
        if now - YEAR <= one.filed < now and of_each[key := (one.office, one.procedure)] < OF_EACH:
            of_each[key] += 1
            found.append(one.known(now, passed))
    return usual_by(found, now)


def holds(one: Filed, usual: Known) -> bool | None:
    """Whether it was done by when it was said; None where nothing was."""
    found = usual.get((one.office, one.procedure)) or usual.get(("", one.procedure))
    promised = found.promised(timedelta()) if found else None
    return None if promised is None else one.took <= promised.total_seconds()


def judged(year: Iterable[Filed], until: datetime, calendar: Calendar) -> dict[str, list[tuple[bool, bool]]]:
    """By procedure, of each dossier whether either promise held."""
    begins = in_vietnam(until - JUDGED).replace(hour=0, minute=0, second=0, microsecond=0)
    # What is not done when the year ends has no end to be judged by: nobody filed so late is asked.
    judged_until = until - timedelta(days=21)
    newest_first = sorted(year, key=lambda one: one.filed, reverse=True)
    by_day = defaultdict[date, list[Filed]](list)
    for one in newest_first:
        if one.done and begins <= one.filed < judged_until:
            by_day[in_vietnam(one.filed).date()].append(one)
    after_nine_months, found = known(newest_first, begins, calendar), defaultdict[str, list[tuple[bool, bool]]](list)
    for day, ones in sorted(by_day.items()):
        usual = known(newest_first, begins + (day - begins.date()), calendar)
        for one in ones:
            kept, fixed = holds(one, usual), holds(one, after_nine_months)
            if kept is not None and fixed is not None:
                found[one.procedure].append((kept, fixed))
    return found


async def made(settings: Settings, dossiers: int, until: datetime) -> list[Filed]:
    """Make the year, and read what its facts say."""
    couples = [couple_of(couple) for couple in world().couples]
    await make(settings, registry, couples, Year(dossiers, SEED, until - timedelta(days=365), until))
    calendars = Facts.load().calendars
    async with Database.of_engine(settings) as engine:
        await FactsFeed(engine, calendars).rebuild()
        rows: Sequence[Any] = (await engine.execute(ENGINE, TAKEN)).all()
    return [Filed.of(row, calendars.common) for row in rows]


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
        begin(folder / "master-keys", development=True)
        settings = Settings(
            database_engine_url=urls.engine,
            master_keys_file=str(folder / "master-keys"),
            blind_index_key=SecretStr(secrets.token_hex(32)),
        )
        until = in_vietnam(datetime.now(UTC)).replace(hour=0, minute=0, second=0, microsecond=0)
        year = await made(settings, dossiers, until)
    rows = told(judged(year, until, Facts.load().calendars.common))
    about = ABOUT.format(dossiers=dossiers, seed=SEED)
    columns = ("procedure", "promises", "held, kept up to date", "held, as after nine months")
    return Table(title=TITLE, about=about, columns=columns, rows=rows)


if __name__ == "__main__":
    alone(measure, __doc__, made=(DOSSIERS, "dossiers of the year"))
