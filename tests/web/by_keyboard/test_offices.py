"""Heads, leaders and operators do the whole of their work by keyboard alone, and see where they are."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.identity.staff import Out, enter
from infra.journal.journal import utc_now
from infra.local.house import LocalHouse
from infra.local.people import Caller, People
from tests.api.rest.test_lateness import past_its_date
from tests.support.door import Door
from tests.web.browser import DESK, expect
from tests.web.conftest import SitDown, browser_of
from tests.web.keys import choose, press, reach, skip, tab, tick, told, write

COMMUNE, AT = "13075", "kienxuong"
LEADER, DEPUTY, OPERATOR = f"officer:chutich.{AT}", f"officer:phochutich.{AT}", "officer:vanhanh.hungyen"
SICK = f"cb-{COMMUNE}-04"
POPULATION = "Cơ sở dữ liệu quốc gia về dân cư"
browser = browser_of("chromium")
"""A viewer of papers takes the focus from whoever goes by keyboard: a lean browser has none."""


@pytest.fixture
async def sick(house: LocalHouse) -> AsyncIterator[str]:
    """A registrar who is away today."""
    async with Database.of_engine(house.settings(), 2) as engine:
        await enter(engine, Out(SICK, "away", utc_now() + timedelta(days=1), "Nghỉ ốm"), "test")
        yield SICK
        await enter(engine, Out(SICK, "back", None, "Đã đi làm"), "test")


async def filed(people: People) -> tuple[Caller, str]:
    """File a birth at a commune whose queue other tests leave short."""
    couple = (await people.couples("plain", commune=COMMUNE))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    return parent, await people.file(parent, couple)


async def test_many_are_refused_in_one_go_agreed_to_by_a_second_person_and_taken_back(
    somebody: SitDown, people: People, door: Door
) -> None:
    codes = []
    for _ in range(3):
        parent, code = await filed(people)
        await door.to_leader(parent, code, AT)
        await people.task(await door.officer(f"chutich.{AT}"), code, "approve")
        codes.append(code)
    leader, deputy = await somebody(LEADER), await somebody(DEPUTY)
    page = await leader.visit("/work/bulk")
    await skip(page)
    await press(page, "link", "Đăng ký khai sinh", exact=False)

    await press(page, "button", "Xem trước", exact=False)
    await told(page, "Hãy chọn các hồ sơ")
    await tab(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#decision, #task").first).to_be_focused()
    await choose(page, "Từ chối giải quyết")
    await reach(page, page.locator("#reason"))
    await page.keyboard.type("Nộp trùng")
    await reach(page, page.get_by_role("button", name="Chọn tất cả"))
    await page.keyboard.press("Space")
    await expect(page.get_by_label(codes[0])).to_be_checked()
    await press(page, "button", "Xem trước", exact=False)

    await skip(page)
    await press(page, "button", "Xác nhận")
    await expect(page.locator("main .govuk-inset-text")).to_contain_text("Cần một đồng nghiệp")
    other = await deputy.visit("/work/bulk")
    await press(other, "link", "Từ chối giải quyết: Đăng ký khai sinh")
    await press(other, "button", "Đồng ý")
    await expect(other.locator("main .govuk-inset-text")).to_contain_text("Trước")

    await press(page, "link", "Xem tiến độ", exact=False)
    await tick(page, codes[0])
    await press(page, "button", "Rút lại hồ sơ đã chọn")
    await expect(page.locator("tbody tr", has_text=codes[0])).to_contain_text("Đã rút lại")
    await press(page, "button", "Rút lại tất cả")
    await expect(page.locator("main .govuk-inset-text")).to_contain_text("chưa có gì được quyết định")
    assert "refused" not in await door.books.acts(codes[1])


async def test_a_late_dossier_is_moved_and_apologised_for(
    somebody: SitDown, people: People, door: Door, house: LocalHouse
) -> None:
    _, code = await filed(people)
    await door.accept(code, AT)
    await past_its_date(house, code)
    await people.task(await door.officer(f"chutich.{AT}"), code, "late")
    leader = await somebody(LEADER, size=DESK)
    page = await leader.visit("/unit")
    await skip(page)
    row = page.locator(".mc-queue__row").filter(has_text=code)
    await reach(page, row.get_by_role("link", name="Điều chuyển"))
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await press(page, "button", "Điều chuyển")
    await told(page, "Nhập lý do điều chuyển")
    await tab(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#reason")).to_be_focused()
    await page.keyboard.type("Người được giao đi công tác")
    await reach(page, page.locator("#next"), "Shift+Tab")
    await page.keyboard.type(f"cb-{COMMUNE}-03")
    await press(page, "button", "Điều chuyển")
    await told(page, "chuyển")

    await page.goto(f"{leader.home}/unit")
    await skip(page)
    await reach(page, row.get_by_role("link", name="Lập văn bản xin lỗi"))
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await press(page, "button", "Xin lỗi", exact=False)
    await told(page, "Nêu lý do")
    await write(page, "Lý do chậm", "Chờ xác minh tại xã khác")
    await reach(page, page.locator("#until"))
    for _ in range(12):
        await page.keyboard.press("ArrowDown")
    await press(page, "button", "Xin lỗi", exact=False)
    await told(page, "Đã lập văn bản xin lỗi")
    acts = await door.books.acts(code)
    assert (acts.count("task_taken_over"), acts.count("apologised")) == (1, 1)


async def test_the_tasks_of_who_is_away_are_put_back(somebody: SitDown, people: People, door: Door, sick: str) -> None:
    _, code = await filed(people)
    await door.accept(code, AT)
    lent = await door.officer(f"phochutich.{AT}")
    task = (await people.task(lent, code, "verify"))["id"]
    until = (utc_now() + timedelta(days=2)).isoformat()
    (await lent.post(f"tasks/{task}/delegate", json={"to": sick, "until": until})).raise_for_status()
    head = await somebody(f"officer:giamdoc.{AT}")
    page = await head.visit("/unit")
    await skip(page)

    theirs = page.locator(f"input[name=officer][value='{sick}']")  # by name, once they have logged in
    summary = page.locator("details").filter(has=theirs).locator("summary")
    await reach(page, summary)
    await tab(page)
    await expect(page.get_by_label("Lý do")).to_be_focused()
    await page.keyboard.type("Nghỉ ốm")
    await tab(page)
    async with page.expect_navigation():
        await page.keyboard.press("Space")

    await told(page, "việc về hàng chung")
    assert (await people.task(lent, code, "verify"))["claimed"] is False


async def test_an_operator_pauses_and_resumes_an_agency_and_has_dossiers_tried_again(
    somebody: SitDown, people: People, house: LocalHouse
) -> None:
    _, code = await filed(people)
    async with Database.of_engine(house.settings(), 2) as database, database.transaction(ENGINE) as tx:
        stuck = "UPDATE dossiers SET sweeps = 5, engine_due = now() + interval '1 hour' WHERE code = :code"
        await tx.execute(text(stuck), {"code": code})
    operator = await somebody(OPERATOR)
    page = await operator.visit("/operations")
    await skip(page)
    await press(page, "link", POPULATION)
    await press(page, "button", "Tạm dừng")
    await told(page, "Hãy nêu lý do")
    await tab(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Vì sao tạm dừng?")).to_be_focused()
    await page.keyboard.type("Bảo trì")
    await press(page, "button", "Tạm dừng")
    await expect(page.locator("main .govuk-inset-text")).to_contain_text("Bảo trì")
    await press(page, "button", "Mở lại")
    await expect(page.get_by_text("Đã mở lại").first).to_be_visible()

    await press(page, "link", "Vận hành")
    await skip(page)
    await press(page, "button", f"Thử lại {code}")
    await told(page, f"{code} sẽ được xử lý tiếp")
    await write(page, "Mã hồ sơ", code)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await press(page, "button", "Thử lại hồ sơ này ngay")
    await told(page, f"{code} sẽ được xử lý tiếp")
