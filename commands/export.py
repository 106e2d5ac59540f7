"""Making the archive of a dossier, with the house."""

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import FILE, HOME, AsJson, Data, complain, journal_of, settings_of

if TYPE_CHECKING:
    from temporalio.client import Client

    from domain.transparency.archive import Manifest
    from infra.archive.export import Order
    from infra.db.database import Database
    from infra.files.storage import Store
    from infra.runtime.settings import Settings


def export(
    code: Annotated[str, typer.Argument(help="Of the dossier.")],
    to: Annotated[Path, typer.Option("--to", help="The file to write.", dir_okay=False)],
    recipient: Annotated[
        list[Path] | None, typer.Option(help="PEM: public key or certificate of whom it is for.", **FILE)
    ] = None,
    in_the_open: Annotated[bool, typer.Option("--in-the-open", help="Encrypt nothing.")] = False,
    whom: Annotated[str, typer.Option("--for", help="The office or court that gets it; kept in the journal.")] = "",
    basis: Annotated[str, typer.Option(help="On what basis; kept in the journal.")] = "",
    since: Annotated[
        list[Path] | None, typer.Option(help="A head that they keep: the archive proves that its own holds it.", **FILE)
    ] = None,
    data: Data = HOME,
    as_json: AsJson = False,
) -> None:
    """Write a dossier as one file that stands without this house, and journal to whom it went."""
    from commands.heads import read
    from infra.archive.export import Order
    from infra.archive.secrecy import public_key
    from infra.terminal.terminal import log_aside

    log_aside()
    if bool(recipient) == in_the_open:
        raise typer.BadParameter("say --recipient KEY.pem for whom it is, or --in-the-open that everybody may read it")
    if not to.parent.is_dir():
        complain(f"there is no folder {to.parent} to write to")
    keys = tuple(public_key(path) for path in recipient or ())
    order = Order(code, whom, basis, keys, tuple(read(path).signed_head for path in since or ()))
    manifest, archive, why = asyncio.run(_exported(order, settings_of(data)))
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(archive)
    _told(manifest, to, len(archive), why, as_json)


async def _exported(order: "Order", settings: "Settings") -> tuple["Manifest", bytes, str]:
    from domain.dossier.acts import ENGINE
    from infra.archive.export import Exporter, days_off
    from infra.archive.law import files
    from infra.files.storage import Store
    from infra.files.vault import Vault
    from motcua.code_version import code_version

    async with journal_of(settings) as (journal, _):
        database = journal.database
        store = Vault(Store.from_url(settings.storage_url), database)
        publishing = Publishing(settings, database, store)
        procedure = (await journal.dossier(order.code, ENGINE)).procedure
        law = files(settings.facts, await days_off(database))
        exporter = Exporter(journal, store, law, await _client(settings, database), publishing.publish)
        manifest, made = await exporter.export(order, code_version(procedure, settings.build_id))
    return manifest, made, publishing.why


async def _client(settings: "Settings", database: "Database") -> "Client | None":
    from infra.engine.temporal import connect

    try:
        return await connect(settings, database)
    except RuntimeError:
        return None


class Publishing:
    """Publishes a head with the body's seal where that is at hand, and remembers why it could not."""

    def __init__(self, settings: "Settings", database: "Database", store: "Store") -> None:
        self._settings, self._database, self._store = settings, database, store
        self.why = ""

    async def publish(self) -> None:
        """Let the newest head cover what was just journaled."""
        from infra.documents.orders import PressError, RenderConfig
        from infra.printing.pool import RenderPool
        from infra.runtime.packages import template_folders
        from infra.transparency.heads import Heads, HeadsError, Publisher

        seal = Path(self._settings.seal_key_file), Path(self._settings.seal_certificate_file)
        if not all(path.is_file() for path in seal):
            self.why = "the body's seal is not at hand here"
            return
        production = self._settings.environment == "production"
        press = RenderPool(RenderConfig(template_folders(), *seal, production), processes=1)
        try:
            every = self._settings.publish_heads_every
            await Publisher(self._database, Heads(self._store), press.sign, every=every).publish()
        except (PressError, HeadsError) as error:
            self.why = str(error)
        finally:
            press.close()


def _told(manifest: "Manifest", to: Path, size: int, why: str, as_json: bool) -> None:
    """Say what was written, and plainly what is not covered or not there."""
    if as_json:
        said = manifest.model_dump(mode="json", exclude={"parts"}) | {"file": str(to), "unpublished": why}
        print(json.dumps(said, ensure_ascii=False))
        return
    form = f"encrypted to {len(manifest.recipients)} keys" if manifest.recipients else "in the open"
    print(f"{to}: {manifest.dossier}, {manifest.events} events, {len(manifest.parts)} parts, {size:,} bytes, {form}")
    if manifest.covered < manifest.events:
        print(f"no published head covers events {manifest.covered + 1} to {manifest.events}: export again after the"
              f" next one{f' ({why})' if why else ''}")  # fmt: skip
    for absent in manifest.absent:
        print(f"without {absent.path}: {absent.why}")
    if manifest.branches:
        print(f"interlinked dossiers, each with an archive of its own: {', '.join(manifest.branches)}")
