"""Whole stories of finding a procedure, showing a result to others, and looking at who looked."""

import secrets

from infra.local.people import Caller, Json, People
from tests.api.services.test_lookups import DRIVER
from tests.support.door import Door
from tests.web.browser import PHONE, SCREENS, Person, expect
from tests.web.conftest import SitDown
from tests.web.finding.conftest import Issued


async def tab_to(person: Person, selector: str) -> None:
    """Go there by the keyboard."""
    for _ in range(60):
        await person.page.keyboard.press("Tab")
        if await person.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"the keyboard does not lead to {selector}")


async def seen(person: Person, name: str) -> None:
    """See that a page looks right; where pictures are taken, in English too."""
    await person.looks_right(name)
    if SCREENS:
        here = person.page.url
        for language in ("en", "vi"):
            await person.page.goto(f"{here}{'&' if '?' in here else '?'}lang={language}")
            await person.looks_right(name)
        await person.page.goto(here)


async def test_somebody_finds_a_procedure_by_the_keyboard_alone(somebody: SitDown) -> None:
    person = await somebody(size=PHONE)
    page = await person.visit("/procedures")
    await seen(person, "public/procedures")
    await person.visit("/")
    await seen(person, "public/home")
    await tab_to(person, "#q")
    await page.keyboard.type("xyzzy")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Không tìm thấy thủ tục nào")
    await seen(person, "public/procedures-none-found")
    await tab_to(person, "#q")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("bang lai xe")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Tìm thấy 1 thủ tục")
    await seen(person, "public/procedures-found")
    await tab_to(person, "a[href='/procedures/3.000347']")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Đổi giấy phép lái xe")
    await seen(person, "public/procedure")
    await tab_to(person, "a[href='/file/3.000347']")
    await page.keyboard.press("Enter")
    await page.wait_for_url(lambda url: not url.endswith("/procedures/3.000347"))


async def test_a_mother_shows_her_childs_certificate_to_somebody_without_an_account(
    somebody: SitDown, couple: Json, issued: Issued
) -> None:
    mother = await somebody(f"citizen:{couple['mother']['number']}", size=PHONE)
    page = await mother.visit("/me/documents")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Giấy tờ của tôi")
    await seen(mother, "citizen/documents")
    await page.click(f"a[href='/dossiers/{issued.code}/result']")
    await expect(page.locator(".mc-verdict")).to_contain_text("Có giá trị")
    await expect(page.locator("main")).to_contain_text(issued.number)
    await seen(mother, "citizen/result")
    address = await page.locator(".mc-copy").text_content() or ""
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Tải về máy").click()
    assert (await (await downloading.value).path()).read_bytes().startswith(b"%PDF")

    await mother.visit("/me/documents")
    await page.get_by_role("link", name="Dùng cho hồ sơ mới").last.click()
    await seen(mother, "citizen/paper-to-use-again")

    other = await somebody(size=PHONE, script=False)
    await other.visit("/" + address.split("/", 3)[3])
    await expect(other.page.get_by_role("heading", level=1)).to_have_text("Mã thật, hãy so sánh với giấy")
    await expect(other.page.locator("main")).to_contain_text(issued.child)
    assert couple["mother"]["name"] not in await other.page.content()
    shown = await somebody(size=PHONE)
    await shown.visit("/" + address.split("/", 3)[3])
    await seen(shown, "public/verdict-valid")


async def test_without_a_script_a_citizen_finds_and_uses_a_paper_again(
    somebody: SitDown, couple: Json, issued: Issued
) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}", size=PHONE, script=False)
    page = await person.visit("/")
    await page.fill("#q", "khai sinh")
    await page.get_by_role("button", name="Tìm kiếm").click()
    await page.click("a[href='/procedures/1.001193']")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Đăng ký khai sinh")
    await person.visit("/me/documents")
    await page.get_by_role("link", name="Dùng cho hồ sơ mới").last.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dùng lại giấy tờ")
    await page.select_option("#target", "new:1.001193:birth_record")
    await page.get_by_role("button", name="Dùng cho hồ sơ này").click()
    await page.wait_for_url("**/drafts/*/papers")
    await person.visit("/me/lookups")
    await page.select_option("#what", "asked")
    await page.get_by_role("button", name="Xem").click()
    await expect(page.locator(".mc-look").first).to_contain_text("Cơ sở dữ liệu")


async def test_a_driver_sees_a_look_on_consent_and_takes_the_consent_back(
    somebody: SitDown, people: People, door: Door
) -> None:
    driver: Caller = await people.who(f"citizen:{DRIVER['number']}")
    body = {"procedure": "3.000347", "form": {"person": DRIVER, "reason": "expires_soon"}}
    filed = await driver.post("dossiers", json=body, headers={"Idempotency-Key": secrets.token_hex(8)})
    code = filed.raise_for_status().json()["code"]
    await people.decide(await door.officer("tiepnhan.cahungyen"), code, "accept")
    await people.task(await door.officer("canbo.cahungyen"), code)

    person = await somebody(f"citizen:{DRIVER['number']}")
    page = await person.visit("/me/lookups")
    await seen(person, "citizen/lookups")
    await page.get_by_role("link", name="Rút lại sự đồng ý của tôi").first.click()
    await seen(person, "citizen/consent-to-take-back")
    await page.get_by_role("button", name="Rút lại sự đồng ý").click()
    await expect(page.get_by_role("alert")).to_contain_text("Ông/bà đã rút lại sự đồng ý")
    await seen(person, "citizen/lookups-taken-back")
    here = f"a[href='/dossiers/{code}/consents/health_check_of/withdrawal']"
    assert await page.locator(here).count() == 0


async def test_an_officer_is_led_to_where_they_work(somebody: SitDown) -> None:
    person = await somebody()
    page = await person.log_in("officer:tiepnhan.phohien")
    links = page.locator("main li a")
    assert await links.evaluate_all("all => all.map(a => a.getAttribute('href'))") == ["/desk", "/work"]
    await seen(person, "officer/home")


async def test_a_document_is_checked_by_its_file(somebody: SitDown) -> None:
    person = await somebody(size=PHONE)
    page = await person.visit("/verify")
    await seen(person, "public/verify")
    await page.set_input_files("#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"})
    await page.locator("form", has=page.locator("#file")).locator("button").click()
    await expect(page.locator(".mc-verdict")).to_be_visible()
    await person.looks_right("public/verdict-unreadable")
