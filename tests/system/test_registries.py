"""What procedures declare stands in their own files: no import changes another module's tables, the law names none."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.registers.query import Query, Request
from domain.registers.registry import build_registry
from domain.tasks.words import WAITS
from domain.vietnam.queries import AGENCIES
from tests.support.sources import ROOT, modules, named, tree
from workflows.catalogue import PROCEDURES, registry
from workflows.engine.procedure import Procedure

GLOBALS = """
import json, sys
import {first}
held = {{(name, key): repr(value) for name, module in list(sys.modules.items()) if name.partition(".")[0] in {ours}
        for key, value in vars(module).items() if isinstance(value, dict | list | set) and not key.startswith("__")}}
import {then}
changed = [f"{{name}}.{{key}}" for (name, key), was in held.items() if repr(vars(sys.modules[name])[key]) != was]
print(json.dumps(changed))
"""
OURS = ("activities", "api", "commands", "domain", "infra", "workflows")
LATER = (
    "domain.vietnam.queries",
    "domain.signing.trust_services",
    "workflows.catalogue",
    "activities.connectors",
    "worker",
    "api.app",
)


@pytest.mark.parametrize("then", LATER)
def test_an_import_changes_no_table_of_another_module(then: str) -> None:
    code = GLOBALS.format(
        first="domain.registers.query, domain.registers.registry, domain.dossier.view", then=then, ours=OURS
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_registry_is_never_changed() -> None:
    known = registry()
    for table in vars(known).values():
        with pytest.raises(TypeError):
            table["more"] = None


def test_what_a_procedure_declares_is_known_where_it_is_installed_and_nowhere_else() -> None:
    assert build_registry(AGENCIES, []).waits == WAITS
    for procedure in PROCEDURES:
        own = build_registry([], [procedure])
        assert procedure.waits.items() <= own.waits.items() <= registry().waits.items()
        assert procedure.steps.items() <= own.steps.items()


def queries(kind: type[Query[Any]] = Query) -> Iterator[type[Query[Any]]]:
    """Every query that is declared here, however it is made."""
    for query in kind.__subclasses__():
        yield from queries(query)
        if "kind" in vars(query) and query.__module__.startswith("domain."):
            yield query


def test_every_query_of_ours_stands_in_the_list_of_its_agency() -> None:
    listed = {query: agency.name for agency in AGENCIES for query in agency.queries}
    declared = set(queries()) - {Request}
    assert set(listed) == declared
    assert all(query.agency == name for query, name in listed.items())


def strings(path: Path) -> Iterator[str]:
    """Every string of a module but what explains it."""
    told = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def own_names() -> set[str]:
    """Codes, classes and kinds of tasks that only a procedure has."""
    kit = WAITS | {kind: words for base in Procedure.__mro__ for kind, words in vars(base).get("waits", {}).items()}
    kinds = set(registry(PROCEDURES).waits) - set(kit)
    classes = {name for one in PROCEDURES for name in (one.__name__, one.form.__name__, one.result.__name__)}
    return kinds | classes | {one.code for one in PROCEDURES}


def test_the_law_names_no_procedure() -> None:
    names = own_names()
    assert {"verify_elsewhere", "posting", "commitment", "MarriageForm", "1.001193"} <= names
    own = re.compile("|".join(rf"^{re.escape(name)}$|{re.escape(name)}\." for name in names))
    assert [(named(path), said) for path in modules("domain") for said in strings(path) if own.search(said)] == []
