"""Pages are scanned, put in order by keyboard, and become one sealed paper of the application."""

import re

from infra.foreign.scans import GLANCE
from infra.local.people import Caller, Json, People
from tests.support.door import Door
from tests.support.scanned import BLUE, RED, document, page
from tests.web.browser import PATIENCE, Person, expect
from tests.web.conftest import SitDown
from tests.web.finding.test_reuse import scanned_at_the_counter
from tests.web.keys import card, file, press, scanned

DESK = "officer:tiepnhan.phohien"


async def begun(desk: Person, people: People, number: str) -> str:
    """Begin a birth registration for somebody and give the draft's id."""
    at = await desk.visit("/desk")
    await scanned(at, (await card(people, number))["qr"])
    await at.select_option("#procedure", "1.001193")
    await press(at, "button", "Bắt đầu")
    await at.wait_for_url(re.compile(r"/drafts/"))
    return at.url.partition("/drafts/")[2].partition("/")[0]


async def test_pages_are_ordered_turned_and_bound_by_keyboard(somebody: SitDown, people: People, couple: Json) -> None:
    desk = await somebody(DESK)
    draft = await begun(desk, people, couple["mother"]["number"])
    at = await desk.visit(f"/desk/scan?draft={draft}")
    first, second = file("1.jpg", "image/jpeg", page(RED)), file("2.png", "image/png", page(BLUE, kind="PNG"))
    await at.set_input_files("#file", [first, second, file("3.pdf", "application/pdf", document(RED, BLUE))])
    await press(at, "button", "Thêm")
    pictures = at.locator(".mc-pages__picture")
    await expect(pictures).to_have_count(3, timeout=PATIENCE)
    for place in range(3):
        await expect(pictures.nth(place)).to_have_js_property("naturalHeight", GLANCE, timeout=PATIENCE)
    blue = await pictures.nth(1).get_attribute("src")
    assert blue
    await desk.looks_right("desk/scan")

    await press(at, "button", "Lên – trang 2")
    await expect(pictures.first).to_have_attribute("src", blue)
    await press(at, "button", "Xoay phải – trang 1")
    await expect(pictures.first).to_have_attribute("src", blue.replace("turn=0", "turn=90"))
    await expect(pictures.first).to_have_js_property("naturalWidth", GLANCE, timeout=PATIENCE)
    await press(at, "button", "Bỏ – trang 3")
    await expect(pictures).to_have_count(2)

    await at.get_by_role("radio", name="Giấy chứng sinh", exact=True).press("Space")
    await press(at, "button", "Ghép và ký số (đóng dấu số)")
    await expect(at.get_by_role("alert")).to_contain_text("Các trang đã được ghép", timeout=PATIENCE)
    await expect(pictures).to_have_count(0)
    await expect(at.get_by_role("listitem").filter(has_text="Giấy chứng sinh")).to_be_visible()
    await desk.looks_right("desk/scan-bound")


async def test_a_page_that_cannot_be_taken_is_named_and_the_others_stay(
    somebody: SitDown, people: People, couple: Json
) -> None:
    desk = await somebody(DESK)
    draft = await begun(desk, people, couple["mother"]["number"])
    at = await desk.visit(f"/desk/scan?draft={draft}")
    cut = page(RED)[:900]
    await at.set_input_files(
        "#file",
        [
            file("1.jpg", "image/jpeg", page(RED)),
            file("2.jpg", "image/jpeg", cut),
            file("3.txt", "text/plain", b"no picture"),
        ],
    )
    await press(at, "button", "Thêm")
    alert = at.get_by_role("alert")
    await expect(alert).to_contain_text("Tệp thứ 2: không đọc được", timeout=PATIENCE)
    await expect(alert).to_contain_text("Tệp thứ 3: Chỉ nhận tệp PDF, PNG hoặc JPEG")
    await expect(at.locator(".mc-pages__picture")).to_have_count(1)
    await desk.looks_right("desk/scan-with-error")


async def test_nobody_scans_into_the_draft_of_a_colleague(somebody: SitDown, people: People, couple: Json) -> None:
    draft = await begun(await somebody(DESK), people, couple["mother"]["number"])
    other = await somebody("officer:tiepnhan2.phohien")
    at = await other.visit(f"/desk/scan?draft={draft}")
    await expect(at.get_by_role("heading", level=1)).to_have_text("Không có bản nháp này.")


async def test_what_a_desk_sealed_before_is_used_again_in_the_same_persons_application_and_in_nobody_elses(
    somebody: SitDown, door: Door, people: People, mother: Caller, couple: Json
) -> None:
    scan = await scanned_at_the_counter(door, people, mother, couple)
    desk = await somebody(DESK)
    draft = await begun(desk, people, couple["mother"]["number"])
    at = await desk.visit(f"/drafts/{draft}/papers")
    await press(at, "link", "Giấy tờ đã số hóa trước đây")
    await press(at, "button", "Dùng cho hồ sơ này")
    await expect(at.locator("main")).to_contain_text("Chọn giấy tờ cần dùng lại.")
    await desk.looks_right("desk/again-with-error")
    paper = at.locator(".govuk-radios__item", has_text=scan["name"])
    await expect(paper).to_contain_text("Ủy ban nhân dân phường Phố Hiến số hóa và tiếp nhận ngày")
    await paper.get_by_role("radio").check(force=True)
    await at.get_by_role("radio", name="Giấy chứng sinh", exact=True).check(force=True)

    await press(at, "button", "Dùng cho hồ sơ này")

    await at.wait_for_url("**/papers#birth_record")
    await expect(at.locator("#birth_record")).to_contain_text(scan["name"])
    looks = (await mother.get(f"dossiers/{scan['code']}/lookups")).text
    assert "the papers" in looks, "whose papers were looked through is told"
    draft = await begun(desk, people, couple["father"]["number"])
    at = await desk.visit(f"/desk/again?draft={draft}")
    await expect(at.locator("main")).not_to_contain_text(scan["name"])
