"""One SQLite file a service: what a stand-in was told outlives a restart and a kill."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def open_store(data: Path, name: str, schema: str) -> sqlite3.Connection:
    """The service's own file, opened for one event loop."""
    data.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(data / f"{name}.sqlite3", isolation_level=None, check_same_thread=False)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=NORMAL")
    store.execute("PRAGMA busy_timeout=5000")
    store.executescript(schema)
    return store


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


def is_empty(store: sqlite3.Connection, table: str) -> bool:
    """Whether the table was never filled."""
    return store.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None  # noqa: S608 - our own table names


def text(value: Any) -> str:
    """JSON in one spelling, so that equal bodies are equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
