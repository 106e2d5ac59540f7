"""One SQLite file a service: what a stand-in was told outlives a restart and a kill."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey, RSAKey

Key = OKPKey | RSAKey


def open_store(
    data: Path, name: str, schema: str, before: Callable[[sqlite3.Connection], None] = lambda _: None
) -> sqlite3.Connection:
    """The service's own file, opened for one event loop; `before` carries over what older code kept in it otherwise."""
    data.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(data / f"{name}.sqlite3", isolation_level=None, check_same_thread=False)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=NORMAL")
    store.execute("PRAGMA busy_timeout=5000")
    before(store)
    store.executescript(schema)
    return store


def kept_key(file: Path, make: Callable[[], Key]) -> dict[str, Any]:
    """A private key as a JWK, made at the first start and readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        half = file.with_suffix(".new")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(make().as_dict(private=True), out)
        half.rename(file)
    kept: dict[str, Any] = json.loads(file.read_text())
    return kept


@contextmanager
def transaction(store: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; never await inside, the connection is shared."""
    store.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        store.execute("ROLLBACK")
        raise
    store.execute("COMMIT")


def has_column(store: sqlite3.Connection, table: str, column: str) -> bool:
    """Whether a table is there and has a column."""
    return any(row[1] == column for row in store.execute(f"PRAGMA table_info({table})"))


def is_empty(store: sqlite3.Connection, table: str) -> bool:
    """Whether the table was never filled."""
    return store.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None  # noqa: S608 - our own table names


def fill_once(store: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Puts the sample rows in, at the first start only."""
    if is_empty(store, table):
        kept = tuple(rows)
        marks = ", ".join("?" for _ in kept[0])
        with transaction(store):
            store.executemany(f"INSERT INTO {table} VALUES ({marks})", kept)  # noqa: S608 - our own names


def row_of(store: sqlite3.Connection, table: str, column: str, value: str) -> tuple[Any, ...] | None:
    """The one row that has the value."""
    row = store.execute(f"SELECT * FROM {table} WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - our own names
    return tuple(row) if row else None


def dicts(store: sqlite3.Connection, query: str, *values: Any) -> list[dict[str, Any]]:
    """What a query finds, by the names that it gives its columns."""
    found = store.execute(query, values)
    names = [name for name, *_ in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def text(value: Any) -> str:
    """JSON in one spelling, so that equal bodies are equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
