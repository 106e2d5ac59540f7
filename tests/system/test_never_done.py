"""What no line of ours does, in Python or in the pages' scripts, because it would make code of what people send."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.sources import ROOT, trees, whole

ROOMS = ("activities", "api", "commands", "domain", "infra", "motcua", "workflows", "worker.py")
STATEMENTS = {"text", "execute", "exec_driver_sql", "fetch", "fetchval", "fetchrow"}
SCRIPTS = {file.name: file.read_text() for file in (ROOT / "assets").glob("*.js")}
IN_SCRIPTS = {
    "runs texts": r"\beval\(|new Function|setTimeout\(['\"]|document\.write|javascript:",
    "keeps things in the browser": r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.",
    "talks to other windows": r"postMessage|onmessage\b|\.opener\b|BroadcastChannel",
    "writes to what it does not know": r"__proto__|\.prototype|\]\s*=(?!=)|Object\.assign|JSON\.parse",
    "makes markup": r"outerHTML|insertAdjacentHTML|createContextualFragment|srcdoc",
}
MARKUP = {"following.js"}
"""Where parts of a page that the server made, and escaped, come anew."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Give each call with the last name of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


def test_no_text_becomes_code_or_an_object() -> None:
    loads = {"eval", "exec", "__import__"}
    found = [file for file, tree in trees(*whole(*ROOMS)).items() for name, call in calls(tree) if name in loads]
    assert found == []
    imported = {"pickle", "marshal", "shelve", "dill", "yaml", "xml", "lxml"}
    names = [
        (file, alias.name)
        for file, tree in trees(*whole(*ROOMS)).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in [*node.names, ast.alias(getattr(node, "module", None) or "")]
        if alias.name.partition(".")[0] in imported
    ]
    assert names == []


def test_no_program_is_started_by_a_shell() -> None:
    shells = {"system", "popen", "create_subprocess_shell", "getoutput"}
    for file, tree in trees(*whole(*ROOMS)).items():
        for name, call in calls(tree):
            assert name not in shells, file
            assert not any(part.arg == "shell" for part in call.keywords), file


def test_no_statement_is_made_of_what_people_send() -> None:
    """Into the text of a statement goes what is written in our code, by a name in capitals; all else is a parameter."""
    for file, tree in trees(*whole(*ROOMS)).items():
        if "/migrations/" in file:
            continue
        for name, call in calls(tree):
            if name not in STATEMENTS or not call.args:
                continue
            assert not isinstance(call.args[0], ast.BinOp), f"{file}:{call.lineno}"
            for part in ast.walk(call.args[0]) if isinstance(call.args[0], ast.JoinedStr) else ():
                if isinstance(part, ast.Name):
                    assert part.id.isupper(), f"{file}:{call.lineno}: {part.id}"


def test_no_template_is_made_of_what_people_send() -> None:
    found = [
        file
        for file, tree in trees(*whole(*ROOMS)).items()
        for name, call in calls(tree)
        if name == "Template" or (name == "from_string" and "environment" in ast.unparse(call.func).lower())
    ]
    assert found == []


@pytest.mark.parametrize("what", IN_SCRIPTS)
def test_no_script_of_ours(what: str) -> None:
    assert {name: found for name, text in SCRIPTS.items() if (found := re.findall(IN_SCRIPTS[what], text))} == {}


def test_markup_comes_from_the_server_alone() -> None:
    assert {name for name, text in SCRIPTS.items() if "innerHTML" in text} == MARKUP
