"""The counter's whole story by keyboard alone: card, form, scan, filed, accepted, form 01 twice, result handed over."""

from io import BytesIO

import pikepdf

from infra.local.people import Json, People
from tests.support.door import Door, has_status
from tests.support.scanned import RED, page
from tests.web.browser import Person, expect
from tests.web.conftest import SitDown
from tests.web.filing.story import Keyboard
from tests.web.keys import card, file, press, scanned

DESK = "officer:tiepnhan.phohien"


async def filled_in(desk: Person, mother: Json) -> None:
    """Fill in the form of a birth for the mother who stands there, up to its papers."""
    keys, hands = desk.page.keyboard, Keyboard(desk)
    told = {"family_name": "Trần", "given_name": "An", "born-day": "10", "born-month": "11", "born-year": "2026"}
    await hands.fill({f"child.{name}": said for name, said in told.items()})
    await hands.reach("[name='child.sex']")
    await keys.press("Space")
    await hands.fill({"child.place_of_birth": "Phố Hiến", "child.place_of_origin": "Hưng Yên"})
    await hands.enter()
    await hands.press("button[value='me:mother']")
    born = dict(zip(("year", "month", "day"), mother["born"].split("-"), strict=True))
    await hands.fill({f"mother.born-{part}": born[part] for part in ("day", "month", "year")})
    await hands.fill({"mother.residence": "tỉnh Hưng Yên", "mother.commune": "pho hien"})
    await hands.enter()
    await hands.reach("[name='father-there']")
    await keys.press("ArrowDown")
    await hands.press("button[value=next]")
    await hands.press("button[value=next]")


async def scanned_in(desk: Person) -> None:
    """Scan the one paper that is needed and go on."""
    at, hands = desk.page, Keyboard(desk)
    await press(at, "link", "Quét giấy tờ")
    async with at.expect_file_chooser() as chooser:
        await hands.reach("#file")
        await at.keyboard.press("Enter")
    await (await chooser.value).set_files(files=[file("1.jpg", "image/jpeg", page(RED))])
    await press(at, "button", "Thêm")
    await hands.reach("[name='kind']")
    await at.keyboard.press("Space")
    await press(at, "button", "Ghép và ký số (đóng dấu số)")
    await expect(at.get_by_text("Các trang đã được ghép")).to_be_visible()
    await press(at, "link", "Tiếp tục lập hồ sơ")


async def filed(desk: Person) -> str:
    """Go on from the papers, file, and give the code."""
    at, hands = desk.page, Keyboard(desk)
    await hands.press("button[value=next]")
    await hands.press("button[value=next]")
    await hands.press("form[action$=submit] button")
    await expect(at.get_by_role("heading", level=1)).to_have_text("Hồ sơ đã được nộp")
    return (await at.text_content(".mc-filed .mc-code") or "").strip()


async def accepted(desk: Person) -> None:
    """Accept it, and see the receipt ready to be printed twice."""
    at = desk.page
    await press(at, "button", "Làm tiếp tại quầy")
    await expect(at.get_by_role("button", name="Tiếp nhận hồ sơ")).to_be_focused()
    await at.keyboard.press("Enter")
    receipt = at.get_by_role("link", name="Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)")
    await expect(receipt).to_be_focused()
    printed = await (await desk.context.request.get(f"{desk.home}{await receipt.get_attribute('href')}")).body()
    with pikepdf.open(BytesIO(printed)) as copies:
        assert len(copies.pages) == 2


async def test_a_birth_is_registered_at_the_counter_by_keyboard_alone(
    somebody: SitDown, people: People, door: Door, couple: Json
) -> None:
    desk = await somebody(DESK)
    at, mother = desk.page, couple["mother"]
    face = (await card(people, mother["number"]))["qr"]
    await desk.visit("/desk")

    await scanned(at, face)
    await at.keyboard.press("F4")
    await expect(at.locator("#q")).to_be_focused()
    await scanned(at, "dang ky khai sinh")
    await expect(at.locator("#procedure")).to_have_value("1.001193")
    await press(at, "button", "Bắt đầu")
    await expect(at.get_by_text(f"cho {mother['name']}")).to_be_visible()
    await desk.looks_right("desk/form")
    await filled_in(desk, mother)
    await scanned_in(desk)
    code = await filed(desk)
    await accepted(desk)
    await at.keyboard.press("F2")
    await expect(at.locator("#q")).to_be_focused()

    parent = await people.who(f"citizen:{mother['number']}")
    await door.verify(code)
    await door.approve(code)
    await people.until(parent, code, has_status(9))
    await people.task(await door.officer("tiepnhan.phohien"), code, "hand_over")

    await scanned(at, face)
    await press(at, "link", code)
    await press(at, "button", "Trả kết quả")
    await expect(at.locator("#receiver")).to_have_value(mother["name"])
    await Keyboard(desk).reach("[name='way']")
    await at.keyboard.press("ArrowDown")
    await expect(at.get_by_label("Ký trên phiếu in")).to_be_checked()
    await press(at, "button", "Ghi nhận đã trao")
    await expect(at.get_by_text("kết quả đã được trả")).to_be_visible()
    await people.until(parent, code, has_status(10))
