"""An office ticks reasons that the law knows for its decision on this procedure."""

import pytest

from domain.base.words import Words
from domain.statute.reasons import Reason, Reasons

COMMON = Reason(id="common", on=("refuse", "not_accept"), words=Words(vi="Chung", en="Common"))
OWN = Reason(
    id="own",
    on=("refuse",),
    procedures=("1.001193",),
    words=Words(vi="Riêng", en="Own"),
    basis="Luật Hộ tịch 60/2014/QH13",
)
REASONS = Reasons([COMMON, OWN])


@pytest.mark.parametrize(
    ("decision", "procedure", "offered"),
    [
        ("refuse", "1.001193", [OWN, COMMON]),
        ("refuse", "2.000815", [COMMON]),
        ("not_accept", "1.001193", [COMMON]),
        ("approve", "1.001193", []),
    ],
)
def test_a_procedure_s_own_reasons_come_first_and_no_other_s_are_offered(
    decision: str, procedure: str, offered: list[Reason]
) -> None:
    assert REASONS.of(decision, procedure) == offered


def test_a_reason_is_written_with_its_basis_where_it_has_one_and_own_words_last() -> None:
    assert REASONS.written(["own", "common"], " Theo xác minh. ") == (
        "Chung\nRiêng (Luật Hộ tịch 60/2014/QH13)\nTheo xác minh."
    )
    assert REASONS.written([], "  ") == ""
