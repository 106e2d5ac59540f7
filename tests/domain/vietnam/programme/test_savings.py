"""A dossier saves what its parts come to; what is said of its procedure or unit goes before what is said of all."""

from decimal import Decimal

import pytest

from domain.vietnam.programme.savings import Part, each, parts_of
from infra.vietnam.programme_facts import load_parameters


def part(name: str, value: int, **of: str) -> Part:
    return Part.model_validate({"part": name, "value": value, "basis": "x", "mark": "K"} | of)


ALL = tuple(
    part(name, value)
    for name, value in (
        ("trips", 2), ("travel", 10), ("hours", 3), ("wage", 5), ("copies", 7), ("postage", 11), ("fee", 0),
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "saved"),
    [
        ((), 2 * (10 + 3 * 5) + 7 + 11),
        ((part("fee", 10_000, procedure="1.004222"),), 10_068),
        ((part("fee", 10_000, procedure="2.000815"),), 68),
        ((part("travel", 40, unit="11953"),), 128),
        ((part("travel", 40, unit="11953"), part("travel", 20, procedure="1.004222")), 88),
        ((part("travel", 20, procedure="1.004222"), part("travel", 50, procedure="1.004222", unit="11953")), 148),
    ],
)
def test_what_is_said_of_fewer_goes_before_what_is_said_of_more(more: tuple[Part, ...], saved: int) -> None:
    assert each(parts_of((*more, *ALL), "11953", "1.004222")) == Decimal(saved)


def test_a_part_that_is_not_known_is_not_zero() -> None:
    assert each(parts_of(ALL[:-1], "11953", "1.004222")) is None


def test_the_laws_data_name_each_part_and_what_says_so() -> None:
    parts = load_parameters().saving_parts
    residence, birth = (each(parts_of(parts, "11953", code)) for code in ("1.004222", "1.001193"))
    assert residence
    assert birth
    assert residence - birth == 10_000
