"""Master keys: making one, turning to it, and letting the old one go."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import HOME, AsJson, Data, complain, on_database, settings_of

if TYPE_CHECKING:
    from infra.db.database import Database
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
    from infra.upkeep.rotation import wrapped_by

    settings = settings_of(data)
    ids, wraps = MasterKeyFile.of(settings).ids, on_database(settings, wrapped_by)
    for master in dict.fromkeys([*ids, *wraps]):
        state = "wraps" if master == ids[0] else "unwraps" if master in ids else "is not in the file"
        line = {"id": master, "state": state, "keys": wraps[master]}
        print(json.dumps(line) if as_json else f"{master}  {state}, {wraps[master]} keys")


@keys.command("rewrap")
def rewrap(data: Data = HOME) -> None:
    """Wrap by the newest master key what older ones wrap, while everything runs."""
    print(f"{_rewrapped(settings_of(data))} keys wrapped anew")


@keys.command("forget")
def forget(master: Annotated[str, typer.Argument(help="Id of an older one.")], data: Data = HOME) -> None:
    """Take a master key out of the file: backups in which only it wraps can never be opened again."""
    from infra.crypto.master_keys import MasterKeyFile
    from infra.upkeep.rotation import wrapped_by

    settings = settings_of(data)
    file, path = MasterKeyFile.of(settings), Path(settings.master_keys_file)
    if master not in file.ids:
        complain(f"{path} has no master key {master}: see motcua keys list")
    if master == file.ids[0]:
        complain(f"{master} is the one that wraps: motcua keys new first")
    if time.time() - path.stat().st_mtime < SETTLES:
        complain(f"{path} changed a moment ago: wait {SETTLES} seconds, so that nothing under way is lost")
    if left := on_database(settings, wrapped_by)[master]:
        complain(f"{master} still wraps {left} keys: motcua keys rewrap first")
    file.forget(master)
    print(f"{master} is forgotten; take it out of the file's copies too")


@keys.command("export")
def export(file: Annotated[Path, typer.Argument(help="Written anew.")], data: Data = HOME) -> None:
    """Copy all wrapped keys, to lie apart from the database's backups; keep the newest copy alone."""
    from infra.crypto.master_keys import write
    from infra.upkeep.key_copies import copied

    async def listed(database: "Database") -> list[str]:
        return [copy.model_dump_json() async for copy in copied(database)]

    lines = on_database(settings_of(data), listed)
    write(file, lines)
    print(f"{len(lines)} keys copied")


@keys.command("lay-over")
def lay_over(file: Annotated[Path, typer.Argument(help="The newest copy.")], data: Data = HOME) -> None:
    """Lay a copy over a database that was restored: what was erased since its backup stays erased."""
    from infra.upkeep.key_copies import KeyCopy, laid_over

    copies = map(KeyCopy.model_validate_json, file.read_text().splitlines())
    print(f"{on_database(settings_of(data), lambda database: laid_over(database, copies))} keys are destroyed by it")


@keys.command("rotate")
def rotate(data: Data = HOME) -> None:
    """Make a master key and wrap everything by it: new and rewrap in one, where one host has the file."""
    from infra.crypto.master_keys import MasterKeyFile

    settings = settings_of(data)
    master = MasterKeyFile(Path(settings.master_keys_file)).add()
    print(f"{master} wraps, {_rewrapped(settings)} keys wrapped anew; then: motcua keys forget")


def _rewrapped(settings: "Settings") -> int:
    from infra.crypto.master_keys import MasterKeyFile
    from infra.upkeep import rotation

    newest = MasterKeyFile.of(settings).ids[0]
    return on_database(settings, lambda database: rotation.rewrap(database, newest))
