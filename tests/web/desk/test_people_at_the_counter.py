"""From person to person at a counter: who stands there, how it is known, and that nothing of the last one stays."""

import json

import pytest

from infra.local.people import Json, People
from tests.web.browser import NARROW, expect
from tests.web.conftest import SitDown
from tests.web.keys import card, press, reach, scanned

DESK = "officer:tiepnhan.phohien"


async def test_a_card_is_scanned_and_the_next_one_finds_nothing_of_its_holder(
    somebody: SitDown, people: People, couple: Json
) -> None:
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await desk.looks_right("desk/front")
    mother, father = couple["mother"], couple["father"]

    await scanned(page, (await card(people, mother["number"]))["qr"])
    await expect(page.get_by_role("heading", level=1)).to_have_text(mother["name"])
    await expect(page.get_by_text("Chỉ đọc từ mã QR")).to_be_visible()
    assert page.url == f"{desk.home}/desk/person", "no personal data in the address"
    await desk.looks_right("desk/person-by-qr")

    await page.keyboard.press("F2")
    await expect(page.locator("#q")).to_be_focused()
    assert mother["name"] not in await page.content()
    await page.go_back()
    await expect(page.locator("#q")).to_be_visible()
    assert mother["name"] not in await page.content(), "the page of the last one does not come back"

    await desk.visit("/desk")
    await scanned(page, json.dumps(await card(people, father["number"])))
    await expect(page.get_by_text("Đã chứng minh bằng chip")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text(father["name"])
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_text("Proved by the chip")).to_be_visible()
    await desk.looks_right("desk/person-by-chip")


async def test_somebody_without_a_card_is_typed_in(somebody: SitDown, couple: Json) -> None:
    desk = await somebody(DESK, size=NARROW)
    page = await desk.visit("/desk")
    await scanned(page, " ".join(couple["father"]["number"][at : at + 3] for at in range(0, 12, 3)))
    await expect(page.locator("#name")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Nhập họ tên đầy đủ")
    await desk.looks_right("desk/person-without-name")
    await reach(page, page.locator("#name"))
    await scanned(page, couple["father"]["name"])
    await expect(page.get_by_text("Do cán bộ nhập")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_text(couple["father"]["name"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("forged", "Dữ liệu trong chip đã bị sửa"),
        ("swapped_qr", "Dữ liệu là của hai thẻ khác nhau"),
        ("expired_card", "Thẻ đã hết hạn sử dụng"),
    ],
)
async def test_a_wrong_card_is_refused_and_nobody_stands_there(
    somebody: SitDown, people: People, couple: Json, wrong: str, said: str
) -> None:
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await scanned(page, json.dumps(await card(people, couple["mother"]["number"], wrong)))
    await expect(page.get_by_role("alert")).to_contain_text(said)
    await expect(page.locator("#q")).to_be_focused()
    assert couple["mother"]["name"] not in await page.content()
    await desk.looks_right("desk/front-with-error")


async def test_what_is_no_card_says_what_to_do(somebody: SitDown) -> None:
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    for typed, said in [
        ("", "Chưa có gì"),
        ("097000000000", "Số định danh cá nhân chưa đúng"),
        ("a|b|c", "Không đọc được thẻ"),
        ('{"chip": {}}', "Không đọc được thẻ"),
        ("xyzzy", "Không có thủ tục nào"),
    ]:
        await scanned(page, typed)
        await expect(page.get_by_role("alert")).to_contain_text(said)


async def test_a_page_left_open_acts_for_nobody_else(somebody: SitDown, people: People, couple: Json) -> None:
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await scanned(page, (await card(people, couple["mother"]["number"]))["qr"])
    await expect(page.locator("#procedure")).to_be_visible()
    other = await desk.context.new_page()
    await other.goto(f"{desk.home}/desk")
    await scanned(other, (await card(people, couple["father"]["number"]))["qr"])
    await expect(other.get_by_role("heading", level=1)).to_have_text(couple["father"]["name"])

    await page.select_option("#procedure", "1.001193")
    await press(page, "button", "Bắt đầu")

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Người này đã rời quầy")


async def test_a_procedure_is_found_by_its_name_without_accents(
    somebody: SitDown, people: People, couple: Json
) -> None:
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await scanned(page, (await card(people, couple["mother"]["number"]))["qr"])
    await expect(page.locator("#procedure")).to_be_visible()
    await page.keyboard.press("F4")
    await expect(page.locator("#q")).to_be_focused()

    await scanned(page, "dang ky khai sinh")

    await expect(page.locator("#procedure")).to_have_value("1.001193")


async def test_whoever_comes_with_a_mandate_names_its_owner(somebody: SitDown, people: People, couple: Json) -> None:
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await scanned(page, (await card(people, couple["mother"]["number"]))["qr"])
    await page.locator("summary").click()
    await page.fill("#owner_number", "123")
    await page.fill("#until_day", "31")
    await page.fill("#until_month", "2")
    await page.fill("#until_year", "2027")
    await press(page, "button", "Bắt đầu")
    alert = page.get_by_role("alert")
    for said in ("Chọn thủ tục cần làm", "Số định danh", "họ tên đầy đủ của người ủy quyền", "ngày hết hạn ủy quyền"):
        await expect(alert).to_contain_text(said)
    await expect(page.locator("#owner_number")).to_have_value("123")
    await desk.looks_right("desk/person-with-errors")


@pytest.mark.parametrize("who", ["officer:hotich.phohien", "officer:chutich.phohien"])
async def test_the_counter_is_the_desks_alone(somebody: SitDown, who: str) -> None:
    other = await somebody(who)
    page = await other.visit("/desk")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Chỉ cán bộ tiếp nhận đọc thẻ căn cước.")
