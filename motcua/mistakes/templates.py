"""Mistakes in templates of results: what one prints, and the result does not have.

A template is gone through as it would be filled in, with types in the place of values: a result travels as JSON, so
what it has are its models' fields; a day, a sum or a text has none.
"""

import difflib
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, nodes
from pydantic import BaseModel

from domain.base.holding import members
from infra.printing.vocabulary import environment
from motcua.mistakes.mistake import Mistake
from workflows.engine.forms import Result

NAMELESS = {"loop", "self", "super", "caller", "varargs", "kwargs"}
"""What Jinja has of its own."""
GUARDS = {"default", "d", "defined", "undefined"}
"""Filters and tests that let a value be missing."""
PLAIN = (str, int, float, date, time, timedelta, Decimal, enum.Enum, bytes)
"""What travels as a text or a number, and has no parts but those of a text."""


class Signatory(BaseModel):
    """Who signs."""

    title: str
    name: str


class Replaced(BaseModel):
    """The document in whose place this one stands."""

    number: str
    issued_on: str


class Head(BaseModel):
    """What the engine itself gives every document (``Results`` in ``activities.records``, and the press)."""

    number: str
    superior: str
    body: str
    place: str
    signatory: Signatory
    issued_at: str
    sealed_at: str
    stand_in: bool
    replaces: Replaced
    leaves: list[bool]
    enclosed: list[str]
    draft: bool
    sketch: bool
    check_page: str


@dataclass(frozen=True)
class Scope:
    """What names mean where something is printed."""

    names: Mapping[str, Any]
    """Their types."""
    macros: Mapping[str, tuple["Page", nodes.Macro]] = field(default_factory=dict)

    def has(self, **names: Any) -> "Scope":
        """The same, with these besides."""
        return replace(self, names={**self.names, **names})


@dataclass(frozen=True)
class Page:
    """A template, and what it is made of."""

    name: str
    file: str
    tree: nodes.Template


def unprintable(result: type[Result], at: tuple[str, int], folders: Sequence[Path]) -> Iterator[Mistake]:
    """What a result's template prints that the result does not have: it would fail when all is approved and paid."""
    filling = Filling(result, environment(*folders))
    try:
        yield from filling.filled()
    except TemplateNotFound as missing:
        wanted = "write it under templates/vietnam/, or under templates/ of your package"
        yield Mistake(*at, f"the template {missing.name} is missing", wanted)
    except TemplateSyntaxError as wrong:
        what = f"the template cannot be read: {wrong.message}"
        yield Mistake(wrong.filename or result.template, wrong.lineno, what, "write what Jinja reads there")


