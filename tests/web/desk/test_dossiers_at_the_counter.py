"""A dossier at the counter: accepted, its receipt printed twice, its result handed over against a signature."""

from datetime import timedelta
from io import BytesIO

import pikepdf

from infra.journal.journal import utc_now
from infra.local.people import Caller, Json, People
from tests.support.door import Door, has_status
from tests.web.browser import expect
from tests.web.conftest import SitDown
from tests.web.keys import card, press, reach, scanned

DESK = "officer:tiepnhan.phohien"


async def issued(people: People, door: Door, parent: Caller, couple: Json) -> str:
    """Take a birth to its result, which waits to be handed over."""
    code = await people.file(parent, couple)
    await door.to_leader(parent, code)
    await door.approve(code)
    await people.until(parent, code, has_status(9))
    await people.task(await door.officer("tiepnhan.phohien"), code, "hand_over")
    return code


async def test_the_desk_accepts_by_one_key_and_prints_the_receipt_twice(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await scanned(page, f"HTTPS://MOTCUA.EXAMPLE/TRACK/{code}")
    await expect(page.get_by_role("heading", level=1)).to_have_text(code)
    await desk.looks_right("desk/dossier-filed")

    await expect(page.get_by_role("button", name="Tiếp nhận hồ sơ")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("alert")).to_contain_text("Đã tiếp nhận")
    receipt = page.get_by_role("link", name="Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)")
    await expect(receipt).to_be_focused()
    await desk.looks_right("desk/dossier-accepted")
    printed = await (await desk.context.request.get(f"{desk.home}{await receipt.get_attribute('href')}")).body()
    with pikepdf.open(BytesIO(printed)) as copies:
        assert len(copies.pages) == 2
    once = (await mother.get(f"dossiers/{code}/forms/01")).content
    with pikepdf.open(BytesIO(once)) as original:
        assert len(original.pages) == 1


async def test_the_result_is_handed_over_against_a_signature_on_the_screen(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await issued(people, door, mother, couple)
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await scanned(page, (await card(people, couple["mother"]["number"]))["qr"])
    await press(page, "link", code)
    await expect(page.get_by_role("button", name="Trả kết quả")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#receiver")).to_have_value(couple["mother"]["name"])
    await expect(page.get_by_label("Người nộp hồ sơ")).to_be_checked()

    await page.get_by_label("Ký trên màn hình này").check()
    await press(page, "button", "Ghi nhận đã trao")
    await expect(page.get_by_role("alert")).to_contain_text("Chưa có chữ ký")
    await desk.looks_right("desk/hand-over-unsigned")
    await page.locator("canvas").scroll_into_view_if_needed()
    box = await page.locator("canvas").bounding_box()
    assert box
    await page.mouse.move(box["x"] + 40, box["y"] + 90)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 200, box["y"] + 40, steps=8)
    await page.mouse.move(box["x"] + 320, box["y"] + 120, steps=8)
    await page.mouse.up()
    await desk.looks_right("desk/hand-over-signed")
    await press(page, "button", "Ghi nhận đã trao")
    await expect(page.get_by_role("alert")).to_contain_text("kết quả đã được trả")

    await people.until(mother, code, has_status(10))
    events = (await mother.get(f"dossiers/{code}/events")).json()
    [handed] = [event for event in events if event["type"] == "handed_over"]
    assert couple["mother"]["name"] not in str(handed)
    [digest] = handed["facts"]["documents"]
    drawn = await mother.get(f"dossiers/{code}/documents/{digest}")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/png")


async def test_whom_the_desk_lets_do_it_hands_over_against_a_signature_too(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await issued(people, door, mother, couple)
    owner = await door.officer("tiepnhan.phohien")
    task = (await people.task(owner, code, "hand_over"))["id"]
    lent = {"to": "cb-11953-03", "until": (utc_now() + timedelta(days=2)).isoformat()}
    (await owner.post(f"tasks/{task}/delegate", json=lent)).raise_for_status()
    registrar = await somebody("officer:hotich.phohien")
    page = await registrar.visit(f"/work/{task}")
    await page.get_by_label("Trả kết quả").check()
    await page.get_by_role("button", name="Gửi").click()
    await page.locator("#receiver").fill(couple["mother"]["name"])
    await page.get_by_label("Người nộp hồ sơ").check()
    await page.get_by_label("Ký trên phiếu in").check()
    await press(page, "button", "Ghi nhận đã trao")
    await expect(page.get_by_role("alert")).to_contain_text("kết quả đã được trả")


async def test_who_cannot_draw_signs_on_paper_and_a_stranger_is_warned_of(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await issued(people, door, mother, couple)
    other = (await people.couples("plain", 2))[1]["father"]
    desk = await somebody(DESK)
    page = await desk.visit("/desk")
    await scanned(page, (await card(people, other["number"]))["qr"])
    await desk.visit(f"/desk/dossiers/{code}")
    await press(page, "button", "Trả kết quả")
    await expect(page.get_by_text("không phải người nộp hay chủ hồ sơ này")).to_be_visible()
    await expect(page.locator("#receiver")).to_have_value("")
    await desk.looks_right("desk/hand-over-to-a-stranger")
    sheet = await desk.context.new_page()
    await sheet.goto(f"{desk.home}{await page.get_by_role('link', name='In phiếu để ký').get_attribute('href')}")
    await expect(sheet.get_by_text("Tôi đã nhận kết quả nêu trên.")).to_be_visible()
    assert other["name"] not in await sheet.locator("main").inner_text()
    await sheet.close()

    await reach(page, page.locator("#receiver"))
    await page.keyboard.insert_text(other["name"])
    await reach(page, page.get_by_label("Người nộp hồ sơ"))
    await page.keyboard.press("ArrowUp")  # the last one: a mandate
    await expect(page.get_by_label("Người được ủy quyền nhận")).to_be_checked()
    await reach(page, page.get_by_label("Ký trên màn hình này"))
    await page.keyboard.press("ArrowDown")
    await press(page, "button", "Ghi nhận đã trao")
    await expect(page.get_by_role("alert")).to_contain_text("kết quả đã được trả")
    await people.until(mother, code, has_status(10))


async def test_an_officer_of_another_office_learns_nothing_of_it(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    other = await somebody("officer:tiepnhan.vangiang")
    page = await other.visit("/desk")
    await scanned(page, code)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Không tìm thấy.")


async def test_officers_of_the_office_see_where_it_is_and_do_not_do_the_desks_work(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    registrar = await somebody("officer:hotich.phohien", language="en")
    page = await registrar.visit(f"/desk/dossiers/{code}")
    await expect(page.get_by_role("heading", level=1)).to_have_text(code)
    await expect(page.get_by_text("Waits to be checked and accepted").first).to_be_visible()
    await expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    await registrar.looks_right("desk/dossier-seen-by-another-role")


async def test_what_a_colleague_decided_a_moment_ago_is_said(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await somebody(DESK)
    page = await desk.visit(f"/desk/dossiers/{code}")
    await people.decide(await door.officer("tiepnhan2.phohien"), code, "accept")

    await press(page, "button", "Tiếp nhận hồ sơ")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Công việc này đã được giải quyết.")
