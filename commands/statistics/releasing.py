"""Making a release: in the environment of a worker, which holds the seal."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import HOME, Data, complain, settings_of

if TYPE_CHECKING:
    from domain.province.periods import Period
    from domain.statistics.release import Header
    from infra.runtime.settings import Settings


def release(
    period: Annotated[str, typer.Argument(help="One that is over: 2026, 2026-Q3 or 2026-08.")],
    file: Annotated[Path, typer.Argument(help="Where the file for everybody is written.")],
    full: Annotated[Path, typer.Option(help="Where the file for inspectors is written: it names dossiers.")],
    unit: Annotated[str, typer.Option(help="Code of an office or an area; else the province.")] = "",
    data: Data = HOME,
) -> None:
    """Release the share settled in time: a signed file that anybody counts again, and another for inspectors."""
    from domain.base.refusals import Refusal
    from domain.province.periods import Period

    try:
        header = asyncio.run(_released(settings_of(data), Period.read(period), unit, file, full))
    except Refusal as refusal:
        complain(refusal.words.en)
    print(f"{header.numerator} of {header.denominator} settled in time, {header.unit}, {header.period}")
    print(f"{file}: for everybody; {full}: for inspectors alone")


async def _released(settings: "Settings", period: "Period", unit: str, file: Path, full: Path) -> "Header":
    from infra.db.database import Database
    from infra.facts.loading import Facts
    from infra.facts.units import load_units
    from infra.files.storage import Store
    from infra.journal.journal import utc_now
    from infra.printing.configured import render_config
    from infra.printing.pool import RenderPool
    from infra.province.feed import FactsFeed
    from infra.statistics.releasing import Order, release
    from infra.transparency.heads import Heads, Publisher

    facts, now = Facts.load(settings.facts), utc_now()
    offices = facts.offices
    top, last = unit or offices.province.code, period.next - timedelta(days=1)
    below = [one.code for one in load_units(offices, settings.facts).below(top, last)]
    press = RenderPool(render_config(settings, offices), processes=1)
    try:
        async with Database.of_engine(settings, 2) as database:
            while await FactsFeed(database, facts.calendars).feed():
                pass
            publisher = Publisher(database, Heads(Store.from_url(settings.storage_url)), press.sign, every=0)
            order = Order(top, below, period, period.ends)
            return await release(order, database, publisher.newest, press.sign, now, file, full)
    finally:
        press.close()
