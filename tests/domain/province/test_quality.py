"""Quality is the mean of what is known of it; the rules on units and on open figures find what breaks them."""

from datetime import date

import pytest

from domain.province.quality import HOW, MEASURES, Quality, Share, quality_of_open, quality_of_units
from domain.province.units import Unit, Units
from domain.province.warehouse import FACTS, OPEN, PAPERS, RESULTS, UNITS
from infra.facts.loading import load_offices
from infra.facts.units import load_units

TOP = Unit(code="33", kind="Tỉnh", name="Hưng Yên", tier="province")
ENDS, BEGINS = date(2025, 6, 30), date(2025, 7, 1)


def commune(code: str, **other: object) -> Unit:
    said = {"code": code, "kind": "Xã", "name": "A", "tier": "commune", "parent": "33"}
    return Unit.model_validate(said | other)


def shares(quality: Quality) -> list[tuple[int, int] | None]:
    found = [getattr(quality, name) for name in MEASURES]
    return [(one.numerator, one.denominator) if one else None for one in found]


def test_the_score_is_the_mean_of_what_is_known_and_not_known_of_nothing() -> None:
    half, whole, nothing = Share(numerator=1, denominator=2), Share(numerator=3, denominator=3), Share(
        numerator=0, denominator=0
    )  # fmt: skip
    assert Quality(completeness=half, validity=whole, uniqueness=whole, timeliness=whole).score == 87.5
    # What has no meaning and what had nothing to count is no zero.
    assert Quality(completeness=half, validity=whole, timeliness=nothing).score == 75.0
    assert Quality(completeness=nothing).score is None
    assert Quality().score is None


def test_each_measure_of_each_data_set_says_what_it_counts() -> None:
    assert set(HOW) == {RESULTS, PAPERS, FACTS, UNITS, OPEN}
    without = {(name, measure) for name, how in HOW.items() for measure in MEASURES if measure not in how}
    assert without == {(UNITS, "timeliness")}


def test_the_province_s_own_list_of_units_is_whole_and_holds() -> None:
    many = len(load_units(load_offices()).listed)
    assert shares(quality_of_units(load_units(load_offices()))) == [(many, many)] * 3 + [None]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ([commune("1", name="")], [(1, 2), (2, 2), (2, 2), None]),
        ([commune("1", parent="")], [(1, 2), (2, 2), (2, 2), None]),
        ([commune("1", until=ENDS)], [(1, 2), (2, 2), (2, 2), None]),
        ([commune("1", until=ENDS, since=BEGINS, into=("33",))], [(2, 2), (1, 2), (2, 2), None]),
        ([commune("1", until=ENDS, into=("2",))], [(2, 2), (1, 2), (2, 2), None]),
        ([commune("1", since=BEGINS, parent="2")], [(2, 2), (1, 2), (2, 2), None]),
        ([commune("1"), commune("1", name="B")], [(3, 3), (3, 3), (2, 3), None]),
    ],
    ids=["no name", "nothing above", "became nothing", "ends first", "became nobody", "nobody above", "twice"],
)
def test_a_unit_that_breaks_a_rule_is_counted(wrong: list[Unit], told: list[tuple[int, int] | None]) -> None:
    assert shares(quality_of_units(Units([TOP, *wrong]))) == told


def test_an_open_figure_that_is_hidden_is_not_whole_but_valid_and_one_that_is_too_exact_is_not() -> None:
    figures = [("on_time@2", "", (5, 10)), ("on_time@2", "1", None), ("on_time@2", "1", (4, 10)), ("x@1", "", (10, 5))]
    assert shares(quality_of_open(figures, fresh=True)) == [(3, 4), (2, 4), (3, 4), (4, 4)]
    assert shares(quality_of_open(figures, fresh=False))[3] == (0, 4)
    assert quality_of_open([], fresh=True).score is None
