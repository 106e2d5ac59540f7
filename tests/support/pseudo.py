"""A language that the catalogue tool makes, in which whatever is not translated is seen."""

import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from commands.translations import ACCENTS, PSEUDO, pseudo
from infra.runtime.languages import Languages, Spoken

PLAIN = re.compile(rf"\b(?=\w*[^\W\d_{''.join(map(chr, ACCENTS.values()))}]{{2}})[^\W\d_]+\b")
"""A word with letters that the language does not have; what goes on with digits is an id."""


@cache
def languages() -> Languages:
    """Every language, and that one."""
    folder = Path(mkdtemp(prefix="locales-"))
    pseudo(folder)
    return Languages(folder)


def accented() -> Spoken:
    """That language."""
    return languages()[PSEUDO]


def untranslated(text: str, *data: str) -> list[str]:
    """Give the words of a text that no catalogue has, beside data: names, codes, and what somebody wrote."""
    for one in sorted(filter(None, data), key=len, reverse=True):
        text = text.replace(one, " ")
    return PLAIN.findall(text)
