"""Journals and the schema that they are kept in."""

import asyncio
import json
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from commands.erasure import erase
from commands.export import export
from commands.heads import Against, compare, heads
from commands.options import HOME, AsJson, Data, Trust, complain, settings_of

if TYPE_CHECKING:
    from infra.runtime.settings import Settings

journal = typer.Typer(help="The append-only record of each dossier.", no_args_is_help=True)
migrations = typer.Typer(help="The database's schema.", no_args_is_help=True)
journal.command("heads")(heads)
journal.command("export")(export)
journal.command("erase")(erase)


@journal.command("verify")
def journal_verify(
    code: Annotated[str, typer.Argument(help="Of one dossier.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every dossier of the database.")] = False,
    against: Against = None,
    trust: Trust = None,
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Walk the chain of hashes, and compare each dossier with what its events make of it; or all with a kept head."""
    if bool(code) + every + bool(against) != 1:
        raise typer.BadParameter("name a dossier, or say --all, or --against what")
    if against:
        held = compare(against, trust, data, as_json)
    else:
        held = asyncio.run(_verify_journals(code, settings_of(data), as_json))
    if not held:
        raise typer.Exit(1)


async def _verify_journals(code: str, settings: "Settings", as_json: bool) -> bool:
    from infra.agencies.receipts import at_hand
    from infra.db.database import Database
    from infra.journal.audit import verify_journals
    from infra.terminal.terminal import console

    keys = await at_hand(settings.register_keys)
    if missing := sorted(settings.register_keys.keys() - keys.keys()):
        print(f"receipts are not checked of {', '.join(missing)}: their keys cannot be had", file=sys.stderr)
    journals = broken = 0
    async with Database.of_engine(settings, 1) as database:
        async for found in verify_journals(database, code, keys):
            journals, broken = journals + 1, broken + (not found.holds)
            if as_json:
                print(json.dumps(vars(found) | {"holds": found.holds}, ensure_ascii=False))
            elif found.problem:
                console().print(f"[red]✗ {found.code}[/]  {found.problem}")
            elif code:
                console().print(f"[green]✓ {found.code}[/]  {found.events} events, the chain holds up to {found.head}")
                console().print(found.erased)
    if not as_json and not code:
        console().print(f"{journals} journals, {broken} broken")
    return not broken


@migrations.command("up")
def migrations_up() -> None:
    """Bring the database of MOTCUA_DATABASE_OWNER_URL to the schema of this code."""
    from infra.crypto.master_keys import MasterKeyFile
    from infra.db.migrate import migrate
    from infra.runtime.settings import Settings

    if not (owner := os.environ.get("MOTCUA_DATABASE_OWNER_URL")):
        complain("set MOTCUA_DATABASE_OWNER_URL to the database as its owner reaches it")
    settings = Settings()
    masters = MasterKeyFile.of(settings) if settings.master_keys_file else None
    asyncio.run(migrate(owner, masters=masters))
    print("the schema is that of this code")


@migrations.command("check")
def migrations_check() -> None:
    """Compare models and migrations: in MOTCUA_DATABASE_OWNER_URL, else in a database made for the moment."""
    from infra.local.throwaway import drift

    if found := asyncio.run(drift(os.environ.get("MOTCUA_DATABASE_OWNER_URL", ""))):
        complain(f"models and migrations differ: {found}")
    print("models and migrations agree")
