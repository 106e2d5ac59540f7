"""A mistake, as authors are told of it."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mistake:
    """What is wrong, where, and what to write instead."""

    file: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.instead}"


class ProceduresWrong(Exception):
    """Procedures have mistakes; nothing starts with them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))


def place(written: type) -> tuple[str, int]:
    """The file of a class, and its first line."""
    return str(inspect.getsourcefile(written)), inspect.getsourcelines(written)[1]
