"""How a measure writes what it found, alone (``python -m bench.lines``) or as a part of ``RESULTS.md``."""

import argparse
import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from pydantic import BaseModel

from workflows.engine.procedure import Procedure

Figure = tuple[str, float, int]
"""What it is, how much, and with how many digits after the point."""


class Table(BaseModel, frozen=True):
    """What one measure found."""

    title: str
    about: str
    """What exactly was counted or timed, in whole sentences."""
    columns: tuple[str, ...]
    """The first names what a row is about, the others are figures."""
    rows: list[tuple[str, ...]]

    def lines(self) -> list[str]:
        """Write it as Markdown."""
        rule = ["---", *["--:"] * (len(self.columns) - 1)]
        return [
            f"## {self.title}",
            *(["", self.about] if self.about else []),
            "",
            *map(_row, [self.columns, rule, *self.rows]),
            "",
        ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def number(value: float, digits: int = 1) -> str:
    """Write a figure; ``digits`` are those after the point."""
    return f"{value:,.{digits}f}"


def label(procedure: type[Procedure[Any]]) -> str:
    """Name a procedure as a row does."""
    return f"{procedure.code} {procedure.__name__}"


def rows_of(figures: Iterable[Figure]) -> list[tuple[str, ...]]:
    """Figures as rows."""
    return [(name, number(value, digits)) for name, value, digits in figures]


def alone(measure: Callable[..., Coroutine[Any, Any, Table]], about: str | None, **asked: tuple[int, str]) -> None:
    """Take one measure from the command line, by what it asks: each number's usual value, and what it means."""
    parser = argparse.ArgumentParser(description=about)
    for name, (usual, meaning) in asked.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=usual, help=meaning)
    table = asyncio.run(measure(*vars(parser.parse_args()).values()))
    print("\n".join(table.lines()))
