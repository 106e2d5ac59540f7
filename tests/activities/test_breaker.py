"""An agency that is down is probed now and then by one, and asked by all again as soon as it answers."""

from dataclasses import dataclass

from activities.breaker import Breaker


@dataclass
class Watch:
    """A clock that a test sets."""

    now: float = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def opened(watch: Watch) -> Breaker:
    """A breaker of an agency that failed three times."""
    breaker = Breaker(opens_after=3, rests=10.0, clock=watch)
    for _ in range(3):
        assert breaker.wait() == 0
        breaker.failed()
    return breaker


def test_after_failures_in_a_row_nobody_asks_for_a_while() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += 4
    assert breaker.wait() == 6


def test_then_one_probes_and_the_others_wait_on() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += 10
    assert [breaker.wait(), breaker.wait()] == [0, 10]


def test_a_probe_that_is_answered_lets_all_ask_again() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += 10
    assert breaker.wait() == 0
    breaker.answered()
    assert [breaker.wait(), breaker.wait()] == [0, 0]


def test_a_probe_that_fails_begins_another_rest() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += 10
    assert breaker.wait() == 0
    breaker.failed()
    assert breaker.wait() == 10


def test_an_agency_that_asks_for_more_time_gets_it() -> None:
    watch = Watch()
    breaker = opened(watch)
    watch.now += 10
    assert breaker.wait() == 0
    breaker.failed(retry_after=60)
    assert breaker.wait() == 60


def test_single_failures_open_nothing() -> None:
    breaker = Breaker(opens_after=3, clock=Watch())
    for _ in range(10):
        breaker.failed()
        breaker.failed()
        breaker.answered()
    assert breaker.wait() == 0
