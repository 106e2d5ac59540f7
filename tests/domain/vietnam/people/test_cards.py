"""What a card says of its holder, and when its parts are not of one card."""

from datetime import date
from typing import Any

import pytest

from domain.vietnam.people.cards import (  # fmt: skip
    CardExpired,
    CardSwapped,
    CardUnreadable,
    Holder,
    hold_together,
    in_term,
    latin,
    read_details,
    read_qr,
)
from domain.vietnam.people.mrz import Mrz, read_mrz
from tests.domain.vietnam.people.test_mrz import ZONE

QR = "033195000101|151234567|Nguyễn Thị Lan Anh|12041995|Nữ|Số 12, đường Điện Biên, Phố Hiến|10062021"
DETAILS: dict[int, list[str]] = {
    1: ["033195000101"], 2: ["Nguyễn Thị Lan Anh"], 3: ["12/04/1995"], 4: ["Nữ"], 5: ["Việt Nam"], 6: ["Kinh"],
    7: ["Không"], 8: ["Phố Hiến, Hưng Yên"], 9: ["Số 12, đường Điện Biên"], 10: ["Nốt ruồi"], 11: ["10/06/2021"],
    12: ["12/04/2035"], 13: ["Nguyễn Văn An", "Lê Thị Bưởi"], 14: ["Trần Văn Minh"], 15: ["?"], 16: ["151234567"],
}  # fmt: skip


def holder(**changes: Any) -> Holder:
    return read_details(DETAILS).model_copy(update=changes)


def mrz(**changes: Any) -> Mrz:
    return read_mrz(ZONE).model_copy(update=changes)


def test_the_qr_is_read_by_position() -> None:
    read = read_qr(QR)
    assert (read.number, read.old_number, read.full_name) == ("033195000101", "151234567", "Nguyễn Thị Lan Anh")
    assert (read.born, read.sex, read.issued) == (date(1995, 4, 12), "female", date(2021, 6, 10))
    assert read.residence == "Số 12, đường Điện Biên, Phố Hiến"


@pytest.mark.parametrize(
    "text",
    [
        QR.replace("151234567", ""),
        QR + "|Nguyễn Văn An|Lê Thị Bưởi||",
        "033195000101||Nguyễn Thị Lan Anh|12041995",
        "033195000101||Nguyễn Thị Lan Anh|12041995|||",
        QR.replace("Nguyễn", "Nguyễn"),
        QR.replace("12041995", "12/04/1995"),
    ],
)
def test_what_may_be_missing_or_appended_is_no_matter(text: str) -> None:
    read = read_qr(text)
    assert (read.number, read.full_name, read.born) == ("033195000101", "Nguyễn Thị Lan Anh", date(1995, 4, 12))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.vn",
        QR.replace("033195000101", "03319500010"),
        QR.replace("033195000101", "099995000101"),
        QR.replace("151234567", "15123456"),
        QR.replace("Nguyễn Thị Lan Anh", ""),
        QR.replace("12041995", "30021995"),
        QR.replace("12041995", "1204995"),
        QR.replace("12041995", ""),
        QR.replace("12041995", "Không thời hạn"),
        QR.replace("Lan", "L\x00n"),
        QR.replace("Lan", "L\u202en"),
        QR.replace("Lan", "Lan" * 200),
    ],
)
def test_a_qr_that_cannot_be_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(CardUnreadable) as refused:
        read_qr(text)
    assert "033195" not in refused.value.vi + refused.value.en


def test_the_citizens_data_group_tells_all_that_forms_ask_for() -> None:
    read = holder()
    assert (read.father, read.mother, read.spouse) == ("Nguyễn Văn An", "Lê Thị Bưởi", "Trần Văn Minh")
    assert (read.ethnicity, read.place_of_origin, read.expires) == ("Kinh", "Phố Hiến, Hưng Yên", date(2035, 4, 12))


def test_religion_and_marks_are_not_read_for_no_form_asks_for_them() -> None:
    assert not {"Không", "Nốt ruồi", "?"} & {str(value) for value in holder().model_dump().values()}


@pytest.mark.parametrize("never", ["Không thời hạn", "KHÔNG THỜI HẠN", ""])
def test_a_card_for_life_never_expires(never: str) -> None:
    read = read_details(DETAILS | {12: [never]})
    in_term(mrz(expires=None), read, date(2199, 1, 1))
    hold_together(mrz(expires=None), read, None)


def test_a_card_is_good_for_all_of_its_last_day() -> None:
    in_term(mrz(), holder(), date(2035, 4, 12))
    for zone, read in ((mrz(), holder()), (mrz(expires=None), holder()), (mrz(), holder(expires=None))):
        with pytest.raises(CardExpired):
            in_term(zone, read, date(2035, 4, 13))


def test_one_persons_card_holds_together() -> None:
    hold_together(mrz(), holder(), read_qr(QR))
    hold_together(mrz(sex="<"), holder(), read_qr(QR.upper()))


@pytest.mark.parametrize(
    "other",
    [
        {"number": "033092000102"},
        {"born": date(1995, 4, 13)},
        {"expires": date(2035, 4, 13)},
        {"sex": "male"},
        {"full_name": "Nguyễn Thị Lan"},
        {"full_name": "Nguyễn Thị Lan Anh Thư"},
    ],
)
def test_a_zone_of_another_person_is_named(other: dict[str, Any]) -> None:
    with pytest.raises(CardSwapped, match="machine-readable zone"):
        hold_together(mrz(), holder(**other), None)


@pytest.mark.parametrize(
    ("mine", "others"), [("033195000101", "033092000102"), ("Lan Anh", "Lan Ánh"), ("12041995", "13041995")]
)
def test_the_qr_of_another_card_is_named(mine: str, others: str) -> None:
    with pytest.raises(CardSwapped, match="QR code"):
        hold_together(mrz(), holder(), read_qr(QR.replace(mine, others)))


def test_a_name_longer_than_its_line_is_held_against_what_had_room() -> None:
    name = "Nguyễn Phước Hoàng Thị Khánh Phương Thảo"
    hold_together(mrz(name=latin(name)[:29]), holder(full_name=name), None)
    with pytest.raises(CardSwapped):
        hold_together(mrz(name=latin(name)[:20]), holder(full_name=name), None)


def test_latin_letters_are_those_of_the_zone() -> None:
    assert latin("Đỗ  Ngọc Ấn") == latin("\u00d0ỗ Ngọc Ấn") == "DO NGOC AN"
    assert latin("H'Hen Niê K-Đăm") == "HHEN NIE K DAM"
