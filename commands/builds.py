"""Builds of this code that run beside each other, and which dossiers are on which."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import HOME, AsJson, Data, complain, settings_of

if TYPE_CHECKING:
    from infra.engine.deployment import Build
    from infra.engine.failing import Failing
    from infra.runtime.settings import Settings

deploy = typer.Typer(help="Builds of this code, and the dossiers on them.", no_args_is_help=True)


@deploy.command("builds")
def builds(data: Data = HOME, as_json: AsJson = False) -> None:
    """List the builds that the engine knows, which one begins dossiers, and which have none left."""
    found = asyncio.run(_builds(settings_of(data)))
    for build in found:
        state = "begins dossiers" if build.current else "has none left" if build.drained else "keeps those it began"
        print(json.dumps(asdict(build)) if as_json else f"{build.id}  {state}")
    if not found and not as_json:
        print("nothing is pinned: MOTCUA_BUILD_ID names no build")


@deploy.command("current")
def current(build: Annotated[str, typer.Argument(help="Whose workers run already.")], data: Data = HOME) -> None:
    """Let a build begin every dossier from now on; those under way stay on theirs."""
    asyncio.run(_current(settings_of(data), build))
    print(f"{build} begins dossiers from now on")


@deploy.command("move")
def move(
    codes: Annotated[list[str] | None, typer.Argument(help="Of dossiers; all that are under way without.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Rehearse, and change nothing.")] = False,
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Let dossiers under way go on with this code, where it would have asked for what their journals hold."""
    from commands.move import report

    if not report(codes or (), data, dry_run=dry_run, as_json=as_json):
        raise typer.Exit(1)


def stuck(
    codes: Annotated[list[str] | None, typer.Argument(help="Of dossiers; all that do not go on without.")] = None,
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Say why dossiers do not go on: procedure, step, line and cause, and nothing that people said."""
    found = asyncio.run(_fails(settings_of(data), codes or []))
    for code, failing in found:
        told = {"dossier": code, **asdict(failing), "why": failing.standstill.why.en}
        print(json.dumps(told, ensure_ascii=False) if as_json else line_of(code, failing))
    if not found and not as_json:
        print("no step fails just now")


def line_of(code: str, failing: "Failing") -> str:
    """A dossier that stands still, as a line: procedure, where, why, and how often it was tried."""
    said = failing.standstill
    where = ", ".join(part for part in (said.place, f"step “{said.step}”" * bool(said.step)) if part)
    return f"{code}  {failing.procedure}  {where or '-'}: {said.why.en} (tried {failing.tries} times)"


async def _fails(settings: "Settings", codes: Sequence[str]) -> "list[tuple[str, Failing]]":
    from domain.dossier.acts import ENGINE
    from infra.db.database import Database
    from infra.engine.failing import Failures, stuck
    from infra.engine.temporal import connect

    async with Database.of_engine(settings) as database:
        failures = Failures(await connect(settings, database), database, ENGINE)
        return [(code, one) for code in codes or await stuck(database) for one in await failures.of(code)]


async def _builds(settings: "Settings") -> list["Build"]:
    from infra.db.database import Database
    from infra.engine.deployment import builds
    from infra.engine.temporal import connect

    async with Database.of_engine(settings) as database:
        return await builds(await connect(settings, database), settings)


async def _current(settings: "Settings", build: str) -> None:
    from temporalio.service import RPCError

    from infra.db.database import Database
    from infra.engine.deployment import take_new_dossiers
    from infra.engine.temporal import connect

    try:
        async with Database.of_engine(settings) as database:
            await take_new_dossiers(await connect(settings, database), settings, build)
    except RPCError as error:
        complain(f"{build} cannot begin dossiers: {error.message}. Start its workers first; see deploy builds")
