"""The front door while the engine or the database is away. Each test gives the house back as it found it."""

from collections.abc import AsyncIterator

import pytest

from infra.local.people import PAPER, Caller, Json, People
from infra.local.supervisor import Stack
from tests.support.door import Books, Door, has_status, new_key, problem_of


@pytest.fixture
async def no_engine(stack: Stack, people: People, mother: Caller, couple: Json) -> AsyncIterator[str]:
    """A dossier that was filed before Temporal went away."""
    code = await people.file(mother, couple)
    await people.until(mother, code, lambda shown: shown["holder"] == "the receiving officer")
    await stack.halt("temporal")
    try:
        yield code
    finally:
        await stack.resume("temporal")


@pytest.fixture
async def no_database(stack: Stack, mother: Caller, books: Books) -> AsyncIterator[None]:
    """PostgreSQL has gone away."""
    (await mother.get("dossiers")).raise_for_status()
    await stack.halt("postgres")
    try:
        yield
    finally:
        await stack.resume("postgres")
        await books.database.close()


async def test_without_temporal_people_file_and_decide_and_it_all_goes_on_when_it_is_back(
    no_engine: str, stack: Stack, door: Door, people: People, mother: Caller, couple: Json
) -> None:
    application = await people.application(mother, couple)
    answer = await mother.post("dossiers", json=application, headers=new_key())
    assert answer.status_code == 201
    filed = answer.json()["code"]
    for code in (filed, no_engine):
        await door.accept(code)
        assert (await people.show(mother, code))["status"]["code"] == 2
    assert (await people.show(mother, filed))["holder"] == "The system is working on it"
    await stack.resume("temporal")
    for code in (filed, no_engine):
        await people.until(mother, code, has_status(4))
        await door.verify(code)


async def test_without_the_database_one_is_told_to_come_again_and_then_it_works(
    no_database: None, stack: Stack, people: People, mother: Caller, couple: Json
) -> None:
    asked: list[tuple[str, str, Json]] = [
        ("GET", "dossiers", {}),
        ("POST", "dossiers/x/withdrawal", {"json": {}}),
        ("POST", "uploads", {"files": {"file": ("paper.pdf", PAPER)}}),
    ]
    for method, path, sent in asked:
        answer = await mother.http.request(method, path, headers=mother.headers, **sent)
        problem = problem_of(answer, 503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0
        assert "please try again" in problem["title"]
    assert (await people.api.get("procedures")).status_code == 200
    await stack.resume("postgres")
    code = await people.file(mother, couple)
    await people.until(mother, code, lambda shown: shown["holder"] == "the receiving officer")
