"""The pages' words: written in English where they are used, translated in ``locales/``, a catalogue an area."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from api.http.languages import MIRRORED, SPOKEN
from domain.base.words import Words

LOCALES = Path(__file__).parents[2] / "locales"
SOURCE = "en"
"""The language that the words are written in where they are used."""
Speech = Callable[[str], str]


def catalogue(language: str) -> Catalog:
    """Read what is translated into a language, from the catalogues of every area."""
    whole = Catalog(locale=language, domain="motcua")
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole.add(message.id, message.string, context=message.context)
    return whole


@cache
def translations(language: str) -> Translations:
    """Give a language's translations, for templates."""
    if language == MIRRORED:
        return _Mirrored()
    if language == SOURCE or language not in SPOKEN:
        return Translations()
    made = BytesIO()
    write_mo(made, catalogue(language))
    made.seek(0)
    return Translations(made)


def speech(language: str) -> Speech:
    """Give what says a text, written in English, in a language: for Python."""
    return translations(language).gettext


def said(words: Words, language: str) -> str:
    """Say what the law or the house has words for already."""
    return speech(MIRRORED)(words.in_(SOURCE)) if language == MIRRORED else words.in_(language)


class _Mirrored(Translations):
    """Marks each text's ends, and makes it longer than most languages do."""

    def gettext(self, message: str) -> str:
        return f"[{message} {'·' * (len(message) // 3)}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


def direction(language: str) -> str:
    """Say from which side a language is written."""
    return "rtl" if language == MIRRORED else "ltr"
