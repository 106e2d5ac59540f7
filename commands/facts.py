"""The law's data, and what of it is open."""

import json
import os
from itertools import groupby
from typing import Annotated

import typer

from commands.options import AsJson


def facts(
    folder: Annotated[str, typer.Argument(help="Of a province's facts; MOTCUA_FACTS, or ours, without.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what of the law's data nobody has confirmed yet, file by file, with what would say so."""
    from infra.facts.open_facts import OPEN, open_facts
    from infra.terminal.terminal import console

    found = open_facts(folder or os.environ.get("MOTCUA_FACTS", ""))
    if as_json:
        print(json.dumps([fact._asdict() for fact in found], ensure_ascii=False))
        return
    out = console()
    for file, entries in groupby(found, key=lambda fact: fact.file):
        out.print(f"[bold]{file}[/]")
        for fact in entries:
            out.print(f"  {fact.mark:<5}{fact.place}" + (f"  [dim]{fact.basis}[/]" if fact.basis else ""))
    out.print()
    for mark, words in OPEN.items():
        if many := sum(fact.mark == mark for fact in found):
            out.print(f"{many:>5}  {mark:<5}{words}")
