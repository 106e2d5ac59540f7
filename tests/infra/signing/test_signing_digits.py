"""Digits that are read at once are what pyHanko reads one by one, and leave the stream where it does."""

import io

import pytest
from pyhanko.pdf_utils.misc import PdfError

from infra.signing import digits

LONG = b"0a" * digits.CHUNK


@pytest.mark.parametrize(
    "text",
    [b"<>", b"<4e>", b"<4E6f>", b"<4e6>", b"<4e 6f\n>", b"<" + LONG + b">", b"<" + LONG + b"f>", b"<feff00c1>"],
)
def test_what_is_read_is_the_same_and_ends_at_the_same_place(text: bytes) -> None:
    ours, theirs = io.BytesIO(text + b" /Next>"), io.BytesIO(text + b" /Next>")
    read, expected = digits.read_digits(ours), digits._one_by_one(theirs)
    assert (type(read), read, ours.tell()) == (type(expected), expected, theirs.tell())


@pytest.mark.parametrize("text", [b"<4e", b"<4x>", b"<" + LONG, b"<"])
def test_what_is_no_string_of_digits_is_refused_as_before(text: bytes) -> None:
    with pytest.raises(PdfError):
        digits.read_digits(io.BytesIO(text))
