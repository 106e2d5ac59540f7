"""Proving an archive without the house, and telling its story."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.options import FILE, complain

if TYPE_CHECKING:
    from domain.dossier.story import Told
    from infra.archive.verify import Checked

OwnKey = Annotated[Path | None, typer.Option("--key", help="PEM: the private key that it was encrypted to.", **FILE)]
KeptHeads = Annotated[
    list[Path] | None, typer.Option("--heads", help="An older head, or a proof, that somebody kept.", **FILE)
]
Language = Annotated[str, typer.Option("--lang", help="In which the story is told: vi or en.")]
ZIP = b"PK"
WHOLE = {
    "vi": "toàn vẹn: {events} sự kiện nối tiếp nhau, đầu chuỗi {head}… nằm trong đầu cây đã công bố",
    "en": "whole: {events} events, chained up to {head}…, which is in a published head",
}
UNTRUSTED = {
    "vi": "không tin chứng thư nào: nêu chứng thư tin cậy bằng --trust",
    "en": "trusting nobody: name the certificates to trust with --trust",
}


def is_archive(path: Path) -> bool:
    """Whether a file says that it is an archive, not a document."""
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def spoken(lang: str) -> str:
    """A language of the house.

    Raises:
        BadParameter: it speaks no other.
    """
    if lang not in WHOLE:
        raise typer.BadParameter(f"choose one of {', '.join(WHOLE)}", param_hint="--lang")
    return lang


def verified(path: Path, trust: Sequence[Path], key: Path | None, heads: Sequence[Path]) -> "Checked":
    """Verify an archive.

    Raises:
        Complaint: it is none, or the key is none.
    """
    from commands.heads import read
    from infra.archive.container import NotAnArchive
    from infra.archive.secrecy import KeyUnusable, private_key
    from infra.archive.verify import verify

    try:
        own = private_key(key) if key else None
        return asyncio.run(verify(path, trust, own, [read(kept) for kept in heads]))
    except NotAnArchive as error:
        complain(f"{path}: no archive that can be used: {error}")
    except KeyUnusable as error:
        complain(str(error))


def report(checked: "Checked", trust: Sequence[Path], lang: str, *, as_json: bool) -> None:
    """Say what holds and what does not, and where it holds the story."""
    told = list(story(checked)) if checked.holds else []
    if as_json:
        print(json.dumps(_written(checked, told, lang), ensure_ascii=False))
        return
    manifest = checked.manifest
    for fault in checked.faults:
        say(f"✗ {fault.part or '--heads'}: {fault.what.in_(lang)}")
    if checked.holds:
        say(f"✓ {manifest.dossier}: " + WHOLE[lang].format(events=manifest.events, head=manifest.head[:16]))
    elif not trust:
        say(UNTRUSTED[lang])
    for note in checked.notes:
        say(f"· {note.in_(lang)}")
    tell(told, lang)


def tell(told: Sequence["Told"], lang: str) -> None:
    """Print dated lines."""
    from domain.dossier.story import moment

    for line in told:
        say(f"{moment(line.at)}  {line.who.in_(lang)}: {line.what.in_(lang)}")


def story(checked: "Checked") -> list["Told"]:
    """Tell a verified archive's story."""
    from domain.dossier.story import tell
    from domain.transparency.archive import events_of
    from workflows.catalogue import registry

    try:
        return list(tell(checked.manifest.dossier, events_of(checked.rows), offices(checked.parts), registry()))
    except (ValueError, KeyError) as error:
        complain(f"another version of this code made it, and this one cannot read its events: {error}")


def offices(parts: dict[str, bytes]) -> dict[str, str]:
    """The titles of the offices that an archive's facts name."""
    from infra.archive.law import read

    return {office.code: office.title for office in read(parts).offices.offices}


def lines(told: Sequence["Told"], lang: str) -> list[dict[str, str]]:
    """Dated lines, for programs."""
    return [{"at": one.at.isoformat(), "who": one.who.in_(lang), "what": one.what.in_(lang)} for one in told]


def _written(checked: "Checked", told: Sequence["Told"], lang: str) -> dict[str, Any]:
    return {
        "holds": checked.holds,
        "faults": [{"part": fault.part, "what": fault.what.in_(lang)} for fault in checked.faults],
        "notes": [note.in_(lang) for note in checked.notes],
        "opened": checked.opened,
        "manifest": checked.manifest.model_dump(mode="json", exclude={"parts"}),
        "story": lines(told, lang),
    }


def say(line: str) -> None:
    """Print a line of which nobody knows who wrote it."""
    # What stands in an archive may have been written to move a terminal's cursor.
    print("".join(letter if letter.isprintable() else "�" for letter in line))
