"""A dossier saves what its parts come to; what is said of its procedure or unit goes before what is said of all."""

from datetime import date
from decimal import Decimal

import pytest

from domain.vietnam.programme.savings import Part, Version, each, in_force, in_order, parts_of, places
from infra.facts.loading import load_offices
from infra.facts.units import load_units
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
    assert each(parts_of((*more, *ALL), ("11953", "33"), "1.004222")) == Decimal(saved)


def test_what_is_said_of_a_unit_holds_for_all_that_lies_in_it_or_belongs_to_it() -> None:
    units, day = load_units(load_offices()), date(2026, 8, 31)
    police = places(units, "11953.CA", day)
    assert police == ("11953.CA", "11953", "33.CA", "33")
    assert places(units, "11953", day) == ("11953", "33")
    said = [part("travel", value, unit=unit) for value, unit in ((60, "11953.CA"), (50, "11953"), (40, "33"))]
    assert [each(parts_of((*said[n:], *ALL), police, "1.004222")) for n in range(4)] == [168, 148, 128, 68]
    own = said[0]
    assert each(parts_of((own, *ALL), places(units, "11953", day), "1.004222")) == 68, "not the other way round"


def test_each_month_has_the_version_in_force_and_months_before_all_of_them_none() -> None:
    def version(since: date, each: int) -> Version:
        return Version(since=since, each=each, basis="x", mark="K", parts=())

    first, second = version(date(2026, 1, 1), 1), version(date(2026, 7, 1), 2)
    versions = in_order([second, first])
    found = [in_force(versions, date(2026, month, 1)) for month in (1, 6, 7, 12)]
    assert found == [first, first, second, second]
    assert in_force(versions, date(2025, 12, 1)) is None
    for wrong in ([first, first], [version(date(2026, 1, 15), 3)]):
        with pytest.raises(ValueError, match="first day of a month of its own"):
            in_order(wrong)


def test_a_part_that_is_not_known_is_not_zero() -> None:
    assert each(parts_of(ALL[:-1], ("11953", "33"), "1.004222")) is None


def test_the_laws_data_name_each_part_and_what_says_so() -> None:
    [version] = load_parameters().savings
    residence, birth = (each(parts_of(version.parts, ("11953",), code)) for code in ("1.004222", "1.001193"))
    assert residence
    assert birth
    assert residence - birth == 10_000
