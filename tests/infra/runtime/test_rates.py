"""Buckets fill again with time, forget no sooner than they must, and know who really comes."""

import asyncio

import pytest

from infra.runtime.addresses import caller_at, networks
from infra.runtime.rates import REMEMBERED, AtOnce, Buckets, TooMany

PROXIES = networks(["10.0.0.0/8", "2001:db8:ffff::/48"])


class Clock:
    """Time as the test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_was_used_comes_back_with_time() -> None:
    clock = Clock()
    buckets = Buckets(60, clock)
    for _ in range(60):
        buckets.take("a")
    with pytest.raises(TooMany) as refused:
        buckets.take("a")
    assert refused.value.after == 1
    clock.now = 2.0
    buckets.take("a")
    buckets.take("a")
    with pytest.raises(TooMany):
        buckets.check("a")
    clock.now = 3600.0
    for _ in range(60):
        buckets.take("a")
    with pytest.raises(TooMany):
        buckets.take("a")


def test_a_refusal_uses_nothing_and_tells_truly_when_to_come_again() -> None:
    clock = Clock()
    buckets = Buckets(2, clock)
    buckets.take("a")
    buckets.take("a")
    for _ in range(5):
        with pytest.raises(TooMany) as refused:
            buckets.take("a")
    clock.now = float(refused.value.after)
    buckets.take("a")


def test_nothing_is_counted_where_nothing_is_limited() -> None:
    buckets = Buckets(0)
    for _ in range(1000):
        buckets.take("a")


def test_however_many_come_the_memory_is_bounded() -> None:
    buckets = Buckets(1, Clock())
    for number in range(REMEMBERED + 1):
        buckets.take(str(number))
    buckets.take("0")  # forgotten, so it finds a full bucket
    with pytest.raises(TooMany):
        buckets.take(str(REMEMBERED))


@pytest.mark.parametrize(
    ("peer", "forwarded", "counts"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.1.2.3", "10.4.4.4", "10.4.4.4"),
        ("10.1.2.3", "1.1.1.1, nonsense", "unknown"),
        ("::ffff:10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:ffff::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::/64"),
        ("", "198.51.100.1", "unknown"),
    ],
)
def test_the_address_that_counts_is_the_last_that_no_proxy_of_ours_has(peer: str, forwarded: str, counts: str) -> None:
    assert caller_at(peer, forwarded, PROXIES) == counts


async def test_who_holds_one_more_than_they_may_gives_up_the_oldest_and_wakes_it() -> None:
    at_once, woken = AtOnce(2), [asyncio.Event() for _ in range(4)]
    with at_once.holding("a", woken[0]) as first, at_once.holding("b", woken[1]) as other:
        with at_once.holding("a", woken[2]) as second:
            assert not first.given_up
        with at_once.holding("a", woken[2]) as second, at_once.holding("a", woken[3]) as third:
            assert (first.given_up, second.given_up, third.given_up, other.given_up) == (True, False, False, False)
            assert [event.is_set() for event in woken] == [True, False, False, False]


async def test_where_nothing_is_limited_nothing_is_given_up() -> None:
    at_once, woken = AtOnce(0), asyncio.Event()
    with at_once.holding("a", woken) as first, at_once.holding("a", woken), at_once.holding("a", woken):
        assert not first.given_up
