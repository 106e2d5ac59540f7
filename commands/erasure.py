"""Erasing what a dossier said of people."""

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import HOME, AsJson, Data, complain, journal_of, settings_of

if TYPE_CHECKING:
    from infra.runtime.settings import Settings
    from infra.upkeep.erasure import Erasure


def erase(
    code: Annotated[str, typer.Argument(help="Of the dossier.")],
    basis: Annotated[str, typer.Option(help="The law or decision that says so; it stays in the open: name nobody.")],
    order: Annotated[
        str, typer.Option(help="Number of a court's or an authority's order, before the term is over.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")] = False,
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Destroy the keys of a dossier that has ended: nobody can read it again; its journal's chain still holds."""
    if not basis.strip():
        complain("say by what it is erased: --basis")
    found = asyncio.run(_erased(settings_of(data), code, basis, order, dry_run=dry_run))
    if as_json:
        print(json.dumps(asdict(found) | {"dry_run": dry_run}))
        return
    done = "would be erased" if dry_run else "erased"
    result = "its result too" if found.with_result else "its result stays"
    print(f"{code}  {done}: {found.events} events, {found.papers} papers; {result}")
    if not dry_run:
        print("old rows, logs and backups can be read until the master key is turned: motcua keys rotate, keys forget")


async def _erased(settings: "Settings", code: str, basis: str, order: str, *, dry_run: bool) -> "Erasure":
    from domain.base.refusals import Refusal
    from infra.files.storage import Store
    from infra.upkeep.erasure import Eraser

    async with journal_of(settings) as (journal, facts):
        eraser = Eraser(journal, Store.from_url(settings.storage_url), facts.retentions)
        try:
            return await (eraser.preview(code, order) if dry_run else eraser.erase(code, basis, order))
        except Refusal as refusal:
            complain(refusal.en)
