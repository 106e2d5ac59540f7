"""A procedure with a mistake is refused before it starts: file, line, and what to write instead."""

import importlib.util
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.base.term import Term
from domain.statute.versions import Laws, Overlap, Version
from infra.facts.loading import load_laws
from motcua.mistakes import Mistake, ProceduresWrong, find, refuse_mistakes
from workflows.catalogue import every
from workflows.engine.procedure import Procedure

TODAY = date(2026, 11, 25)
LAW = Version(code="9.000001", version="9/1", valid_from=date(2026, 1, 1), term=Term.working_days(3))
RIGHT = '''
"""A procedure of the test."""
from typing import Any, Callable
from pydantic import Field
from domain.base.law import Role
from domain.base.words import Words
from domain.vietnam.who_files import ANYBODY, themselves
from workflows.engine.forms import Filing, Form, Result
from workflows.engine.procedure import Procedure, procedure
from workflows.vietnam.residence.permanent_residence import PermanentResidence

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
    template = "results/certified_copy.html"
    kind = "TEST"

@procedure
class Tried(Procedure[Asked]):
    """Thử."""
    code = "9.000001"
    title = Words(vi="Thử", en="Tried")
    form = Asked
    result = Given
    decided_by = Role.AGENCY_LEADER
    async def examine(self, form: Asked) -> Given:
        await self.task("verify", Role.SPECIALIST)
        await self.approve()
        return Given()
'''


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Any]:
    """Write a procedure's file and import it."""
    names: list[str] = []

    def bring(text: str, name: str = "tried") -> type[Procedure[Any]]:
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        names.append(name)
        spec.loader.exec_module(module)
        tried: type[Procedure[Any]] = module.Tried
        return tried

    yield bring
    for name in names:
        del sys.modules[name]


def found(*procedures: type[Procedure[Any]], laws: Laws | None = None) -> list[Mistake]:
    """The mistakes of these procedures."""
    return sorted(find(list(procedures), laws or Laws([LAW]), TODAY))


def line_of(text: str, part: str) -> int:
    """The line on which something stands."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def test_our_own_procedures_have_none() -> None:
    assert list(find(list(every()), load_laws(), TODAY)) == []


def test_a_right_one_has_none(imported: Any) -> None:
    assert found(imported(RIGHT)) == []


AFTER = "\n        await self.approve()"
MISTAKES = [
    (
        ', description="Commune"',
        "",
        "nobody is told what Asked.commune is",
        'write Field(title="…", description="…"): vi, en',
    ),
    ("    filed_by = (ANYBODY,)\n", "", "nobody is said to file it", "write filed_by = ("),
    (
        "(ANYBODY,)",
        '(themselves("person.number"),)',
        "filed_by names person.number, which the form has not",
        "name one of its fields",
    ),
    (
        "return Given()",
        'return Given()\n    async def x(self) -> None:\n        await self.branch("home", PermanentResidence, None)',
        "who must agree to PermanentResidence is not asked at filing",
        "linked",
    ),
    ("Role.SPECIALIST", "Role.SPECIALIS", "there is no role SPECIALIS", "write Role.SPECIALIST"),
    (
        "certified_copy.html",
        "nowhere.html",
        "the template results/nowhere.html is missing",
        "templates/vietnam/",
    ),
    ('"verify"', '"verify_all"', "the task “verify_all” has no words", 'waits = {"verify_all"'),
    ('task("verify"', 'request("ask_all"', "the task “ask_all” has no words", 'waits = {"ask_all"'),
    (
        "return Given()",
        "return Given()\n        await self.approve()",
        "a step after the result",
        "before",
    ),
    (
        '    kind = "TEST"\n',
        '    kind = "TEST"\n    body: str = ""\n',
        "the document's own head has body",
        "another name",
    ),
    (
        "    @property",
        '    how: dict[str, str] = Field(title="Cách", description="How")\n    @property',
        "Asked.how has no fields of its own",
        "write a model",
    ),
    ("    @property", "    how: Callable[[], int]\n    @property", "cannot be sent as JSON", "use str, int"),
]


@pytest.mark.parametrize(("right", "wrong", "what", "instead"), MISTAKES, ids=[what for *_, what, _ in MISTAKES])
def test_a_mistake_is_named_with_its_file_its_line_and_the_cure(
    imported: Any, right: str, wrong: str, what: str, instead: str
) -> None:
    text = RIGHT.replace(right, wrong, 1)
    [mistake] = found(imported(text))
    assert what in mistake.what
    assert instead in mistake.instead
    assert mistake.file.endswith("tried.py")
    here = {
        "told": "class Asked",
        "template": "@procedure",
        "JSON": "class Asked",
        "fields of its own": "class Asked",
        "head": "class Given",
        "after": "Role.UNIT_HEAD",
        "file it": "class Asked",
        "filed_by": "class Asked",
        "asked at filing": "self.branch",
    }
    place = next((part for word, part in here.items() if word in what), wrong.split("\n")[0])
    assert mistake.line == line_of(text, place)


def test_two_procedures_never_share_a_code(imported: Any) -> None:
    mistakes = found(imported(RIGHT), imported(RIGHT, "again"))
    assert {mistake.what for mistake in mistakes} == {"two procedures have the code 9.000001"}


def test_a_procedure_without_a_version_in_force_is_named(imported: Any) -> None:
    [mistake] = found(imported(RIGHT), laws=Laws([]))
    assert '"code": "9.000001"' in mistake.instead


def test_overlapping_versions_are_refused_as_they_are_read() -> None:
    with pytest.raises(Overlap, match=r"9\.000001: 9/1 still holds when 9/2 begins"):
        Laws([LAW, LAW.model_copy(update={"version": "9/2", "valid_from": date(2026, 6, 1)})])


def test_nothing_starts_with_a_mistake(imported: Any) -> None:
    wrong = imported(RIGHT.replace("certified_copy.html", "nowhere.html"))
    with pytest.raises(ProceduresWrong, match=r"tried\.py:\d+: the template"):
        refuse_mistakes([wrong], Laws([LAW]), TODAY)


ASKS = """
from domain.registers.query import Answer, Query

class Size(Answer):
    size: int

class SizeOf(Query[Size]):
    agency, kind, answer, purpose = "sizes", "size_of", Size, "Thử"

class Asked(Form)"""


def test_a_query_that_no_agency_lists_is_named(imported: Any) -> None:
    [mistake] = found(imported(RIGHT.replace("class Asked(Form)", ASKS)))
    assert mistake.what == "no agency lists the query SizeOf"
