"""The portal's list of procedures beside ours: what somebody has to publish, take back or put right."""

from collections.abc import Mapping
from typing import Literal
from unicodedata import normalize

from domain.base.law import Frozen

What = Literal["not there", "not here", "another title"]


class Listed(Frozen):
    """A procedure as the portal lists it."""

    title: str
    sector: str = ""
    """Code of its sector (lĩnh vực), and what that is called."""
    sector_title: str = ""


class Difference(Frozen):
    """Where the two lists differ."""

    procedure: str
    what: What
    ours: str = ""
    theirs: str = ""


def differences(ours: Mapping[str, str], theirs: Mapping[str, Listed]) -> list[Difference]:
    """Compare titles by code; spaces and letters' case make no difference."""
    codes = sorted(ours.keys() | theirs.keys())
    found = (_difference(code, ours.get(code), theirs[code].title if code in theirs else None) for code in codes)
    return [one for one in found if one]


def _difference(code: str, ours: str | None, theirs: str | None) -> Difference | None:
    if theirs is None:
        return Difference(procedure=code, what="not there", ours=ours or "")
    if ours is None:
        return Difference(procedure=code, what="not here", theirs=theirs)
    if _plain(ours) != _plain(theirs):
        return Difference(procedure=code, what="another title", ours=ours, theirs=theirs)
    return None


def _plain(title: str) -> str:
    return " ".join(normalize("NFC", title).casefold().split())
