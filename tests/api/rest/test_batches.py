"""At the front door a batch is an officer's of that office, and refused in the reader's language."""

import pytest

from infra.local.people import Caller, Json, People
from tests.support.door import Door


@pytest.fixture
async def task(door: Door, people: People, mother: Caller, couple: Json) -> str:
    """The desk's task on a birth that was just filed."""
    code = await people.file(mother, couple)
    return str((await people.task(await door.officer("tiepnhan.phohien"), code))["id"])


async def test_a_batch_that_cannot_be_is_refused_with_its_reason(door: Door, mother: Caller, task: str) -> None:
    desk, neighbour = await door.officer("tiepnhan.phohien"), await door.officer("tiepnhan.vangiang")
    accept = {"tasks": [task], "decision": "accept"}
    for who, status, slug, changes in (
        (mother, 403, "wrong-role", {}),
        (neighbour, 404, "not-found", {}),
        (desk, 404, "not-found", {"tasks": [task, "0" * 24]}),
        (desk, 422, "no-such-decision", {"decision": "hand_over"}),
        (desk, 422, "reason-missing", {"decision": "not_accept"}),
        (desk, 422, "invalid", {"tasks": []}),
        (desk, 422, "unacceptable", {"tasks": [str(number) for number in range(101)]}),
    ):
        await door.refuses(who, status, slug, "batches", json=accept | changes)


async def test_what_one_may_not_decide_is_named_and_nobody_else_confirms_the_rest(door: Door, task: str) -> None:
    desk, colleague, registrar = [await door.officer(f"{n}.phohien") for n in ("tiepnhan", "tiepnhan2", "hotich")]
    theirs = (await registrar.post("batches", json={"tasks": [task], "decision": "accept"})).raise_for_status().json()
    assert [(item["state"], item["problem"]) for item in theirs["items"]] == [
        ("left_out", "urn:motcua:problem:wrong-role")
    ]
    await door.refuses(registrar, 409, "batch-closed", f"batches/{theirs['id']}/confirmation")

    begun = (await desk.post("batches", json={"tasks": [task], "decision": "accept"})).raise_for_status().json()
    path = f"batches/{begun['id']}"
    await door.refuses(colleague, 403, "forbidden", f"{path}/confirmation")
    await door.refuses(colleague, 403, "forbidden", f"{path}/withdrawal", json={})
    await door.refuses(await door.officer("tiepnhan.vangiang"), 404, "not-found", path, "GET")
    assert (await desk.post(f"{path}/withdrawal", json={})).json()["state"] == "withdrawn"
    await door.refuses(desk, 409, "batch-closed", f"{path}/confirmation")
