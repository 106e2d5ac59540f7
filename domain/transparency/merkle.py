"""The Merkle tree of RFC 9162, section 2.1: an append-only log that proves what it holds, and that it only grew.

Pure functions, so that anyone can check a proof without us. A proof is the hashes of a few spans of leaves; a span is
covered by perfect subtrees, and a perfect subtree's hash never changes again, so it can be stored once.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

EMPTY_ROOT = sha256(b"").digest()


class Span(NamedTuple):
    """The leaves from ``start`` up to ``end``, without it."""

    start: int
    end: int


class Node(NamedTuple):
    """A perfect subtree: the ``position``-th of ``2 ** level`` leaves."""

    level: int
    position: int


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry of the log."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return sha256(b"\x01" + left + right).digest()


def perfect(hashes: Iterable[bytes]) -> bytes:
    """The hash above ``2 ** n`` neighbours of one level."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def folded(subtrees: Sequence[bytes]) -> bytes:
    """The hash of a span from those of the subtrees that cover it, left to right."""
    if not subtrees:
        return EMPTY_ROOT
    made = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        made = node_hash(left, made)
    return made


def cover(span: Span) -> list[Node]:
    """Name the perfect subtrees of a span that a proof asks for, left to right."""
    nodes, start = [], span.start
    while start < span.end:
        level = (span.end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return nodes


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Name what proves that a leaf is in a tree of this size, the nearest first; ``ValueError``, if it is not."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at {index}")
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """Name what proves that a tree of ``second`` leaves begins with one of ``first``; nothing where that is plain.

    Raises:
        ValueError: a tree does not grow backwards.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree does not grow from {first} leaves to {second}")
    spans, start, end = [], 0, second
    while 0 < first < end:
        middle = start + _split(end - start)
        if first <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    # Whoever checks holds the first tree's root, which is this very span where it begins with the first leaf.
    return ([Span(start, end)] if start else []) + spans[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether the leaf with this hash is in the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, made = index, size - 1, leaf
    for hash_ in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            made = node_hash(hash_, made)
            here, last = _risen(here, last)
        else:
            made = node_hash(made, hash_)
        here, last = here >> 1, last >> 1
    return last == 0 and made == root


def verify_consistency(first: int, second: int, old: bytes, new: bytes, path: Sequence[bytes]) -> bool:
    """Say whether the tree with root ``new`` begins with all of the tree with root ``old`` (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first in (0, second):
        return not path and old == (new if first else EMPTY_ROOT)
    hashes = [old, *path] if first & (first - 1) == 0 else list(path)
    if not hashes:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node_hash(hash_, before), node_hash(hash_, after)
            here, last = _risen(here, last)
        else:
            after = node_hash(after, hash_)
        here, last = here >> 1, last >> 1
    return last == 0 and (before, after) == (old, new)


class Frontier:
    """A tree's right edge: the perfect subtrees that cover it, which is all that appending and its root need."""

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()) -> None:
        self.size = size
        self._subtrees = list(subtrees)

    @property
    def root(self) -> bytes:
        """The hash of the whole tree."""
        return folded(self._subtrees)

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add a leaf's hash and give every perfect subtree that it completes, itself first."""
        level, made = 0, leaf
        completed = [(Node(0, self.size), leaf)]
        while self.size >> level & 1:
            made, level = node_hash(self._subtrees.pop(), made), level + 1
            completed.append((Node(level, self.size >> level), made))
        self._subtrees.append(made)
        self.size += 1
        return completed


def _split(leaves: int) -> int:
    """The largest power of two below a number of leaves."""
    return 1 << (leaves - 1).bit_length() - 1


def _risen(here: int, last: int) -> tuple[int, int]:
    """Climb to where the path next comes from the left."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
