"""A fee is what its schedule says for the channel, the case and the pages, never more than its cap."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.base.law import Channel
from domain.base.words import Words
from domain.statute.fees import Exemption, Fee, Rate, Tier, When

TITLE = Words(vi="Lệ phí", en="Fee")
COPY = Fee(title=TITLE, when=When.RETURN, tiers=(Tier(up_to=2, each=2000), Tier(each=1000)), cap=200_000)


@pytest.mark.parametrize(
    ("pages", "amount"), [(0, 0), (1, 2000), (2, 4000), (3, 5000), (10, 12_000), (198, 200_000), (500, 200_000)]
)
def test_a_copy_costs_by_its_pages_up_to_the_cap(pages: int, amount: int) -> None:
    assert COPY.amount(Channel.DIRECT, units=pages) == amount


def test_the_first_rate_that_fits_holds() -> None:
    rates = (Rate(channel=Channel.ONLINE, amount=10_000), Rate(case="list", amount=5000), Rate(amount=20_000))
    fee = Fee(title=TITLE, when=When.INTAKE, rates=rates)
    assert fee.amount(Channel.ONLINE) == 10_000
    assert fee.amount(Channel.DIRECT, case="list") == 5000
    assert fee.amount(Channel.DIRECT) == 20_000


def test_what_no_rate_fits_costs_nothing() -> None:
    fee = Fee(title=TITLE, when=When.INTAKE, rates=(Rate(case="late", amount=8000),))
    assert fee.amount(Channel.DIRECT) == 0


@pytest.mark.parametrize(
    "tiers", [(Tier(each=1), Tier(each=2)), (Tier(up_to=5, each=1), Tier(up_to=5, each=2), Tier(each=3))]
)
def test_tiers_that_do_not_rise_are_refused(tiers: tuple[Tier, ...]) -> None:
    with pytest.raises(ValidationError, match="rise"):
        Fee(title=TITLE, when=When.INTAKE, tiers=tiers)


CHILDREN = Exemption(fee_class="child", title=Words(vi="Trẻ em", en="Children"), under=16)
OLD = Exemption(fee_class="elderly", title=Words(vi="Người cao tuổi", en="The old"), since=60)
STAY = Fee(
    title=TITLE, when=When.INTAKE, exempt=(CHILDREN, OLD),
    rates=(Rate(case="list", amount=5000, each=True), Rate(amount=7000)),
)  # fmt: skip
DAY, GROWN, CHILD, AGED = date(2026, 11, 25), date(1996, 4, 2), date(2016, 4, 2), date(1950, 1, 1)


def test_a_household_pays_once_and_a_list_for_each_who_is_on_it() -> None:
    assert (STAY.amount(Channel.ONLINE, units=3), STAY.amount(Channel.ONLINE, "list", units=3)) == (7000, 15_000)


def test_people_are_exempt_by_their_age_only_where_each_of_them_is() -> None:
    assert STAY.class_of("", (CHILD, AGED), DAY) == "child"
    assert STAY.class_of("", (CHILD, GROWN), DAY) == STAY.class_of("", (), DAY) == ""


def test_on_a_list_nobody_pays_for_whom_their_age_exempts() -> None:
    assert STAY.counted(4, (GROWN, CHILD, AGED, GROWN), DAY) == 2
    assert STAY.counted(4, (), DAY) == 4
