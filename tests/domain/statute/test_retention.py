"""How long the law keeps a dossier, and what it then allows."""

from datetime import date

import pytest

from domain.statute.retention import ANY, Kept, Retention, Retentions
from infra.facts.loading import load_retentions
from workflows.catalogue import catalogue


@pytest.mark.parametrize(
    ("since", "years", "end"),
    [
        (date(2026, 11, 25), 10, date(2036, 11, 25)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2028, 2, 29), 5, date(2033, 3, 1)),
        (date(2026, 11, 25), None, None),
    ],
)
def test_a_term_ends_on_its_day(since: date, years: int | None, end: date | None) -> None:
    assert Retention(years=years).ends(since) == end


def test_what_is_kept_for_ever_is_never_over() -> None:
    assert not Retention().is_over(date(1946, 1, 1), date.max)


def test_a_term_is_over_on_its_last_day_and_not_a_day_before() -> None:
    since, ten = date(2026, 11, 25), Retention(years=10)
    assert [ten.is_over(since, day) for day in (date(2036, 11, 24), date(2036, 11, 25))] == [False, True]


def test_a_procedure_is_kept_by_its_own_term_and_any_other_by_the_common_one() -> None:
    own, common = (Kept(dossier=Retention(years=years), result=Retention()) for years in (5, 70))
    terms = Retentions({"1.001193": own, ANY: common})
    assert [terms.of(code) for code in ("1.001193", "1.000894")] == [own, common]


def test_every_procedure_has_a_term_and_no_result_goes_before_its_dossier() -> None:
    terms = load_retentions()
    for code in catalogue():
        kept = terms.of(code)
        assert kept.dossier.years
        assert kept.result.years is None or kept.result.years >= kept.dossier.years
