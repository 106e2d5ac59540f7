"""The portal's own JSON is read however it names things, and what is no figure of the index is refused."""

from decimal import Decimal
from typing import Any

import pytest

from domain.vietnam.official import NothingOfficial, points_in
from infra.facts.index import load_index

INDEX = load_index()


def test_points_are_found_wherever_the_portal_puts_them() -> None:
    payload = {"data": {"items": [{"indexCode": "ON_TIME", "score": 18.13}, {"id": "3.3", "point": "6"}]}}
    assert points_in(payload, INDEX) == {"2.1": Decimal("18.13"), "3.3": Decimal(6)}


def test_what_speaks_of_one_procedure_is_left_out_by_both_of_its_names() -> None:
    whole = {"code": "ON_TIME", "score": 18}
    one = [{"code": "ON_TIME", "score": 3, name: "1.001193"} for name in ("formalityId", "formalityID")]
    assert points_in([whole, *one], INDEX) == {"2.1": Decimal(18)}


@pytest.mark.parametrize(
    "payload",
    [
        {}, [], "18.13", {"code": "ON_TIME"}, {"code": "NONE", "score": 1}, {"code": "ON_TIME", "score": "NaN"},
        {"code": "ON_TIME", "score": 20.01}, {"code": "ON_TIME", "score": -1}, {"code": "ON_TIME", "score": True},
        [{"code": "ON_TIME", "score": 1}, {"code": "ON_TIME", "score": 2}],
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused(payload: Any) -> None:
    with pytest.raises(NothingOfficial):
        points_in(payload, INDEX)
