"""The data groups of an identity card's chip, opened: TLV as ICAO 9303-10 lays it out, and Viet Nam's own group."""

from collections.abc import Iterator, Mapping

from asn1crypto import parser  # type: ignore[import-untyped]
from cryptography.exceptions import UnsupportedAlgorithm

from domain.vietnam.people.cards import CardUnreadable, Holder, read_details
from domain.vietnam.people.mrz import Mrz, MrzFault, read_mrz

BROKEN = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, UnsupportedAlgorithm,
)  # fmt: skip
"""What the parsers raise over bytes that are none of theirs."""
Tag = tuple[int, int]
"""Class and number of an ASN.1 tag."""
INTEGER, SEQUENCE, TEXTS = (0, 2), (0, 16), ((0, 12), (0, 19))
DG1, MRZ, DG13 = (1, 1), (1, 31), (1, 13)


def read_groups(groups: Mapping[int, bytes]) -> tuple[Mrz, Holder]:
    try:
        mrz = read_mrz(inner(inner(groups[1], *DG1), *MRZ).decode("ascii"))
        fields = _fields(inner(inner(groups[13], *DG13), *SEQUENCE))
    except MrzFault as fault:
        raise CardUnreadable("dòng máy đọc (MRZ) sai", "the machine-readable zone: {0}", fault) from None
    except BROKEN as fault:
        raise CardUnreadable("nhóm dữ liệu sai khuôn dạng", "a data group is laid out otherwise") from fault
    return mrz, read_details(fields)


def _fields(content: bytes) -> dict[int, list[str]]:
    """Read Viet Nam's data group: each field is a sequence of its number and one text, or several in sequences."""
    fields = {}
    for kind, field in elements(content):
        (numbered, number), *values = elements(field)
        if kind != SEQUENCE or numbered != INTEGER:
            raise ValueError("a field without its number")
        nested = [each for kind, value in values for each in (elements(value) if kind == SEQUENCE else [(kind, value)])]
        fields[int.from_bytes(number)] = [value.decode() for kind, value in nested if kind in TEXTS]
    return fields


def elements(content: bytes) -> Iterator[tuple[Tag, bytes]]:
    """The elements that stand one behind the other (DER)."""
    while content:
        kind, _, tag, *parts = parser.parse(content)
        yield (kind, tag), parts[1]
        content = content[sum(map(len, parts)) :]


def inner(data: bytes, *wanted: int) -> bytes:
    """What is in the one element that the data are."""
    kind, _, tag, _, inside, _ = parser.parse(data, strict=True)
    if (kind, tag) != wanted:
        raise ValueError("another element stands there")
    return bytes(inside)
