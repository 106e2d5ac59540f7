"""How many facts are open is counted by procedure, and whether any keeps a procedure from taking applications."""

import pytest

from api.services.open_facts import open_facts_view
from domain.statute.versions import Laws
from infra.facts.loading import load_laws
from infra.facts.open_facts import OpenFact, Unconfirmed, open_facts
from tests.motcua.stored_law import DAY
from workflows.catalogue import catalogue

LAWS = load_laws()
OPEN = OpenFact("procedures-33.json", "versions 1.004222 2025-07-01 term", "K", "")
ONE = Unconfirmed({("1.004222", "2025-07-01"): (OPEN,)}, many=7)


@pytest.mark.parametrize("taken", [True, False])
def test_only_where_open_facts_are_not_taken_is_anything_refused(taken: bool) -> None:
    view = open_facts_view(catalogue(), LAWS, ONE, DAY, taken=taken)
    assert (view.open, view.procedures, view.refused) == (7, {"1.004222": 1}, not taken)
    assert view.command == "motcua facts"


def test_what_is_open_for_all_bears_on_every_procedure() -> None:
    common = Unconfirmed({}, (OpenFact("procedures-33.json", "correction", "K", ""),), 1)
    assert {*open_facts_view(catalogue(), LAWS, common, DAY, taken=False).procedures} == {*catalogue()}


def test_nothing_is_refused_where_all_is_confirmed_or_not_in_force() -> None:
    assert open_facts_view(catalogue(), LAWS, Unconfirmed({}), DAY, taken=False).refused is False
    assert open_facts_view(catalogue(), Laws([]), ONE, DAY, taken=False).procedures == {}


def test_all_that_the_command_lists_is_counted() -> None:
    assert Unconfirmed.load().many == len(open_facts())
