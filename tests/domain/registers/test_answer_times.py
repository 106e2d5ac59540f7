"""Percentiles of answers are right to a fifth, and of nothing there are none."""

import random

from domain.registers.answer_times import LAST, Answering, class_of, ends_ms


def test_a_percentile_is_right_to_a_fifth_and_never_too_short() -> None:
    chance = random.Random(66)
    took = sorted(chance.lognormvariate(4, 1.2) + 1 for _ in range(2000))
    answered: dict[int, int] = {}
    for one in took:
        answered[class_of(one / 1000)] = answered.get(class_of(one / 1000), 0) + 1
    for share in (0.5, 0.95):
        exact, told = took[int(share * len(took)) - 1], Answering(answered=answered).within_ms(share)
        assert told is not None
        assert exact - 1 <= told <= exact * 1.2 + 1


def test_of_nothing_asked_nothing_is_known_and_of_no_answer_no_time() -> None:
    nothing, silent = Answering(answered={}), Answering(answered={}, failed=3)
    assert (nothing.asked, nothing.failed_percent, nothing.within_ms(0.5)) == (0, None, None)
    assert (silent.asked, silent.failed_percent, silent.within_ms(0.95)) == (3, 100.0, None)


def test_what_takes_no_time_and_what_takes_for_ever_have_a_class() -> None:
    assert (class_of(0), ends_ms(0), class_of(1e9)) == (0, 1, LAST)
