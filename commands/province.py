"""What figures count, in step with the journals, and the index of Decision 766 that is made of them."""

import asyncio
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import FILE, HOME, AsJson, Data, complain, journal_of, on_database, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from domain.province.periods import Period
    from domain.province.scoring import Counted, GroupScore, Score
    from domain.province.units import Units
    from domain.vietnam.kept import RegisterFile
    from domain.vietnam.programme.importing import PlanFile
    from infra.db.database import Database
    from infra.runtime.settings import Settings

programme = typer.Typer(help="The programme of Project 06: its plan and evidence.", no_args_is_help=True)
province = typer.Typer(help="The province's figures, the facts that they are counted from, and a province to look at.")
province.add_typer(programme, name="programme")


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
    from infra.facts.loading import Facts
    from infra.province.feed import FactsFeed

    async with Database.of_engine(settings, 1) as database:
        return await FactsFeed(database, Facts.load(settings.facts).calendars).rebuild()


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
    from infra.facts.index import load_index

    settings = settings_of(data)
    try:
        counted = asyncio.run(_counts(settings, Period.read(period), unit, procedure))
    except Refusal as refusal:
        complain(refusal.words.en)
    found = load_index(settings.facts)
    scored = found.scored(counted)
    if as_json:
        print(json.dumps({"version": found.version, "groups": [_told(group) for group in scored]}, ensure_ascii=False))
    else:
        _show(scored)


async def _counts(settings: "Settings", period: "Period", unit: str, procedure: str) -> "Mapping[str, Counted]":
    from domain.base.calendar import in_vietnam
    from domain.dossier.acts import ENGINE
    from domain.vietnam.index766 import offers
    from infra.analysis.analysis import Analysis
    from infra.analysis.counting import OfUnit, ProvinceCounts
    from infra.facts.units import load_units
    from infra.files.storage import Store
    from infra.vietnam.entries import ProvinceEntries
    from infra.vietnam.kept_counts import KeptCounts
    from infra.vietnam.programme_facts import load_parameters
    from workflows.catalogue import decided_at

    async with journal_of(settings) as (journal, facts), Analysis(Store.from_url(settings.storage_url)) as analysis:
        units, top = load_units(facts.offices, settings.facts), unit or facts.offices.province.code
        reads = await ProvinceCounts.now(analysis)
        of = OfUnit.through(units, top, period, in_vietnam(reads.as_of).date(), procedure)
        entries = ProvinceEntries(journal.database)
        parameters, decides = load_parameters(settings.facts), offers(facts.offices, decided_at())
        kept = KeptCounts(entries, parameters, units, journal.calendar_at, decides)
        return await kept.of(top, of.whole, await reads.of_unit(of), reads.published, reads.as_of, ENGINE)


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


@programme.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="A version of the plan, as JSON.", **FILE)], data: Data = HOME
) -> None:
    """Enter a version of a programme's plan, with the evidence and values that there were; twice is once."""
    from pydantic import ValidationError

    from domain.base.refusals import Refusal
    from domain.vietnam.programme.importing import PlanFile

    settings = settings_of(data)
    try:
        plan = PlanFile.model_validate_json(file.read_bytes())
        plan.refuse_strangers(_units(settings))
    except ValidationError as error:
        complain(f"{file.name} is no plan: {error}")
    except Refusal as refusal:
        complain(f"{file.name}: {refusal.words.en}")
    added = on_database(settings, lambda database: _entered(database, plan))
    print(f"{added} entries added to the programme of {plan.programme}")


@province.command("enter")
def enter(
    file: Annotated[Path, typer.Argument(help="Lines of one register, as JSON.", **FILE)], data: Data = HOME
) -> None:
    """Enter counts, petitions or publications from elsewhere; what stands there in the same words is left."""
    from pydantic import ValidationError

    from domain.base.refusals import Refusal
    from domain.vietnam.kept import RegisterFile

    settings = settings_of(data)
    units = _units(settings)
    try:
        sent = RegisterFile.model_validate_json(file.read_bytes())
        added = on_database(settings, lambda database: _kept(database, sent, units))
    except ValidationError as error:
        complain(f"{file.name} is no file of a register: {error}")
    except Refusal as refusal:
        complain(f"{file.name}: {refusal.words.en}")
    print(f"{added} lines added to {sent.kind}")


def _units(settings: "Settings") -> "Units":
    from infra.facts.loading import Facts
    from infra.facts.units import load_units

    return load_units(Facts.load(settings.facts).offices, settings.facts)


async def _kept(database: "Database", sent: "RegisterFile", units: "Units") -> int:
    from domain.dossier.acts import ENGINE
    from infra.journal.journal import utc_now
    from infra.vietnam.entries import ProvinceEntries

    return await ProvinceEntries(database).keep(sent, units, utc_now(), ENGINE)


async def _entered(database: "Database", plan: "PlanFile") -> int:
    from domain.dossier.acts import ENGINE
    from infra.journal.journal import utc_now
    from infra.vietnam.entries import ROADMAP, ProvinceEntries

    return await ProvinceEntries(database).add(ROADMAP, [*plan.entries()], utc_now(), ENGINE)
