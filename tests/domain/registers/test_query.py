"""A question knows its agency, its purpose and the type of its answer."""

from typing import Any

import pytest

from domain.base.words import Words
from domain.registers.query import Agency, Query
from domain.registers.registry import build_registry
from domain.vietnam.queries import AGENCIES as OURS
from domain.vietnam.queries.civil_status import Marriage
from tests.support.declared import AGENCIES, ANSWERS, QUERIES


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_question_names_agency_purpose_and_answer(query: type[Query[Any]]) -> None:
    assert query.agency in AGENCIES
    assert query.purpose
    assert ANSWERS[query.answer.__name__] is query.answer
    assert QUERIES[query.kind] is query


def test_an_agencys_new_field_is_passed_over() -> None:
    answered = {"certificate": "12/2020", "registered_on": "2020-05-01", "registered_at": "Phố Hiến", "in_force": True}
    assert Marriage.model_validate(answered | {"MoiThem": 1}).model_dump(mode="json") == answered


def test_two_packages_cannot_ask_two_things_under_one_name() -> None:
    fields = {"agency": "civil_status", "purpose": "Thử", "answer": Marriage, "__module__": "elsewhere"}
    again = type("MarriageAgain", (Query,), fields | {"kind": "marriage_of", "__annotations__": {}})
    theirs = Agency("elsewhere", Words(vi="Nơi khác", en="elsewhere"), (again,))
    with pytest.raises(TypeError, match=r"elsewhere both call something marriage_of"):
        build_registry([*OURS, theirs], [])
    assert QUERIES["marriage_of"].__module__ == "domain.vietnam.queries.civil_status"
