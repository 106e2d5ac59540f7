"""Whoever approves is led to their signing page, sees what they sign, and what becomes of it."""

from collections.abc import AsyncIterator

import pytest

from infra.local.house import LocalHouse
from infra.local.people import People
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown
from tests.web.deciding.conftest import open_task
from tests.web.following.seeing import looks_right_in_both, sees
from tests.web.keys import choose, press, reach, told

LONG = 240.0


@pytest.fixture(scope="module")
def house(signing_house: LocalHouse) -> LocalHouse:
    """One whose officers sign."""
    return signing_house


@pytest.fixture(scope="module")
async def people(house: LocalHouse) -> AsyncIterator[People]:
    """Everybody who calls."""
    async with People(house.api_url, house.sandbox_url) as everybody:
        yield everybody


async def test_a_leader_who_approves_sees_the_draft_declines_is_shown_so_and_signs_the_second_time(
    somebody: SitDown, people: People
) -> None:
    couple = (await people.couples())[0]
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(mother, couple)
    await people.decide(await people.who("officer:tiepnhan.phohien"), code, "accept")
    await people.decide(await people.who("officer:hotich.phohien"), code, "confirm", kind="verify")
    await people.confirm(mother, code)
    leader = await somebody("officer:chutich.phohien")
    first = await approve(leader, people, code)

    await people.until(await people.who("officer:chutich.phohien"), code, lambda shown: "sign" in shown["links"], LONG)
    waits = await somebody(mother.name, size=PHONE)
    await waits.visit(f"/dossiers/{code}")
    await sees(
        waits.page, "Chờ lãnh đạo ký số kết quả", "lãnh đạo Ủy ban nhân dân cấp xã", "Hiện ông/bà chưa phải làm gì"
    )
    await looks_right_in_both(waits, "states/6-to-be-signed")
    await leader.visit(first)
    await expect(leader.page.locator(".mc-draft")).to_contain_text("DỰ THẢO")
    drafted = await leader.page.request.get(f"{leader.home}{first}/draft")
    assert drafted.headers["content-type"] == "application/pdf"
    assert (await drafted.body()).startswith(b"%PDF")
    await leader.looks_right("deciding/to-be-signed")
    await leader.page.get_by_role("button", name="Ký số kết quả ở trang ký").click()
    await leader.page.get_by_role("button", name="Từ chối").first.click()

    second = await approve(leader, people, code)
    assert second != first
    await people.sign(await people.who("officer:chutich.phohien"), code, patience=LONG)
    await people.until(mother, code, lambda shown: bool(shown["result"]), LONG)
    await leader.visit(second)
    await expect(leader.page.locator(".mc-course__step--done", has_text="Đóng dấu")).to_be_visible()
    await expect(leader.page.get_by_role("link", name="đã đóng dấu")).to_be_visible()
    await expect(leader.page.locator(".mc-draft")).to_have_count(0)
    await leader.looks_right("deciding/sealed")


async def test_a_leader_signs_by_keyboard_alone(reader: SitDown, people: People) -> None:
    couple = (await people.couples())[0]
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(mother, couple)
    await people.decide(await people.who("officer:tiepnhan.phohien"), code, "accept")
    await people.decide(await people.who("officer:hotich.phohien"), code, "confirm", kind="verify")
    await people.confirm(mother, code)
    leader = await reader("officer:chutich.phohien")
    page, signer = leader.page, await people.who("officer:chutich.phohien")
    path = f"/work/{(await people.task(signer, code, 'approve'))['id']}"
    await leader.visit(path)
    await choose(page, "Phê duyệt")
    await press(page, "button", "Gửi")
    await press(page, "button", "Phê duyệt")
    await told(page, "Phê duyệt")
    await people.until(signer, code, lambda shown: "sign" in shown["links"], LONG)

    await leader.visit(path)
    await press(page, "button", "Ký số kết quả ở trang ký")
    await reach(page, page.get_by_role("button", name="Ký", exact=True).first)
    await page.keyboard.press("Enter")
    await people.until(mother, code, lambda shown: bool(shown["result"]), LONG)


async def approve(leader: Person, people: People, code: str) -> str:
    """Approve on the page, and give the task's address."""
    path = await open_task(leader, "chutich.phohien", people, code, "approve")
    await leader.page.get_by_label("Phê duyệt").check()
    await leader.page.get_by_role("button", name="Gửi").click()
    await leader.page.get_by_role("button", name="Phê duyệt").click()
    await expect(leader.page.locator(".govuk-notification-banner--success")).to_be_visible()
    return path
