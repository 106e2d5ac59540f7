"""What figures count, in step with the journals, and the index of Decision 766 that is made of them."""

import asyncio
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import HOME, AsJson, Data, complain, settings_of

if TYPE_CHECKING:
    from domain.province.counts import Counts
    from domain.province.periods import Period
    from domain.province.scoring import GroupScore, Score
    from infra.runtime.settings import Settings

province = typer.Typer(help="The province's figures, the facts that they are counted from, and a province to look at.")


@province.callback(invoke_without_command=True)
def made(
    context: typer.Context,
    dossiers: Annotated[int, typer.Option(help="Make a year of the province with so many, in the running house.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same province.")] = 33,
    year: Annotated[int, typer.Option(help="A calendar year, as far as it is over; else the 365 days before.")] = 0,
    data: Data = HOME,
) -> None:
    """Make a year of the province with the sandbox's people: never beside real ones."""
    if context.invoked_subcommand:
        return
    if dossiers < 1:
        print(context.get_help())
        raise typer.Exit
    asyncio.run(_made(data, dossiers, seed, year))


async def _made(data: Path, dossiers: int, seed: int, year: int) -> None:
    from infra.local.peopled import Wanted, fill
    from infra.local.running import beside
    from workflows.catalogue import registry

    began = time.monotonic()
    many = await fill(beside(data), registry, Wanted(dossiers, seed, year))
    took = time.monotonic() - began
    print(f"{many} dossiers in {took:.0f} s, {many / took * 60:.0f} a minute; their facts follow by the worker")


@province.command("rebuild")
def rebuild(data: Data = HOME) -> None:
    """Make all facts anew that are not those of the journals' newest events; workers may run meanwhile."""
    made = asyncio.run(_rebuilt(settings_of(data)))
    print(f"facts of {made} dossiers made anew")


async def _rebuilt(settings: "Settings") -> int:
    from infra.db.database import Database
    from infra.province.feed import FactsFeed

    async with Database.of_engine(settings, 1) as database:
        return await FactsFeed(database, interval=0).rebuild()


@province.command("index")
def index(
    period: Annotated[str, typer.Argument(help="2026, 2026-Q3 or 2026-08.")],
    unit: Annotated[str, typer.Option(help="Code of an office or an area; else the province.")] = "",
    procedure: Annotated[str, typer.Option(help="Of one procedure.")] = "",
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Score the services by Decision 766, as far as the dossiers' facts know; what nobody counts yet is said so."""
    from domain.base.refusals import Refusal
    from domain.province.periods import Period
    from domain.vietnam.index766 import counted
    from infra.facts.index import load_index
    from workflows.catalogue import catalogue

    settings, offered = settings_of(data), 1 if procedure else len(catalogue())
    try:
        counts = asyncio.run(_counts(settings, Period.read(period), unit, procedure))
    except Refusal as refusal:
        complain(refusal.words.en)
    found = load_index(settings.facts)
    scored = found.scored(counted(counts, offered))
    if as_json:
        print(json.dumps({"version": found.version, "groups": [_told(group) for group in scored]}, ensure_ascii=False))
    else:
        _show(scored)


async def _counts(settings: "Settings", period: "Period", unit: str, procedure: str) -> "Counts":
    from infra.analysis.analysis import Analysis
    from infra.analysis.counting import Asked, ProvinceCounts
    from infra.facts.loading import Facts
    from infra.facts.units import load_units
    from infra.files.storage import Store

    offices = Facts.load(settings.facts).offices
    day = period.next - timedelta(days=1)
    below = load_units(offices, settings.facts).below(unit or offices.province.code, day)
    async with Analysis(Store.from_url(settings.storage_url)) as analysis:
        return await ProvinceCounts(analysis).of(Asked([one.code for one in below], period, procedure))


def _told(group: "GroupScore") -> dict[str, Any]:
    metrics = [_score(score) for score in group.scores]
    points = {"points": float(group.points), "known": group.known, "max": group.group.most}
    return {"id": group.group.id, "title": group.group.title.vi, **points, "metrics": metrics}


def _score(score: "Score") -> dict[str, Any]:
    metric, counted = score.metric, score.counted
    told = {"id": metric.id, "code": metric.code, "title": metric.title.vi, "max": metric.most, "mark": metric.mark}
    if counted:
        told |= {"numerator": float(counted.numerator), "denominator": float(counted.denominator)}
    return told | {"full": metric.full, "score": None if score.points is None else float(score.points)}


def _show(scored: "tuple[GroupScore, ...]") -> None:
    from rich.table import Table

    from infra.terminal.terminal import console

    table = Table("", "", "counted", "points", "of", box=None)
    for group in scored:
        table.add_row("", f"[bold]{group.group.title.vi}[/]", "", f"[bold]{group.points}[/]", str(group.known))
        for score in group.scores:
            counted = f"{score.counted.numerator}/{score.counted.denominator}" if score.counted else "—"
            points = "not known" if score.points is None else str(score.points)
            table.add_row(score.metric.id, score.metric.title.vi, counted, points, str(score.metric.most))
    console().print(table)
    reached, known = sum(group.points for group in scored), sum(group.known for group in scored)
    console().print(f"{reached} of the {known} points of which anything is known; the formulas are not confirmed (K)")
