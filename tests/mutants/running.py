"""Runs tests against broken code, in a process of their own, and says whether they noticed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import monotonic

from tests.mutants.applied import FILE, ROOT, TEXT

PATIENCE = 60.0
"""Seconds that the tests of one break may take."""
PYTEST = (sys.executable, "-m", "pytest", "-p", "tests.mutants.applied", "-p", "no:cacheprovider", "-x", "-q")


class Became(StrEnum):
    """What the tests made of it."""

    DIED = "died"
    LIVES = "LIVES"
    TOO_SLOW = "TOO SLOW"
    BROKEN = "NO TEST RAN"


@dataclass(frozen=True)
class Mutant:
    """One module with something else in it, and the tests that must notice."""

    name: str
    file: str
    text: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant."""

    mutant: Mutant
    became: Became
    seconds: float
    said: str


def run(tests: Sequence[str], broken: Mapping[str, str], patience: float = PATIENCE) -> tuple[Became, str]:
    """Run tests in a process of their own, against what is broken."""
    try:
        ended = subprocess.run(
            [*PYTEST, *tests], cwd=ROOT, env={**os.environ, **broken}, capture_output=True, text=True, timeout=patience
        )
    except subprocess.TimeoutExpired:
        return Became.TOO_SLOW, ""
    kinds = {0: Became.LIVES, 1: Became.DIED}
    # A module that cannot even be imported is no test's merit.
    became = kinds.get(ended.returncode, Became.BROKEN)
    return became, ended.stdout[-3000:] + ended.stderr[-1000:]


def tried(mutant: Mutant) -> Outcome:
    """Run a mutant's tests against it."""
    began = monotonic()
    with tempfile.TemporaryDirectory(prefix="mutant") as folder:
        text = Path(folder) / "text.py"
        text.write_text(mutant.text)
        became, said = run(mutant.tests, {FILE: mutant.file, TEXT: str(text)})
    return Outcome(mutant, became, monotonic() - began, said)


def all_tried(mutants: Iterable[Mutant], at_once: int) -> Iterator[Outcome]:
    """Run them, some at once, each told as soon as those before it are."""
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(tried, mutants)
