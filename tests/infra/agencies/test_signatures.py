"""A message is whoever has the secret's, as a whole, and whatever else it is."""

import pytest

from infra.agencies.signatures import SIGNATURE, is_signed, signature

MESSAGE = {"MaThongDiep": "x/y", "KetLuan": "khong_co_an_tich", "SoTien": 5000}
SECRET = b"a secret of both"


def test_whoever_has_the_secret_is_believed() -> None:
    assert is_signed(MESSAGE | {SIGNATURE: signature(MESSAGE, SECRET)}, SECRET)
    turned = dict(reversed([*MESSAGE.items(), (SIGNATURE, signature(MESSAGE, SECRET))]))
    assert is_signed(turned, SECRET)


@pytest.mark.parametrize("change", [{"SoTien": 5001}, {"SoTien": "5000"}, {"Them": None}, {"KetLuan": "co_an_tich"}])
def test_nothing_of_it_can_be_changed(change: dict[str, object]) -> None:
    assert not is_signed(MESSAGE | change | {SIGNATURE: signature(MESSAGE, SECRET)}, SECRET)


@pytest.mark.parametrize("said", ["", "0" * 64, "ữ", "\ud800", 7, None, []])
def test_a_signature_that_is_none_is_refused(said: object) -> None:
    assert not is_signed(MESSAGE | {SIGNATURE: said}, SECRET)
    assert not is_signed(MESSAGE, SECRET)


def test_what_is_no_text_is_a_forgery_and_no_failure() -> None:
    half = {"MaThongDiep": "\ud800"}
    for said in ("0" * 64, signature(half, SECRET), signature({"MaThongDiep": "?"}, SECRET)):
        assert not is_signed(half | {SIGNATURE: said}, SECRET)


def test_nothing_is_signed_with_no_secret() -> None:
    assert not is_signed(MESSAGE | {SIGNATURE: signature(MESSAGE, b"")}, b"")
