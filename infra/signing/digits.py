"""A signature lies in a PDF as thousands of hexadecimal digits, which pyHanko reads one by one: here, all at once.

Only in the processes that sign: who judges a document reads it as pyHanko does.
"""

import binascii
import io
from typing import BinaryIO

from pyhanko.pdf_utils import generic

CHUNK = 4096
DIGITS = b"0123456789abcdefABCDEF"
_one_by_one = generic.read_hex_string_from_stream


def read_digits(stream: BinaryIO) -> generic.ByteStringObject | generic.TextStringObject:
    """Read a string that is nothing but pairs of digits; any other is read as pyHanko does."""
    began, digits = stream.tell(), bytearray()
    stream.seek(1, io.SEEK_CUR)
    rest = b""
    while not rest and (some := stream.read(CHUNK)):
        rest = some.lstrip(DIGITS)
        digits += some[: len(some) - len(rest)]
    if rest.startswith(b">") and len(digits) % 2 == 0:
        stream.seek(began + len(digits) + 2)
        return generic.pdf_string(binascii.unhexlify(digits))
    stream.seek(began)
    return _one_by_one(stream)


generic.read_hex_string_from_stream = read_digits
