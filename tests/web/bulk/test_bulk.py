"""An officer decides many dossiers in one go, by browser; the worker dies in the middle of it."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.local.supervisor import Stack
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown

OVER = text("""
UPDATE batch_items SET due_at = now() WHERE batch = :id AND state = 'waiting'
""")
ACCEPTED = text("""
SELECT count(*), count(DISTINCT dossier) FROM events
WHERE act ->> 'type' = 'accepted' AND dossier IN (SELECT dossier FROM batch_items WHERE batch = :id)
""")
DESK = "/work/bulk?procedure=1.001193&kind=receive"


async def once_due(house: LocalHouse, batch: str) -> None:
    """Let the time in which it can be taken back be over."""
    database = Database.of_engine(house.settings())
    async with database.transaction(ENGINE) as tx:
        await tx.execute(OVER, {"id": batch})
    await database.close()


async def accepted(house: LocalHouse, batch: str) -> tuple[int, int]:
    """Count what was accepted of a batch: acts, and dossiers."""
    database = Database.of_engine(house.settings())
    async with database.transaction(ENGINE) as tx:
        row = (await tx.execute(ACCEPTED, {"id": batch})).one()
    await database.close()
    return row[0], row[1]


async def settled(desk: Caller, batch: str, many: int) -> Json:
    """Look at a batch until so many of its dossiers are decided."""
    async with asyncio.timeout(120):
        while True:
            shown: Json = (await desk.get(f"batches/{batch}")).raise_for_status().json()
            if sum(item["state"] == "decided" for item in shown["items"]) >= many:
                return shown
            await asyncio.sleep(0.05)


async def confirmed(person: Person) -> str:
    """Confirm the batch on this page and give its id."""
    await person.page.get_by_role("button", name="Xác nhận").click()
    await expect(person.page.locator("main .govuk-inset-text")).to_contain_text("Trước")
    return person.page.url.rpartition("/")[2]


@pytest.fixture
async def codes(people: People, mother: Caller, couple: Json) -> list[str]:
    """Six births that were just filed."""
    return [await people.file(mother, couple) for _ in range(6)]


async def test_a_desk_accepts_many_in_one_go_takes_one_back_and_sees_what_became_of_each(
    somebody: SitDown, house: LocalHouse, people: People, codes: list[str]
) -> None:
    person = await somebody("officer:tiepnhan.phohien", size=PHONE)
    page = await person.visit("/work/bulk")
    await person.looks_right("bulk/start")
    await page.get_by_role("link", name="Đăng ký khai sinh").first.click()
    await person.looks_right("bulk/choose")

    await page.get_by_role("button", name="Xem trước").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy chọn các hồ sơ")
    await person.looks_right("bulk/choose-with-errors")
    await page.get_by_label("Từ chối tiếp nhận").check()
    await page.get_by_role("button", name="Xem trước").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy ghi lý do")
    await page.get_by_label("Tiếp nhận", exact=True).check()
    for code in codes:
        await page.get_by_label(code).check()
    await page.get_by_role("button", name="Xem trước").click()

    await expect(page.locator("tbody tr")).to_have_count(6)
    await expect(page.locator("tbody")).to_contain_text("hẹn trả ngày")
    await person.looks_right("bulk/preview")
    batch = await confirmed(person)
    await person.looks_right("bulk/can-be-taken-back")
    await page.get_by_role("button", name="Rút lại hồ sơ đã chọn").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy chọn hồ sơ cần rút lại")
    await page.get_by_label(codes[0]).check()
    await page.get_by_role("button", name="Rút lại hồ sơ đã chọn").click()
    await expect(page.locator("tbody tr").first).to_contain_text("Đã rút lại")
    assert await accepted(house, batch) == (0, 0)

    await once_due(house, batch)
    desk = await people.who("officer:tiepnhan.phohien")
    shown = await settled(desk, batch, 5)
    assert datetime.fromisoformat(shown["due_at"])
    await page.reload()

    await expect(page.locator("main .govuk-inset-text")).to_contain_text("5 trên 6")
    await person.looks_right("bulk/done")
    await person.visit("/work/bulk?lang=en")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Decide many dossiers in one go")
    await person.looks_right("bulk/start")
    await page.get_by_role("link", name="Accept: Birth registration").first.click()
    await person.looks_right("bulk/done")


async def test_a_worker_that_dies_in_the_middle_leaves_each_dossier_decided_once(
    house: LocalHouse, stack: Stack, people: People, mother: Caller, couple: Json
) -> None:
    desk = await people.who("officer:tiepnhan2.phohien")
    codes = [await people.file(mother, couple) for _ in range(12)]
    tasks = [(await people.task(desk, code))["id"] for code in codes]
    begun = await desk.post("batches", json={"tasks": tasks, "decision": "accept"})
    batch = str(begun.raise_for_status().json()["id"])
    (await desk.post(f"batches/{batch}/confirmation")).raise_for_status()
    await once_due(house, batch)
    for many in (2, 6):
        await settled(desk, batch, many)
        stack.kill("worker")

    shown = await settled(desk, batch, 12)

    assert shown["state"] == "done"
    assert await accepted(house, batch) == (12, 12)


async def test_a_leaders_many_approvals_wait_for_the_deputys_word(
    somebody: SitDown, people: People, mother: Caller, codes: list[str]
) -> None:
    desk, registrar, leader = [await people.who(f"officer:{n}.phohien") for n in ("tiepnhan", "hotich", "chutich")]
    tasks = []
    for code in codes[:3]:
        await people.decide(desk, code, "accept")
        await people.decide(registrar, code, "confirm", kind="verify")
        await people.confirm(mother, code)
        tasks.append((await people.task(leader, code, "approve"))["id"])
    refused = {"tasks": tasks, "decision": "refuse", "reason": "Nộp trùng"}
    begun: Json = (await leader.post("batches", json=refused)).raise_for_status().json()
    assert begun["needs_second"]
    person, deputy = await somebody("officer:chutich.phohien"), await somebody("officer:phochutich.phohien")
    await person.visit(f"/work/bulk/{begun['id']}")
    await person.page.get_by_role("button", name="Xác nhận").click()
    await expect(person.page.locator("main .govuk-inset-text")).to_contain_text("Cần một đồng nghiệp")
    await person.looks_right("bulk/waits-for-second")

    await deputy.visit("/work/bulk")
    begun_by = deputy.page.locator("tr").filter(has_text="Từ chối giải quyết: Đăng ký khai sinh")
    await expect(begun_by).to_contain_text("Vũ Đình Khải")
    await deputy.page.get_by_role("link", name="Từ chối giải quyết: Đăng ký khai sinh").click()
    await deputy.looks_right("bulk/second-person")
    await deputy.page.get_by_role("button", name="Đồng ý", exact=True).click()

    await expect(deputy.page.locator("main .govuk-inset-text")).to_contain_text("Trước")
    await person.page.reload()
    await expect(person.page.locator("main")).to_contain_text("Người thứ hai: Đỗ Thị Thúy Hằng")
    await person.page.get_by_role("button", name="Rút lại tất cả").click()
    await expect(person.page.locator("main .govuk-inset-text")).to_contain_text("chưa có gì được quyết định")
    await person.looks_right("bulk/taken-back")
