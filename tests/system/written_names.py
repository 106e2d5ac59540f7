"""What the code writes down as text: read from the sources of every loaded module, so that it may lie anywhere."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

ROOMS = ("activities", "api", "commands", "domain", "infra", "sandbox", "workflows", "motcua", "worker")
OURS = tuple(room for room in ROOMS if room != "sandbox")


@cache
def loaded(*rooms: str) -> tuple[ModuleType, ...]:
    """Every module of these rooms."""
    found = [import_module(room) for room in rooms]
    for room in tuple(found):
        inside = pkgutil.walk_packages(getattr(room, "__path__", ()), f"{room.__name__}.")
        found += [import_module(one.name) for one in inside if not one.name.endswith("__main__")]
    return tuple(found)


def classes(*rooms: str) -> Iterator[type]:
    """Every class that these rooms define."""
    for module in loaded(*rooms):
        yield from (one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)


@cache
def nodes(module: ModuleType) -> tuple[ast.AST, ...]:
    """Its source, taken apart."""
    return tuple(ast.walk(ast.parse(inspect.getsource(module))))


def texts(node: ast.expr | None, scope: Mapping[str, Any]) -> set[str]:
    """What an expression may say, with ``{}`` for what only a run knows; nothing where it is no text."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.Constant(value=bytes(data)):
            return {data.decode("latin-1")}
        case ast.JoinedStr(values=parts):
            return {"".join(_part(part, scope) for part in parts)}
        case ast.IfExp(body=one, orelse=other):
            return texts(one, scope) | texts(other, scope)
        case ast.Tuple(elts=ones) | ast.List(elts=ones) | ast.Set(elts=ones):
            return {text for one in ones for text in texts(one, scope)}
        case ast.Name(id=name):
            value = scope.get(name)
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            value = getattr(scope.get(owner), name, None)
        case _:
            value = None
    return {str(value)} if isinstance(value, str) else set()


def _part(part: ast.expr, scope: Mapping[str, Any]) -> str:
    if isinstance(part, ast.FormattedValue):
        known = texts(part.value, scope) if isinstance(part.value, ast.Name | ast.Attribute) else set()
        return known.pop() if len(known) == 1 else "{}"
    return str(part.value) if isinstance(part, ast.Constant) else "{}"


def calls(*modules: ModuleType) -> Iterator[tuple[str, ast.Call, Mapping[str, Any]]]:
    """Every call, by the last word of what is called, with the names that its module knows."""
    for module in modules:
        for node in nodes(module):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                yield name, node, vars(module)


def told(names: Mapping[str, int | str], *modules: ModuleType) -> set[str]:
    """What calls of these names are given, at a place or under a keyword."""
    return {
        text
        for name, call, scope in calls(*modules)
        if name in names
        for text in texts(argument(call, names[name]), scope)
    }


def argument(call: ast.Call, at: int | str) -> ast.expr | None:
    """The argument at a place or under a keyword."""
    if isinstance(at, int):
        return call.args[at] if len(call.args) > at else None
    return next((keyword.value for keyword in call.keywords if keyword.arg == at), None)


def literals(kind: type[ast.expr], *modules: ModuleType) -> set[str]:
    """Every text of the code that is written in this way, docstrings apart."""
    found: set[str] = set()
    for module in modules:
        aside = {id(node.value) for node in nodes(module) if isinstance(node, ast.Expr)}
        written = (node for node in nodes(module) if isinstance(node, kind) and id(node) not in aside)
        found.update(text for node in written for text in texts(node, vars(module)))
    return found
