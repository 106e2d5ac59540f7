"""What a form asks, as parts of a page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.base.words import Words

DATE = ("day", "month", "year")
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
CITIZEN = "^[0-9]{12}$"
NEITHER = "-"
"""What a browser sends where somebody chose that there is nothing of the kinds that are named."""


class Named:
    """What has a name on the page."""

    name: str

    @property
    def key(self) -> str:
        """Its name in the part that it belongs to."""
        return self.name.rpartition(".")[2]

    @property
    def id(self) -> str:
        """Its place on the page."""
        return id_of(self.name)


@dataclass(frozen=True)
class Choice:
    """One of several answers."""

    value: Any
    words: Words

    @property
    def typed(self) -> str:
        """What a browser sends for it."""
        return {True: "yes", False: "no"}[self.value] if isinstance(self.value, bool) else str(self.value)

    def chosen(self, answer: Any) -> bool:
        """Whether this is the answer; 1 is not yes."""
        return isinstance(answer, bool) == isinstance(self.value, bool) and bool(answer == self.value)


@dataclass(frozen=True)
class Question(Named):
    """Asks for one thing; ``kind`` says how: text, long, lines, digits, number, money, date, yes_no, choice, place."""

    shape: ClassVar[str] = "one"
    name: str
    """Where its answer stands in the form, ``trades.0.code``; inside of a kind also which: ``paid.account.bank``."""
    kind: str
    label: Words
    required: bool = True
    default: Any = None
    choices: tuple[Choice, ...] = ()
    least: float | None = None
    """Characters or digits, or for a number the number itself; as ``most``."""
    most: float | None = None
    pattern: str = ""

    def typed(self, answer: Any) -> str:
        """Write an answer as it is typed in."""
        if isinstance(answer, list):
            return "\n".join(str(line) for line in answer)
        known = [choice.words.vi for choice in self.choices if choice.value == answer]
        return known[0] if known else "" if answer is None else str(answer)

    def day(self, answer: Any) -> dict[str, str]:
        """A date in the parts that it is typed in, also one that there is not."""
        if isinstance(answer, dict):
            return {part: str(answer.get(part, "")) for part in DATE}
        found = ISO.fullmatch(str(answer or ""))
        return dict(zip(DATE, (found[3].lstrip("0"), found[2].lstrip("0"), found[1]), strict=True)) if found else {}


@dataclass(frozen=True)
class Group(Named):
    """Asks about a person or thing; of one that need not be there it is asked first whether it is."""

    shape: ClassVar[str] = "group"
    name: str
    label: Words
    parts: "tuple[Part, ...]"
    optional: bool = False

    @property
    def there(self) -> str:
        """The name of the question whether it is there."""
        return f"{self.name}-there"

    @property
    def person(self) -> bool:
        """Whether it asks who somebody is, by number and name."""
        return {"number", "full_name"} <= {part.key for part in self.parts}


@dataclass(frozen=True)
class Many(Named):
    """Asks about several things of a kind; ``at`` gives what is asked about one."""

    shape: ClassVar[str] = "many"
    name: str
    label: Words
    at: "Callable[[int], Group | Either]"
    least: int = 0
    most: int = 50

    def shown(self, answers: Any) -> int:
        """Say how many are asked about: those there are, and at first as many as there must be."""
        return max(len(answers) if isinstance(answers, list) else 0, self.least)


@dataclass(frozen=True)
class Alternative:
    """One of several kinds of thing: told by the field ``mark``, and by its value where that is a tag."""

    choice: Choice
    parts: "tuple[Part, ...]"
    mark: str
    tag: Any = None

    def meant(self, answer: Any) -> bool:
        """Whether an answer is of this kind."""
        told = isinstance(answer, dict) and self.mark in answer
        return told and (self.tag is None or bool(answer[self.mark] == self.tag))


@dataclass(frozen=True)
class Either(Named):
    """Asks which of several kinds of thing it is, and then about that one; an optional one may be neither."""

    shape: ClassVar[str] = "either"
    name: str
    label: Words
    kinds: tuple[Alternative, ...]
    optional: bool = False

    @property
    def which(self) -> str:
        """The name of the question which it is."""
        return f"{self.name}-kind"

    def chosen(self, answer: Any) -> Alternative | None:
        """The kind that an answer is of; nothing, as long as none was chosen."""
        return next((kind for kind in self.kinds if kind.meant(answer)), None)


Part = Question | Group | Either | Many


@dataclass(frozen=True)
class Section:
    """What stands on a page of its own."""

    slug: str
    label: Words
    parts: tuple[Part, ...]


def id_of(name: str) -> str:
    """The id that a name has on a page."""
    return name.replace(".", "-")
