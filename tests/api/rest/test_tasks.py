"""An officer's queue: their agency and roles, the first due first, page by page."""

import asyncio

import pytest

from infra.local.people import Caller, Json, People
from tests.support.door import Door, new_key

MANY = 60


@pytest.fixture(scope="module")
async def codes(people: People) -> list[str]:
    """More dossiers at one desk than a page holds: that of a police station where no other test files."""
    couple = (await people.couples("plain", commune="13075"))[0]
    wife, husband = couple["mother"], couple["father"]
    moving = {
        "person": {"number": wife["number"], "full_name": wife["name"], "born": wife["born"]},
        "address": "Số 99, thôn Tân Tiến",
        "commune": "13075",
        "head": husband["number"],
        "relation": "Vợ",
        "basis": "kin",
    }
    parent = await people.who(f"citizen:{wife['number']}")

    async def filed() -> str:
        sent = {"procedure": "1.004222", "form": moving}
        answer = await parent.post("dossiers", json=sent, headers=new_key())
        return str(answer.raise_for_status().json()["code"])

    return list(await asyncio.gather(*(filed() for _ in range(MANY))))


@pytest.fixture
async def desk(door: Door, people: People, codes: list[str]) -> Caller:
    """The desk that has them all."""
    officer = await door.officer("tiepnhan.cakienxuong")
    for code in codes:
        await people.task(officer, code)
    return officer


async def page(who: Caller, **asked: str) -> Json:
    """Ask for one page."""
    found: Json = (await who.get("tasks", params=asked)).raise_for_status().json()
    return found


async def test_pages_hold_every_task_once_in_the_order_of_their_dates(desk: Caller, codes: list[str]) -> None:
    first = await page(desk)
    second = await page(desk, cursor=first["next"])
    items = first["items"] + second["items"]
    assert (len(first["items"]), second["next"]) == (50, None)
    assert sorted(item["dossier"] for item in items) == sorted(codes)
    assert [item["due_at"] for item in items] == sorted(item["due_at"] for item in items)


async def test_a_page_stays_where_it_was_when_tasks_before_it_go(
    desk: Caller, door: Door, people: People, codes: list[str]
) -> None:
    first = await page(desk)
    before = await page(desk, cursor=first["next"])
    gone = first["items"][0]
    answer = {"decision": "not_accept", "reason": "Nộp trùng"}
    (await desk.post(f"tasks/{gone['id']}/decision", json=answer)).raise_for_status()
    assert await page(desk, cursor=first["next"]) == before
    assert gone["id"] not in {item["id"] for item in (await page(desk))["items"]}
    closed = await page(desk, state="closed")
    assert [item["id"] for item in closed["items"]] == [gone["id"]]
    codes.remove(gone["dossier"])


async def test_a_queue_can_be_narrowed_to_a_role_that_one_has(desk: Caller) -> None:
    assert len((await page(desk, role="receiving_officer"))["items"]) == 50
    assert (await page(desk, role="commune_leader"))["items"] == []


@pytest.mark.parametrize("cursor", ["x", "%%%", "MjAyNg==", "bm90IGEgZGF0ZSB4", "w7zDvA==", "OTk5OTktMDEtMDEgeA=="])
async def test_a_cursor_that_is_none_of_ours_is_refused(door: Door, cursor: str) -> None:
    for who, path in (
        (await door.officer("tiepnhan.phohien"), "tasks"),
        (await door.officer("vanthu.sonnam"), "dossiers"),
    ):
        await door.refuses(who, 400, "malformed", path, "GET", params={"cursor": cursor})


@pytest.mark.parametrize("asked", [{"role": "king"}, {"state": "lost"}, {"cursor": "x" * 201}])
async def test_what_cannot_be_asked_is_refused(door: Door, asked: dict[str, str]) -> None:
    await door.refuses(await door.officer("tiepnhan.phohien"), 422, "invalid", "tasks", "GET", params=asked)
