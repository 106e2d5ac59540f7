"""One target under libFuzzer, led by the coverage of our code and of the libraries that parse for it."""

import logging
import sys
from random import Random

import atheris

from tests.system.fuzz.mutations import spoil

WATCHED = ["domain", "infra", "activities", "asn1crypto", "joserfc", "puremagic", "pyhanko"]
BLIND = 0.4
"""Share of mutations that libFuzzer makes itself, knowing nothing of the layout."""


def main(name: str, arguments: list[str]) -> None:
    """Fuzz until the time is up; ends the process, not with 0 where something broke."""
    with atheris.instrument_imports(include=WATCHED):
        from tests.system.fuzz.targets import TARGETS

        target = TARGETS[name]()

    logging.disable()

    def one(data: bytes) -> None:
        target.run(data)

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        dice = Random(seed)
        if dice.random() < BLIND:
            return bytes(atheris.Mutate(data, longest))
        return spoil(data or dice.choice(target.seeds), dice, target.layout)[:longest]

    atheris.Setup([name, *arguments], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
