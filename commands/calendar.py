"""Days off that are decreed while dossiers are under way."""

import asyncio
import getpass
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import HOME, AsJson, Data, complain, journal_of, settings_of

if TYPE_CHECKING:
    from domain.base.calendars import DayOff
    from infra.upkeep.days_off import Move

calendar = typer.Typer(help="The working calendar of this installation.", no_args_is_help=True)


@calendar.command("day-off")
def day_off(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The working day that is taken off.")],
    basis: Annotated[str, typer.Option(help="The decision that says so: kept in every journal, told to applicants.")],
    office: Annotated[list[str] | None, typer.Option(help="Code of an office that it binds; all without.")] = None,
    by: Annotated[str, typer.Option(help="Who enters it.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would move, and change nothing.")] = False,
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Take a day off, move every date that counts it, each in its dossier's journal, and list them."""
    from domain.base.calendars import DayOff

    decided = DayOff(day=day.date(), basis=basis, offices=tuple(sorted(office or ())))
    moves = asyncio.run(_taken_off(decided, "" if dry_run else by or getpass.getuser(), data))
    for move in moves:
        print(json.dumps(asdict(move), default=str) if as_json else _line(move))
    if not as_json:
        done = "would move" if dry_run else "moved"
        print(f"{day:%d.%m.%Y}: {len(moves)} dossiers {done}")


def _line(move: "Move") -> str:
    from domain.base.calendar import VIETNAM

    was, due = (f"{at.astimezone(VIETNAM):%d.%m.%Y %H:%M}" if at else "-" for at in (move.was, move.due_at))
    moves = f"{was} → {due}" if move.due_at else f"{was} stays"
    return f"{move.dossier}  {moves}" + (f", {move.tasks} tasks wait longer" if move.tasks else "")


async def _taken_off(decided: "DayOff", by: str, data: Path) -> list["Move"]:
    from domain.base.refusals import Unacceptable
    from infra.upkeep.days_off import DaysOff

    async with journal_of(settings_of(data)) as (journal, facts):
        days_off = DaysOff(journal)
        try:
            for office in decided.offices:
                facts.offices.office(office)
            moves = await (days_off.decree(decided, by) if by else days_off.preview(decided))
        except Unacceptable as refusal:
            complain(refusal.en)
    if days_off.unmoved:
        complain(f"all others were moved, not these: {', '.join(days_off.unmoved)}; see the log, then say it again")
    return moves
