"""Whoever files twice under one key has filed once."""

import asyncio

from infra.local.people import Caller, Json, People, birth_form
from tests.support.door import Books, Door, new_key


async def test_a_filing_without_a_key_is_refused(door: Door, mother: Caller, application: Json) -> None:
    await door.refuses(mother, 400, "malformed", "dossiers", json=application)
    await door.refuses(mother, 422, "invalid", "dossiers", json=application, headers={"Idempotency-Key": "k" * 201})


async def test_the_same_filing_again_gets_the_same_answer(mother: Caller, application: Json, books: Books) -> None:
    key = new_key()
    first = await mother.post("dossiers", json=application, headers=key)
    before = await books.written()
    again = await mother.post("dossiers", json=dict(reversed(application.items())), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert await books.written() == before


async def test_the_same_answer_comes_when_the_dossier_has_long_moved_on(
    mother: Caller, application: Json, door: Door
) -> None:
    key = new_key()
    first = await mother.post("dossiers", json=application, headers=key)
    await door.accept(first.json()["code"])
    again = await mother.post("dossiers", json=application, headers=key)
    assert again.content == first.content


async def test_a_key_that_was_used_for_something_else_is_refused(door: Door, mother: Caller, application: Json) -> None:
    key = new_key()
    (await mother.post("dossiers", json=application, headers=key)).raise_for_status()
    other = application | {"contact": {"locale": "en"}}
    await door.refuses(mother, 422, "idempotency-key-reused", "dossiers", json=other, headers=key)


async def test_of_many_at_once_one_becomes_a_dossier(mother: Caller, application: Json, books: Books) -> None:
    key, before = new_key(), await books.written()
    answers = await asyncio.gather(*(mother.post("dossiers", json=application, headers=key) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    after = await books.written()
    assert {name: after[name] - before[name] for name in before} == {
        "dossiers": 1, "filings": 1, "uploads": 0, "acts": 1, "numbers": 1,
    }  # fmt: skip


async def test_of_two_different_at_once_one_is_refused(mother: Caller, application: Json, books: Books) -> None:
    key, before = new_key(), await books.written()
    other = application | {"contact": {"locale": "en"}}
    answers = await asyncio.gather(*(mother.post("dossiers", json=body, headers=key) for body in (application, other)))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert (await books.written())["dossiers"] == before["dossiers"] + 1


async def test_a_key_is_its_owners_alone(people: People, mother: Caller, application: Json, couple: Json) -> None:
    father = await people.who(f"citizen:{couple['father']['number']}")
    key = new_key()
    theirs = await people.application(father, couple, form=birth_form(couple))
    codes = {
        (await who.post("dossiers", json=body, headers=key)).raise_for_status().json()["code"]
        for who, body in ((mother, application), (father, theirs))
    }
    assert len(codes) == 2
