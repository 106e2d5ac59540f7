"""A paper that a register knows is asked of that register by name: figures count that nobody had to bring it."""

import inspect
import re

import pytest

from domain.province.warehouse import WAREHOUSE
from workflows.catalogue import catalogue

NAMED = re.compile(r'instead_of="(\w+)"')


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_a_look_up_names_each_paper_that_a_register_knows_and_no_other(code: str) -> None:
    procedure = catalogue()[code]
    own = [base for base in procedure.__mro__ if base.__module__.startswith("workflows.vietnam.")]
    named = {kind for base in own for kind in NAMED.findall(inspect.getsource(base))}
    known = {paper.kind for paper in procedure.papers if paper.known_by not in ("", WAREHOUSE)}
    assert named == known
