"""Checking a release: off-line by anybody, against the journals by an inspector."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import FILE, HOME, AsJson, Data, Trust, complain, settings_of, trusted

if TYPE_CHECKING:
    from infra.runtime.settings import Settings
    from infra.statistics.checking import Checked

Release = Annotated[Path, typer.Argument(help="The file for everybody.", **FILE)]


def verify(file: Release, trust: Trust = None, data: Data = HOME, as_json: AsJson = False) -> None:
    """Count a release again, off-line: with the file and the certificates to trust, and nothing of ours."""
    from infra.statistics.checking import verified
    from infra.statistics.files import NotARelease

    try:
        checked = asyncio.run(verified(file, trusted(trust, data)))
    except NotARelease as error:
        complain(str(error))
    _tell(checked, as_json)


def inspect(
    file: Release,
    full: Annotated[Path, typer.Option(help="The file for inspectors.", **FILE)],
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Hold a release to the journals: name each dossier that it has otherwise, twice or not at all."""
    from infra.statistics.files import NotARelease

    try:
        checked = asyncio.run(_inspected(settings_of(data), file, full))
    except NotARelease as error:
        complain(str(error))
    _tell(checked, as_json)


async def _inspected(settings: "Settings", file: Path, full: Path) -> "Checked":
    from domain.province.periods import Period
    from infra.db.database import Database
    from infra.facts.loading import Facts
    from infra.facts.units import load_units
    from infra.statistics.checking import inspected
    from infra.statistics.files import opened

    with opened(file) as (signed, _):
        header = signed.header
    facts = Facts.load(settings.facts)
    units = load_units(facts.offices, settings.facts)
    below = units.below(header.unit, Period.read(header.period).next - timedelta(days=1))
    async with Database.of_engine(settings, 2) as database:
        return await inspected(file, full, [unit.code for unit in below], database, facts.calendars)


def _tell(checked: "Checked", as_json: bool) -> None:
    from infra.terminal.terminal import console

    header = checked.header
    if as_json:
        told = {"holds": checked.holds, "problems": checked.problems, "dossiers": checked.dossiers}
        print(json.dumps(told | {"header": header.model_dump(mode="json")}, ensure_ascii=False))
    else:
        figure = f"{header.numerator} of {header.denominator}"
        console().print(f"{header.definition.id}@{header.definition.version}, {header.unit}, {header.period}: {figure}")
        for one in header.also:
            least, most = one.numerator, one.numerator + one.untold
            many = str(least) if least == most else f"{least} to {most}"
            console().print(f"{one.definition.id}@{one.definition.version}: {many} of {one.denominator}")
        for problem in checked.problems:
            console().print(f"[red]✗[/] {problem}")
        if checked.holds:
            looked_at = f"the journals of all {checked.dossiers} dossiers" if checked.dossiers else "the file"
            console().print(f"[green]✓[/] {looked_at} say so")
    if not checked.holds:
        raise typer.Exit(1)