class Filling:
    """One template that is gone through with a result's types."""

    def __init__(self, result: type[Result], pages: Environment) -> None:
        self._result = result
        self._pages = pages
        self._optional = set[str]()
        """What a template asks for before it prints it."""
        self._within: list[nodes.Macro] = []

    def filled(self) -> Iterator[Mistake]:
        """Go through it, and what it extends."""
        overridden = set[str]()
        page: Page | None = self._page(self._result.template)
        scope = Scope(dict.fromkeys((*self._pages.globals, *NAMELESS), Any))
        scope = scope.has(**_fields(self._result) | _fields(Head))
        while page is not None:
            above = next(page.tree.find_all(nodes.Extends), None)
            blocks = {block.name: block for block in page.tree.find_all(nodes.Block) if not block.scoped}
            scope = self._known(page, page.tree.body, scope)
            for name, block in blocks.items():
                if name not in overridden:
                    yield from self._all(page, block.body, scope)
                if not any(call.node == nodes.Name("super", "load") for call in block.find_all(nodes.Call)):
                    overridden.add(name)
            yield from self._all(page, page.tree.body, scope)
            page = self._page(above.template.value) if above and isinstance(above.template, nodes.Const) else None

    def _page(self, name: str) -> Page:
        loader = self._pages.loader
        assert loader  # noqa: S101 - the environment is made of folders
        source, file, _ = loader.get_source(self._pages, name)
        tree = self._pages.parse(source, name, file)
        self._optional |= {_root(test.node) for test in tree.find_all(nodes.Test) if test.name == "defined"}
        return Page(name, file or name, tree)

    def _known(self, page: Page, body: Sequence[nodes.Node], scope: Scope) -> Scope:
        """The names that the body of a template gives: macros, and what is set."""
        for one in body:
            if isinstance(one, nodes.Macro):
                scope = replace(scope, macros={**scope.macros, one.name: (page, one)}).has(**{one.name: Any})
            elif isinstance(one, nodes.FromImport) and isinstance(one.template, nodes.Const):
                other = self._page(one.template.value)
                there = self._known(other, other.tree.body, scope).macros
                names = dict(name if isinstance(name, tuple) else (name, name) for name in one.names)
                macros = {here: there[name] for name, here in names.items() if name in there}
                scope = replace(scope, macros={**scope.macros, **macros}).has(**dict.fromkeys(names.values(), Any))
            elif isinstance(one, nodes.Import):
                scope = scope.has(**{one.target: Any})
            elif isinstance(one, nodes.Assign):
                scope = _bound(scope, one.target, self._type(one.node, scope))
            elif isinstance(one, nodes.AssignBlock):
                scope = _bound(scope, one.target, str)
        return scope

    def _all(self, page: Page, body: Sequence[nodes.Node], scope: Scope) -> Iterator[Mistake]:
        """Go through what stands one after the other."""
        for one in body:
            yield from self._one(page, one, scope)
            scope = self._known(page, [one], scope)

    def _one(self, page: Page, node: nodes.Node, scope: Scope) -> Iterator[Mistake]:
        if isinstance(node, nodes.Block) and node.scoped:
            yield from self._all(page, node.body, scope)
        elif isinstance(node, nodes.Block | nodes.Macro | nodes.FromImport | nodes.Import | nodes.Extends):
            return  # a block where it counts, a macro where it is called
        elif isinstance(node, nodes.Include) and isinstance(node.template, nodes.Const):
            other = self._page(node.template.value)
            yield from self._all(other, other.tree.body, scope)
        elif isinstance(node, nodes.For):
            yield from self._one(page, node.iter, scope)
            inside = _bound(scope, node.target, _element(self._type(node.iter, scope)))
            if node.test:
                yield from self._one(page, node.test, inside)
            yield from self._all(page, node.body, inside)
            yield from self._all(page, node.else_, scope)
        elif isinstance(node, nodes.Assign):
            yield from self._one(page, node.node, scope)
        elif isinstance(node, nodes.Expr):
            yield from self._expression(page, node, scope)
        elif isinstance(node, nodes.With | nodes.CallBlock):
            yield from self._each(page, [*node.values] if isinstance(node, nodes.With) else [node.call], scope)
            own = node.targets if isinstance(node, nodes.With) else node.args
            yield from self._all(page, node.body, scope.has(**{_root(one): Any for one in own}))
        elif isinstance(node, nodes.If):
            yield from self._one(page, node.test, scope)
            for body in (node.body, node.elif_, node.else_):
                yield from self._all(page, body, scope)
        else:
            yield from self._each(page, [*node.iter_child_nodes()], scope)

    def _each(self, page: Page, several: Sequence[nodes.Node], scope: Scope) -> Iterator[Mistake]:
        for one in several:
            yield from self._one(page, one, scope)

    def _expression(self, page: Page, node: nodes.Expr, scope: Scope) -> Iterator[Mistake]:
        """A value that is printed, handed on or asked for."""
        if isinstance(node, nodes.Name | nodes.Getattr) and (lacks := self._lacking(node, scope)):
            if _root(node) not in self._optional:
                yield self._mistake(page, node, lacks)
            return
        if isinstance(node, nodes.Filter) and node.name not in self._pages.filters:
            near = difflib.get_close_matches(node.name, self._pages.filters, 1)
            wanted = f"write {near[0]}" if near else "print it without"
            yield Mistake(page.file, node.lineno, f"there is no filter {node.name}", wanted)
        may_lack = node.node if isinstance(node, nodes.Filter | nodes.Test) and node.name in GUARDS else None
        yield from self._each(page, [one for one in node.iter_child_nodes() if one is not may_lack], scope)
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in scope.macros:
            yield from self._called(node, *scope.macros[node.node.name], scope)

    def _called(self, call: nodes.Call, page: Page, macro: nodes.Macro, scope: Scope) -> Iterator[Mistake]:
        """What a macro prints of what it is given here."""
        if macro in self._within:
            return
        given = [self._type(one, scope) for one in call.args]
        names = dict.fromkeys((one.name for one in macro.args), Any)
        names |= dict(zip(names, given, strict=False))
        names |= {one.key: self._type(one.value, scope) for one in call.kwargs}
        self._within.append(macro)
        yield from self._all(page, macro.body, scope.has(**names))
        self._within.pop()

    def _lacking(self, node: nodes.Name | nodes.Getattr, scope: Scope) -> str:
        """The first part of a name that nothing has; "" where all is there."""
        if isinstance(node, nodes.Name):
            return "" if node.name in scope.names else node.name
        if isinstance(node.node, nodes.Name | nodes.Getattr) and (lacks := self._lacking(node.node, scope)):
            return lacks
        return "" if _part(self._type(node.node, scope), node.attr) is not None else _path(node)

    def _type(self, node: nodes.Node, scope: Scope) -> Any:
        """The type of a value; ``Any``, where it may be whatever."""
        match node:
            case nodes.Name():
                return scope.names.get(node.name, Any)
            case nodes.Getattr():
                return _part(self._type(node.node, scope), node.attr) or Any
            case nodes.Getitem(arg=nodes.Const(value=str() as name)):
                return _part(self._type(node.node, scope), name) or Any
            case nodes.Getitem(arg=nodes.Slice()):
                return self._type(node.node, scope)
            case nodes.Getitem():
                return _element(self._type(node.node, scope))
        return Any

    def _mistake(self, page: Page, node: nodes.Expr, lacks: str) -> Mistake:
        result, near = self._result, difflib.get_close_matches(lacks, self._result.model_fields, 1) * ("." not in lacks)
        wanted = f"write {near[0]}" if near else "give it such a field, or print another"
        return Mistake(page.file, node.lineno, f"the template prints {lacks}, which {result.__name__} has not", wanted)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """What of a model travels, by name: its fields, and what it computes for that."""
    computed = {name: one.return_type for name, one in model.model_computed_fields.items()}
    return {name: one.annotation for name, one in model.model_fields.items()} | computed


