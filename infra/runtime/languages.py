"""The languages that are spoken: what is written in English, and each folder of catalogues in ``locales/``."""

from functools import cached_property
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Self

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from domain.base.words import ENGLISH, VIETNAMESE, Language

A_WORD = 12
"""Letters at which the longer texts of a made-up language break."""
LOCALES = Path(__file__).parents[2] / "locales"


class Spoken(Language):
    """A language with its catalogues."""

    translations: NullTranslations

    def __new__(cls, code: str, translations: NullTranslations) -> Self:
        language = super().__new__(cls, code, translations.gettext)
        language.translations = translations
        return language

    @cached_property
    def locale(self) -> Locale:
        """How dates and numbers are written in it."""
        try:
            return Locale.parse(self, sep="-")
        except UnknownLocaleError:  # a country of the tests
            return Locale(self.partition("-")[0])

    @property
    def direction(self) -> str:
        """From which side it is written."""
        return self.locale.text_direction


class Languages:
    """Every language that is spoken, by its code: Vietnamese first, English, and each further folder."""

    def __init__(self, folder: Path = LOCALES) -> None:
        further = {one.name for one in folder.iterdir() if one.is_dir()} - {VIETNAMESE, ENGLISH}
        self.codes = (VIETNAMESE, ENGLISH, *sorted(further))
        self._folder = folder
        self._known: dict[str, Spoken] = {}

    @property
    def further(self) -> dict[str, str]:
        """What those beside Vietnamese and English call themselves, by code."""
        return {code: str(self[code].locale.display_name) for code in self.codes[2:]}

    def __getitem__(self, code: str) -> Spoken:
        """The language of a code; Vietnamese for one that is not spoken."""
        chosen = code if code in self.codes else VIETNAMESE
        if chosen not in self._known:
            self._known[chosen] = Spoken(chosen, self._translations(chosen))
        return self._known[chosen]

    def _translations(self, code: str) -> NullTranslations:
        if not (self._folder / code).is_dir():
            return Translations()
        made = BytesIO()
        write_mo(made, catalogue(self._folder / code))
        made.seek(0)
        return Translations(made)


def catalogue(folder: Path) -> Catalog:
    """What is translated into a language, from the catalogues of every area."""
    locale = folder.name.replace("-", "_")
    whole = Catalog(locale, domain="motcua")
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale):
                if message.id:
                    whole.add(message.id, message.string, context=message.context)
    return whole


LANGUAGES = Languages()


class _Mirrored(Translations):
    """Marks each text's ends, and makes it longer than most languages do."""

    def gettext(self, message: str) -> str:
        return f"[{message} {' '.join(wrap('·' * (len(message) // 3), A_WORD))}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


MIRRORED = Spoken("ar-XB", _Mirrored())
"""A language for tests: English between marks, from right to left. What is not translated, has no room, or knows left
from right, is seen in it."""
