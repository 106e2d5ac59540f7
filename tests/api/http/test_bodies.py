"""What a request brings is bounded, read one way by everybody, and stored as it reads."""

import json
import unicodedata
from typing import Any

import pytest

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Door, new_key, problem_of


def nested(depth: int) -> bytes:
    """Nest lists."""
    return b'{"form": ' + b"[" * depth + b"]" * depth + b"}"


MANY = ",".join(f'"{n}": 0' for n in range(10_001))


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"{", 400, "malformed"),
        (nested(17), 400, "malformed"),
        (nested(100_000), 400, "malformed"),
        (b'{"form": {' + MANY.encode() + b"}}", 400, "malformed"),
        (b'{"form": [' + b"0," * 10_001 + b"0]}", 400, "malformed"),
        (b'{"form": "' + b"a" * 10_001 + b'"}', 400, "malformed"),
        (b'{"form": NaN}', 400, "malformed"),
        (b'{"form": -Infinity}', 400, "malformed"),
        (b'{"form": 1e999}', 400, "malformed"),
        (b'{"form": ' + b"9" * 5000 + b"}", 400, "malformed"),
        (b'{"form": {}, "form": {}}', 400, "malformed"),
        (b'{"form": {"a": "\\ud800"}}', 400, "malformed"),
        (b'{"form": {"a": "\\u0000"}}', 400, "malformed"),
        (b"\xff\xfe{", 400, "malformed"),
        (b'{"form": "\xff"}', 400, "malformed"),
        (b'{"form": "' + b"a" * 524_288 + b'"}', 413, "too-large"),
        (b'{"form": {"reason": "tr\\u00e1i\\u202eph\\u1ea3i"}}', 422, "text-not-acceptable"),
        (b'{"form": {"re\\u200bason": ""}}', 422, "text-not-acceptable"),
    ],
    ids=lambda value: str(value[:24]) if isinstance(value, bytes) else None,
)
async def test_a_body_that_readers_might_read_in_two_ways_is_refused(
    door: Door, mother: Caller, body: bytes, status: int, slug: str
) -> None:
    sent = {"Content-Type": "application/json"} | new_key()
    await door.refuses(mother, status, slug, "dossiers", content=body, headers=sent)


async def test_a_refused_text_is_named_by_its_field_and_not_repeated(
    door: Door, mother: Caller, application: Json
) -> None:
    application["form"]["child"]["given_name"] = "Kh\u202eôi"
    application["form"]["mother"]["full_name"] = "Phаm Thị Hoa"
    refused = await door.refuses_filing(mother, 422, "text-not-acceptable", application)
    assert [fault["field"] for fault in refused["errors"]] == ["form.child.given_name", "form.mother.full_name"]
    assert "U+202E" in refused["errors"][0]["message"]
    assert "Phạm" not in json.dumps(refused, ensure_ascii=False)


async def test_a_name_typed_in_parts_is_stored_in_one_way(people: People, mother: Caller, application: Json) -> None:
    typed = unicodedata.normalize("NFD", "Khôi Nguyên")
    assert typed != "Khôi Nguyên"
    application["form"]["child"]["given_name"] = typed
    filed = (await mother.post("dossiers", json=application, headers=new_key())).raise_for_status().json()
    form = (await mother.get(f"dossiers/{filed['code']}/form")).json()
    assert form["child"]["given_name"] == "Khôi Nguyên"


async def test_a_body_as_deep_and_large_as_a_form_may_be_is_read(door: Door, mother: Caller) -> None:
    sent = {"Content-Type": "application/json"} | new_key()
    await door.refuses(mother, 422, "invalid", "dossiers", content=nested(15), headers=sent)


async def test_headers_have_their_measure(people: People, mother: Caller) -> None:
    answer = await mother.get("dossiers", headers={"X-Long": "a" * 17_000})
    problem_of(answer, 431, "headers-too-large")


async def test_no_more_papers_are_named_than_a_dossier_holds(door: Door, mother: Caller, application: Json) -> None:
    papers = application["documents"] * 21
    await door.refuses_filing(mother, 422, "invalid", application | {"documents": papers})


async def test_what_an_agency_signed_is_read_as_it_came_and_still_bounded(house: LocalHouse, people: People) -> None:
    async def told(message: Any, status: int, slug: str) -> None:
        content = message if isinstance(message, bytes) else json.dumps(message).encode()
        sent = {"Content-Type": "application/json"}
        answer = await people.api.post("agencies/criminal_records/answers", content=content, headers=sent)
        problem_of(answer, status, slug)

    await told(
        {"MaThongDiep": "x", "MaXacThuc": "y", "GhiChu": unicodedata.normalize("NFD", "Số")}, 401, "unauthenticated"
    )
    await told({"MaThongDiep": "x", "GhiChu": "a\u200bb"}, 401, "unauthenticated")
    await told(nested(17), 400, "malformed")
    await told(b'{"GhiChu": "\\u0000", "x": ' + nested(17) + b"}", 400, "malformed")
    await told(b'{"GhiChu": "\\ud800"}', 401, "unauthenticated")
