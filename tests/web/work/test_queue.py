"""An officer finds what is to be done, takes it and hands it on; two who want the same are told who was faster."""

import re

import pytest
from playwright.async_api import Locator, Page

from infra.local.people import Caller, Json, People
from tests.support.door import Door
from tests.web.browser import NARROW, PHONE, expect
from tests.web.conftest import SitDown

CLERK = "cb-13225-07"
"""Of the clerk, who has not logged in before."""


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A birth that waits for the desk of Thái Bình."""
    return await people.file(mother, couple)


def row(page: Page, code: str) -> Locator:
    """The row of a dossier in the queue."""
    return page.locator(".mc-queue__row").filter(has_text=code)


async def access_key(page: Page, letter: str) -> None:
    """Press Alt and a letter; Playwright's own presses leave out what an access key is known by."""
    pressed = {"type": "keyDown", "modifiers": 1, "key": letter, "code": f"Key{letter.upper()}"}
    pressed |= {"windowsVirtualKeyCode": ord(letter.upper()), "unmodifiedText": letter, "text": letter}
    await (await page.context.new_cdp_session(page)).send("Input.dispatchKeyEvent", pressed)


async def to_verify(door: Door, people: People, code: str) -> str:
    """Let the desk accept; give the registrar's task."""
    await door.accept(code, "thaibinh")
    return str((await people.task(await door.officer("hotich.thaibinh"), code, "verify"))["id"])


async def test_two_officers_want_the_same_task_and_the_second_is_told_who_was_faster(
    somebody: SitDown, people: People, door: Door, code: str
) -> None:
    task = await to_verify(door, people, code)
    one, other = await somebody("officer:hotich.thaibinh"), await somebody("officer:hotich2.thaibinh")
    for person in (one, other):
        await person.visit("/work?kind=verify")
        await expect(row(person.page, code).get_by_role("button", name="Nhận")).to_be_visible()

    await row(one.page, code).get_by_role("button", name="Nhận").click()
    await expect(one.page.get_by_role("alert")).to_contain_text("Ông/bà đã nhận việc")
    await expect(row(one.page, code)).to_contain_text("Ông/bà")
    await one.looks_right("work/queue-after-taking")

    await row(other.page, code).get_by_role("button", name="Nhận").click()
    told = other.page.locator(".govuk-notification-banner")
    await expect(told).to_contain_text(re.compile(r"Đồng nghiệp Bùi Thị Mỹ Duyên đã nhận việc này \d+ giây trước"))
    await expect(row(other.page, code)).to_contain_text("Ai đang giữ: Bùi Thị Mỹ Duyên")
    await expect(other.page.locator("main")).not_to_contain_text("cb-13225-03")
    await expect(told).to_contain_text("Chưa có gì thay đổi")
    await other.looks_right("work/queue-somebody-was-faster")
    assert "kind=verify" in other.page.url, "the filters stay"
    held = await people.task(await door.officer("hotich.thaibinh"), code, "verify")
    assert (held["id"], held["claimed"]) == (task, "mine")


