"""The command line: runs the house, calls its front door, proves its papers and journals.

Commands import what they use when they run: ``--help`` and ``verify`` stay quick, and the image of production, which
has neither the local house nor the sandbox, has the others.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import (
    archive,
    basis,
    builds,
    calendar,
    codes,
    database,
    keys,
    officers,
    payments,
    province,
    statistics,
    translations,
)
from commands import procedures as authoring
from commands.options import HOME, AsJson, Data, Trust, complain, trusted
from commands.replay import replay

if TYPE_CHECKING:
    from infra.terminal.client import Door, Json

As = Annotated[str, typer.Option("--as", help="citizen:NUMBER or officer:NAME; MOTCUA_TOKEN is used where set.")]

app = typer.Typer(
    help="Motcua, một cửa: administrative procedures, from the application to the sealed result.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(database.journal, name="journal")
app.add_typer(basis.basis, name="basis")
app.add_typer(database.migrations, name="migrations")
app.command("check")(authoring.check)
app.command("new")(authoring.new)
app.command("check-deploy")(authoring.check_deploy)
app.command("qr-key")(codes.qr_key)
app.command("replay")(replay)
app.command("facts")(authoring.facts)
app.add_typer(payments.payments, name="payments")
app.add_typer(calendar.calendar, name="calendar")
app.add_typer(province.province, name="province")
app.add_typer(statistics.statistics, name="statistics")
app.add_typer(officers.officers, name="officers")
app.add_typer(builds.deploy, name="deploy")
app.command("stuck")(builds.stuck)
app.add_typer(keys.keys, name="keys")
app.add_typer(translations.translations, name="translations")


@app.command()
def up(
    data: Data = HOME,
    port: Annotated[
        int | None, typer.Option(help="Of the API; 8000 unless it is taken, 0 for any.", min=0, max=65535)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run every part on this machine until Ctrl+C or SIGTERM; the same data go on where they were."""
    asyncio.run(_up(data, port, as_json))


async def _up(data: Path, port: int | None, as_json: bool) -> None:
    from infra.local.running import opened
    from infra.local.supervisor import stopped_by_signals
    from infra.terminal.terminal import console, log_aside

    log_aside()
    out, began = console(stderr=as_json), time.monotonic()
    with stopped_by_signals():
        out.print(f"[bold]Starting the house[/] on {data}")
        async with opened(data, port, lambda name, took: out.print(f"  [green]✓[/] {name:<11}{took:5.1f} s")) as house:
            addresses = house.addresses() | {"data": str(house.folder)}
            out.print(f"  open after   {time.monotonic() - began:5.1f} s\n")
            if as_json:
                print(json.dumps(addresses), flush=True)
            out.print("\n".join(f"  {name:<12}{address}" for name, address in addresses.items()))
            out.print("\n[dim]Ctrl+C stops the house.[/]")
            await asyncio.Event().wait()


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Leave afterwards; exit code 0 if all held.")] = False,
    of_province: Annotated[
        bool, typer.Option("--province", help="Weeks of a whole province instead, with work at every desk.")
    ] = False,
    dossiers: Annotated[int, typer.Option(help="Of the province.", min=1)] = 5_000,
    data: Data = HOME,
) -> None:
    """Register a birth before your eyes, from the parent's form to the sealed certificate; then stay open."""
    if not asyncio.run(_demo(data, once, dossiers if of_province else 0)):
        raise typer.Exit(1)


async def _demo(data: Path, once: bool, dossiers: int) -> bool:
    from infra.local.demo import demonstrate
    from infra.local.living import show
    from infra.local.supervisor import stopped_by_signals
    from infra.terminal.terminal import console, log_aside
    from workflows import catalogue

    log_aside()
    held = not once
    with stopped_by_signals():
        if dossiers:
            held = await show(data, catalogue.registry, dossiers, once=once, console=console())
        else:
            held = await demonstrate(data, once=once, console=console())
    return held


@app.command()
def env(data: Data = HOME) -> None:
    """Print the running house's addresses as shell variables: eval "$(motcua env)"."""
    from infra.terminal.client import where

    at = where(data)
    print(f"export MOTCUA_URL={at.api}")
    if at.sandbox:
        print(f"export MOTCUA_SANDBOX_URL={at.sandbox}")


@app.command()
def token(who: As, data: Data = HOME) -> None:
    """Print a bearer token of the sandbox's identity provider."""
    from infra.terminal import client

    print(client.token(client.where(data), who))


