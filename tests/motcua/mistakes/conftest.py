"""What tests of mistakes are given."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Modules that a test wrote are gone after it."""
    before = set(sys.modules)
    yield
    for name in {*sys.modules} - before:
        if name in ("tried", "again"):
            del sys.modules[name]