async def test_a_task_is_lent_until_a_day_and_a_superior_moves_it_back_with_a_reason(
    somebody: SitDown, people: People, door: Door, code: str
) -> None:
    task = await to_verify(door, people, code)
    registrar = await door.officer("hotich.thaibinh")
    (await registrar.post(f"tasks/{task}/claim")).raise_for_status()
    person = await somebody("officer:hotich.thaibinh", size=NARROW)
    page = await person.visit("/work?box=mine")
    await row(page, code).get_by_role("link", name="Ủy quyền").click()
    await person.looks_right("work/hand")
    await page.get_by_role("button", name="Ủy quyền").click()
    await expect(page.get_by_role("alert")).to_contain_text("Chọn đồng nghiệp, hoặc nhập mã cán bộ")
    await person.looks_right("work/hand-with-errors")
    await page.get_by_label("ã cán bộ của đồng nghiệp").fill(CLERK)
    await page.get_by_label("Đến hết").select_option(index=2)
    await page.get_by_role("button", name="Ủy quyền").click()
    await expect(page.get_by_role("alert")).to_contain_text(
        "Chưa có ai của cơ quan ông/bà đăng nhập bằng mã cán bộ này"
    )
    await person.looks_right("work/hand-to-nobody-known")
    await page.get_by_label(f"Mã {CLERK} là đúng").check()
    await page.get_by_role("button", name="Ủy quyền").click()
    await expect(page.get_by_role("alert")).to_contain_text("Ông/bà đã ủy quyền việc")
    assert "box=mine" in page.url
    await expect(row(page, code)).to_have_count(0)
    await person.visit("/work?box=others")
    await expect(row(page, code)).to_contain_text(CLERK)
    await expect(row(page, code)).to_contain_text("Ủy quyền đến")

    leader = await somebody("officer:chutich.thaibinh", language="en")
    clerk = await door.officer("vanthu.thaibinh")
    assert (await people.task(clerk, code, "verify"))["claimed"] == "mine"
    page = await leader.visit(f"/work/{task}/hand")
    await expect(page.get_by_text("This task is with Nguyễn Thị Dịu.")).to_be_visible()
    await page.get_by_role("button", name="Move").click()
    await expect(page.get_by_role("alert")).to_contain_text("Enter why")
    await page.get_by_label("Why").fill("Nghỉ ốm")
    await page.get_by_role("button", name="Move").click()
    await expect(page.get_by_role("alert")).to_contain_text("The task was moved")
    assert (await people.task(registrar, code, "verify"))["claimed"] is False


async def test_the_whole_queue_is_worked_by_keyboard_alone(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json, code: str
) -> None:
    person = await somebody("officer:tiepnhan.thaibinh", language="en")
    page = await person.visit("/work")
    await person.looks_right("work/queue")
    await page.get_by_label("Find a dossier or a procedure").focus()
    await page.keyboard.type(code.lower())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("One dossier found")
    await person.looks_right("work/found")
    await page.get_by_role("link", name="Back to my work").focus()
    await page.keyboard.press("Enter")
    taken = row(page, code).get_by_role("button", name="Take")
    for _ in range(400):
        if await taken.evaluate("button => button === document.activeElement"):
            break
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("You took the task")
    assert (await people.task(await door.officer("tiepnhan.thaibinh"), code))["claimed"] == "mine"
    await people.file(mother, couple)
    await access_key(page, "n")
    await page.wait_for_url(re.compile(r"/work/[0-9a-f]{24}$"))


async def test_filters_stay_in_the_address_over_pages_and_languages(somebody: SitDown, code: str) -> None:
    person = await somebody("officer:tiepnhan.thaibinh", size=PHONE)
    page = await person.visit("/work")
    await page.get_by_text("Lọc danh sách").click()
    await page.get_by_label("Việc cần làm").select_option("receive")
    await page.get_by_label("Ai đang giữ").select_option("free")
    await page.get_by_role("button", name="Xem", exact=True).click()
    await person.looks_right("work/queue-narrowed")
    assert "kind=receive&" in page.url
    await page.get_by_role("link", name="English").click()
    assert "holder=free" in page.url
    await expect(page.get_by_label("What is to be done")).to_have_value("receive")
    await expect(row(page, code)).to_be_visible()


async def test_the_number_of_somebody_finds_their_dossiers_and_is_in_no_address(
    somebody: SitDown, couple: Json, code: str
) -> None:
    number = couple["mother"]["number"]
    person = await somebody("officer:tiepnhan.thaibinh")
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    page = await person.visit("/work")
    await page.get_by_label("Tìm hồ sơ hoặc thủ tục").fill(number)
    await page.get_by_role("button", name="Tìm", exact=False).first.click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("hồ sơ")
    await expect(page.get_by_text(code)).to_be_visible()
    assert not [url for url in asked if number in url]

    stranger = await somebody("officer:tiepnhan.sonnam")
    page = await stranger.visit(f"/work/found?code={code}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy")
    await stranger.looks_right("work/nothing-found")
    await stranger.visit("/work")
    await expect(row(stranger.page, code)).to_have_count(0)
