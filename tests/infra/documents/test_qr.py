"""A document's code says what was signed to whoever has the published keys, and nothing once a bit is another."""

import json
import secrets
from base64 import b32encode
from datetime import timedelta
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.transparency.authenticity import Claim
from infra.documents.qr import (
    MOST_BYTES,
    ForeignKey,
    Forged,
    KeyEnded,
    NotACode,
    QrError,
    QrKeys,
    QrKeyUnusable,
    QrSigner,
    address,
    spelt,
    token_of,
)
from infra.documents.qr_keys import TAKING_UP, development_key, new_key, publish
from tests.support.papers import AT, NAME, PUBLIC_URL, claim

KEY = new_key()
SIGNER, KEYS = QrSigner(KEY, PUBLIC_URL), QrKeys(publish(KEY, b"", AT))
LINK = SIGNER.link(claim())


def test_a_code_says_off_line_what_was_signed() -> None:
    assert KEYS.read(LINK) == claim()


def test_the_token_is_read_alone_and_in_small_letters_too() -> None:
    token = LINK.rpartition("/")[2]
    for text in (token, token.lower(), f" {LINK}\n", LINK.lower()):
        assert KEYS.read(text) == claim()


def test_the_address_is_one_that_a_qr_code_packs_and_a_browser_opens() -> None:
    assert LINK.startswith("HTTPS://MOTCUA.HUNGYEN.GOV.VN/VERIFY/")
    assert set(LINK) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/.-")


def test_a_folder_of_somebody_elses_server_keeps_its_letters() -> None:
    assert address("https://tinh.gov.vn/MotCua/", "verify", "ABC") == "https://tinh.gov.vn/MotCua/verify/ABC"


def test_no_bit_of_a_token_can_be_another() -> None:
    token = token_of(LINK)
    for place in range(len(token) * 8):
        changed = bytearray(token)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(QrError):
            KEYS.read(spelt(bytes(changed)))


def test_no_letter_of_a_token_can_be_another() -> None:
    token = LINK.rpartition("/")[2]
    for place, letter in enumerate(token):
        with pytest.raises(QrError):
            KEYS.read(token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :])


@pytest.mark.parametrize("cut", [1, 2, 9, 40, 200])
def test_a_part_of_a_code_is_none(cut: int) -> None:
    with pytest.raises(NotACode):
        KEYS.read(LINK[:-cut])


@pytest.mark.parametrize("text", ["", " ", "/", "0189", "HELLO WORLD", "AAAAAAAA", "https://x.vn/verify", "Đ"])
def test_what_is_no_code_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotACode):
        KEYS.read(text)


def test_a_foreign_key_signs_nothing_of_ours() -> None:
    with pytest.raises(ForeignKey):
        KEYS.read(QrSigner(new_key(), PUBLIC_URL).link(claim()))


def test_a_foreign_key_under_the_name_of_ours_is_a_forgery() -> None:
    known = json.loads(KEYS.file)["keys"][0]["kid"].encode()
    protected, unprotected, payload, signature = cbor2.loads(token_of(QrSigner(new_key(), "").link(claim()))).value
    forged = cbor2.CBORTag(18, [protected, unprotected | {4: known}, payload, signature])
    with pytest.raises(Forged):
        KEYS.read(spelt(cbor2.dumps(forged)))


@pytest.mark.parametrize("tag", [16, 17, 96, 97, 98])
def test_no_other_cose_structure_is_taken(tag: int) -> None:
    with pytest.raises(NotACode):
        KEYS.read(spelt(cbor2.dumps(cbor2.CBORTag(tag, cbor2.loads(token_of(LINK)).value))))


def test_what_the_key_signed_and_is_no_claim_is_no_code() -> None:
    for payload in (b"", b"\x00", cbor2.dumps({}), cbor2.dumps({1: 2}), cbor2.dumps([1])):
        token = SIGNER._cose.encode(payload, SIGNER._key)
        with pytest.raises(NotACode):
            KEYS.read(spelt(token))


def test_a_key_that_ended_holds_for_what_it_signed_by_then() -> None:
    later = QrKeys(publish(new_key(), KEYS.file, AT))
    assert later.read(SIGNER.link(claim(issued_at=AT + TAKING_UP))).number == claim().number
    with pytest.raises(KeyEnded):
        later.read(SIGNER.link(claim(issued_at=AT + TAKING_UP + timedelta(seconds=1))))


