"""OpenAPI tells every answer to its last field: nothing that a program gets is left for it to guess."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from infra.local.people import Json
from infra.runtime.settings import Settings

FREE = {
    "ComparedAnswer.answer": "the fields are those of what was asked",
    "EventView.facts": "each kind of act says what it has to say",
    "FilledForm": "the fields are those of the procedure's form, whose JSON Schema is in the catalogue",
    "KeySet.keys": "the members of a JSON Web Key depend on its kind",
    "ProcedureInFull.form": "it is a JSON Schema",
    "ResultSchema": "it is a JSON Schema",
    "TaskInFull.registers": "the fields are those of each question",
}
"""What is free in an answer, and why."""
NOT_JSON = {
    "application/pdf",
    "application/vnd.apache.parquet",
    "image/*",
    "text/csv",
    "text/event-stream",
    "text/html",
}
REF = "#/components/schemas/"
SAYS = {"const", "enum"}


@pytest.fixture(scope="module")
def told() -> Json:
    """What the API tells of itself."""
    return create_app(Settings()).openapi()


def answers(told: Json) -> Iterator[tuple[str, str, Json]]:
    """Give what each operation answers when all goes well: where, in which media type, described how."""
    for path, ways in told["paths"].items():
        for method, way in ways.items():
            for status, answer in way["responses"].items():
                if status < "300":
                    for media_type, said in answer["content"].items():
                        yield f"{method} {path}", media_type, said.get("schema", {})


class Reader:
    """Follows what is told, each model once."""

    def __init__(self, told: Json) -> None:
        self.models: Json = told["components"]["schemas"]
        self.read: set[str] = set()

    def untold(self, schema: Json, place: str) -> Iterator[str]:
        """Give the places that a program would have to guess."""
        if name := schema.get("$ref", "").removeprefix(REF):
            yield from self._of_model(name, place)
        elif ways := schema.get("anyOf") or schema.get("oneOf"):
            for way in ways:
                yield from self.untold(way, place)
        elif schema.get("type") == "array":
            yield from self.untold(schema.get("items", {}), place)
        elif schema.get("type") == "object":
            yield from self._of_object(schema, place)
        elif "type" not in schema and not SAYS & set(schema):
            yield place

    def _of_model(self, name: str, place: str) -> Iterator[str]:
        if not self.models[name]:
            yield place
        elif name not in self.read:
            self.read.add(name)
            yield from self.untold(self.models[name], name)

    def _of_object(self, schema: Json, place: str) -> Iterator[str]:
        properties, more = schema.get("properties", {}), schema.get("additionalProperties")
        for name, property_ in properties.items():
            yield from self.untold(property_, f"{place}.{name}")
        if isinstance(more, dict):
            yield from self.untold(more, place)
        elif more or not properties:
            yield place


def test_nothing_of_an_answer_is_left_to_guess_but_what_is_free_by_its_nature(told: Json) -> None:
    reader = Reader(told)
    untold = {
        found
        for place, media_type, schema in answers(told)
        if media_type not in NOT_JSON
        for found in reader.untold(schema, place)
    }
    assert untold == set(FREE)


def test_every_operation_says_what_it_answers(told: Json) -> None:
    assert {place for place, _, _ in answers(told)} == {
        f"{method} {path}" for path, ways in told["paths"].items() for method in ways
    }


def test_every_model_of_an_answer_says_in_words_what_it_is(told: Json) -> None:
    reader = Reader(told)
    for place, _, schema in answers(told):
        list(reader.untold(schema, place))
    assert [name for name in sorted(reader.read) if not reader.models[name].get("description")] == []


def test_the_problem_document_is_told_to_its_last_field(told: Json) -> None:
    reader = Reader(told)
    assert list(reader.untold({"$ref": f"{REF}Problem"}, "")) == []
    assert reader.read == {"Problem", "Fault"}
