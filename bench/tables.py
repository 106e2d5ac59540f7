"""How a measure writes what it found, alone (``python -m bench.lines``) or as a part of ``RESULTS.md``."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from workflows.engine.procedure import Procedure


class Table(BaseModel):
    """What one measure found."""

    model_config = ConfigDict(frozen=True)

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


def show(tables: Sequence[Table]) -> None:
    """Print tables."""
    print("\n".join(line for table in tables for line in table.lines()))
