"""The door answers whatever is sent as its OpenAPI document says: never broken, never in a way that it did not tell."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People

EXAMPLES = int(os.environ.get("MOTCUA_EXAMPLES", "2"))
"""Requests for each operation, kind of token, kind of data and real or made-up object; the same in each run."""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = 28
"""At least so many, or the document has lost some."""
schemathesis.serializer.alias("application/pdf", "application/octet-stream")


@pytest.fixture(scope="module")
def operations(house: LocalHouse) -> list[Any]:
    """All that the document offers."""
    schema = schemathesis.openapi.from_url(f"{house.api_url}/api/v1/openapi.json")
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


@pytest.fixture(scope="module")
async def real(people: People, mother: Caller, couple: Json) -> dict[str, str]:
    """Objects that are there."""
    code = await people.file(mother, couple)
    desk = await people.who("officer:tiepnhan.phohien")
    return {"code": code, "task": (await people.task(desk, code))["id"], "form": "01", "sha256": "0" * 64}


def strategies(operation: Any, real: dict[str, str]) -> Iterator[tuple[GenerationMode, dict[str, str]]]:
    """Give honest and broken data, for made-up objects and for real ones."""
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        yield mode, {}
        if named := {name: value for name, value in real.items() if f"{{{name}}}" in operation.path}:
            yield mode, named


def hold(operation: Any, headers: dict[str, str], real: dict[str, str]) -> None:
    """Send to one operation, and hold the answers to the document."""
    with requests.Session() as session:
        for mode, named in strategies(operation, real):
            send(operation, mode, named, session, headers)


def send(
    operation: Any,
    mode: GenerationMode,
    named: dict[str, str],
    session: requests.Session,
    headers: dict[str, str],
) -> None:
    """Send data of one kind."""

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def sent(case: Any) -> None:
        case.path_parameters = dict(case.path_parameters or {}) | named
        answer = case.call(session=session, headers=headers)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    with suppress(Unsatisfiable):  # what takes no data cannot be sent broken data
        sent()


@pytest.mark.parametrize("bearer", ["nobody", "citizen", "officer"])
async def test_every_answer_is_one_that_the_document_tells(
    people: People, mother: Caller, operations: list[Any], real: dict[str, str], bearer: str
) -> None:
    who = {"nobody": Caller(people.api, "nobody"), "citizen": mother}.get(bearer)
    who = who or await people.who("officer:tiepnhan.phohien")
    assert len(operations) >= OPERATIONS
    failures = []
    for operation in operations:
        try:
            await asyncio.to_thread(hold, operation, who.headers, real)
        except* Exception as group:
            failures += [f"{operation.label}: {str(one)[:1500]}" for one in group.exceptions]
    assert not failures, "\n\n".join(failures)
