"""A table as a file runs no formula, keeps its letters and its types, and tells what is not known as nothing."""

import csv
import io
from datetime import UTC, datetime

import duckdb
import pytest

from infra.analysis.downloads import as_csv, as_parquet

NAMES = ["unit", "late", "percent", "as_of"]
AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
ROWS = [
    {"unit": "Phường Phố Hiến", "late": 3, "percent": 97.5, "as_of": AT},
    {"unit": "Xã Tiên Lữ", "late": 0, "percent": None, "as_of": AT},
]


def test_a_spreadsheet_knows_the_letters_and_nothing_is_no_zero() -> None:
    file = as_csv(NAMES, ROWS)
    assert file.startswith(b"\xef\xbb\xbf")
    [_, first, second] = csv.reader(io.StringIO(file.decode("utf-8-sig")))
    assert first == ["Phường Phố Hiến", "3", "97.5", AT.isoformat()]
    assert second[1:3] == ["0", ""]


@pytest.mark.parametrize("said", ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_words_are_no_formula(said: str) -> None:
    [_, line] = csv.reader(io.StringIO(as_csv(["said"], [{"said": said}]).decode("utf-8-sig"), newline=""))
    assert line == [f"'{said}"]


def test_an_engine_gets_numbers_as_numbers_and_moments_as_moments(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("table") / "table.parquet"
    file.write_bytes(as_parquet(NAMES, ROWS))
    with duckdb.connect() as engine:
        told = engine.read_parquet(str(file))
        assert [str(kind) for kind in told.types] == ["VARCHAR", "BIGINT", "DOUBLE", "TIMESTAMP WITH TIME ZONE"]
        assert told.select("late, percent").fetchall() == [(3, 97.5), (0, None)]
