"""Every number of an answer says by which definition it is counted, in which edition and how sure that is."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from api.rest.province import alarms, centre
from api.schemas.province.definitions import Defined
from api.schemas.province.open_figures import OpenFigures
from api.schemas.province.warehouse import DataSets, QualityView
from api.schemas.vietnam.cleaning import CleaningSummary
from api.schemas.vietnam.clinic import ClinicMeasures
from api.schemas.vietnam.registers import PetitionsView
from api.services.province.defining import defined
from domain.province import definitions
from domain.province.definitions import SCREENS, Definition, Screen

ITSELF = {"definition", "title", "how", "mark"}
"""What a figure has that says by itself how it is computed."""
OTHERS: dict[Screen, type[BaseModel]] = {
    "clinic": ClinicMeasures, "cleaning": CleaningSummary, "datasets": DataSets, "quality": QualityView,
    "open": OpenFigures, "petitions": PetitionsView,
}  # fmt: skip


def name_of(path: str) -> str:
    return path.rpartition("/")[2]


def answers() -> dict[str, type[BaseModel]]:
    """Each answer with figures, by its screen: all that the operation centre has for programs, and the others."""
    routes: list[Any] = [*centre.router.routes, *alarms.router.routes]
    shown = {name_of(one.path): one.response_model for one in routes if "GET" in one.methods and one.response_model}
    return shown | OTHERS


ANSWERS = answers()


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    yield from chain.from_iterable(map(models_in, get_args(annotation)))


def is_number(annotation: Any) -> bool:
    return annotation in (int, float) or any(map(is_number, get_args(annotation)))


def numbers(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """The paths of all numbers of an answer that do not say by themselves what they are."""
    for name, field in model.model_fields.items():
        if is_number(field.annotation):
            yield f"{before}{name}"
        for below in models_in(field.annotation):
            if not set(below.model_fields) >= ITSELF:
                yield from numbers(below, f"{before}{name}.")


def is_told(path: str, fields: list[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in fields)


def test_each_answer_with_figures_has_a_table_of_definitions_and_no_table_is_left_over() -> None:
    assert set(ANSWERS) == set(SCREENS)
    assert all(issubclass(model, Defined) for model in ANSWERS.values())


@pytest.mark.parametrize("screen", sorted(SCREENS))
def test_no_number_comes_without_a_definition_and_no_definition_without_its_number(screen: Screen) -> None:
    found = [*numbers(ANSWERS[screen])]
    fields = list(chain.from_iterable(SCREENS[screen].values()))
    assert not [path for path in found if not is_told(path, fields)]
    assert not [one for one in fields if not any(is_told(path, [one]) for path in found)]
    assert len(fields) == len(set(fields)), "of each number one definition is told"


@pytest.mark.parametrize("screen", sorted(SCREENS))
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_a_definition_is_told_with_its_version_and_mark_in_the_readers_language(screen: Screen, locale: str) -> None:
    for one, (definition, fields) in zip(defined(screen, locale), SCREENS[screen].items(), strict=True):
        assert one.definition == f"{definition.id}@{definition.version}"
        assert (one.title, one.how) == (definition.title.in_(locale), definition.how.in_(locale))
        assert (one.mark, one.fields) == (definition.mark, [*fields])


def test_two_definitions_never_bear_one_name() -> None:
    listed = [one for one in vars(definitions).values() if isinstance(one, Definition)]
    assert len({one.id for one in listed}) == len(listed)
