"""What people write, as one sequence of characters that reads as it is stored: no tricks of Unicode in it."""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

from domain.base.words import Words

LINES = "\n\r\t"
MARKS_AT_MOST = 2
"""Combining marks that a letter keeps after NFC; Vietnamese keeps none."""
LATIN = "LATIN"
STROKES = str.maketrans("đĐ", "dD")
"""The letters of Vietnamese that are no others with a mark."""
UNSEEN = {
    "Cc": Words(vi="ký tự điều khiển", en="a control character"),
    "Cf": Words(vi="ký tự vô hình hoặc đảo chiều chữ", en="an invisible or direction-changing character"),
    "Cs": Words(vi="nửa ký tự", en="half a character"),
    "Co": Words(vi="ký tự không có nghĩa chung", en="a private character"),
    "Cn": Words(vi="ký tự không tồn tại", en="a character that does not exist"),
    "Zl": Words(vi="dấu xuống dòng lạ", en="a foreign line separator"),
    "Zp": Words(vi="dấu xuống dòng lạ", en="a foreign line separator"),
}
"""By Unicode category, what nobody sees when they read."""
FLOOD = Words(vi="quá nhiều dấu trên một chữ", en="too many marks on one letter")
MIXED = Words(vi="một từ lẫn chữ của hai bảng chữ cái", en="one word in letters of two alphabets")


def composed(text: str) -> str:
    """Write each letter the one way that it is compared by (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def unaccented(text: str) -> str:
    """Write letters without their diacritics; đ is d."""
    letters = unicodedata.normalize("NFD", text.translate(STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def plain_name(name: str) -> str:
    """Write a name as it is compared: capitals and spaces do not tell people or bodies apart."""
    return " ".join(composed(name).casefold().split())


def trick(text: str) -> Words | None:
    """Say what in a composed text deceives its reader, or nothing."""
    if text.isascii() and text.isprintable():
        return None
    for sign in text:
        if (kind := unicodedata.category(sign)) in UNSEEN and sign not in LINES:
            code = f"U+{ord(sign):04X}"
            return Words(vi="{} ({})", en="{} ({})").format(UNSEEN[kind], code)
    if _floods(text):
        return FLOOD
    return MIXED if any(LATIN in alphabets and len(alphabets) > 1 for alphabets in _words(text)) else None


def _floods(text: str) -> bool:
    runs = groupby(text, key=lambda sign: unicodedata.category(sign) in ("Mn", "Me"))
    return any(marks and sum(1 for _ in run) > MARKS_AT_MOST for marks, run in runs)


def _words(text: str) -> Iterator[set[str]]:
    """The alphabets of each word."""
    for letters, word in groupby(text, key=str.isalpha):
        if letters:
            yield {unicodedata.name(sign, "?").partition(" ")[0] for sign in word}
