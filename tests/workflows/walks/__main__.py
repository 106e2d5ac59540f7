"""Walks every procedure by chance, over and over for so many minutes, and says how many walks held."""

import argparse
import os
import sys
import time
from collections import Counter

import pytest

from workflows.catalogue import PROCEDURES

TESTS = ("tests/workflows/engine/test_walks.py", "tests/workflows/engine/test_bare_walks.py")
A_ROUND, BARE = 3, 90
"""Walks of each procedure, on the engine and without one, before the time is looked at again."""


class Tally:
    """Counts by procedure, in whatever process a test ran."""

    def __init__(self) -> None:
        self.held, self.failed = Counter[str](), Counter[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test that was called; one walk of a round that went wrong fails the round."""
        code = report.nodeid.rpartition("[")[2].rstrip("]")
        if report.when == "call" and code in {one.code for one in PROCEDURES}:
            (self.failed if report.failed else self.held)[code] += 1


def main() -> int:
    """Walk until the time is up; fail where a walk did."""
    said = argparse.ArgumentParser(prog="python -m tests.workflows.walks", description=__doc__)
    said.add_argument("--minutes", type=float, default=60)
    until = time.monotonic() + 60 * said.parse_args().minutes
    os.environ["MOTCUA_WALKS"] = str(A_ROUND)
    tally = Tally()
    while time.monotonic() < until:
        pytest.main([*TESTS, "--numprocesses", "2", "--quiet", "--no-header"], plugins=[tally])
    of = f"rounds of {A_ROUND} walks on the engine, or of {BARE} without one"
    print(f"\n| procedure | {of}, that held | in which one did not |")
    print("|---|---:|---:|")
    for one in PROCEDURES:
        print(f"| {one.code} {one.__name__} | {tally.held[one.code]} | {tally.failed[one.code]} |")
    return int(bool(tally.failed))


if __name__ == "__main__":
    sys.exit(main())
