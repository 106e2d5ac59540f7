"""Rates keep the tiers of their day, channels are read as the portal reads them, and a line says how sure it is."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import ValidationError

from domain.province.scoring import Counted, rounded
from domain.province.trends import forecast, needed
from domain.vietnam.programme.entries import Entry
from domain.vietnam.programme.online import (
    Channels,
    OwnDossiers,
    OwnFiles,
    Sourced,
    WorkFiles,
    by_tier,
    of_months,
    received,
    sourced,
    standing_tiers,
)
from domain.vietnam.programme.savings import in_force
from infra.facts.loading import load_offices
from infra.facts.units import load_units
from infra.vietnam.programme_facts import load_parameters

UNITS = load_units(load_offices())
JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)


def entry(
    unit: str, month: date, closed: int, online: int, own: Literal["included", "beside"] = "included"
) -> Entry[WorkFiles]:
    told = {"number": 1, "subject": unit, "entered_at": datetime(2026, 1, 1, tzinfo=UTC), "officer": "", "office": ""}
    content = WorkFiles(closed=closed, online=online, own=own)
    return Entry[WorkFiles].model_validate(
        told | {"unit": unit, "day": month, "document": "", "imported": True, "content": content}
    )


def known(sent: list[Entry[WorkFiles]], own: Sequence[OwnFiles] = ()) -> list[Sourced]:
    return sourced(of_months(sent, UNITS), own, UNITS)


def test_work_files_are_90_80_and_60_by_tier_and_districts_are_none_after_june_2025() -> None:
    commune = next(unit.code for unit in UNITS.on(JUNE) if unit.tier == "commune")
    sent = [entry("33.SNV", JUNE, 100, 90), entry("323", JUNE, 100, 80), entry(commune, JUNE, 100, 60)]
    june = by_tier(known(sent), UNITS)
    assert {tier: counted.ratio for tier, counted in june.items()} == {
        "province": Decimal("0.9"), "district": Decimal("0.8"), "commune": Decimal("0.6"),
    }  # fmt: skip
    july = by_tier(known([entry("33.SNV", JULY, 100, 90), entry("11953", JULY, 100, 60)]), UNITS)
    assert {*july} == {"province", "commune"}
    assert standing_tiers(UNITS, JUNE) == ("province", "district", "commune")
    assert standing_tiers(UNITS, JULY) == ("province", "commune")


def test_what_a_body_sends_in_holds_its_dossiers_here_unless_it_says_that_they_come_beside_it() -> None:
    own = [
        OwnFiles("11953", JULY, WorkFiles(closed=10, online=4)),
        OwnFiles("33.SNV", JULY, WorkFiles(closed=5, online=5)),
    ]
    told: list[tuple[Literal["included", "beside"], Counted]]
    told = [("included", Counted.of(60, 100)), ("beside", Counted.of(64, 110))]
    for said, communes in told:
        found = known([entry("11953", JULY, 100, 60, said)], own)
        counted = by_tier((one for one in found if one.counts), UNITS)
        assert counted == {"commune": communes, "province": Counted.of(5, 5)}
        # What is not added is told all the same.
        assert [one.source for one in found] == ["imported", "own" if said == "beside" else "own_included", "own"]
    # Of another month, and of another body of the same commune, nothing was sent in.
    other = [OwnFiles("11953", JULY.replace(month=8), WorkFiles(closed=1, online=1)), own[0]._replace(unit="11953.CA")]
    assert {one.source for one in known([entry("11953", JULY, 100, 60)], other)} == {"imported", "own"}


CHANNEL = {
    "document": "",
    "imported": True,
    "entered_at": datetime(2026, 1, 1, tzinfo=UTC),
    "officer": "",
    "office": "",
}


def line(unit: str, day: date, online: int) -> Entry[Channels]:
    told = {"number": 1, "subject": f"{unit}/{day}", "unit": unit, "day": day, "content": Channels(online=online)}
    return Entry[Channels].model_validate(CHANNEL | told)


def came(*sent: Entry[Channels], own: dict[str, int] | None = None, day: date = JUNE) -> dict[date, Counted]:
    counted = [OwnDossiers(unit, day, Counted.of(many, many)) for unit, many in (own or {}).items()]
    return received(of_months(sent, UNITS), counted, UNITS)


def test_a_line_stands_for_all_below_its_unit_in_its_month_and_for_nothing_beside_it() -> None:
    [district] = {unit.parent for unit in UNITS.on(JUNE) if unit.code == "11953"}
    own = {"11953": 3, district: 2, "33.SNV": 5}
    assert came(own=own) == {JUNE: Counted.of(10, 10)}
    assert came(line(district, JUNE, 70), own=own) == {JUNE: Counted.of(75, 75)}
    assert came(line(district, JUNE, 70), line("11953", JUNE, 40), own=own) == {JUNE: Counted.of(75, 75)}
    assert came(line("11953", JUNE, 40), own=own) == {JUNE: Counted.of(47, 47)}
    assert came(line("33", JUNE, 99), line(district, JUNE, 70), own=own) == {JUNE: Counted.of(99, 99)}
    assert came(line("11953", JUNE, 40), line("11953", JUNE.replace(day=20), 41)) == {JUNE: Counted.of(41, 41)}
    # The commune has been another since July, and its district is none.
    july = came(line(district, JUNE, 70), own=own, day=JULY)
    assert july == {JUNE: Counted.of(70, 70), JULY: Counted.of(10, 10)}


def test_a_commune_that_was_cut_up_between_others_counts_once() -> None:
    [cut, _] = [unit for unit in UNITS.on(JUNE) if unit.code == "11989"]
    assert came(own={cut.code: 3}) == {JUNE: Counted.of(3, 3)}
    assert came(line(cut.code, JUNE, 40), own={cut.code: 3}) == {JUNE: Counted.of(40, 40)}
    assert came(line(cut.parent, JUNE, 50), own={cut.code: 3}) == {JUNE: Counted.of(50, 50)}


def test_a_part_of_a_month_belongs_to_what_was_sent_in_of_it() -> None:
    later = OwnFiles("11953", JULY.replace(day=20), WorkFiles(closed=1, online=1))
    assert [one.counts for one in known([entry("11953", JULY, 100, 60)], [later])] == [True, False]


def test_a_kiosk_is_on_line_and_no_channel_is_direct() -> None:
    assert Channels(direct=5, online=3, post=1, kiosk=2, unknown=4).counted == Counted.of(5, 15)
    seed = Channels(online=591_643, direct=600_057 - 591_643).counted
    assert seed.ratio is not None
    assert rounded(seed.ratio * 100) == Decimal("98.60")


def test_what_on_line_filing_saves_is_so_much_a_dossier() -> None:
    version = in_force(load_parameters().savings, date(2024, 5, 1))
    assert version
    assert 490_000 * version.each == 14_999_880_000


def test_more_files_on_line_than_closed_are_refused() -> None:
    with pytest.raises(ValidationError, match="online ≤ closed"):
        WorkFiles(closed=1, online=2)


def test_a_forecast_follows_the_line_and_its_band_widens_with_doubt() -> None:
    straight = forecast([10, 20, 30, 40], 2)
    assert straight is not None
    assert straight.value == pytest.approx(60)
    assert straight.high - straight.low == pytest.approx(0)
    doubtful = forecast([10, 25, 25, 40], 2)
    assert doubtful is not None
    assert doubtful.low < doubtful.value < doubtful.high
    farther = forecast([10, 25, 25, 40], 6)
    assert farther is not None
    assert farther.high - farther.low > doubtful.high - doubtful.low
    assert forecast([10, 20], 1) is None
    assert forecast([50.0] * 40, 3) == forecast([50.0] * 12, 3)


def test_a_month_that_is_not_known_keeps_its_place_on_the_line() -> None:
    for gap in ([10, None, 30, 40], [10, 20, None, 40], [10, 20, 30, None], [None, 20, 30, 40]):
        straight = forecast(gap, 2)
        assert straight is not None
        assert straight.value == pytest.approx(60)
        assert straight.high - straight.low == pytest.approx(0)
    assert forecast([10, None, None, 40], 2) is None, "two show no spread, wherever they stand"


def test_what_is_needed_of_the_rest_to_reach_the_goal() -> None:
    assert needed(600, 1000, 1000, 0.8) == pytest.approx(1.0)
    assert needed(900, 1000, 100, 0.8) == 0
    assert needed(600, 1000, 0, 0.8) is None
