"""What an author of procedures needs: a beginning, to know whether they are right, and what of the law is open."""

import json
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from commands.options import HOME, ROOT, AsJson, Data, complain


def check() -> None:
    """Find mistakes in every procedure of this installation, with file, line and what to write instead."""
    from domain.base.calendar import VIETNAM
    from infra.facts.loading import Facts
    from infra.journal.journal import utc_now
    from infra.runtime.settings import Settings
    from motcua.mistakes import find
    from workflows.catalogue import every

    procedures = every()
    laws = Facts.load(Settings().facts).laws
    if mistakes := sorted(set(find(list(procedures), laws, utc_now().astimezone(VIETNAM).date()))):
        complain("\n".join(map(str, mistakes)))
    print(f"{len(procedures)} procedures, no mistake found")


def new(
    code: Annotated[str, typer.Argument(help="Of the national catalogue: 2.000635.")],
    name: Annotated[str, typer.Option(help="Of its Python module: extract_copy.")],
    title_vi: Annotated[str, typer.Option("--title", help="In Vietnamese, as the catalogue has it.")],
    package: Annotated[Path | None, typer.Option(help="Folder of your agency's own package, new or begun.")] = None,
    sector: Annotated[str, typer.Option(help="Folder under workflows/vietnam/, for one of Motcua's own.")] = "",
    title_en: Annotated[str, typer.Option(help="In English.")] = "",
    valid_from: Annotated[str, typer.Option(help="First day on which it holds.")] = "2025-07-01",
) -> None:
    """Begin a procedure: its file, template, facts, by what it is found, and a first failing test."""
    from commands.beginning.draft import Draft, InPackage, InTree, Named

    if bool(sector) == bool(package):
        complain("say where it goes: --package FOLDER for your agency's own, or --sector FOLDER for one of Motcua's")
    if sector and not (ROOT / "Makefile").is_file():
        complain("Motcua is installed here without its tree: begin a package of your own with --package FOLDER")
    named = Named(code, name, title_vi, title_en or name.replace("_", " ").capitalize(), valid_from)
    home = package.resolve() if package else ROOT
    draft: Draft = InPackage(ROOT, named, home) if package else InTree(ROOT, named, sector)
    for path in draft.write():
        print(path.relative_to(home))
    in_tree = f"make test ARGS=tests/workflows/vietnam/{sector}/test_{name}.py"
    print("now:", f"cd {package} && uv sync && uv run motcua check && uv run pytest" if package else in_tree)


def check_deploy(data: Data = HOME, as_json: AsJson = False) -> None:
    """Say how dossiers under way go on with this code: as they stand, by walking, or not at all, and at which line."""
    from commands.deploy import report

    if not report(data, as_json=as_json):
        raise typer.Exit(1)


def law(code: str) -> None:
    """Print what the law says of a procedure here and today, in Vietnamese, as the lawyer reads it who signs it."""
    from domain.base.calendar import VIETNAM
    from infra.journal.journal import utc_now
    from infra.runtime.settings import Settings
    from motcua.law_page import page_of
    from workflows.catalogue import catalogue

    if (procedure := catalogue().get(code)) is None:
        complain(f"there is no procedure {code or 'without a code'}: motcua procedures lists those that there are")
    print(page_of(procedure, utc_now().astimezone(VIETNAM).date(), Settings().facts), end="")


def facts(
    folder: Annotated[str, typer.Argument(help="Of a province's facts; MOTCUA_FACTS, or ours, without.")] = "",
    as_json: AsJson = False,
) -> None:
    """List what of the law's data nobody has confirmed yet, file by file, with what would say so."""
    from infra.facts.open_facts import OPEN, open_facts
    from infra.runtime.settings import Settings
    from infra.terminal.terminal import console

    found = open_facts(folder or Settings().facts)
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
