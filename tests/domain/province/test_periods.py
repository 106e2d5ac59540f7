"""A period is what people write, in the time of Vietnam, and ends where the next begins."""

from datetime import date, timedelta

import pytest

from domain.province.periods import NoPeriod, Period


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2026-08", date(2026, 8, 1), date(2026, 9, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_goes_from_its_first_day_to_that_of_the_next(text: str, first: date, after: date) -> None:
    period = Period.read(text)
    assert (period.first, period.next, period.written) == (first, after, text)
    assert period.begins.utcoffset() == timedelta(hours=7)
    assert (period.begins.hour, period.ends.date()) == (0, after)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "08/2026", "1999", "2026-08-01"])
def test_what_is_no_period_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(NoPeriod) as refused:
        Period.read(text)
    assert "2026-Q3" in refused.value.words.vi
