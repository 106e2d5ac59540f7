"""Whether the pages speak every language of ``locales/``: nothing left out, nothing left over, nothing half said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from unicodedata import is_normalized

import typer
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, write_po

from commands.options import ROOT, complain
from commands.texts import PLACE, Key, said, wanted
from domain.base.words import VIETNAMESE

translations = typer.Typer(help="The pages' words in other languages.", no_args_is_help=True)
PSEUDO = "en-XA"
"""English between brackets, with signs that English and Vietnamese lack: what is not translated is seen in it."""
ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "ÅƁÇÐËƑĜĤÎĴĶĻḾÑÖÞǪŔŠŢÛṼŴẊŸŽåƀçðëƒĝĥîĵķļḿñöþǫŕšţûṽŵẋÿž"
)
HOW = re.compile(r"(?<=\w)[:!.][^{}]*(?=})|(?<={):[^{}]*(?=})")
KEPT = re.compile(rf"({PLACE.pattern}|<[^>]+>|&\w+;)")


@translations.callback()
def about() -> None:
    """Say what is missing, or make a language that lacks nothing."""


@translations.command("check")
def check() -> None:
    """Find texts of the pages that a language lacks, and what its catalogues say wrongly, twice or in vain."""
    languages = sorted(folder for folder in (ROOT / "locales").iterdir() if folder.is_dir())
    if faults := [fault for folder in languages for fault in find(ROOT, folder.name)]:
        complain("\n".join(faults))
    print(f"{len(said(ROOT, VIETNAMESE))} texts, translated into {', '.join(folder.name for folder in languages)}")


@translations.command("pseudo")
def pseudo(folder: Annotated[Path, typer.Argument(help="Where catalogues lie, a folder a language.")]) -> None:
    """Make catalogues of a language for tests, en-XA, that say every text: what is seen without accents is in none."""
    catalog = Catalog(PSEUDO.replace("-", "_"), domain="motcua", fuzzy=False)
    for (context, _), ids, _ in wanted(ROOT, PSEUDO):
        strings = tuple(map(_accented, ids)) if isinstance(ids, tuple) else _accented(ids)
        catalog.add(ids, strings, context=context or None)
    (folder / PSEUDO).mkdir(parents=True, exist_ok=True)
    with (folder / PSEUDO / "all.po").open("wb") as file:
        write_po(file, catalog)


def _accented(text: str) -> str:
    pieces = KEPT.split(text)
    pieces[::2] = [piece.translate(ACCENTS) for piece in pieces[::2]]
    return f"[{''.join(pieces)}]"


def find(root: Path, language: str) -> list[str]:
    """What is wrong with one language, a line each: where, what, and what to do."""
    wanted, found = said(root, language), list(_entries(root, language))
    faults = [fault for entry in found for fault in entry.faults(wanted)]
    seen: dict[Key, Entry] = {}
    for entry in found:
        if first := seen.get(entry.key):
            faults.append(f"{entry.where}: “{entry.key[1]}” is in {first.where} already: keep one")
        seen.setdefault(entry.key, entry)
    missing = "is not translated: add it to a catalogue in"
    faults += [f"{wanted[key]}: “{key[1]}” {missing} locales/{language}" for key in wanted.keys() - seen.keys()]
    return sorted(faults)


@dataclass(frozen=True)
class Entry:
    """A text in a catalogue."""

    where: str
    message: Message
    catalog: Catalog

    @property
    def key(self) -> Key:
        """Say of which text it is."""
        return self.message.context or "", _each(self.message.id)[0]

    def faults(self, wanted: dict[Key, str]) -> Iterator[str]:
        """Say what is wrong with it by itself."""
        text = self.key[1]
        if self.key not in wanted:
            yield f"{self.where}: no page says “{text}” any more: remove it"
        if self.message.fuzzy:
            yield f"{self.where}: “{text}” is a guess (fuzzy): read it, and remove the mark"
        strings = _each(self.message.string)
        if not all(one.strip() for one in strings):
            yield f"{self.where}: “{text}” is empty: translate it"
        elif any(_places(one) != _places(_each(self.message.id)[-1]) for one in strings):
            yield f"{self.where}: “{text}” has other placeholders than its translation: name the same ones"
        else:
            yield from (f"{self.where}: “{text}”: {error}" for error in self.message.check(self.catalog))
        if not all(is_normalized("NFC", one) for one in strings):
            yield f"{self.where}: “{text}” is not composed (NFC): type it anew"


class _Catalog(Catalog):
    """Holds what a file says twice as well."""

    def __init__(self, language: str) -> None:
        super().__init__(locale=language)
        self.all: list[Message] = []

    def __setitem__(self, id: Any, message: Message) -> None:  # noqa: A002
        super().__setitem__(id, message)
        if id:
            self.all.append(message)


def _entries(root: Path, language: str) -> Iterator[Entry]:
    for path in sorted((root / "locales" / language).glob("*.po")):
        catalog, name = _Catalog(language), str(path.relative_to(root))
        try:
            PoFileParser(catalog, ignore_obsolete=True, abort_invalid=True).parse(path.read_text().splitlines())
        except PoFileError as error:
            complain(f"{name}:{error.lineno + 1}: {error}: mend the line")
        for message in catalog.all:
            yield Entry(f"{name}:{message.lineno}", message, catalog)


def _each(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else [one or "" for one in text or ("",)]


def _places(text: str) -> set[str]:
    """What is filled in, however it is written: a day may be another way round."""
    return {HOW.sub("", place) for place in PLACE.findall(text)}
