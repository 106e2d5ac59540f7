"""A leader of the deciding office stops a dossier: form 05 is handed out, its applicant is told, nothing stays open."""

import pytest

from infra.local.people import Caller, Json, People
from sandbox.people.officers import OFFICERS
from tests.api.services.test_forms import slip
from tests.support.door import Door, has_status

REASON = "Tòa án yêu cầu dừng theo Quyết định số 12/2026/QĐ-BPKCTT"


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A dossier that was just filed."""
    return await people.file(mother, couple)


async def test_a_leader_stops_it_and_form_05_says_why_and_who(
    door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    await door.to_leader(mother, code)
    leader = await door.officer("chutich.phohien")
    stop = {"json": {"reason": REASON}}
    shown = (await leader.post(f"dossiers/{code}/stop", **stop)).raise_for_status().json()
    assert (shown["status"]["code"], shown["reason"]) == (8, REASON)
    assert code not in {item["dossier"] for item in await people.queue(leader)}
    seen = await people.until(mother, code, has_status(8))
    assert (seen["can"], seen["result"]) == ([], None)
    words = await slip(mother, seen, "05")
    for word in (code, REASON, couple["mother"]["name"], OFFICERS["chutich.phohien"].name):
        assert word in words, word
    again = await leader.post(f"dossiers/{code}/stop", **stop)
    assert again.status_code == 200
    assert (await door.books.acts(code)).count("stopped") == 1
    other = {"reason": "Lý do khác"}
    await door.refuses(leader, 409, "dossier-ended", f"dossiers/{code}/stop", json=other)


async def test_only_a_leader_of_the_deciding_office_stops_it_and_never_without_a_reason(
    door: Door, mother: Caller, code: str
) -> None:
    path, reason = f"dossiers/{code}/stop", {"reason": REASON}
    for name in ("tiepnhan.phohien", "hotich.phohien", "vanthu.phohien"):
        await door.refuses(await door.officer(name), 403, "wrong-role", path, json=reason)
    await door.refuses(await door.officer("chutich.kienxuong"), 404, "not-found", path, json=reason)
    await door.refuses(mother, 403, "wrong-role", path, json=reason)
    leader = await door.officer("chutich.phohien")
    for nothing in ({}, {"reason": "  "}):
        await door.refuses(leader, 422, "reason-missing", path, json=nothing)


async def test_who_only_receives_it_does_not_stop_what_another_office_decides(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple, receiving="11983")
    stop = {"reason": REASON}
    await door.refuses(await door.officer("chutich.sonnam"), 403, "wrong-role", f"dossiers/{code}/stop", json=stop)


async def test_nobody_stops_what_is_approved(door: Door, people: People, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code)
    await door.approve(code)
    leader = await door.officer("chutich.phohien")
    await door.refuses(leader, 409, "too-late", f"dossiers/{code}/stop", json={"reason": REASON})
    await people.until(mother, code, has_status(9))
