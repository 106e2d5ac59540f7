"""Officers: who leaves, is away or comes back, from the next request on; and who they are, as far as they logged in."""

import getpass
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import HOME, AsJson, Data, on_database, settings_of

if TYPE_CHECKING:
    from infra.db.tables import OfficerRow
    from infra.identity.staff import Out, State

officers = typer.Typer(help="Officers: who they are, who has left or is away.", no_args_is_help=True)
Who = Annotated[str, typer.Argument(metavar="CODE", help="Staff code, as the identity provider gives it.")]
Basis = Annotated[str, typer.Option(help="The decision that says so.")]


@officers.command()
def end(officer: Who, basis: Basis, data: Data = HOME) -> None:
    """End an officer's service: they see and do nothing from now on."""
    _enter(officer, "ended", None, basis, data)


@officers.command()
def away(
    officer: Who,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day on which they are back.")],
    basis: Basis,
    data: Data = HOME,
) -> None:
    """Enter that an officer is away: they act no longer, and again from that day on."""
    from domain.base.calendar import VIETNAM

    _enter(officer, "away", until.replace(tzinfo=VIETNAM), basis, data)


@officers.command()
def back(officer: Who, basis: Basis, data: Data = HOME) -> None:
    """Enter that an officer is in service again."""
    _enter(officer, "back", None, basis, data)


@officers.command("list")
def listed(data: Data = HOME, as_json: AsJson = False) -> None:
    """List who does not act now."""
    from infra.identity.staff import out_now

    for out in on_database(settings_of(data), out_now):
        print(json.dumps(asdict(out), default=str) if as_json else _line(out))


@officers.command()
def known(
    office: Annotated[str, typer.Option(help="Code of an office; of all, unless it is named.")] = "",
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """List who has logged in: staff code, office, roles, when last, name."""
    from infra.identity.officers import known as logged_in

    for row in on_database(settings_of(data), lambda database: logged_in(database, office)):
        told = {"officer": row.id, "agency": row.agency, "roles": row.roles, "name": row.name}
        told["logged_in_at"] = row.logged_in_at.isoformat()
        print(json.dumps(told, ensure_ascii=False) if as_json else _called(row))


def _called(row: "OfficerRow") -> str:
    from domain.base.calendar import VIETNAM

    day = row.logged_in_at.astimezone(VIETNAM)
    return f"{row.id}  {row.agency}  {', '.join(row.roles) or '-'}  {day:%d.%m.%Y}  {row.name}"


def _line(out: "Out") -> str:
    from domain.base.calendar import VIETNAM

    until = f" until {out.until.astimezone(VIETNAM):%d.%m.%Y}" if out.until else ""
    return f"{out.officer}  {out.state}{until}: {out.basis}"


def _enter(officer: str, state: "State", until: datetime | None, basis: str, data: Path) -> None:
    from infra.identity.staff import Out, enter

    out = Out(officer, state, until, basis)
    on_database(settings_of(data), lambda database: enter(database, out, getpass.getuser()))
    print(_line(out))
