"""How long each procedure is without its form and its template: ``python -m bench.lines``.

Counted are the lines of source on which there is code: no blank lines, no comments, no docstrings, no imports. They
belong to a procedure when its class reaches them by name: the class itself with its decorator, the classes it inherits
from below ``Procedure``, and the functions and constants of the procedures' files (``workflows/<sector>/``) that those
use, however far away. Models (the form, the result, officers' answers) are left out, and so are other procedures, which
a branch opens. What several procedures share is counted once, in a row of its own for each group that shares it.
"""

import argparse
import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bench.tables import Table, label
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure

AIMS = {"simple": 40, "interlinked": 60}
"""Lines that a procedure should not exceed."""
TITLE = "Lines of each procedure"
ABOUT = """Lines with code, without blank lines, comments, docstrings and imports: the procedure's class with its
decorator, what it inherits below `Procedure`, and the functions and constants of `workflows/<sector>/` that those reach
by name. Models (form, result, officers' answers), templates and the procedures of branches are left out. What several
procedures share is counted once, below them, in a row that names who shares it. Interlinked is what opens branches."""

type Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign | ast.AnnAssign | ast.TypeAlias


@dataclass(frozen=True)
class Name:
    """Something that a module defines at its top."""

    module: str
    name: str

    @property
    def value(self) -> Any:
        """What it means."""
        return getattr(importlib.import_module(self.module), self.name)


@dataclass(frozen=True)
class Module:
    """A procedure's file."""

    text: list[str]
    defined: dict[str, Definition]
    imported: dict[str, Name]


@cache
def read(module: str) -> Module:
    """Read one."""
    source = Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")
    defined: dict[str, Definition] = {}
    imported: dict[str, Name] = {}
    for node in ast.parse(source).body:
        match node:
            case ast.ImportFrom(module=str(of)):
                imported |= {one.asname or one.name: Name(of, one.name) for one in node.names}
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                defined[node.name] = node
            case ast.Assign(targets=[named, *_]) | ast.AnnAssign(target=named) | ast.TypeAlias(name=named):
                if isinstance(named, ast.Name):
                    defined[named.id] = node
    return Module(source.splitlines(), defined, imported)


def in_a_sector(module: str) -> bool:
    """Whether it is a procedure's file, and no part of the authoring API."""
    return module.startswith("workflows.vietnam.") and module.count(".") == 3


def used(name: Name) -> Iterator[Name]:
    """Name what a definition uses from procedures' files."""
    module = read(name.module)
    for node in ast.walk(module.defined[name.name]):
        if isinstance(node, ast.Name):
            found = Name(name.module, node.id) if node.id in module.defined else module.imported.get(node.id)
            if found and in_a_sector(found.module):
                yield found


def belongs(name: Name, procedure: type[Procedure[Any]]) -> bool:
    """Whether it counts: no model, and no other procedure's class."""
    value = name.value
    if not isinstance(value, type):
        return True
    return value in procedure.__mro__ or not issubclass(value, BaseModel | Procedure)


def reached(procedure: type[Procedure[Any]]) -> set[Name]:
    """Everything a procedure consists of."""
    found: set[Name] = set()
    ahead = [Name(procedure.__module__, procedure.__name__)]
    while ahead:
        name = ahead.pop()
        if name not in found and belongs(name, procedure):
            found.add(name)
            ahead += used(name)
    return found


def is_docstring(node: ast.AST) -> bool:
    """Whether it is a string that does nothing: of a class, a function, or the field above it."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def spanned(node: Any) -> set[int]:
    """The numbers of the lines that a node stands on, decorators included."""
    begin = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
    return set(range(begin, node.end_lineno + 1))


def length(name: Name) -> int:
    """The lines of a definition on which there is code."""
    module, node = read(name.module), read(name.module).defined[name.name]
    numbers = spanned(node).difference(*(spanned(one) for one in ast.walk(node) if is_docstring(one)))
    texts = [module.text[number - 1].strip() for number in numbers]
    return sum(bool(text) and not text.startswith("#") for text in texts)


def is_interlinked(parts: set[Name]) -> bool:
    """Whether any of it opens a branch."""
    calls = (node for name in parts for node in ast.walk(read(name.module).defined[name.name]))
    return any(isinstance(node, ast.Call) and ast.unparse(node.func) == "self.branch" for node in calls)


def row(procedure: type[Procedure[Any]], mine: set[Name], own: set[Name]) -> tuple[str, ...]:
    """Count what a procedure alone consists of, and of it its classes, beside its aim."""
    lines, classes = sum(map(length, own)), sum(length(name) for name in own if isinstance(name.value, type))
    kind = "interlinked" if is_interlinked(mine) else "simple"
    over = lines - AIMS[kind]
    return (label(procedure), kind, str(lines), str(classes), str(AIMS[kind]), f"+{over}" if over > 0 else "")


def shared(parts: dict[type[Procedure[Any]], set[Name]]) -> Iterator[tuple[str, ...]]:
    """Count what several have in common: once, and whose it is."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for name in sorted({*chain.from_iterable(parts.values())}, key=repr):
        group = tuple(sorted(one.code for one, names in parts.items() if name in names))
        if len(group) > 1:
            groups.setdefault(group, []).append(length(name))
    for group, lengths in sorted(groups.items(), key=lambda item: -sum(item[1])):
        yield (f"shared by {', '.join(group)}", "", str(sum(lengths)), "", "", "")


def measure() -> Table:
    """Count every procedure of the catalogue."""
    parts = {procedure: reached(procedure) for procedure in PROCEDURES}
    rows = []
    for procedure, mine in sorted(parts.items(), key=lambda item: item[0].code):
        others = {name for other, names in parts.items() if other is not procedure for name in names}
        rows.append(row(procedure, mine, mine - others))
    columns = ("lines", "kind", "own", "of them classes", "aim", "over")
    return Table(title=TITLE, about=ABOUT, columns=columns, rows=[*rows, *shared(parts)])


def parts() -> Iterator[str]:
    """Name what was counted for each procedure, with its lines."""
    for procedure in PROCEDURES:
        counted = sorted((name.module, name.name, length(name)) for name in reached(procedure))
        yield f"{label(procedure)}: " + ", ".join(f"{module}.{name} {lines}" for module, name, lines in counted)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", action="store_true", help="name what is counted, too")
    print("\n".join([*measure().lines(), *(parts() if parser.parse_args().parts else ())]))
