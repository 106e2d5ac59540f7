"""Finds mistakes in procedures before they cost a dossier: each with its file, its line and what to write instead."""

import ast
import difflib
import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUserError

from domain.base.law import Role
from domain.registers.query import Query
from domain.registers.registry import Registry
from domain.statute.versions import Laws, NotInForce
from infra.runtime.packages import template_folders
from workflows.catalogue import registry
from workflows.engine.askable import unaskable
from workflows.engine.forms import Form, unlabelled
from workflows.engine.procedure import Procedure

HEAD = {"number", "body", "place", "signatory", "issued_at", "sealed_at", "stand_in"}
"""What the engine itself writes on every document."""
VERBS = {"task", "post", "request"}


@dataclass(frozen=True, order=True)
class Mistake:
    """What is wrong, where, and what to write instead."""

    file: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.instead}"


class ProceduresWrong(Exception):
    """Procedures have mistakes; nothing starts with them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)))


def refuse_mistakes(procedures: Iterable[type[Procedure[Any]]], laws: Laws, today: date) -> None:
    """Refuse to go on with procedures that have mistakes: ``ProceduresWrong`` names each."""
    if mistakes := sorted(set(find(list(procedures), laws, today))):
        raise ProceduresWrong(mistakes)


def find(procedures: list[type[Procedure[Any]]], laws: Laws, today: date) -> Iterator[Mistake]:
    """Every mistake of these procedures, under the law of a day."""
    codes, known = Counter(procedure.code for procedure in procedures), registry(procedures)
    for procedure in procedures:
        at = _place(procedure)
        if codes[procedure.code] > 1:
            yield Mistake(*at, f"two procedures have the code {procedure.code}", "keep one, or give the other its own")
        yield from _declared(procedure, at, known)
        try:
            laws.in_force(procedure.code, today)
        except NotInForce:
            wanted = f'add {{"code": "{procedure.code}", "valid_from": …, "term": …}} to a procedures-*.json'
            yield Mistake(*at, f"no version of {procedure.code} is in force", wanted)
        yield from _written(procedure, known)
        for query in _unlisted(procedure, known):
            yield Mistake(*at, f"no agency lists the query {query.__name__}", "write it in an Agency of its agencies")


def _unlisted(procedure: type[Procedure[Any]], known: Registry) -> Iterator[type[Query[Any]]]:
    """The queries that its file names and the engine would not know."""
    for held in vars(sys.modules[procedure.__module__]).values():
        asks = isinstance(held, type) and issubclass(held, Query) and "kind" in vars(held)
        if asks and known.queries.get(held.kind) is not held:
            yield held


def _place(written: type) -> tuple[str, int]:
    return str(inspect.getsourcefile(written)), inspect.getsourcelines(written)[1]


def _declared(procedure: type[Procedure[Any]], at: tuple[str, int], known: Registry) -> Iterator[Mistake]:
    if not any((folder / procedure.result.template).is_file() for folder in template_folders()):
        yield Mistake(*at, f"the template {procedure.result.template} is missing", "write it under templates/vietnam/")
    if not getattr(procedure.result, "kind", ""):
        yield Mistake(*at, "the result has no series for its number", 'write kind = "…" in the result')
    if taken := HEAD & set(procedure.result.model_fields):
        yield Mistake(
            *_place(procedure.result),
            f"the document's own head has {', '.join(sorted(taken))}",
            "give the field another name",
        )
    if not isinstance(getattr(procedure, "decided_by", None), Role):
        yield Mistake(*at, "nobody is said to decide", "write decided_by = Role.COMMUNE_LEADER, or another leader's")
    form = _place(procedure.form)
    if not procedure.form.filed_by:
        yield Mistake(*form, "nobody is said to file it", "write filed_by = (…,): themselves(), kin(…), or ANYBODY")
    for path in (path for filer in procedure.form.filed_by for path in filer.paths):
        if not _has(procedure.form, path):
            yield Mistake(*form, f"filed_by names {path}, which the form has not", "name one of its fields")
    try:
        for field in unlabelled(procedure.form):
            yield Mistake(*form, f"nobody is told what {field} is", 'write Field(title="…", description="…"): vi, en')
        for model in (procedure.form, *procedure.answers):
            for wrong in unaskable(model, known.choices):
                yield Mistake(*_place(model), wrong.what, wrong.instead)
    except (PydanticInvalidForJsonSchema, PydanticUserError) as error:
        yield Mistake(*form, f"the form cannot be sent as JSON ({error.message})", "use str, int, date or a model")


def _has(form: type[BaseModel], path: str) -> bool:
    """Whether a form has a place of this name; inside what it only may have, too."""
    name, _, rest = path.partition(".")
    if (field := form.model_fields.get(name)) is None:
        return False
    kinds = (field.annotation, *get_args(field.annotation))
    inside = (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel))
    return not rest or any(_has(kind, rest) for kind in inside)


def _unasked(file: str, call: ast.Call, procedure: type[Procedure[Any]]) -> Iterator[Mistake]:
    """A branch to which people must agree, and the form does not say so: they would be asked late, in the branch."""
    opens = isinstance(call.func, ast.Attribute) and call.func.attr == "branch" and len(call.args) > 1
    if not opens or not isinstance(named := call.args[1], ast.Name) or "linked" in _said_by(procedure.form):
        return
    branch = vars(sys.modules[procedure.__module__]).get(named.id)
    if branch is not None and _said_by(branch.form):
        what = f"who must agree to {named.id} is not asked at filing"
        yield Mistake(file, call.lineno, what, "name its form in the form's linked")


def _said_by(form: type[Form]) -> set[str]:
    """What a form says of whom it asks to agree."""
    return {name for name in ("consents", "agreeing", "linked") if getattr(form, name) is not getattr(Form, name)}


def _written(procedure: type[Procedure[Any]], known: Registry) -> Iterator[Mistake]:
    """Read the file: roles that do not exist, steps that nobody reaches, tasks without words."""
    file = str(inspect.getsourcefile(procedure))
    for node in ast.walk(ast.parse(Path(file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Role":
            if node.attr not in Role.__members__:
                near = difflib.get_close_matches(node.attr, Role.__members__, 1)
                choose = f"write Role.{near[0]}" if near else f"choose one of {', '.join(Role.__members__)}"
                yield Mistake(file, node.lineno, f"there is no role {node.attr}", choose)
        elif isinstance(node, ast.AsyncFunctionDef) and node.name == "examine":
            yield from _unreachable(file, node)
        elif isinstance(node, ast.Call):
            yield from _wordless(file, node, known)
            yield from _unasked(file, node, procedure)


def _unreachable(file: str, examine: ast.AsyncFunctionDef) -> Iterator[Mistake]:
    for node in ast.walk(examine):
        for body in (getattr(node, "body", []), getattr(node, "orelse", [])):
            if not isinstance(body, list):
                continue
            for step, after in pairwise(body):
                if isinstance(step, ast.Return):
                    yield Mistake(file, after.lineno, "a step after the result", "do it before, or in afterwards()")


def _wordless(file: str, call: ast.Call, known: Registry) -> Iterator[Mistake]:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr in VERBS and call.args):
        return
    kind = call.args[0]
    if isinstance(kind, ast.Constant) and isinstance(kind.value, str) and kind.value not in known.waits:
        wanted = f'add waits = {{"{kind.value}": Words(vi="Chờ …", en="Waits …")}} to the procedure'
        yield Mistake(file, call.lineno, f"the task “{kind.value}” has no words for those who wait", wanted)
