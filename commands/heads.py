"""Published heads of all journals: fetching them, and holding a house and its database to one that was kept."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import FILE, HOME, AsJson, Data, Trust, complain, on_database, settings_of, trusted

if TYPE_CHECKING:
    from domain.transparency.heads import Kept, SignedHead, TreeHead
    from infra.runtime.settings import Settings
    from infra.terminal.client import Door
    from infra.transparency.head_audit import Compared

Since = Annotated[
    Path | None, typer.Option("--since", help="A head that was kept: is all of it in the newest?", **FILE)
]
Against = Annotated[Path | None, typer.Option("--against", help="A head, or a dossier's proof, that was kept.", **FILE)]


def heads(since: Since = None, trust: Trust = None, data: Data = HOME, as_json: AsJson = False) -> None:
    """Show the newest signed head of all journals, as anybody gets it; with --json the file itself, to be kept."""
    from domain.transparency.heads import SignedHead
    from infra.terminal.client import Door, where

    door = Door(where(data).api)
    newest = SignedHead.model_validate(door.get("journal/heads/latest"))
    if since:
        asyncio.run(_prove_growth(door, read(since), newest, trusted(trust, data)))
    if as_json:
        print(newest.file.decode(), end="")
        return
    print(_told(newest.head))
    if since:
        print(f"signed by a trusted body, and all of {since} is in it")


def compare(against: Path, trust: list[Path] | None, data: Path, as_json: bool) -> bool:
    """Hold a database to what was kept; say what came out, and whether it holds."""
    kept = read(against)
    compared = _compared(kept, trusted(trust, data), settings_of(data))
    _tell(compared, kept, as_json)
    return compared.holds


def read(path: Path) -> "Kept":
    """Read what was kept."""
    from domain.transparency.heads import NotAHead, read_kept

    try:
        return read_kept(path.read_bytes())
    except NotAHead as error:
        complain(f"{path}: {error}")


async def _prove_growth(door: "Door", kept: "Kept", newest: "SignedHead", trust: list[Path]) -> None:
    from domain.transparency.heads import ConsistencyProof, Kept
    from infra.transparency.head_file import unproved

    for which, one in (("the kept file", kept), ("the newest head", Kept(signed_head=newest))):
        if why := await unproved(one, trust):
            complain(f"{which} proves nothing: {why}")
    old, new = kept.signed_head.head, newest.head
    if old.tree_size > new.tree_size:
        complain(f"the log shrank: it has {new.tree_size} leaves, the kept head was made over {old.tree_size}")
    sizes = {"from": old.tree_size, "to": new.tree_size}
    if not ConsistencyProof.model_validate(door.get("journal/consistency", **sizes)).proves(old, new):
        complain(f"the log was rewritten: nothing proves that the kept {old.tree_size} leaves are in the newest head")


def _compared(kept: "Kept", trust: list[Path], settings: "Settings") -> "Compared":
    from infra.transparency.head_audit import Compared, Problem, compare
    from infra.transparency.head_file import unproved

    if why := asyncio.run(unproved(kept, trust)):
        return Compared(problems=[Problem("", f"the kept file proves nothing: {why}")])
    return on_database(settings, lambda database: compare(database, kept))


def _tell(compared: "Compared", kept: "Kept", as_json: bool) -> None:
    from infra.terminal.terminal import console

    head = kept.signed_head.head
    if as_json:
        counted = {name: getattr(compared, name) for name in ("holds", "leaves", "journals", "events")}
        problems = [vars(problem) for problem in compared.problems]
        print(json.dumps(counted | {"kept": head.model_dump(), "problems": problems}, ensure_ascii=False))
        return
    for problem in compared.problems:
        console().print(f"[red]✗ {problem.dossier or 'all journals'}[/]  {problem.what}")
    console().print(f"kept: {_told(head)}")
    if compared.journals:
        console().print(f"now:  {compared.leaves} leaves, {compared.journals} journals, {compared.events} events")
    if compared.holds:
        console().print("[green]✓[/] nothing that was published by then was cut short, dropped or rewritten")


def _told(head: "TreeHead") -> str:
    return f"{head.tree_size} leaves, root {head.root_hash}, signed at {head.at:%Y-%m-%d %H:%M:%S} UTC"
