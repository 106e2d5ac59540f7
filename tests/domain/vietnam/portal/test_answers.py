"""The portal's answers: words and code have to agree, and what it repeats of people is not kept."""

import pytest

from domain.vietnam.portal.answers import PortalAnswer
from domain.vietnam.portal.listed import Listed, differences
from infra.vietnam.exchange import load_codes


@pytest.mark.parametrize(
    ("code", "message", "succeeded"),
    [
        ("0", "Đồng bộ hồ sơ thành công", True),
        (0, "THÀNH CÔNG", True),
        ("0", "Hồ sơ đã được ghi nhận", False),
        ("1", "Đồng bộ hồ sơ thành công", False),
        ("0", "Hồ sơ đã tồn tại", False),
        ("0", "", False),
    ],
)
def test_success_is_a_code_and_words(code: str | int, message: str, succeeded: bool) -> None:
    assert PortalAnswer(error_code=code, message=message).succeeded is succeeded


def test_success_in_decomposed_letters_is_success_too() -> None:
    assert PortalAnswer(error_code="0", message="Đồng bộ thành công").succeeded


@pytest.mark.parametrize(("code", "exists"), [("0", True), (3, True), ("-3", True), ("-2", False)])
def test_a_dossier_that_is_there_is_told_by_three_codes(code: str | int, exists: bool) -> None:
    assert PortalAnswer(error_code=code, message="Hồ sơ đã tồn tại").exists is exists


def test_a_session_that_is_over_is_known_by_its_words() -> None:
    codes = load_codes()
    assert PortalAnswer(error_code="-1", message="Phiên làm việc đã hết hạn").session_over(codes)
    assert not PortalAnswer(error_code="-2", message="Thiếu thông tin").session_over(codes)


def test_numbers_of_people_in_its_words_are_not_kept() -> None:
    kept = PortalAnswer(error_code="-2", message="Số định danh 033196000017 không hợp lệ" + "!" * 500).kept
    assert "033196000017" not in kept
    assert kept.startswith("-2: Số định danh …")
    assert len(kept) == 200


def test_the_two_lists_of_procedures_differ_by_code_and_title() -> None:
    ours = {"1": "Đăng ký khai sinh", "2": "Đăng ký khai tử", "3": "Đăng ký  Kết hôn"}
    told = {"1": "Đăng ký khai sinh (mới)", "3": "đăng ký kết hôn", "4": "Cấp bản sao"}
    theirs = {code: Listed(title=title) for code, title in told.items()}
    found = [(one.procedure, one.what) for one in differences(ours, theirs)]
    assert found == [("1", "another title"), ("2", "not there"), ("4", "not here")]
