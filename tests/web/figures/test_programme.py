"""The pages of the programme's models, and a page that was asked for wrongly, are for everybody to use."""

import secrets
from datetime import datetime

from playwright.async_api import expect

from domain.base.calendar import VIETNAM, months_after
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.importing import ItemIn, PlanFile, Value
from infra.local.people import People
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.support.door import Books
from tests.web.browser import DESK, NARROW
from tests.web.conftest import SitDown


async def planned(books: Books) -> str:
    """The number of a model that was measured last month."""
    no, today = f"M{secrets.token_hex(4)}", datetime.now(VIETNAM).date()
    values = (Value(day=months_after(today, -1), held=True, value=85),)
    item = ItemIn(no=no, name="Mô hình thử", lead="33.SNV", measure="Đạt chỉ tiêu của tháng", values=values)
    plan = PlanFile(programme="33", document="02/KH-UBND", since=months_after(today, -2), models=(item,))
    await ProvinceEntries(books.database).add(ROADMAP, [*plan.entries()], datetime.now(VIETNAM), ENGINE)
    return no


async def test_a_model_is_found_in_the_list_and_measured_on_its_page(somebody: SitDown, books: Books) -> None:
    no = await planned(books)
    officer = await somebody("officer:canbo.snvhungyen", size=NARROW)
    page = await officer.visit("/programme/models")
    await officer.looks_right("programme/models")
    await page.click(f"a[href$='/{no}']")
    await officer.looks_right("programme/model")
    await page.click("main button[type=submit]")
    await expect(page.locator(".govuk-error-summary a")).to_have_count(2)
    await officer.looks_right("programme/model-with-errors")
    await page.check("#held")
    await page.fill("#value", "90,5")
    await page.fill("#document", "7/BC-SNV")
    await page.click("main button[type=submit]")
    await expect(page.locator(".govuk-notification-banner")).to_be_visible()
    await expect(page.locator("tbody tr >> nth=0")).to_contain_text("90,5")
    await expect(page.locator(".govuk-summary-list")).to_contain_text("Phát huy hiệu quả")


async def test_a_period_that_was_mistyped_is_put_right_where_it_is_said(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/programme/online?unit=33&period=8/2026")
    await leader.looks_right("programme/online-mistyped")
    await page.fill("#period", "2026-08")
    await page.click("main button[type=submit]")
    await expect(page.locator("h1")).to_have_text("Dịch vụ công trực tuyến")
    assert page.url.endswith("period=2026-08")


async def test_a_targets_value_is_entered_on_its_page(somebody: SitDown, people: People) -> None:
    no, leader = f"C{secrets.token_hex(4)}", await people.who("officer:lanhdao.hungyen")
    body = {"no": no, "name": "Chỉ tiêu thử", "lead": "33.SNV", "document": "01/KH-UBND", "goal": 80, "measure": "%"}
    (await leader.post("programme/targets", json=body)).raise_for_status()
    officer = await somebody("officer:canbo.snvhungyen", size=NARROW)
    page = await officer.visit("/programme/targets")
    await page.click(f"a[href$='/{no}']")
    await page.click("main button[type=submit]")
    await officer.looks_right("programme/target-with-errors")
    await page.fill("#value", "85")
    await page.fill("#document", "7/BC-SNV")
    await page.click("main button[type=submit]")
    await expect(page.locator(".govuk-notification-banner")).to_be_visible()
    await officer.looks_right("programme/target")
