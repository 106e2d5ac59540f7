"""Where things lie: a name leads to its file, a file to its folder, a thing of the law is known from its package."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.support.sources import ROOT, modules, tree
from tests.system.test_house import CODE

THINGS = (
    "agencies", "branches", "consents", "deadlines", "erasure", "filing", "mandates", "money", "opinions", "recall",
    "results", "signing", "tasks",
)  # fmt: skip
INSIDE = {"__init__", "__main__", "acts", "effects", "model", "rules", "words"}
"""The names that every thing of the law has inside."""
SPLIT = ("http", "rest", "schemas", "services", "web")
"""Rooms of the front door that share their nouns on purpose."""


def of_others(path: Path, own: str) -> list[str]:
    """The modules of other things that a module of a thing imports beside their models."""
    names = [
        (node.module or "").split(".")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("domain.")
    ]
    return [".".join(name) for name in names if name[1] in THINGS and name[1] != own and name[-1] != "model"]


@pytest.mark.parametrize("thing", THINGS)
def test_things_of_the_law_see_of_each_other_models_alone(thing: str) -> None:
    files = modules(f"domain/{thing}") or [ROOT / "domain" / f"{thing}.py"]
    assert {str(path.relative_to(ROOT)): found for path in files if (found := of_others(path, thing))} == {}


def room_of(path: Path) -> str:
    """The room that a module stands in."""
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[:2]) if parts[1] in SPLIT else parts[0]


def test_a_name_of_a_module_occurs_once_in_its_room() -> None:
    found: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for path in modules(*CODE, "motcua"):
        if path.stem not in INSIDE and path.relative_to(ROOT).parts[0] != "sandbox":
            found[room_of(path), path.stem].append(path)
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def test_the_table_of_where_it_goes_names_files_that_exist() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    rows = page.partition("## Where does it go?")[2].partition("\n## ")[0].splitlines()
    named = [path for row in rows if row.startswith("| ") for path in re.findall(r"`([\w./-]+/[\w./-]*)`", row)]
    assert len([row for row in rows if row.startswith("| ")]) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []
