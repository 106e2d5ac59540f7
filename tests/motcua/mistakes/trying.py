"""A right procedure with all that can be wrong in one, to be broken by one edit."""

import importlib.util
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from activities.connectors import CONNECTED
from domain.base.term import Term
from domain.statute.versions import Laws, Version
from infra.runtime.packages import template_folders
from motcua.mistakes import Mistake, find
from workflows.engine.procedure import Procedure

TODAY = date(2026, 11, 25)
LAW = Version(
    code="9.000001",
    version="9/1",
    valid_from=date(2026, 1, 1),
    term=Term.working_days(3),
    figures={"least": 4, "most_stall": 9},
    articles={"size": "Luật Thử, Điều 1"},
)
RIGHT = '''"""A procedure of the test."""
import asyncio
import random
from datetime import date, datetime
from typing import Any, Callable
from pydantic import Field
from domain.base.law import Role
from domain.base.words import Words
from domain.registers.query import Agency, Answer, Query
from domain.vietnam.who_files import ANYBODY, themselves
from workflows.engine.forms import Filing, Form, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.residence.permanent_residence import PermanentResidence

class Size(Answer):
    """How large it is."""
    size: int

class SizeOf(Query[Size]):
    """How large is it?"""
    agency, kind, answer, purpose = "sizes", "size_of", Size, "Thử"
    about = ()

class SizeKept(Query[Size]):
    """It is so large."""
    agency, kind, answer, purpose = "sizes", "size_kept", Size, "Thử"
    about = ()

class Measured(Answer):
    """What was measured."""
    size: int = Field(title="Cỡ")

class Asked(Form):
    """What is asked."""
    filed_by = (ANYBODY,)
    commune: str = Field(title="Xã, phường", description="Commune")
    @property
    def competent(self) -> str:
        return self.commune
    def faults(self, filed: Filing) -> list[Words]:
        return []

class Given(Result):
    """What is given."""
    template = "tried.html"
    kind = "TEST"
    measured: Measured
    since: date
    earlier: list[Measured]

class Kept(Procedure[Asked, Given]):
    """What keeps a size."""
    async def kept(self, found: Measured) -> Size:
        return await self.record("size", SizeKept())

@procedure
class Tried(Kept):
    """Thử."""
    code = "9.000001"
    title = Words(vi="Thử", en="Tried")
    form = Asked
    result = Given
    decided_by = Role.AGENCY_LEADER
    answers = (Measured,)
    agencies = (Agency("sizes", Words(vi="Sổ cỡ", en="the sizes"), (SizeOf, SizeKept)),)
    async def examine(self, form: Asked) -> Given:
        known = await self.look_up("size", SizeOf())
        figures = self.rules.figures
        await self.require(large(known, figures), "Nhỏ quá.", "size")
        if known is None:
            await self.refuse("Không có.", "size")
        done = await self.task("verify", Role.SPECIALIST, ("answer",), Measured)
        found = Measured.model_validate(done.personal["answer"])
        await self.approve()
        await self.kept(found)
        return Given(measured=found, since=self.filed_on, earlier=[])

def large(known: Size | None, figures: dict[str, int]) -> bool:
    return known is not None and known.size >= figures["least"]
'''
PAPER = """{% extends "results/signed.html" %}
{% macro shown(one) %}
{{ one.size }}
{% endmacro %}
{% block title %}Thử{% endblock %}
{% block content %}
<p>{{ number }} {{ measured.size }} {{ since | day }}</p>
{{ shown(measured) }}
{% for one in earlier %}
<p>{{ loop.index }} {{ one.size }}</p>
{% endfor %}
{% if remark is defined %}{{ remark }}{% endif %}
{% endblock %}
"""


def bring(folder: Path, text: str = RIGHT, paper: str = PAPER, name: str = "tried") -> type[Procedure[Any]]:
    """Write a procedure's file and the template of its result, and import it."""
    path = folder / f"{name}.py"
    path.write_text(text)
    (folder / "tried.html").write_text(paper)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    tried: type[Procedure[Any]] = module.Tried
    return tried


def found(
    folder: Path, *procedures: type[Procedure[Any]], laws: Laws | None = None, connected: Collection[str] = ("sizes",)
) -> list[Mistake]:
    """The mistakes of these procedures, each once."""
    folders = (*template_folders(), folder)
    laws = laws or Laws([LAW])
    return sorted(set(find(list(procedures), laws, TODAY, {*CONNECTED, *connected}, folders)))


def line_of(text: str, part: str) -> int:
    """The line on which something stands."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def edited(text: str, right: str, wrong: str) -> str:
    """The same with one edit."""
    assert right in text
    return text.replace(right, wrong, 1)
