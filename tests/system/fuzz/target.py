"""What a fuzzed reader is, and where its keys lie."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.system.fuzz import mutations
from tests.system.fuzz.mutations import Mutation

KEYS = "MOTCUA_FUZZ_KEYS"
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Target:
    """One reader of foreign bytes: ``run`` says whether it took them, and raises only where something is broken."""

    seeds: tuple[bytes, ...]
    run: Callable[[bytes], bool]
    layout: Mutation = mutations.bytewise


@cache
def folder() -> Path:
    """Where keys lie: of ``make fuzz`` the same each time, so that what broke something breaks it again."""
    kept = Path(os.environ.get(KEYS) or tempfile.mkdtemp(prefix="motcua-fuzz-"))
    kept.mkdir(parents=True, exist_ok=True)
    return kept
