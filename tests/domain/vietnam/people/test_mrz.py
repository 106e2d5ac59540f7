"""The machine-readable zone of an identity card, and every way in which it can be none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vietnam.people.mrz import MrzFault, check_digit, read_mrz

ZONE = "IDVNM1950001017033195000101<<9" + "9504121F3504129VNM<<<<<<<<<<<6" + "NGUYEN<<THI<LAN<ANH<<<<<<<<<<<"
ICAO = "I<UTOD231458907<<<<<<<<<<<<<<<" + "7408122F1204159UTO<<<<<<<<<<<6" + "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
"""The specimen of ICAO 9303-5."""


def spoilt(place: int, sign: str) -> str:
    return ZONE[:place] + sign + ZONE[place + 1 :]


def sealed(zone: str) -> str:
    """Put the right check digits in."""
    first, second, third = zone[:30], zone[30:60], zone[60:]
    first = first[:14] + check_digit(first[5:14]) + first[15:]
    second = second[:6] + check_digit(second[:6]) + second[7:14] + check_digit(second[8:14]) + second[15:29]
    return first + second + check_digit(first[5:] + second[:7] + second[8:15] + second[18:29]) + third


def test_a_zone_tells_number_name_birth_sex_and_expiry() -> None:
    mrz = read_mrz(ZONE)
    assert (mrz.document, mrz.number, mrz.name) == ("195000101", "033195000101", "NGUYEN THI LAN ANH")
    assert (mrz.born, mrz.sex, mrz.expires) == (date(1995, 4, 12), "F", date(2035, 4, 12))


def test_line_ends_and_spaces_change_nothing() -> None:
    assert read_mrz(f" {ZONE[:30]}\r\n{ZONE[30:60]}\n{ZONE[60:]}\n") == read_mrz(ZONE)


def test_check_digits_are_those_of_the_specimen() -> None:
    with pytest.raises(MrzFault, match="no card of Viet Nam"):
        read_mrz(ICAO)


@pytest.mark.parametrize(
    ("place", "what"),
    [(14, "document number"), (36, "date of birth"), (44, "date of expiry"), (59, "whole"), (29, "whole")],
)
def test_each_check_digit_counts(place: int, what: str) -> None:
    with pytest.raises(MrzFault, match=f"check digit of the {what} is wrong"):
        read_mrz(spoilt(place, str((int(ZONE[place]) + 1) % 10)))


@given(place=st.integers(5, 58), sign=st.sampled_from("0123456789"))
def test_no_digit_of_the_checked_fields_can_be_changed(place: int, sign: str) -> None:
    if ZONE[place].isdigit() and ZONE[place] != sign:
        with pytest.raises(MrzFault):
            read_mrz(spoilt(place, sign))


@pytest.mark.parametrize("zone", ["", ZONE[:-1], ZONE + "<", ZONE.lower(), spoilt(70, "é"), spoilt(70, "٣"), "<" * 90])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(MrzFault):
        read_mrz(zone)


@pytest.mark.parametrize(
    ("at", "said"),
    [(30, "950230"), (30, "95<<<<"), (38, "351301"), (15, "03319500010<"), (15, "999995000101"), (2, "UTO")],
)
def test_numbers_and_dates_that_cannot_be_are_refused(at: int, said: str) -> None:
    with pytest.raises(MrzFault):
        read_mrz(sealed(ZONE[:at] + said + ZONE[at + len(said) :]))


@pytest.mark.parametrize("never", ["991231", "<<<<<<"])
def test_a_card_for_life_has_no_expiry(never: str) -> None:
    assert read_mrz(sealed(ZONE[:38] + never + ZONE[44:])).expires is None


def test_the_century_of_birth_is_that_of_the_number() -> None:
    assert read_mrz(sealed(ZONE.replace("033195000101", "033311000801"))).born.year == 2095
    assert read_mrz(ZONE).born.year == 1995
