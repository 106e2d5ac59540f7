"""A superior sees what their office has to do, what is late and why, and puts it right."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from infra.db.database import Database
from infra.identity.staff import Out, enter
from infra.journal.journal import utc_now
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.api.rest.test_lateness import past_its_date
from tests.support.door import Door, words_of
from tests.web.browser import NARROW, expect
from tests.web.conftest import SitDown

SICK = "cb-11983-04"


@pytest.fixture
async def sick(house: LocalHouse) -> AsyncIterator[str]:
    """A registrar of Sơn Nam who is away today."""
    async with Database.of_engine(house.settings(), 2) as engine:
        await enter(engine, Out(SICK, "away", utc_now() + timedelta(days=1), "Nghỉ ốm"), "test")
        yield SICK
        await enter(engine, Out(SICK, "back", None, "Đã đi làm"), "test")


async def filed_at(people: People, commune: str) -> tuple[Caller, str]:
    """File a birth at another commune."""
    couple = (await people.couples("plain", commune=commune))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    return parent, await people.file(parent, couple)


async def test_a_leader_sees_why_a_dossier_is_late_and_writes_the_letter(
    somebody: SitDown, door: Door, people: People, house: LocalHouse, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code, "thaibinh")
    await past_its_date(house, code)
    leader = await door.officer("chutich.thaibinh")
    await people.task(leader, code, "late")
    await people.task(await door.officer("hotich.thaibinh"), code, "verify")

    person = await somebody("officer:chutich.thaibinh")
    page = await person.visit("/unit")
    one = page.locator(".mc-queue__row").filter(has_text=code)
    await expect(one).to_contain_text("Chờ thẩm tra hồ sơ")
    await expect(one).to_contain_text("Ủy ban nhân dân phường Thái Bình")
    chart = page.get_by_role("img", name="Biểu đồ: việc đang mở theo cán bộ")
    await expect(chart).to_have_js_property("complete", True)
    assert await chart.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    await person.looks_right("unit/unit")

    await one.get_by_role("link", name="Lập văn bản xin lỗi").click()
    await page.get_by_role("button", name="Xin lỗi").click()
    await expect(page.get_by_role("alert")).to_contain_text("Chọn ngày hẹn lại")
    await person.looks_right("unit/letter-with-errors")
    await page.get_by_label("Lý do chậm").fill("Chờ xác minh tại xã khác")
    await page.get_by_label("Ngày hẹn mới").select_option(index=12)
    await page.get_by_role("button", name="Xin lỗi").click()
    await expect(page.get_by_role("alert")).to_contain_text("Đã lập văn bản xin lỗi")
    assert "Chờ xác minh tại xã khác" in words_of(await mother.get(f"dossiers/{code}/forms/04"))


async def test_the_tasks_of_who_is_away_go_back_to_the_office_with_a_reason(
    somebody: SitDown, door: Door, people: People, sick: str
) -> None:
    _, code = await filed_at(people, "11983")
    await door.accept(code, "sonnam")
    lent = await door.officer("phochutich.sonnam")
    task = (await people.task(lent, code, "verify"))["id"]
    until = (utc_now() + timedelta(days=2)).isoformat()
    (await lent.post(f"tasks/{task}/delegate", json={"to": sick, "until": until})).raise_for_status()

    person = await somebody("officer:giamdoc.sonnam", language="en", size=NARROW)
    page = await person.visit("/unit")
    await expect(page.get_by_role("rowheader", name=sick)).to_contain_text("Away until")
    await person.looks_right("unit/somebody-is-away")
    await page.get_by_label("Why").fill("Nghỉ ốm")
    await page.get_by_role("button", name="Put the tasks back").click()
    await expect(page.get_by_role("alert")).to_contain_text("1 task went back")
    assert (await people.task(lent, code, "verify"))["claimed"] is False
    assert (await door.books.acts(code))[-1] == "task_taken_over"


async def test_a_superior_gives_any_task_of_the_office_to_somebody_and_reads_that_it_was_moved(
    somebody: SitDown, door: Door, people: People
) -> None:
    _, code = await filed_at(people, "12019")
    await door.accept(code, "vangiang")
    await people.task(await door.officer("hotich.vangiang"), code, "verify")  # whoever looks is noted by name
    person = await somebody("officer:giamdoc.vangiang", size=NARROW)
    page = await person.visit("/unit")
    await page.get_by_role("link", name="Chờ thẩm tra hồ sơ", exact=True).click()
    row = page.get_by_role("listitem").filter(has_text=code)
    await expect(row).to_contain_text("Chưa ai nhận")
    await person.looks_right("unit/tasks-of-a-kind")
    await row.get_by_role("link", name="Điều chuyển").click()
    colleague = page.locator("#next")
    await colleague.select_option(index=1)
    name = await colleague.locator("option:checked").inner_text()
    await page.get_by_label("Lý do", exact=True).fill("Chia lại việc")
    await page.get_by_role("button", name="Điều chuyển").click()
    await expect(page.get_by_role("alert")).to_contain_text(f"Đã điều chuyển việc: Chờ thẩm tra hồ sơ ({code})")
    await person.visit("/unit/tasks?kind=verify")
    await expect(row).to_contain_text(name)


async def test_the_page_is_for_superiors_and_shows_nothing_of_another_office(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    clerk = await somebody("officer:vanthu.kienxuong")
    await clerk.visit("/unit")
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("Trang này dành cho lãnh đạo.")
    stranger = await somebody("officer:chutich.kienxuong")
    await stranger.visit("/unit")
    await expect(stranger.page.get_by_text(code)).to_have_count(0)
