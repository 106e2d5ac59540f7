"""A kept figure has one address for ever, comes to what its measure says, and tells everybody of nobody."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from domain.province.disclosure import TooFewToShow
from domain.province.kept_figures import FIGURES, KEPT_FIGURE, KeptFigure, Line, Measure, Number, number

DEFINITION, _ = FIGURES["online"]


def figure(numerator: Number = 30, denominator: Number = 40, **others: Any) -> KeptFigure:
    table = (Line(office="11953", title="Phường Phố Hiến", numerator=30, denominator=40),)
    told = {
        "figure": "online", "definition": "online@1", "title": DEFINITION.title, "how": DEFINITION.how, "mark": "F",
        "unit": "11953", "unit_title": "Phường Phố Hiến", "period": "2021-05", "day": date(2026, 1, 1),
        "as_of": datetime(2026, 1, 1, tzinfo=UTC), "numerator": numerator, "denominator": denominator, "table": table,
    }  # fmt: skip
    return KeptFigure.model_validate(told | others)


def test_what_was_kept_when_there_were_shares_alone_has_the_address_of_then() -> None:
    assert figure().id == "91a564b3e697106e6a87fb84a3e3d383"
    assert KEPT_FIGURE.validate_python(figure().model_dump(mode="json")).id == figure().id


def test_another_count_or_measure_has_another_address() -> None:
    ids = {figure().id, figure(31).id, figure(None).id, figure(measure="points").id, figure(of_plan=True).id}
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("measure", "numerator", "denominator", "each", "value"),
    [
        ("percent", 2, 3, None, 66.67), ("percent", 0, 3, None, 0.0), ("percent", 0, 0, None, None),
        ("percent", None, None, None, None), ("points", 61.25, 80, None, 61.25), ("points", None, 2, None, None),
        ("money", 10, None, 30_612, 306_120.0), ("money", None, None, 30_612, None),
    ],
)  # fmt: skip
def test_it_comes_to_what_its_measure_says(
    measure: Measure, numerator: Number, denominator: Number, each: int | None, value: float | None
) -> None:
    assert figure(numerator, denominator, measure=measure, each=each).value == value


def test_a_whole_count_is_kept_whole() -> None:
    kept = [number(Fraction(4)), number(Fraction(1, 3))]
    assert (kept, [type(one) for one in kept]) == ([4, 0.333333], [int, float])


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [(23, 27, (25, 25)), (0, 7, (0, 5)), (0, 0, (0, 0)), (None, None, (None, None)), (33.4, 50, (35, 50))],
)
def test_everybody_is_told_counts_to_the_nearest_five(
    numerator: Number, denominator: Number, told: tuple[Number, Number]
) -> None:
    opened = figure(numerator, denominator).for_everybody()
    assert (opened.numerator, opened.denominator) == told


@pytest.mark.parametrize(("numerator", "denominator"), [(4, 40), (3, 3), (0, 4), (0.9, 1)])
def test_nobody_is_told_a_figure_of_fewer(numerator: Number, denominator: Number) -> None:
    with pytest.raises(TooFewToShow):
        figure(numerator, denominator).for_everybody()


def test_everybody_is_told_a_score_that_rests_on_enough_dossiers_without_its_metrics() -> None:
    score = figure(61.25, 80, measure="points", dossiers=5)
    assert (score.for_everybody().value, score.for_everybody().table) == (61.25, ())
    for few in (4, 0, None):
        with pytest.raises(TooFewToShow):
            score.model_copy(update={"dossiers": few}).for_everybody()


def test_of_money_everybody_is_told_what_the_rounded_count_comes_to() -> None:
    assert figure(13, None, measure="money", each=1000).for_everybody().value == 15_000
