"""What a cell does with a file that somebody brought: says what it is, shows it small, draws its pages.

A work draws pages until it has worked for ``SHARE``, and says how far it came: so a long paper takes many short turns.
"""

import time
from collections.abc import Iterator
from typing import Any

import puremagic

from infra.foreign import papers, scans
from infra.foreign.papers import PAGES, PDF, TOO_MANY_PAGES, Trap
from infra.runtime.cell import Said, Work

HEAD = 65536
"""Bytes by which a kind is told."""
SHARE = 0.1
"""Seconds of a processor after which no further page is begun; the last may take what is left of its allowance."""


def furnish(_: dict[str, Any]) -> None:
    """Load what is loaded only when the first picture comes."""
    scans.ready()


def kind_of(data: bytes) -> str:
    """The media type that the bytes have, or nothing."""
    try:
        return puremagic.from_string(data[:HEAD], mime=True)
    except (puremagic.PureError, ValueError):  # the latter where there is nothing
        return ""


def look(_: Said, data: bytes) -> tuple[Said, bytes]:
    """Say what a file is, and what is wrong with it."""
    kind = kind_of(data)
    if kind not in (papers.PDF, papers.PNG, papers.JPEG):
        return {"kind": ""}, b""
    try:
        papers.inspect(kind, data)
        if kind == PDF and scans.pages_of(data) > PAGES:
            raise Trap(TOO_MANY_PAGES)
    except Trap as trap:
        return {"kind": kind, "trap": trap.what}, b""
    return {"kind": kind}, b""


def glance(said: Said, data: bytes) -> tuple[Said, bytes]:
    """Show the first page small."""
    try:
        return {"pages": scans.pages_of(data, pictures=1)}, scans.glance(data, said["turn"])
    except scans.Unreadable as no:
        return {"unreadable": str(no)}, b""


def leaves(said: Said, data: bytes) -> tuple[Said, bytes]:
    """Draw pages from a place on, as they are bound; small, to be seen and let go, where nobody keeps them."""
    try:
        pages = scans.pages_of(data, pictures=1)
        drawn = list(_within_share(scans.leaves(data, said["turn"], said["first"], kept=said["kept"])))
    except scans.Unreadable as no:
        return {"unreadable": str(no)}, b""
    sizes = [{"wide": leaf.wide, "size": len(leaf.jpeg)} for leaf in drawn]
    return {"pages": pages, "leaves": sizes}, b"".join(leaf.jpeg for leaf in drawn)


def _within_share[T](drawn: Iterator[T]) -> Iterator[T]:
    began = time.process_time()
    for one in drawn:
        yield one
        if time.process_time() - began > SHARE:
            return


WORKS: dict[str, Work] = {"look": look, "glance": glance, "leaves": leaves}
