"""What a person reads, in every language of the house: said in one way, ``words.in_(language)``.

Vietnamese is the law's own and stands beside the English, by which the catalogues of any other language know the words.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Self

from pydantic import BaseModel, PrivateAttr

VIETNAMESE, ENGLISH = "vi", "en"


class Language(str):
    """A language by its code, with what says an English text in it; whoever reads catalogues makes it."""

    says: Callable[[str], str]

    def __new__(cls, code: str, says: Callable[[str], str]) -> Self:
        language = super().__new__(cls, code)
        language.says = says
        return language


class Words(BaseModel, frozen=True):
    """One thing said in every language."""

    vi: str
    en: str
    _made: "_Made | None" = PrivateAttr(None)

    def in_(self, language: str) -> str:
        """The text in a language; in Vietnamese, where nobody has a catalogue of it."""
        if language == ENGLISH:
            return self.en
        if language == VIETNAMESE or not isinstance(language, Language):
            return self.vi
        if self._made:
            return self._made.in_(language)
        return language.says(self.en) if self.en else ""

    def format(self, *of: object, **named: object) -> "Words":
        """Fill the places of a form, as of a string, with words or with what reads alike in every language."""
        return made(str.format, self, *of, **named)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and (self.vi, self.en) == (other.vi, other.en)

    def __hash__(self) -> int:
        return hash((self.vi, self.en))


class _Made(NamedTuple):
    """How words are made anew in each language, and of what."""

    make: Callable[..., str]
    of: tuple[object, ...]
    named: dict[str, object]

    def in_(self, language: str) -> str:
        named = {name: _in(one, language) for name, one in self.named.items()}
        return self.make(*(_in(one, language) for one in self.of), **named)


def made(make: Callable[..., str], *of: object, **named: object) -> Words:
    """Words that are made anew in each language, of other words."""
    how = _Made(make, of, named)
    words = Words(vi=how.in_(VIETNAMESE), en=how.in_(ENGLISH))
    words._made = how
    return words


def joined(separator: str, words: Iterable[Words]) -> Words:
    """Several said one after the other."""
    return made(_join, separator, *words)


def plain(text: str) -> Words:
    """A name, a number, or what somebody wrote: it reads alike in every language."""
    return made(str, text)


def lowered(words: Words) -> Words:
    """The same within a sentence."""
    return made(_lower, words)


def capital(words: Words) -> Words:
    """The same at the beginning of a sentence."""
    return made(_capital, words)


def dong(amount: int) -> str:
    """``540.000 đồng``."""
    return f"{amount:,} đồng".replace(",", ".")


def _in(one: object, language: str) -> object:
    return one.in_(language) if isinstance(one, Words) else one


def _join(separator: str, *texts: str) -> str:
    return separator.join(text for text in texts if text)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
