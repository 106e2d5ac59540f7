"""A dossier is erased when the law keeps it no longer, or at an order; a result never before its own term."""

from datetime import date

import pytest

from domain.base.refusals import Refusal
from domain.erasure import StillKept, StillUnderWay, may_erase
from domain.statute.retention import Kept, Retention
from tests.support.examples import DELIVERED, TO_APPROVE, TO_HAND_OVER, Step, written

TEN_AND_TWENTY = Kept(dossier=Retention(years=10), result=Retention(years=20))
FOR_EVER = Kept(dossier=Retention(), result=Retention())
ENDED = written(*DELIVERED).dossier


def after(years: int) -> date:
    """So many years after the dossier's last event."""
    assert ENDED.last_at
    since = ENDED.last_at.date()
    return since.replace(year=since.year + years)


@pytest.mark.parametrize(("years", "with_its_result"), [(10, False), (19, False), (20, True)])
def test_a_dossier_goes_when_its_term_is_over_and_its_result_at_the_end_of_its_own(
    years: int, with_its_result: bool
) -> None:
    assert may_erase(ENDED, TEN_AND_TWENTY, after(years), ordered=False) is with_its_result


def test_an_order_sets_the_term_of_the_dossier_aside_and_that_of_its_result_never() -> None:
    for kept in (TEN_AND_TWENTY, FOR_EVER):
        with pytest.raises(StillKept):
            may_erase(ENDED, kept, after(9), ordered=False)
        assert may_erase(ENDED, kept, after(9), ordered=True) is False


@pytest.mark.parametrize("steps", [TO_APPROVE, TO_HAND_OVER], ids=["to approve", "to hand over"])
@pytest.mark.parametrize("ordered", [False, True])
def test_what_is_under_way_is_not_erased_whoever_orders_it(steps: tuple[Step, ...], ordered: bool) -> None:
    refused: type[Refusal] = StillUnderWay
    with pytest.raises(refused):
        may_erase(written(*steps).dossier, TEN_AND_TWENTY, after(30), ordered=ordered)
