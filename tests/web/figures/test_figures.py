"""The leader's page moves by itself, and the map says what its table says."""

import secrets

from playwright.async_api import expect
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.local.people import PATIENCE, Caller, Json, People
from tests.support.door import Books, Door
from tests.web.browser import DESK
from tests.web.conftest import SitDown

RECEIVED = ".mc-number__value >> nth=0"
A4 = 1100
"""Pixels of a sheet, at 96 an inch."""
TILES = ".mc-place[title]"
ROWS = "[aria-labelledby=table] tbody tr"


async def test_what_is_received_moves_the_page_of_who_looks_at_it(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    leader = await somebody("officer:chutich.phohien", size=DESK)
    page = await leader.visit("/figures")
    before = int((await page.locator(RECEIVED).inner_text()).replace(".", ""))
    code = await people.file(mother, couple)
    await door.accept(code)
    await expect(page.locator(RECEIVED)).to_have_text(str(before + 1), timeout=1000 * PATIENCE)


async def test_the_map_is_equal_to_its_table(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/figures/map")
    tiles = {await tile.get_attribute("title") for tile in await page.locator(TILES).all()}
    named = {await row.locator("th").inner_text() for row in await page.locator(ROWS).all()}
    assert len(tiles) == 104
    assert tiles < named


async def test_an_alarm_is_acknowledged_on_its_page(somebody: SitDown, books: Books) -> None:
    raised = "INSERT INTO alarms (id, rule, unit, subject, began_at, seen_at, value, usual, allowed, of)"
    for rule, more in (("arrivals", "14, 10, 3, NULL"), ("late", "12.5, NULL, 5, 40")):
        values = f"('{secrets.token_hex(16)}', '{rule}', '11953', 'page', now(), now(), {more})"
        await books.database.execute(ENGINE, text(f"{raised} VALUES {values}"))
    leader = await somebody("officer:chutich.phohien", size=DESK)
    page = await leader.visit("/figures/alarms")
    await leader.looks_right("figures/alarms")
    form = page.locator("form[action*=acknowledge] >> nth=0")
    await form.locator("button").click()
    await expect(page.locator(".govuk-error-summary")).to_be_visible()
    await page.fill("textarea >> nth=0", "Đã tăng cường một cán bộ tiếp nhận")
    await page.click("form[action*=acknowledge] >> nth=0 >> button")
    await expect(page.locator(".mc-alarm--seen >> nth=0")).to_contain_text("Đã tăng cường một cán bộ tiếp nhận")


async def test_a_figure_is_kept_from_its_page(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/figures/map")
    await page.click("form[action*='figures/kept'] button")
    await page.wait_for_url("**/figures/kept/*")
    await leader.looks_right("figures/kept")


async def test_petitions_are_told_apart_by_what_they_are_about_and_by_age(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/figures/petitions")
    await expect(page.locator("table")).to_have_count(2)
    await leader.looks_right("figures/petitions")


async def test_a_minute_a_day_is_one_sheet_on_paper(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/figures/minute")
    await leader.looks_right("figures/minute")
    await page.emulate_media(media="print")
    await expect(page.locator(".mc-boxes")).to_be_hidden()
    assert await page.evaluate("document.querySelector('.mc-minute').scrollHeight") < A4