@app.command()
def procedures(
    code: Annotated[str, typer.Argument(help="Show this one, with the schema of its form.")] = "",
    data: Data = HOME,
    law: Annotated[bool, typer.Option("--law", help="One page in Vietnamese for the lawyer who signs it.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the procedures one can file, or show one."""
    from infra.terminal.terminal import cost

    if law:
        authoring.law(code)
        return
    door = _door(data)
    found = door.get(f"procedures/{code}") if code else door.get("procedures")
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for one in [found] if code else found:
        print(f"{one['code']}  {one['title']}: {one['term']}, {cost(one['fee'])}")
        for paper in one["papers"]:
            print(f"          --document {paper['kind']}=FILE  {paper['title']}" + ", if any" * (not paper["required"]))
    if code:
        print(json.dumps(found["form"], ensure_ascii=False, indent=2))


@app.command()
def file(
    procedure: Annotated[str, typer.Argument(metavar="CODE", help="Of the procedure.")],
    form: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The form's answers, JSON.")],
    document: Annotated[list[str] | None, typer.Option(help="A paper: KIND=FILE; may be repeated.")] = None,
    email: Annotated[str, typer.Option(help="Where news of the dossier goes.")] = "",
    who: As = "",
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """File an application. The same form and papers, filed again, are the same dossier."""
    from infra.terminal.client import Application, Notebook
    from infra.terminal.terminal import short

    application = Application.read(procedure, form, document or [], email)
    who = who or ("" if os.environ.get("MOTCUA_TOKEN") else application.applicant)
    notes = Notebook(data)
    known = notes.filing(application.key(who)).get("code")
    filed = application.send(_door(data, who), notes, who)
    if as_json:
        print(json.dumps(filed, ensure_ascii=False))
        return
    word = "Filed before as" if known == filed["code"] else "Filed as"
    print(f"{word} {filed['code']}, {short(filed['filed_at'])}. Follow it: motcua track {filed['code']}")


@app.command()
def track(
    code: Annotated[str, typer.Argument(help="Of the dossier.")],
    follow: Annotated[bool, typer.Option("--follow", help="Go on until it has ended.")] = False,
    who: As = "",
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Show where a dossier is, who has it, why it waits, until when, what can be done, and its story."""
    from infra.terminal.client import ENDED, Notebook

    token_given = os.environ.get("MOTCUA_TOKEN")
    if not (who := who or ("" if token_given else Notebook(data).applicant(code))) and not token_given:
        complain(f"{code} was not filed from here: say who you are with --as citizen:NUMBER")
    door = _door(data, who)
    shown, events = door.get(f"dossiers/{code}"), door.get(f"dossiers/{code}/events")
    _tell(shown, events, as_json=as_json)
    while follow and shown["status"]["code"] not in ENDED:
        time.sleep(1)
        if news := door.get(f"dossiers/{code}/events", since=events[-1]["seq"]):
            events, shown = news, door.get(f"dossiers/{code}")
            _tell(shown, events, as_json=as_json, again=True)


def _tell(shown: "Json", events: "list[Json]", *, as_json: bool, again: bool = False) -> None:
    from infra.terminal.terminal import console, summary, told

    if as_json:
        print(json.dumps({"dossier": shown, "events": events}, ensure_ascii=False), flush=True)
    else:
        lines = told(events) if again else [*summary(shown), "", *told(events)]
        console().print("\n".join(lines), markup=False)


@app.command()
def verify(
    path: Annotated[Path | None, typer.Argument(metavar="FILE", exists=True, dir_okay=False)] = None,
    qr: Annotated[str, typer.Option("--qr", help="What the code on a paper says, instead of a file.")] = "",
    trust: Trust = None,
    keys_file: codes.Keys = None,
    key: archive.OwnKey = None,
    heads: archive.KeptHeads = None,
    lang: archive.Language = "vi",
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Prove a result, a result's code or a dossier's archive, with nothing else; of an archive tell the story."""
    published = codes.published(keys_file, data)
    if qr:
        raise typer.Exit(0 if codes.verify_code(qr, published, as_json=as_json) else 1)
    if path is None:
        complain("name the FILE, or what its code says with --qr")
    roots = trusted(trust, data)
    if archive.is_archive(path):
        checked = archive.verified(path, roots, key, heads or ())
        archive.report(checked, roots, archive.spoken(lang), as_json=as_json)
        raise typer.Exit(0 if checked.holds else 1)
    raise typer.Exit(0 if codes.verify_file(path, roots, published, as_json=as_json) else 1)


def _door(data: Path, who: str = "") -> "Door":
    """The front door, as this person; ``MOTCUA_TOKEN`` speaks for whoever is not named."""
    from infra.terminal.client import Door, token, where

    at = where(data)
    return Door(at.api, token(at, who) if who else os.environ.get("MOTCUA_TOKEN", ""))


CURABLE = {
    "Complaint",
    "FolderBusy",
    "GaveUp",
    "Missing",
    "DatabaseDown",
    "FactsWrong",
    "Overlap",
    "UnknownOffice",
    "OfficeMoved",
    "KeyUnusable",
}
CURABLE |= {"MasterKeysWrong", "MasterKeyUnknown", "StorageUnavailable", "StorageRefused"}
"""Errors by name, as most commands import none of their modules: what whoever called can put right."""


def main() -> None:
    """Run a command; what the caller can put right is said in a sentence, anything else is a bug and shows where."""
    try:
        app()
    except SystemExit as done:
        _leave(done)
    except Exception as error:
        if type(error).__name__ not in CURABLE:
            raise
        sys.stderr.write(f"motcua: {error}\n")
        _leave(SystemExit(1))


def _leave(done: SystemExit) -> None:
    """Leave at once where Temporal's client was used.

    Its threads may still call an interpreter that is coming down, which ends in a signal (temporalio/sdk-python#300).
    """
    if "temporalio.bridge" in sys.modules and (done.code is None or isinstance(done.code, int)):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(done.code or 0)
    raise done
