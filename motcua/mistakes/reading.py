"""Reads a procedure as it is written: its methods, those of the classes it is made of, and the functions they call."""

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any, Self

from workflows.engine.procedure import Procedure

Function = ast.FunctionDef | ast.AsyncFunctionDef
ROOTS = ("examine", "afterwards", "later")
"""What the engine calls."""
ENGINE = "workflows.engine"
UNSAID = object()
"""A value that only a running procedure has."""


@lru_cache(maxsize=16)
def parsed(file: str) -> ast.Module:
    """A file's syntax, each node knowing the one that it stands in."""
    tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    for outer in ast.walk(tree):
        for inner in ast.iter_child_nodes(outer):
            inner.within = outer  # type: ignore[attr-defined] # the syntax has no such thing of its own
    return tree


def outer(node: ast.AST) -> ast.AST:
    """What a node stands in."""
    within: ast.AST = node.within  # type: ignore[attr-defined] # see ``parsed``
    return within


@dataclass(frozen=True)
class Method:
    """A function, where it is written, and what its file knows by name."""

    node: Function
    file: str
    names: Mapping[str, Any]

    @property
    def at(self) -> tuple[str, int]:
        """Its file, and its first line."""
        return self.file, self.node.lineno

    @property
    def parameters(self) -> list[str]:
        """Names of what it is given, without ``self``."""
        arguments = self.node.args
        return [one.arg for one in (*arguments.posonlyargs, *arguments.args) if one.arg != "self"]

    def walk(self) -> Iterator[ast.AST]:
        """All that is written in it."""
        return ast.walk(self.node)

    def calls(self) -> Iterator[ast.Call]:
        """Every call in it."""
        return (node for node in self.walk() if isinstance(node, ast.Call))

    def assigned(self) -> Iterator[tuple[ast.expr, ast.expr]]:
        """Each target with its value; of a tuple that is taken apart, each for itself."""
        for node in self.walk():
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    yield from _pairs(target, node.value)
            elif isinstance(node, ast.NamedExpr | ast.AnnAssign) and node.value is not None:
                yield node.target, node.value

    def value(self, said: ast.expr) -> Any:
        """What an expression is, where that can be read: a constant, a name of its file, what is assigned once."""
        if isinstance(said, ast.Constant):
            return said.value
        if isinstance(said, ast.JoinedStr) and all(isinstance(one, ast.Constant) for one in said.values):
            return "".join(str(one.value) for one in said.values if isinstance(one, ast.Constant))
        if isinstance(said, ast.Attribute):
            return getattr(self.value(said.value), said.attr, UNSAID)
        if not isinstance(said, ast.Name):
            return UNSAID
        own = [value for target, value in self.assigned() if isinstance(target, ast.Name) and target.id == said.id]
        if own or said.id in self.parameters:
            return own[0].value if len(own) == 1 and isinstance(own[0], ast.Constant) else UNSAID
        return self.names.get(said.id, UNSAID)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    match target, value:
        case ast.Tuple(elts=several), ast.Tuple(elts=theirs) if len(several) == len(theirs):
            for one, its in zip(several, theirs, strict=True):
                yield from _pairs(one, its)
        case _:
            yield target, value


@dataclass(frozen=True)
class Reading:
    """A procedure's methods by name, and all that is done when the engine calls it."""

    procedure: type[Procedure[Any]]
    methods: Mapping[str, Method]
    reached: tuple[Method, ...]

    @classmethod
    def of(cls, procedure: type[Procedure[Any]]) -> Self:
        """Read it, and the classes that it is made of, the nearest first."""
        made_of = procedure.__mro__[: procedure.__mro__.index(Procedure)]
        methods = {one.node.name: one for part in reversed(made_of) for one in _methods(part)}
        return cls(procedure, methods, tuple(_reached(procedure, methods)))

    @property
    def all(self) -> Iterable[Method]:
        """Everything that it is made of, once."""
        return {one.at: one for one in (*self.methods.values(), *self.reached)}.values()

    @property
    def examine(self) -> Method | None:
        """What is special about it; none, where it has none."""
        return self.methods.get("examine")

    def called(self, call: ast.Call) -> str:
        """The method of ``self`` that is called; "" where it is none."""
        said = call.func
        return said.attr if isinstance(said, ast.Attribute) and of_self(said) else ""

    def verb(self, call: ast.Call) -> str:
        """The engine's verb that is called; "" where it is none, or a method of the procedure's own."""
        name = self.called(call)
        return name if name not in self.methods and callable(vars(Procedure).get(name)) else ""

    def arguments(self, call: ast.Call) -> dict[str, ast.expr] | None:
        """What a verb is given, by the names that it has for it; None, where that is known only as it runs."""
        if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
            return None
        names = list(inspect.signature(vars(Procedure)[self.verb(call)]).parameters)[1:]
        return dict(zip(names, call.args, strict=False)) | {str(one.arg): one.value for one in call.keywords}


def of_self(said: ast.expr) -> bool:
    """Whether it is something of the procedure itself."""
    return isinstance(said, ast.Attribute) and isinstance(said.value, ast.Name) and said.value.id == "self"


def _methods(part: type) -> Iterator[Method]:
    """What is written in one class."""
    if (file := _file(part)) is None:
        return
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.ClassDef) and node.name == part.__name__:
            for one in node.body:
                if isinstance(one, Function):
                    yield Method(one, file, vars(sys.modules[part.__module__]))


def _reached(procedure: type, methods: Mapping[str, Method]) -> Iterator[Method]:
    """What the engine calls, and whatever that calls of the procedure's own package."""
    met, waiting = set[tuple[str, int]](), [methods[root] for root in ROOTS if root in methods]
    while waiting:
        one = waiting.pop()
        if one.at in met:
            continue
        met.add(one.at)
        yield one
        for node in one.walk():
            if isinstance(node, ast.Attribute) and of_self(node) and node.attr in methods:
                waiting.append(methods[node.attr])
            elif isinstance(node, ast.Name) and (found := function(one.names.get(node.id), procedure.__module__)):
                waiting.append(found)


def function(held: object, beside: str) -> Method | None:
    """A function of the package in which a module lies, as it is written; the engine's are not read."""
    if not isinstance(held, FunctionType) or held.__module__.startswith(ENGINE):
        return None
    if held.__module__.partition(".")[0] != beside.partition(".")[0] or (file := _file(held)) is None:
        return None
    for node in parsed(file).body:
        if isinstance(node, Function) and node.name == held.__name__:
            return Method(node, file, held.__globals__)
    return None


def _file(held: type | FunctionType) -> str | None:
    try:
        return inspect.getsourcefile(held)
    except TypeError:
        return None
