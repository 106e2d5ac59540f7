"""Finding by words: without accents, by the beginning of a word, with one letter wrong."""

from collections.abc import Mapping
from typing import NamedTuple

from domain.base.text import unaccented

LONG = 4
"""Letters of a word in which one may be wrong."""
BEGINS, NEAR = 0.8, 0.5
"""What it counts that a word begins so, or is so but for one letter."""


def plain(text: str) -> list[str]:
    """A text's words as they are compared: without accents, small."""
    return "".join(letter if letter.isalnum() else " " for letter in unaccented(text.casefold())).split()


class Found(NamedTuple):
    """The names of texts, the best first; how many of the words each has, and how well the best has them."""

    words: int
    fit: float
    names: list[str]


def found(asked: str, known: Mapping[str, str]) -> Found:
    """Find the texts that have the words; where none has all, those that have most."""
    texts = {name: plain(text) for name, text in known.items()}
    fits = [_fits(word, texts) for word in plain(asked)]
    scores = {name: [fit[name] for fit in fits if fit[name]] for name in known}
    most = max(map(len, scores.values()), default=0)
    best = [name for name, score in scores.items() if len(score) == most > 0]
    best.sort(key=lambda name: (-sum(scores[name]), len(texts[name])))
    return Found(most, sum(scores[best[0]]) if best else 0, best)


def _fits(word: str, texts: Mapping[str, list[str]]) -> dict[str, float]:
    """Say how well each text has a word; that a letter is wrong is supposed only of a word that none has."""
    fits = {name: max((_fit(word, one) for one in text), default=0.0) for name, text in texts.items()}
    least = BEGINS if max(fits.values(), default=0) >= BEGINS else NEAR
    return {name: fit if fit >= least else 0.0 for name, fit in fits.items()}


def _fit(word: str, one: str) -> float:
    if word == one:
        return 1
    if len(word) > 1 and one.startswith(word):
        return BEGINS
    return NEAR if max(len(word), len(one)) >= LONG and near(word, one) else 0


def near(word: str, other: str) -> bool:
    """Whether one letter more, less, wrong or changed with its neighbour makes one word of the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    same = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    left, right = word[same:], other[same:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
