"""Each seeded break still has its place in the code, and the tests that are to notice it are there."""

import ast

import pytest

from tests.mutants.applied import ROOT
from tests.mutants.breaks import BREAKS, Break
from tests.mutants.chance import modules, mutants


@pytest.mark.parametrize("one", BREAKS, ids=lambda one: one.name.replace(" ", "-"))
def test_a_break_applies_to_the_code_and_names_tests_that_are_there(one: Break) -> None:
    text = one.mutant().text
    assert ast.dump(ast.parse(text)) != ast.dump(ast.parse((ROOT / one.file).read_text()))
    assert one.tests
    for test in one.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).exists(), test
        assert not name or f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(), test


def test_breaks_are_told_apart_by_name() -> None:
    assert len({one.name for one in BREAKS}) == len(BREAKS)


def test_random_mutants_are_modules_that_say_something_else() -> None:
    assert len(modules()) > 20
    found = list(mutants("domain/statute/retention.py"))
    here = ast.dump(ast.parse((ROOT / "domain/statute/retention.py").read_text()))
    assert len({ast.dump(ast.parse(one.text)) for one in found} - {here}) == len(found) > 5
