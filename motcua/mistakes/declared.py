"""Mistakes in what a procedure declares: its form, its result, who decides, whom it asks."""

import sys
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUserError

from domain.base.holding import models_of
from domain.base.law import Role
from domain.registers.query import Query
from domain.registers.registry import Registry
from motcua.mistakes.mistake import Mistake, place
from motcua.mistakes.templates import Head
from workflows.engine.askable import unaskable
from workflows.engine.forms import unlabelled
from workflows.engine.procedure import Procedure


def unsaid_in(procedure: type[Procedure[Any]], at: tuple[str, int]) -> Iterator[Mistake]:
    """What every procedure says, and this one does not: without it nothing else can be read."""
    for name in ("title", "form", "result"):
        if not hasattr(procedure, name):
            yield Mistake(*at, f"the procedure has no {name}", f"write {name} = … in its class")
    if hasattr(procedure, "result") and not hasattr(procedure.result, "template"):
        yield Mistake(*place(procedure.result), "the result has no template", 'write template = "…/….html" in it')
    if procedure.examine is Procedure.examine:
        wanted = "write async def examine(self, form), which gives the result"
        yield Mistake(*at, "the procedure has no examine", wanted)


def declared(procedure: type[Procedure[Any]], at: tuple[str, int], known: Registry) -> Iterator[Mistake]:
    """What is wrong in what it says of itself."""
    if not getattr(procedure.result, "kind", ""):
        yield Mistake(*at, "the result has no series for its number", 'write kind = "…" in the result')
    if taken := sorted(Head.model_fields.keys() & procedure.result.model_fields.keys()):
        what = f"the document's own head has {', '.join(taken)}"
        yield Mistake(*place(procedure.result), what, "give the field another name")
    if not isinstance(getattr(procedure, "decided_by", None), Role):
        yield Mistake(*at, "nobody is said to decide", "write decided_by = Role.COMMUNE_LEADER, or another leader's")
    form = place(procedure.form)
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
                yield Mistake(*place(model), wrong.what, wrong.instead)
    except (PydanticInvalidForJsonSchema, PydanticUserError) as error:
        yield Mistake(*form, f"the form cannot be sent as JSON ({error.message})", "use str, int, date or a model")


def unlisted(procedure: type[Procedure[Any]], known: Registry) -> Iterator[type[Query[Any]]]:
    """The queries that its file names and the engine would not know."""
    for held in vars(sys.modules[procedure.__module__]).values():
        asks = isinstance(held, type) and issubclass(held, Query) and "kind" in vars(held)
        if asks and known.queries.get(held.kind) is not held:
            yield held


def _has(form: type[BaseModel], path: str) -> bool:
    """Whether a form has a place of this name; inside what it only may have, too, but not in a list of many."""
    name, _, rest = path.partition(".")
    if (field := form.model_fields.get(name)) is None:
        return False
    return not rest or any(_has(one, rest) for one in models_of(field.annotation))
