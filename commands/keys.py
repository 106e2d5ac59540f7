"""Master keys: making one, turning to it, and letting the old one go."""

import asyncio
import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import HOME, AsJson, Data, complain, settings_of

if TYPE_CHECKING:
    from infra.runtime.settings import Settings

keys = typer.Typer(help="The master keys, that wrap the key of each dossier.", no_args_is_help=True)
SETTLES = 60
"""Seconds after which no process is still busy with what an older master key wrapped."""
File = Annotated[Path | None, typer.Option("--file", help="Write here, where there is no installation yet.")]


@keys.command("new")
def new(file: File = None, data: Data = HOME) -> None:
    """Make a master key: from now on it wraps. Copy the file to every host before anything else."""
    from infra.crypto.master_keys import MasterKeyFile, begin

    if file and not file.exists():
        print(f"{begin(file)} wraps; keep a copy of {file} apart from the data")
        return
    path = file or Path(settings_of(data).master_keys_file)
    print(f"{MasterKeyFile(path).add()} wraps from now on; copy {path} to every host, then: motcua keys rewrap")


@keys.command("list")
def listed(data: Data = HOME, as_json: AsJson = False) -> None:
    """List the master keys, and how many keys each wraps."""
    from infra.crypto.master_keys import MasterKeyFile

    settings = settings_of(data)
    ids, wraps = MasterKeyFile.of(settings).ids, asyncio.run(_counted(settings))
    for master in dict.fromkeys([*ids, *wraps]):
        state = "wraps" if master == ids[0] else "unwraps" if master in ids else "is not in the file"
        line = {"id": master, "state": state, "keys": wraps[master]}
        print(json.dumps(line) if as_json else f"{master}  {state}, {wraps[master]} keys")


@keys.command("rewrap")
def rewrap(data: Data = HOME) -> None:
    """Wrap by the newest master key what older ones wrap, while everything runs."""
    print(f"{asyncio.run(_rewrapped(settings_of(data)))} keys wrapped anew")


@keys.command("forget")
def forget(master: Annotated[str, typer.Argument(help="Id of an older one.")], data: Data = HOME) -> None:
    """Take a master key out of the file: backups in which only it wraps can never be opened again."""
    from infra.crypto.master_keys import MasterKeyFile

    settings = settings_of(data)
    file, path = MasterKeyFile.of(settings), Path(settings.master_keys_file)
    if master not in file.ids:
        complain(f"{path} has no master key {master}: see motcua keys list")
    if master == file.ids[0]:
        complain(f"{master} is the one that wraps: motcua keys new first")
    if time.time() - path.stat().st_mtime < SETTLES:
        complain(f"{path} changed a moment ago: wait {SETTLES} seconds, so that nothing under way is lost")
    if left := asyncio.run(_counted(settings))[master]:
        complain(f"{master} still wraps {left} keys: motcua keys rewrap first")
    file.forget(master)
    print(f"{master} is forgotten; take it out of the file's copies too")


@keys.command("export")
def export(file: Annotated[Path, typer.Argument(help="Written anew.")], data: Data = HOME) -> None:
    """Copy all wrapped keys, to lie apart from the database's backups; keep the newest copy alone."""
    from infra.crypto.master_keys import write

    lines = asyncio.run(_copied(settings_of(data)))
    write(file, lines)
    print(f"{len(lines)} keys copied")


@keys.command("lay-over")
def lay_over(file: Annotated[Path, typer.Argument(help="The newest copy.")], data: Data = HOME) -> None:
    """Lay a copy over a database that was restored: what was erased since its backup stays erased."""
    print(f"{asyncio.run(_laid_over(settings_of(data), file.read_text().splitlines()))} keys are destroyed by it")


@keys.command("rotate")
def rotate(data: Data = HOME) -> None:
    """Make a master key and wrap everything by it: new and rewrap in one, where one host has the file."""
    from infra.crypto.master_keys import MasterKeyFile

    settings = settings_of(data)
    master = MasterKeyFile(Path(settings.master_keys_file)).add()
    print(f"{master} wraps, {asyncio.run(_rewrapped(settings))} keys wrapped anew; then: motcua keys forget")


async def _copied(settings: "Settings") -> list[str]:
    from infra.db.database import Database
    from infra.upkeep.key_copies import copied

    async with Database.of_engine(settings, 1) as database:
        return [copy.model_dump_json() async for copy in copied(database)]


async def _laid_over(settings: "Settings", lines: list[str]) -> int:
    from infra.db.database import Database
    from infra.upkeep.key_copies import KeyCopy, laid_over

    async with Database.of_engine(settings, 1) as database:
        return await laid_over(database, map(KeyCopy.model_validate_json, lines))


async def _counted(settings: "Settings") -> Counter[str]:
    from infra.db.database import Database
    from infra.upkeep.rotation import wrapped_by

    async with Database.of_engine(settings, 1) as database:
        return await wrapped_by(database)


async def _rewrapped(settings: "Settings") -> int:
    from infra.crypto.master_keys import MasterKeyFile
    from infra.db.database import Database
    from infra.upkeep import rotation

    async with Database.of_engine(settings, 1) as database:
        return await rotation.rewrap(database, await MasterKeyFile.of(settings).newest())
