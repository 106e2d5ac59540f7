"""What cannot be right is refused at the door, and nothing of it is kept."""

import json
from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any

import pytest

from infra.local.people import Caller, Json, People
from tests.support.door import Door, new_key, problem_of

SECRET = "033195999999"


def changed(application: Json, path: str, value: Any) -> Json:
    """Write one field of an application otherwise."""
    copy = deepcopy(application)
    *way, last = path.split(".")
    place = copy
    for name in way:
        place = place[name]
    place[last] = value
    return copy


async def test_an_unknown_procedure_is_refused(door: Door, mother: Caller, application: Json) -> None:
    await door.refuses_filing(mother, 422, "unknown-procedure", application | {"procedure": "9.999999"})


@pytest.mark.parametrize("body", [b"{", b"", b"[1, 2", b"\xff\xfe", b'{"procedure": NaN'])
async def test_a_body_that_is_not_json_is_refused(door: Door, mother: Caller, body: bytes) -> None:
    headers = new_key() | {"Content-Type": "application/json"}
    answer = await mother.post("dossiers", content=body, headers=headers)
    status = 422 if body == b"" else 400
    problem_of(answer, status, "invalid" if body == b"" else "malformed")
    await door.refuses(
        mother, status, answer.json()["type"].rpartition(":")[2], "dossiers", content=body, headers=headers
    )


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("form.mother.number", "12345", "mother.number"),
        ("form.mother.number", "999195000101x", "mother.number"),
        ("form.mother.number", "005195000101", "mother.number"),
        ("form.mother.number", "033995000101", "mother.number"),
        ("form.child.born", "2026-02-30", "child.born"),
        ("form.child.sex", "unknown", "child.sex"),
        ("form.child.given_name", "", "child.given_name"),
        ("form.child.nickname", "Tí", "child.nickname"),
        ("form.mother.commune", "1195", "mother.commune"),
    ],
)
async def test_an_impossible_field_is_refused_by_its_name(
    door: Door, mother: Caller, application: Json, path: str, value: str, field: str
) -> None:
    problem = await door.refuses_filing(mother, 422, "form-invalid", changed(application, path, value))
    assert [error["field"] for error in problem["errors"]] == [field]


async def test_a_birth_in_the_future_is_refused(door: Door, mother: Caller, application: Json) -> None:
    problem = await door.refuses_filing(
        mother, 422, "form-invalid", changed(application, "form.child.born", "2099-01-01")
    )
    assert "in the future" in problem["errors"][0]["message"]


@pytest.mark.parametrize("parent", ["mother", "father"])
async def test_a_parent_younger_than_the_child_is_refused(
    door: Door, mother: Caller, application: Json, parent: str
) -> None:
    younger = changed(application, f"form.{parent}.born", "2026-11-21")
    problem = await door.refuses_filing(mother, 422, "form-invalid", younger)
    assert f"The {parent} is too young" in problem["errors"][0]["message"]


@pytest.mark.parametrize("born", ["9999-12-31", "9990-06-01", "2024-02-29"])
async def test_no_date_breaks_the_check_of_ages(door: Door, mother: Caller, application: Json, born: str) -> None:
    await door.refuses_filing(mother, 422, "form-invalid", changed(application, "form.mother.born", born))


async def test_who_is_no_parent_does_not_file(door: Door, stranger: Caller, application: Json, people: People) -> None:
    application["documents"][0]["upload"] = await people.upload(stranger)
    problem = await door.refuses_filing(stranger, 422, "may-not-file", application)
    assert "the mother or father" in problem["title"]
    assert "mandate" in problem["title"]


async def test_a_missing_paper_is_refused(door: Door, mother: Caller, application: Json) -> None:
    await door.refuses_filing(mother, 422, "paper-missing", application | {"documents": []})


@pytest.mark.parametrize("path", ["receiving", "form.mother.commune"])
async def test_a_commune_that_does_not_exist_is_refused(
    door: Door, mother: Caller, application: Json, path: str
) -> None:
    await door.refuses_filing(mother, 422, "unknown-office", changed(application, path, "99999"))


@pytest.mark.parametrize(
    ("path", "value"),
    [("receiving", "Hà Nội"), ("contact.email", "nobody"), ("contact.locale", "fr"), ("form", []), ("extra", 1)],
)
async def test_an_application_of_another_shape_is_refused(
    door: Door, mother: Caller, application: Json, path: str, value: Any
) -> None:
    await door.refuses_filing(mother, 422, "invalid", changed(application, path, value))


async def test_a_character_that_cannot_be_kept_is_refused(door: Door, mother: Caller, application: Json) -> None:
    await door.refuses_filing(mother, 400, "malformed", changed(application, "form.child.given_name", "Kh\x00ôi"))


async def test_a_body_that_is_too_large_is_refused(door: Door, mother: Caller, application: Json) -> None:
    large = changed(application, "form.child.place_of_birth", "x" * 600_000)
    await door.refuses_filing(mother, 413, "too-large", large)

    async def trickle() -> AsyncIterator[bytes]:
        yield json.dumps(large).encode()

    headers = new_key() | {"Content-Type": "application/json"}
    problem_of(await mother.post("dossiers", content=trickle(), headers=headers), 413, "too-large")


async def test_an_electronic_identity_of_level_1_does_not_file(
    door: Door, people: People, couple: Json, application: Json
) -> None:
    weak = await people.who(f"citizen:{couple['mother']['number']}", eid_level=1)
    await door.refuses_filing(weak, 403, "identity-level-too-low", application)


async def test_a_citizen_does_not_file_for_another(door: Door, mother: Caller, application: Json, couple: Json) -> None:
    other = {"number": couple["father"]["number"], "name": couple["father"]["name"]}
    await door.refuses_filing(mother, 422, "unacceptable", application | {"applicant": other})


async def test_at_the_counter_only_a_receiving_officer_files_and_names_for_whom(door: Door, application: Json) -> None:
    await door.refuses_filing(await door.officer("hotich.phohien"), 403, "wrong-role", application)
    await door.refuses_filing(await door.officer("tiepnhan.phohien"), 422, "unacceptable", application)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("form.mother.number", SECRET + "1"),
        ("form.mother.born", SECRET),
        ("form." + SECRET, 1),
        (SECRET, 1),
        ("procedure", SECRET),
        ("receiving", SECRET),
        ("contact.email", SECRET),
        ("documents", [{"kind": "birth_record", "upload": SECRET}]),
        ("documents", SECRET),
        ("applicant", {"number": SECRET + "1", "name": SECRET}),
    ],
)
async def test_what_was_sent_never_comes_back_in_a_refusal(
    mother: Caller, application: Json, path: str, value: Any
) -> None:
    answer = await mother.post("dossiers", json=changed(application, path, value), headers=new_key())
    assert answer.status_code == 422
    assert SECRET not in answer.text
