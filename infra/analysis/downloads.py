"""Tables as files: CSV for a spreadsheet, Parquet for an engine."""

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TextIO

from infra.analysis.to_parquet import NOTHING, convert

type Format = Literal["csv", "parquet"]
type Rows = Sequence[Mapping[str, Any]]
MARK = "\ufeff"
"""By which a spreadsheet knows UTF-8: without it Vietnamese letters come out wrong."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With what a cell begins that a spreadsheet would run."""
KINDS: dict[type, str] = {bool: "BOOLEAN", int: "BIGINT", float: "DOUBLE", datetime: "TIMESTAMPTZ"}


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; numbers and moments are what they are."""
    if isinstance(value, datetime):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], to: TextIO) -> None:
    """A line of names, and one a row; what is not there is empty."""
    to.write(MARK)
    lines = csv.writer(to)
    lines.writerow(names)
    lines.writerows([harmless(value) for value in row] for row in rows)


def as_csv(names: Sequence[str], rows: Rows) -> bytes:
    """The same of a small table."""
    held = io.StringIO(newline="")
    write_csv(names, ([row.get(name) for name in names] for row in rows), held)
    return held.getvalue().encode()


def as_parquet(names: Sequence[str], rows: Rows) -> bytes:
    """A small table with the types of what it holds; a column that holds nothing is one of words."""
    with tempfile.TemporaryDirectory(prefix="motcua-table-") as folder:
        plain, file = Path(folder) / "rows.csv", Path(folder) / "table.parquet"
        with plain.open("w", newline="") as to:
            lines = csv.writer(to)
            lines.writerow(names)
            lines.writerows([_plain(row.get(name)) for name in names] for row in rows)
        convert(str(plain), str(file), {name: _kind([row.get(name) for row in rows]) for name in names})
        return file.read_bytes()


def _plain(value: Any) -> Any:
    if value is None:
        return NOTHING
    return value.isoformat() if isinstance(value, datetime) else value


def _kind(values: Iterable[Any]) -> str:
    found = {type(value) for value in values if value is not None}
    if found == {int, float}:
        return KINDS[float]
    return KINDS.get(found.pop(), "VARCHAR") if len(found) == 1 else "VARCHAR"
