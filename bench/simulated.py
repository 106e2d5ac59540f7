"""How many days pass in a second where the law waits and tests skip the time: ``python -m bench.simulated``."""

import statistics
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from bench.courses import FILINGS, LAW_S_SILENCE, Course, Filing, file, unemployed
from bench.engine import Engine, open_engine
from bench.tables import Table, alone, number
from domain.tasks.model import PAY
from workflows.engine.procedure import Procedure
from workflows.vietnam.certification.certified_copy import CertifiedElectronicCopy
from workflows.vietnam.social.monthly_allowance import MonthlyAllowance
from workflows.vietnam.social.unemployment_benefit import UnemploymentBenefits

DAY = timedelta(days=1)
LONGEST = 144
"""Months of contributions that give the longest benefit."""
REPEATS = 3
TITLE = "Simulated days a second"
ABOUT = """From the filing to the end of the dossier in the rig of the procedures' tests: the house's Temporal server, a
real journal, registers in memory, and a clock that is set forward wherever the law waits for a day. Simulated are the
days by which it was set forward; the seconds count everything else, too. The server looks at its timers every 10 ms
(`history.timerProcessorMaxTimeShift`) instead of every second, or each skip would take one."""


@dataclass(frozen=True)
class Wait:
    """A dossier whose law waits."""

    name: str
    procedure: type[Procedure[Any]]
    filing: Filing
    silent: tuple[str, ...] = LAW_S_SILENCE


def waits(contributions: int) -> list[Wait]:
    """The dossiers to be timed, the longest first."""
    longest = partial(unemployed, contributions=contributions)
    copy = FILINGS[CertifiedElectronicCopy]
    return [
        Wait("unemployment benefit, a report every month", UnemploymentBenefits, longest),
        Wait("certified copy that is not paid for in 30 days", CertifiedElectronicCopy, copy, (*LAW_S_SILENCE, PAY)),
        Wait("monthly allowance, posted for 2 working days", MonthlyAllowance, FILINGS[MonthlyAllowance]),
    ]


async def timed(engine: Engine, wait: Wait) -> tuple[float, int, float]:
    """Take one dossier to its end; give the days that passed, in how many skips, and the seconds it took."""
    async with engine.rig() as rig:
        began = time.monotonic()
        course = Course(rig, wait.silent)
        await course.take(await file(rig, wait.procedure, wait.filing))
        return sum(course.skips, timedelta()) / DAY, len(course.skips), time.monotonic() - began


async def measure(contributions: int, repeats: int) -> Table:
    """Time every wait, and give the medians."""
    rows = []
    async with open_engine(hasty=True) as engine:
        for wait in waits(contributions):
            found = [await timed(engine, wait) for _ in range(repeats)]
            days, skips, seconds = (statistics.median(figures) for figures in zip(*found, strict=True))
            rows.append((wait.name, number(days), number(skips, 0), number(seconds, 2), number(days / seconds)))
    columns = ("simulated time", "days", "skips", "seconds", "simulated days/s")
    return Table(title=TITLE, about=ABOUT, columns=columns, rows=rows)


if __name__ == "__main__":
    alone(
        measure,
        __doc__,
        contributions=(LONGEST, "months the unemployed paid"),
        repeats=(REPEATS, "dossiers of each kind"),
    )