def test_older_keys_stay_published_with_the_end_they_had() -> None:
    once = publish(new_key(), KEYS.file, AT)
    twice = json.loads(publish(new_key(), once, AT + timedelta(days=400)))["keys"]
    assert [key.get("exp") for key in twice] == [
        None,
        int((AT + timedelta(days=400) + TAKING_UP).timestamp()),
        int((AT + TAKING_UP).timestamp()),
    ]
    assert all("d" not in key for key in twice)


def test_a_key_that_is_published_again_does_not_end() -> None:
    assert publish(KEY, KEYS.file, AT) == KEYS.file


def test_a_holder_with_a_long_name_leaves_the_code_readable() -> None:
    long = claim(shown={"Họ, chữ đệm, tên": NAME * 20})
    assert KEYS.read(SIGNER.link(long)) == claim(shown={})


def test_the_fullest_code_of_ours_stays_within_what_a_phone_reads() -> None:
    longest = claim(
        issuer="Ủy ban nhân dân xã Nguyễn Văn Linh, tỉnh Hưng Yên",
        kind="Giấy chứng nhận đăng ký hộ kinh doanh",
        shown={"Họ, chữ đệm, tên": "Công Tằng Tôn Nữ Hoàng Thị Ngọc Thuỳ", "Ngày sinh": "24/11/2026"},
    )
    link = SIGNER.link(longest)
    assert KEYS.read(link) == longest
    assert len(token_of(link)) <= MOST_BYTES


@given(some.binary(max_size=400))
def test_any_bytes_are_refused_by_name(token: bytes) -> None:
    with pytest.raises(QrError):
        KEYS.read(b32encode(token).decode().rstrip("="))


@given(some.text(max_size=300))
def test_any_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(QrError):
        KEYS.read(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    development_key(tmp_path / "qr")
    return tmp_path / "qr"


def test_a_development_key_signs_here_and_not_in_production(folder: Path) -> None:
    key, keys = folder / "key.pem", folder / "keys.json"
    assert QrKeys.load(keys).read(QrSigner.load(key, keys, PUBLIC_URL).link(claim())) == claim()
    with pytest.raises(QrKeyUnusable, match="MOTCUA_QR_KEY_FILE is made for development"):
        QrSigner.load(key, keys, PUBLIC_URL, production=True)
    assert key.stat().st_mode & 0o777 == 0o600


def test_a_development_key_is_made_once(folder: Path) -> None:
    before = (folder / "key.pem").read_bytes(), (folder / "keys.json").read_bytes()
    development_key(folder)
    assert ((folder / "key.pem").read_bytes(), (folder / "keys.json").read_bytes()) == before


def test_a_key_that_nobody_can_check_signs_nothing(folder: Path) -> None:
    key, keys = folder / "key.pem", folder / "keys.json"
    keys.write_bytes(publish(new_key(), keys.read_bytes(), AT))
    with pytest.raises(QrKeyUnusable, match="MOTCUA_QR_KEYS_FILE; publish it"):
        QrSigner.load(key, keys, PUBLIC_URL)


@pytest.mark.parametrize("content", [b"", b"nothing", secrets.token_bytes(40)], ids=["empty", "words", "chance"])
def test_a_key_file_that_is_none_is_named(folder: Path, content: bytes) -> None:
    (folder / "key.pem").write_bytes(content)
    with pytest.raises(QrKeyUnusable, match="MOTCUA_QR_KEY_FILE"):
        QrSigner.load(folder / "key.pem", folder / "keys.json", PUBLIC_URL)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"keys": [{"kid": "x"}]}', b'{"keys": 5}', b"\xff"])
def test_published_keys_that_are_none_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(content)
    with pytest.raises(QrKeyUnusable, match="MOTCUA_QR_KEYS_FILE"):
        QrKeys.load(tmp_path / "keys.json")


def test_a_claim_says_no_more_than_it_was_given() -> None:
    assert set(Claim.model_fields) == {"issuer", "kind", "number", "issued_at", "shown", "digest"}
