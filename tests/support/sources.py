"""Our own code as tests read it that hold rules of all modules: each file is read and taken apart once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def modules(*rooms: str) -> tuple[Path, ...]:
    """The modules in some folders, without the migrations, which stay as they were written."""
    return tuple(path for path in whole(*rooms) if "versions" not in path.parts)


@cache
def whole(*rooms: str) -> tuple[Path, ...]:
    """All of them; a module beside the folders is named with its ending."""
    return tuple(
        path
        for room in rooms
        for path in ([ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")))
    )


@cache
def tree(path: Path) -> ast.Module:
    """A module, taken apart."""
    return ast.parse(path.read_text(encoding="utf-8"))


def trees(*paths: Path) -> dict[str, ast.Module]:
    """The same of several, by their names."""
    return {named(path): tree(path) for path in paths}


def named(path: Path) -> str:
    """Where a module stands in the tree."""
    return str(path.relative_to(ROOT))