def _part(said: Any, name: str) -> Any | None:
    """The type of a part of a value; None where nothing that it may be has such a part."""
    found = []
    for one in members(said):
        plain = isinstance(one, type) and get_origin(one) is None
        if plain and issubclass(one, BaseModel):
            found += [_fields(one)[name]] if name in _fields(one) else []
        elif plain and issubclass(one, PLAIN):
            found += [Any] if hasattr(str, name) else []
        elif one is not NoneType and get_origin(one) not in (list, tuple):
            return Any
    return (found[0] if len(found) == 1 else Any) if found else None


def _element(said: Any) -> Any:
    """What a value holds, one after the other."""
    for one in members(said):
        if get_origin(one) in (list, tuple, set, frozenset, Sequence):
            inside = [kind for kind in get_args(one) if kind is not ...]
            return inside[0] if len(set(map(str, inside))) == 1 else Any
    return Any


def _bound(scope: Scope, target: nodes.Node, said: Any) -> Scope:
    """A scope in which a name, or several, stand for something."""
    if isinstance(target, nodes.Name):
        return scope.has(**{target.name: said})
    return scope.has(**{one.name: Any for one in target.find_all(nodes.Name)})


def _root(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""


def _path(node: nodes.Expr) -> str:
    return f"{_path(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else getattr(node, "name", "…")
