"""What is published of dossiers occurs five times at least, is blurred no more than that, and keeps its outcome."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.statistics.release import (
    ANY,
    HANDLED_ONLINE,
    LEAST,
    ON_TIME,
    CellTooSmall,
    Combination,
    Outcome,
    answer,
    coarsening,
    further,
    is_blurred_from,
)


def some(
    many: int, place: str = "11953", procedure: str = "1.001193", outcome: Outcome = "in_time"
) -> list[Combination]:
    return [(place, procedure, "online", outcome)] * many


def coarsened(made: list[Combination]) -> list[Combination]:
    told = coarsening(Counter(made))
    return [told[one] for one in made]


def test_what_occurs_often_enough_stays_as_it_is() -> None:
    assert coarsened(some(5)) == some(5)


def test_a_rare_procedure_is_blurred_before_its_place_is() -> None:
    told = coarsened(some(6) + some(3, procedure="a") + some(2, procedure="b"))
    assert Counter(told) == {some(1)[0]: 6, ("11953", ANY, "online", "in_time"): 5}


def test_a_rare_place_takes_others_with_it_that_it_tells_of_few_no_more() -> None:
    told = Counter(coarsened(some(9) + some(2, place="12019")))
    assert told == {(ANY, ANY, ANY, "in_time"): 11}


@pytest.mark.parametrize("many", range(1, LEAST))
def test_an_outcome_of_few_is_not_published(many: int) -> None:
    with pytest.raises(CellTooSmall):
        coarsened(some(50) + some(many, outcome="late"))


COMBINATIONS = st.lists(
    st.tuples(st.sampled_from("pqr"), st.sampled_from("abcd"), st.sampled_from(("online", "direct")), st.just("late"))
    | st.tuples(st.sampled_from("pqr"), st.sampled_from("abcd"), st.just("online"), st.just("in_time")),
    max_size=80,
)


@given(COMBINATIONS)
def test_each_combination_occurs_five_times_and_the_answer_is_that_of_all(made: list[Combination]) -> None:
    try:
        told = coarsened(made)
    except CellTooSmall:
        assert any(0 < sum(one[3] == outcome for one in made) < LEAST for outcome in ("in_time", "late"))
        return
    counts = Counter(told)
    assert all(many >= LEAST for many in counts.values())
    assert all(is_blurred_from(own, blurred) for own, blurred in zip(made, told, strict=True))
    assert answer(ON_TIME, counts) == (sum(one[3] == "in_time" for one in made), len(made))


def test_a_further_figure_says_how_many_leaves_do_not_tell_what_it_looks_at() -> None:
    counts: dict[Combination, int] = {
        ("12019", "1.001193", "online", "in_time"): 7,
        ("12019", "1.001193", "direct", "in_time"): 6,
        (ANY, ANY, ANY, "late"): 5,
    }
    found = further(HANDLED_ONLINE, counts)
    assert (found.numerator, found.untold, found.denominator) == (7, 5, 18)
