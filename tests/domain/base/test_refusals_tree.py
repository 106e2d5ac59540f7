"""The tree of refusals that their module draws has every one of them in its place."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import activities
import api
import commands
import domain
import infra
import workflows
from domain.base import refusals
from domain.base.refusals import Refusal

ROOMS = (activities, api, commands, domain, infra, workflows)
DRAWN = re.compile(r"^(?P<indent>[│├└─ ]*)(?P<name>[A-Z]\w+)(?: {2,}(?P<note>.*))?$")


def grown(kind: type[Refusal]) -> Iterator[tuple[str, str, str]]:
    """Every refusal below this one, with its parent and its room."""
    for below in kind.__subclasses__():
        room = below.__module__.partition(".")[0]
        if room != "tests":
            yield kind.__name__, below.__name__, room
        yield from grown(below)


def drawn(text: str) -> Iterator[tuple[str, str, str]]:
    """The same as it is drawn: who stands further in is below who stands before."""
    path: list[str] = []
    for line in text.splitlines():
        if found := DRAWN.match(line):
            depth = len(found["indent"]) // 4
            path[depth:] = [found["name"]]
            room = (found["note"] or "").partition(":")[0]
            if depth:
                yield path[depth - 1], found["name"], room if room in {one.__name__ for one in ROOMS} else "domain"


def test_the_tree_shows_every_refusal_where_it_grows() -> None:
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    assert sorted(drawn(refusals.__doc__ or "")) == sorted(grown(Refusal))
