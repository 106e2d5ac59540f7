"""Everything that reads foreign bytes, for some seconds; ``make fuzz`` goes on for minutes, led by coverage."""

from functools import cache
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.system.fuzz.mutations import spoil
from tests.system.fuzz.target import Target
from tests.system.fuzz.targets import TARGETS

EXAMPLES = {"verify": 40, "token": 80}


@cache
def target(name: str) -> Target:
    return TARGETS[name]()


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_valid_is_taken(name: str) -> None:
    for seed in target(name).seeds:
        assert target(name).run(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_that_is_spoilt_breaks_it(name: str) -> None:
    made = target(name)

    @settings(
        max_examples=EXAMPLES.get(name, 150), deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(seed=st.sampled_from(made.seeds), dice=st.randoms(use_true_random=False))
    def spoilt(seed: bytes, dice: Random) -> None:
        made.run(spoil(seed, dice, made.layout))

    spoilt()
