"""What a lawyer signs is what the procedure does: a page of each, made from its class and its facts."""

import ast
import inspect
from pathlib import Path
from typing import Any

import pytest

from infra.facts.loading import load_laws
from tests.motcua.stored_law import DAY, STORED, pages
from workflows.catalogue import PROCEDURES
from workflows.engine.procedure import Procedure


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Every page as the code makes it."""
    return pages()


def test_the_stored_pages_are_those_of_the_code_and_none_is_left_over(made: dict[str, str]) -> None:
    stored = {path.stem: path.read_text(encoding="utf-8") for path in STORED.glob("*.md")}
    assert stored == made, "read what changed, then: python -m tests.motcua.stored_law"


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.code)
def test_every_article_on_which_something_is_refused_is_cited(
    made: dict[str, str], procedure: type[Procedure[Any]]
) -> None:
    page, version = made[procedure.code], load_laws().version(procedure.code, DAY)
    assert [cited for cited in version.articles.values() if cited not in page] == []
    assert "chưa ghi căn cứ" not in page
    assert "Điều kiện và trường hợp từ chối" in page


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.code)
def test_every_refusal_that_is_written_stands_on_the_page(
    made: dict[str, str], procedure: type[Procedure[Any]]
) -> None:
    classes = [one for one in procedure.__mro__ if one.__module__.startswith("workflows.vietnam")]
    trees = [ast.parse(Path(inspect.getfile(one)).read_text(encoding="utf-8")) for one in classes]
    verbs = ("refuse", "require", "find")
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    written = {ast.unparse(one) for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr in verbs}
    section = made[procedure.code].split("## Điều kiện và trường hợp từ chối\n")[1].split("\n\n")[0]
    lines = [line for line in section.splitlines() if "công chức" not in line]
    assert len(lines) >= len(written)
