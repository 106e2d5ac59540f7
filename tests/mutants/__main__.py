"""``make mutants``: each seeded break, or random ones of the rules, against the tests that must notice it."""

import argparse
import os
import sys
from collections.abc import Container, Sequence

from tests.mutants.breaks import BREAKS
from tests.mutants.chance import drawn
from tests.mutants.running import Became, Mutant, Outcome, all_tried, run

ENOUGH = 0.95
"""The part of random mutants that the rules' own tests must kill."""


def main() -> None:
    """Try them, say what became of each, and fail if one lives that must not."""
    parser = argparse.ArgumentParser(prog="make mutants ARGS=…", description="Break the rules, see the tests fail.")
    parser.add_argument("names", nargs="*", help="breaks whose name holds one of these words; all unless named")
    parser.add_argument("--random", type=int, metavar="N", help="instead N random mutants against tests/domain")
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--file", default="", help="random ones of this module alone")
    parser.add_argument("--at-once", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    if options.random:
        mutants = drawn(options.random, options.seed, options.file)
    else:
        mutants = [one.mutant() for one in BREAKS if not options.names or any(n in one.name for n in options.names)]
    # A break that was written down lets its tests run. One by chance may keep all from loading: that is noticed too.
    noticed = {Became.DIED, Became.BROKEN} if options.random else {Became.DIED}
    sys.exit(not _judged(mutants, options.at_once, noticed, ENOUGH if options.random else 1.0))


def _judged(mutants: Sequence[Mutant], at_once: int, noticed: Container[Became], enough: float) -> bool:
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    became, said = run(tests, {}, patience=600)
    if became is not Became.LIVES:
        print(f"the tests fail without any break:\n{said}")
        return False
    outcomes = list[Outcome]()
    for outcome in all_tried(mutants, at_once):
        print(f"{outcome.became:<11} {outcome.seconds:5.1f} s  {outcome.mutant.name}", flush=True)
        if outcome.became is Became.BROKEN and outcome.became not in noticed:
            print(outcome.said)
        outcomes.append(outcome)
    died = sum(outcome.became in noticed for outcome in outcomes)
    print(f"{died} of {len(outcomes)} died; the slowest took {max(one.seconds for one in outcomes):.0f} s")
    return died >= enough * len(outcomes)


if __name__ == "__main__":
    main()
