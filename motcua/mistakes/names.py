"""Mistakes in names: a verb that the engine does not have, a field that the form does not have."""

import ast
import difflib
import inspect
from collections.abc import Collection, Iterator
from typing import Any

from pydantic import BaseModel

from domain.base.holding import members
from motcua.mistakes.mistake import Mistake
from motcua.mistakes.reading import ROOTS, Method, Reading, of_self, parsed
from workflows.engine.procedure import Procedure


def misnamed(reading: Reading) -> Iterator[Mistake]:
    """What its methods name of themselves and of the form, and there is not: the dossier would stand still there."""
    own = {*dir(reading.procedure), *_kept(reading.procedure)}
    for method in reading.methods.values():
        for node in method.walk():
            if isinstance(node, ast.Attribute) and of_self(node) and node.attr not in own:
                known = [name for name in own if not name.startswith("_")]
                yield _mistake(method, node, f"a procedure has no self.{node.attr}", "self.", known)
    for root in ROOTS:
        if called := reading.methods.get(root):
            yield from _of_the_form(called, reading.procedure.form)


def _of_the_form(method: Method, form: type[BaseModel]) -> Iterator[Mistake]:
    """The parts of the form that it names, where the form is what it was given."""
    given = method.parameters[0] if method.parameters else ""
    if any(isinstance(one, ast.Name) and one.id == given and isinstance(one.ctx, ast.Store) for one in method.walk()):
        return
    for node in method.walk():
        if not isinstance(node, ast.Attribute):
            continue
        held = _model(node.value, given, form)
        if held and not (hasattr(held, node.attr) or node.attr in _parts(held)):
            written = ast.unparse(node.value)
            what = f"{held.__name__} has no {node.attr}, which {method.node.name} takes"
            yield _mistake(method, node, what, f"{written}.", _parts(held))


def _model(node: ast.expr, given: str, form: type[BaseModel]) -> type[BaseModel] | None:
    """The model that an expression gives; None, where it is none, or known only as it runs."""
    if isinstance(node, ast.Name):
        return form if node.id == given else None
    if not isinstance(node, ast.Attribute) or not (home := _model(node.value, given, form)):
        return None
    if (field := home.model_fields.get(node.attr)) is None:
        return None
    may_be = [*members(field.annotation)]
    held = may_be[0] if len(may_be) == 1 else None
    return held if isinstance(held, type) and issubclass(held, BaseModel) else None


def _parts(model: type[BaseModel]) -> list[str]:
    """What a model has by name: its fields, what it keeps to itself, and what it works out."""
    worked_out = [name for name, held in inspect.getmembers(model) if isinstance(held, property)]
    return [*model.model_fields, *model.__private_attributes__, *(one for one in worked_out if one[0] != "_")]


def _mistake(method: Method, node: ast.Attribute, what: str, before: str, known: Collection[str]) -> Mistake:
    near = difflib.get_close_matches(node.attr, sorted(known), 1)
    wanted = f"write {before}{near[0]}" if near else "take what there is, or write it"
    return Mistake(method.file, node.lineno, what, wanted)


def _kept(procedure: type[Procedure[Any]]) -> frozenset[str]:
    """What one keeps of itself while it runs: all that any of its classes sets, or says that it has."""
    kept = set[str]()
    for part in procedure.__mro__:
        kept |= {*getattr(part, "__annotations__", {})}
        if not part.__module__.startswith(("builtins", "typing", "abc")):
            nodes = ast.walk(parsed(str(inspect.getsourcefile(part))))
            stored = (one for one in nodes if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store))
            kept |= {one.attr for one in stored if of_self(one)}
    return frozenset(kept)
