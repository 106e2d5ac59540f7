"""The leader's page moves by itself, and the map says what its table says."""

import secrets
from datetime import UTC, date, datetime

from playwright.async_api import expect
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from domain.province.kept_figures import FIGURES, KeptFigure, Line
from infra.local.people import PATIENCE, Caller, Json, People
from infra.vietnam.entries import ProvinceEntries
from infra.vietnam.figures import KeptFigures
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


async def test_a_figure_is_published_from_its_page_read_by_everybody_and_taken_back(
    somebody: SitDown, books: Books
) -> None:
    table = (Line(office="11953", title="Phường Phố Hiến", numerator=30, denominator=40),)
    definition, _ = FIGURES["online"]
    figure = KeptFigure(
        figure="online", definition="online@1", title=definition.title, how=definition.how, mark="F", unit="11953",
        unit_title="Phường Phố Hiến", period="2022-05", day=date(2026, 1, 1), as_of=datetime(2026, 1, 1, tzinfo=UTC),
        numerator=30, denominator=40, table=table,
    )  # fmt: skip
    await KeptFigures(ProvinceEntries(books.database)).keep(figure, figure.as_of, ENGINE)
    leader, anybody = await somebody("officer:chutich.phohien", size=DESK), await somebody(size=DESK)
    page = await leader.visit(f"/figures/kept/{figure.id}")
    await page.click("form[action*=publication] button")
    await expect(page.locator("form[action*=withdrawal]")).to_be_visible()
    read = await anybody.visit("/open-figures")
    await read.click(f"a[href='/open-figures/kept/{figure.id}']")
    await read.wait_for_url("**/open-figures/kept/*")
    await expect(read.locator("main")).to_contain_text("75 %")
    await anybody.looks_right("figures/open_kept")
    await page.click("form[action*=withdrawal] button")
    await expect(page.locator(".govuk-error-summary")).to_be_visible()
    await leader.looks_right("figures/kept-and-published-with-an-error")
    listed = await leader.visit("/figures/kept")
    await leader.looks_right("figures/kept-list")
    await listed.click(f"a[href='/figures/kept/{figure.id}']")
    await page.fill("textarea", "Kỳ này chưa đủ số liệu")
    await page.click("form[action*=withdrawal] button")
    await expect(page.locator("form[action*=publication]")).to_be_visible()
    late = await somebody(size=DESK)
    gone = await late.visit(f"/open-figures/kept/{figure.id}")
    await late.looks_right("figures/taken-back")
    await expect(gone.locator("main")).to_contain_text("Kỳ này chưa đủ số liệu")


async def test_a_metric_that_is_not_known_is_kept_as_not_known_from_the_page_of_the_index(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/figures/index")
    await expect(page.locator("main")).to_contain_text("đã nhập số thủ tục có phí, lệ phí của đơn vị")
    await page.select_option("select[name=figure]", "index_766")
    await page.click("form[action*='figures/kept'] button")
    await page.wait_for_url("**/figures/kept/*")
    await leader.looks_right("figures/kept-score")
    page = await leader.visit("/figures/index")
    await page.select_option("select[name=figure]", "index_766.3.5")
    await page.click("form[action*='figures/kept'] button")
    await page.wait_for_url("**/figures/kept/*")
    await expect(page.locator(".govuk-body-l")).to_contain_text("chưa")


async def test_the_index_of_one_procedure_tells_its_average_time_and_goes_on_of_it_alone(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/figures/index")
    await expect(page.locator("#average")).to_have_count(0)
    await page.fill("#procedure", "1.001193")
    await page.click("form[action='/figures/index'] button")
    await expect(page.locator("#average")).to_contain_text("2.2 Thời gian giải quyết trung bình")
    await expect(page.locator("#procedure")).to_have_value("1.001193")
    await expect(page.locator("form[action*='figures/kept']")).to_have_count(0)
    await leader.looks_right("figures/index-of-one")


async def test_the_portal_s_figures_stand_beside_our_own_and_what_differs_is_marked(
    somebody: SitDown, people: People
) -> None:
    caller = await people.who("officer:lanhdao.hungyen")
    of, span = {"unit": "33", "period": "2021-05"}, {"unit": "33", "first": "2021-05-01", "last": "2021-05-31"}
    sent = {"kind": "petitions", "document": "Sổ", "whole": [span]}
    (await caller.post("registers", json=sent)).raise_for_status()
    told = [{"code": "PETITION_PROCESSING_ON_TIME", "score": 5.9}, {"code": "ON_TIME", "score": 18}]
    asked = of | {"document": "Cổng DVCQG"}
    entered = await caller.http.post("index/766/official", params=asked, headers=caller.headers, json={"data": told})
    entered.raise_for_status()
    page = await (await somebody("officer:lanhdao.hungyen", size=DESK)).visit("/figures/index?period=2021-05&more=7")
    rows = page.locator("[aria-labelledby=official] tbody tr")
    await expect(rows).to_have_count(2)
    await expect(rows.nth(0)).to_contain_text("chưa")
    await expect(rows.nth(1)).to_contain_text("-0,1")
    await expect(page.locator("[aria-labelledby=official] .govuk-tag")).to_have_count(1)
    await expect(page.locator("main")).to_contain_text("Thêm 7 hồ sơ")
    await expect(page.locator("#more")).to_have_value("7")


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
