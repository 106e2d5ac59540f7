"""What the law counts from contributions: whether, how much and for how long somebody is paid."""

from datetime import date
from typing import Any

import pytest

from domain.base.calendar import months_after
from domain.vietnam.queries.insurance import Contributions, PaidMonth
from tests.support.examples import LAWS
from workflows.vietnam.social.unemployment import duration, kept, monthly, months_before_the_end, what_is_lacking

FIGURES = LAWS.in_force("1.014748", date(2026, 11, 25)).figures
ENDED = date(2026, 10, 12)


def paid(months: int, *, last: date = date(2026, 9, 1), pay: int = 9_000_000, **changes: Any) -> Contributions:
    """So many months without a gap."""
    each = tuple(PaidMonth(month=months_after(last, -back), pay=pay) for back in range(months))
    return Contributions(paid=each, ended_on=ENDED, employer="Công ty TNHH May Bãi Sậy", decision="112/QĐ").model_copy(
        update=changes
    )


@pytest.mark.parametrize(
    ("months", "last", "counted"),
    [
        (11, date(2026, 9, 1), 11),
        (12, date(2026, 9, 1), 12),
        (40, date(2026, 9, 1), 24),
        (40, date(2026, 10, 1), 24),
        (12, date(2025, 9, 1), 12),
        (12, date(2025, 8, 1), 11),
        (60, date(2024, 9, 1), 0),
    ],
)
def test_only_the_last_twenty_four_months_before_the_end_count(months: int, last: date, counted: int) -> None:
    assert months_before_the_end(paid(months, last=last), 24) == counted


@pytest.mark.parametrize(
    ("months", "filed_on", "lacking"),
    [
        (12, date(2026, 10, 20), ""),
        (11, date(2026, 10, 20), "Mới đóng 11 tháng trong 24 tháng trước khi chấm dứt việc làm, chưa đủ 12 tháng."),
        (12, date(2027, 1, 12), ""),
        (12, date(2027, 1, 13), "Nộp hồ sơ quá 3 tháng kể từ ngày chấm dứt việc làm (12/10/2026)."),
    ],
)
def test_twelve_months_must_be_paid_and_three_may_pass(months: int, filed_on: date, lacking: str) -> None:
    assert what_is_lacking(paid(months), filed_on, FIGURES) == lacking


@pytest.mark.parametrize(
    ("months", "benefit"), [(12, 3), (36, 3), (47, 3), (48, 4), (60, 5), (143, 11), (144, 12), (400, 12)]
)
def test_who_paid_longer_is_paid_longer_up_to_a_year(months: int, benefit: int) -> None:
    assert duration(paid(months), FIGURES) == benefit


@pytest.mark.parametrize(("months", "stay"), [(12, 0), (35, 0), (36, 0), (40, 4), (47, 11), (48, 0), (150, 0)])
def test_months_short_of_a_further_one_of_benefit_stay_for_another_time(months: int, stay: int) -> None:
    assert kept(paid(months), FIGURES) == stay


def test_it_is_sixty_percent_of_what_was_earned_in_the_last_six_months() -> None:
    raised = paid(40, pay=8_400_000).model_copy()
    last = tuple(PaidMonth(month=date(2026, month, 1), pay=9_000_000) for month in (7, 8, 9))
    rest = tuple(one for one in raised.paid if one.month < date(2026, 7, 1))
    assert monthly(raised.model_copy(update={"paid": last + rest}), 2, FIGURES) == 5_220_000


@pytest.mark.parametrize(("region", "most"), [(1, 26_550_000), (2, 23_650_000), (3, 20_700_000), (4, 18_500_000)])
def test_it_is_five_minimum_wages_of_the_region_of_the_last_workplace_at_most(region: int, most: int) -> None:
    assert monthly(paid(12, pay=90_000_000), region, FIGURES) == most


def test_a_dossier_of_before_has_one_minimum_wage_for_the_whole_province() -> None:
    assert monthly(paid(12, pay=90_000_000), 0, {**FIGURES, "regional_minimum": 4_730_000}) == 23_650_000


def test_two_employers_of_one_month_are_one_month_and_the_pay_of_both() -> None:
    both = paid(12, pay=3_000_000)
    both = both.model_copy(update={"paid": both.paid * 2})
    assert (months_before_the_end(both, 24), monthly(both, 2, FIGURES)) == (12, 3_600_000)
