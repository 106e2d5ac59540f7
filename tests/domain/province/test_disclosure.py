"""What the public is told tells of nobody."""

import pytest

from domain.province.disclosure import coarse


@pytest.mark.parametrize(("many", "told"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (98, 100)])
def test_a_count_is_told_to_the_nearest_five_and_none_of_few(many: int, told: int | None) -> None:
    assert coarse(many) == told


def test_what_is_hidden_is_not_found_by_taking_what_is_shown_from_a_total() -> None:
    """A commune with three, beside four that are shown: any of several counts fits the total that is told."""
    shown = [12, 13, 17, 18]
    told = {coarse(sum(shown) + hidden) for hidden in (1, 2, 3, 4)}
    assert len(told) < 4
    assert coarse(3) is None
