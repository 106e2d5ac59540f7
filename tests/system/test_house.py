"""Rules about the code itself: what has to be there for every procedure, setting and notice, and what must never be."""

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.dossier.acts import ACTS
from domain.dossier.notice import ASKED
from infra.facts.loading import load_laws
from infra.notifications.notices import KINDS
from infra.runtime.packages import template_folders
from infra.runtime.settings import Settings
from tests.support.declared import QUERIES, WAITS
from tests.support.sources import ROOT, modules, named, tree, trees
from workflows.catalogue import catalogue
from workflows.engine.procedure import Procedure

CODE = ("activities", "api", "commands", "domain", "infra", "sandbox", "workflows")
BANNED_FROM_LAW = {"asyncio", "os", "pathlib", "random", "secrets", "time", "uuid"}
CLOCKS = {"now", "utcnow", "today"}
ORDINARY = ("receive", "supply", "confirm", "approve", "hand_over")
"""Kinds of task that every procedure has."""
LONGEST_FUNCTION = 60


def imported(path: Path) -> set[str]:
    """Name the top packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


def test_the_law_has_no_clock_no_chance_and_no_world() -> None:
    called = {path: {name for name, _ in method_calls(path)} for path in modules("domain")}
    assert [named(path) for path, names in called.items() if names & CLOCKS or imported(path) & BANNED_FROM_LAW] == []


def method_calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Every call of something's method, with the method's name."""
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    return [(call.func.attr, call) for call in calls if isinstance(call.func, ast.Attribute)]


def test_the_law_imports_nothing_of_ours() -> None:
    others = {*CODE} - {"domain"}
    assert [named(path) for path in modules("domain") if imported(path) & others] == []


def test_a_workflow_never_swallows_what_ends_it() -> None:
    handlers = [
        (name, node)
        for name, one in trees(*modules("workflows")).items()
        for node in ast.walk(one)
        if isinstance(node, ast.ExceptHandler)
    ]
    wide = [(at, node) for at, node in handlers if node.type is None or "BaseException" in ast.dump(node.type)]
    assert [f"{at}:{node.lineno}" for at, node in wide] == []


PROCEDURES = sorted(catalogue().values(), key=lambda procedure: procedure.code)
each_procedure = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)


@each_procedure
def test_a_procedure_has_its_result_and_its_rules(procedure: type[Procedure[Any]]) -> None:
    assert any((folder / procedure.result.template).is_file() for folder in template_folders())
    assert procedure.result.kind
    assert load_laws().in_force(procedure.code, date(2026, 11, 25)).version.startswith(procedure.code)
    assert procedure.title.vi
    assert procedure.title.en
    assert all(paper.title.vi and paper.title.en for paper in procedure.papers)


@each_procedure
def test_a_procedure_has_its_test(procedure: type[Procedure[Any]]) -> None:
    name = procedure.__module__.rsplit(".", 1)[1]
    assert list((ROOT / "tests" / "workflows").rglob(f"test_{name}.py"))


def kinds_of(path: Path) -> set[str]:
    """The kinds of task that a procedure's file opens itself."""
    first = [call.args[0] for _, call in method_calls(path) if ast.unparse(call.func) == "self.task" and call.args]
    return {node.value for node in first if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@each_procedure
def test_every_task_has_words(procedure: type[Procedure[Any]]) -> None:
    path = ROOT / Path(*procedure.__module__.split(".")).with_suffix(".py")
    assert kinds_of(path) <= set(WAITS)
    assert set(ORDINARY) <= set(WAITS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_notice_has_its_letter(kind: str, language: str) -> None:
    text = (ROOT / "templates" / "notices" / f"{kind}.{language}.txt").read_text()
    assert text.startswith("Subject: ")


NOTICES = {act.notice for act in ACTS} - {""}


def test_every_notice_that_an_act_calls_for_exists() -> None:
    own = {kind for one in PROCEDURES for kind in one.notices.values()}
    assert {*NOTICES, *ASKED.values(), *own, "redated", "consent_reminded", "one_time_code"} == set(KINDS)


def test_every_setting_is_documented() -> None:
    told = (ROOT / "docs" / "operate.md").read_text()
    assert [name for name in Settings.model_fields if f"MOTCUA_{name.upper()}" not in told] == []


def test_every_question_names_the_law_that_allows_it() -> None:
    assert all(query.purpose.strip() for query in QUERIES.values())


ACCENTS = ("domain/base/text.py", "sandbox/people/names.py")
"""Where accents are stripped: the stand-ins import nothing of ours."""


def test_accents_are_stripped_in_one_place() -> None:
    strip = [str(path.relative_to(ROOT)) for path in modules(*CODE) if "combining(" in path.read_text()]
    assert strip == list(ACCENTS)


FAKERY = ("unittest.mock", "mock.patch")


def test_a_statement_is_text_only_where_its_reason_stands() -> None:
    written = [
        str(path.relative_to(ROOT))
        for path in modules(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"text", "TextClause", "sqlalchemy.text"}
        if "sqlalchemy" in imported(path)
    ]
    assert written == [
        "infra/db/province_tables.py",
        "infra/journal/append.py",
        "infra/journal/audit.py",
        "infra/upkeep/days_off.py",
    ]


def test_no_test_patches_the_code() -> None:
    here = Path(__file__)
    assert not [
        str(path) for path in modules("tests") if path != here and any(word in path.read_text() for word in FAKERY)
    ]


def test_no_function_grows_beyond_reading() -> None:
    functions = [
        (name, node)
        for name, one in trees(*modules(*CODE)).items()
        for node in ast.walk(one)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [f"{at}: {node.name}, {length_of(node)}" for at, node in functions if length_of(node) > LONGEST_FUNCTION]
    assert long == []


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """In lines."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_every_module_says_what_it_is() -> None:
    assert not [
        str(path) for path in modules(*CODE) if path.name != "__init__.py" and not ast.get_docstring(tree(path))
    ]


def test_a_name_of_the_style_sheet_means_one_thing() -> None:
    owners: dict[str, set[str]] = {}
    for path in sorted((ROOT / "assets").glob("*.scss")):
        for name in re.findall(r"^\.(mc-[\w-]+)", path.read_text(), re.MULTILINE):
            owners.setdefault(name, set()).add(path.name)
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}
