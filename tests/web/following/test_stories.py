"""People follow their dossiers in a browser, and do what is asked of them there."""

import asyncio
import re
import secrets

import pytest
from playwright.async_api import FilePayload

from infra.local.people import PAPER, Caller, Json, People
from tests.api.rest.test_payments import to_the_fee
from tests.support.door import Door, new_key
from tests.web.browser import NARROW, PHONE, Person, expect
from tests.web.conftest import SitDown
from tests.web.following.seeing import PATIENCE, status, told

BIRTH_RECORD = FilePayload(name="giay-chung-sinh.pdf", mimeType="application/pdf", buffer=PAPER)
NO_PICTURE = FilePayload(name="anh.png", mimeType="image/png", buffer=b"not a picture")


def account(person: Json) -> str:
    """Say as whom somebody logs in."""
    return f"citizen:{person['number']}"


async def test_a_mother_sees_her_dossier_move_while_officers_act_and_confirms_and_rates(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    person = await somebody(account(couple["mother"]), size=PHONE, language="en")
    page = await person.visit("/me")
    await person.looks_right("following/mine")
    await page.locator(f"a[href='/dossiers/{code}']").click()
    await status(person, "Filed")
    await expect(page.locator("dl")).to_contain_text("Waits to be checked and accepted")
    await person.looks_right("following/filed")

    await door.accept(code)
    await status(person, "In process")
    await door.verify(code)
    await page.get_by_role("button", name="Check and confirm the draft").click(timeout=PATIENCE)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    await person.looks_right("following/draft")
    await page.get_by_role("link", name="Something is wrong: correct it").click()
    await page.get_by_label("Given name").fill("")
    await page.get_by_role("button", name="Send the correction").click()
    await told(person, "Given name")
    await person.looks_right("following/correct-with-errors")
    await page.get_by_role("link", name="Back to the dossier").click()
    await page.get_by_role("button", name="Check and confirm the draft").click()
    await page.get_by_role("button", name="Everything is right").click()
    await told(person, "You confirmed the draft")
    await person.looks_right("following/confirmed")

    await door.approve(code)
    await status(person, "Done")
    await expect(page.get_by_role("button", name="Open the result (PDF)")).to_be_visible(timeout=PATIENCE)
    await person.looks_right("following/result")
    await door.finish(mother, code)
    await page.get_by_role("link", name="Rate how you were served").click(timeout=PATIENCE)
    await page.get_by_role("button", name="Send the rating").click()
    await told(person, "Choose from 1 to 5 stars")
    await person.looks_right("following/rate-with-errors")
    await page.get_by_label("4 – good").check()
    await page.get_by_label("What was good").fill("Nhanh và rõ ràng.")
    await page.get_by_role("button", name="Send the rating").click()
    await told(person, "Thank you")


async def test_who_was_asked_for_a_paper_brings_it_without_javascript_and_loses_nothing_by_a_mistake(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await door.officer("tiepnhan.phohien")
    items = ["Giấy chứng sinh", "Giấy chứng nhận kết hôn"]
    await people.decide(desk, code, "request_supplement", items=items, reason="Bản chụp bị mờ.")
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    beside = await somebody(account(couple["mother"]), size=PHONE)
    await beside.visit("/me")
    await beside.looks_right("following/mine-asked")
    await beside.visit(f"/dossiers/{code}/supply")
    await beside.looks_right("following/supply")
    person = await somebody(account(couple["mother"]), size=NARROW, script=False)
    page = await person.visit("/me")
    await page.get_by_role("link", name="Bổ sung giấy tờ hoặc sửa tờ khai").first.click()
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await told(person, "Ông/bà chưa gửi gì")

    await page.get_by_label("Giấy chứng sinh").set_input_files([BIRTH_RECORD])
    await page.get_by_label("Giấy chứng nhận kết hôn").set_input_files([NO_PICTURE])
    await page.get_by_label("Có, tôi sửa ở đây").check()
    await page.locator("#child-given_name").fill("Khôi Nguyên")
    await page.locator("#child-born").fill("31")
    await page.locator("#child-born-month").fill("2")
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await told(person, "không có ngày này")
    await expect(page.get_by_text("Đã gửi: giay-chung-sinh.pdf")).to_be_visible()
    await expect(page.locator("#child-given_name")).to_have_value("Khôi Nguyên")

    await page.locator("#child-born").fill("20")
    await page.locator("#child-born-month").fill("11")
    await page.get_by_role("button", name="Gửi", exact=True).dblclick()
    await told(person, "Đã gửi bổ sung")
    form = (await mother.get(f"dossiers/{code}/form")).json()
    assert form["child"]["given_name"] == "Khôi Nguyên"
    await expect(page.get_by_text("Còn thiếu")).to_have_count(0)
    assert (await door.books.acts(code)).count("supplied") == 1, "a double click brings nothing twice"


async def test_a_householder_reads_the_form_and_agrees_and_sees_nothing_else(
    somebody: SitDown, mother: Caller, couple: Json
) -> None:
    moves = {
        "person": {"number": couple["mother"]["number"], "full_name": couple["mother"]["name"], "born": "1995-04-12"},
        "address": "Số 99, đường Bãi Sậy",
        "commune": "11983",
        "head": couple["father"]["number"],
        "relation": "Vợ",
        "basis": "kin",
    }
    sent = {"procedure": "1.004222", "form": moves}
    code = (await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"]
    person = await somebody(account(couple["father"]), size=PHONE)
    page = await person.visit(f"/dossiers/{code}")
    await expect(page.get_by_role("link", name="Rút hồ sơ")).to_have_count(0)
    await page.get_by_role("button", name="Đồng ý hoặc không đồng ý").click()
    await expect(page.locator("dl")).to_contain_text("Số 99, đường Bãi Sậy")
    await page.get_by_role("button", name="Gửi câu trả lời").click()
    await told(person, "Hãy chọn một câu trả lời")
    await page.get_by_label("Tôi không đồng ý").check()
    await page.get_by_role("button", name="Gửi câu trả lời").click()
    await told(person, "vì sao ông/bà không đồng ý")
    await person.looks_right("following/consent-with-errors")
    await page.get_by_label("Tôi đồng ý").check()
    await page.get_by_role("button", name="Gửi câu trả lời").click()
    await told(person, "Ông/bà đã đồng ý")
    await person.looks_right("following/agreed")
    answer = await page.goto(f"{person.home}/dossiers/{code}/withdraw")
    assert answer is not None
    assert answer.status == 409


async def test_a_fee_is_paid_at_the_platform_by_link_or_code_and_the_page_hears_of_it(
    somebody: SitDown, door: Door, mother: Caller, couple: Json
) -> None:
    code = (await to_the_fee(door, mother))["code"]
    person = await somebody(account(couple["mother"]), size=PHONE)
    page = await person.visit(f"/dossiers/{code}")
    await page.get_by_role("button", name="Nộp phí, lệ phí").click()
    await person.looks_right("following/pay")
    await page.get_by_role("button", name="Thanh toán trực tuyến").click()
    await expect(page.get_by_role("img", name="Mã dẫn đến trang thanh toán")).to_be_visible()
    await person.looks_right("following/pay-on-line")
    await page.get_by_role("button", name="Đến trang thanh toán").click()
    await page.locator("button[value=pay]").click()
    await page.wait_for_url(re.compile(r"/dossiers/.*done=paid"))
    await told(person, "Ông/bà đã trở lại từ trang thanh toán")
    await expect(page.get_by_text("Biên lai điện tử").first).to_be_visible(timeout=PATIENCE)
    await person.looks_right("following/paid")


async def test_a_dossier_is_withdrawn_by_keyboard_alone_and_not_by_accident(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    person = await somebody(account(couple["mother"]))
    page = await person.visit(f"/dossiers/{code}")
    await page.locator("#job-withdraw").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/withdraw$"))
    await page.keyboard.press("Tab")
    await reach(person, "BUTTON")
    await page.keyboard.press("Enter")
    await told(person, "Hãy đánh dấu để xác nhận")
    await person.looks_right("following/withdraw-with-errors")
    await reach(person, "sure")
    await page.keyboard.press("Space")
    await reach(person, "BUTTON")
    await page.keyboard.press("Enter")
    await told(person, "Hồ sơ đã được rút")
    await status(person, "Công dân yêu cầu rút hồ sơ")


async def reach(person: Person, what: str) -> None:
    """Press Tab until the element of this id, or a button of the page's own form, has the focus."""
    here = "[document.activeElement.id, document.activeElement.closest('main') && document.activeElement.tagName]"
    for _ in range(40):
        if what in await person.page.evaluate(here):
            return
        await person.page.keyboard.press("Tab")
    pytest.fail(f"no key leads to {what}")


async def test_another_persons_dossier_is_not_there(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    [_, other] = await people.couples("plain", 2)
    person = await somebody(account(other["mother"]))
    for path in ("", "/live", "/supply", "/draft", "/withdraw", "/pay", "/rate", "/consent", "/mandate"):
        answer = await person.page.goto(f"{person.home}/dossiers/{code}{path}")
        assert answer is not None
        assert answer.status == 404, path
    await person.looks_right("following/not-there")


async def test_who_has_code_and_mail_follows_without_an_account_and_reads_nothing_personal(
    somebody: SitDown, people: People, mother: Caller, couple: Json, door: Door
) -> None:
    address = f"{secrets.token_hex(6)}@example.vn"
    code = await people.file(mother, couple, contact={"email": address})
    person = await somebody(size=PHONE)
    page = await person.visit("/track")
    await page.get_by_label("Mã hồ sơ").fill("123")
    await page.get_by_role("button", name="Tiếp tục").click()
    await told(person, "Mã hồ sơ chưa đúng")
    await page.get_by_label("Mã hồ sơ").fill(f" {code.lower()} ")
    await page.get_by_role("button", name="Tiếp tục").click()
    await person.looks_right("following/prove")
    await page.get_by_role("button", name="Gửi mã cho tôi").click()
    await expect(page.get_by_role("status")).to_contain_text("Nếu có hồ sơ này")
    await person.looks_right("following/code-sent")
    await page.get_by_label("Sáu chữ số").fill("12345")
    await page.get_by_role("button", name="Xem hồ sơ").click()
    await told(person, "Mã không đúng, đã hết hạn hoặc đã dùng")
    await page.get_by_label("Sáu chữ số").fill(await digits(people, address))
    await page.get_by_role("button", name="Xem hồ sơ").click()
    await status(person, "Mới đăng ký")
    await person.looks_right("following/tracked")
    await door.accept(code)
    await status(person, "Đang xử lý")
    text = await page.locator("main").inner_text()
    for name in (couple["mother"]["name"], couple["father"]["name"], couple["mother"]["number"], "Khôi"):
        assert name not in text
    assert await page.locator("main a").count() == 0, "there is nothing to do here"
    answer = await page.goto(f"{person.home}/dossiers/{code}/withdraw")
    assert answer is not None
    assert "/identity/" in page.url, "whoever wants to act logs in"


async def digits(people: People, address: str) -> str:
    """Read the code in the mail."""
    async with asyncio.timeout(120):
        while True:
            letter = await people.letter(address)
            if found := re.search(r"^ +(\d{6})\s*$", letter["text"], re.MULTILINE):
                return found[1]
            await asyncio.sleep(0.05)


async def test_of_no_dossier_and_of_one_the_same_is_said(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    said = []
    for one in (code, f"{code[:-4]}9999"):
        person = await somebody()
        page = await person.visit(f"/track/{one}")
        await page.get_by_role("button", name="Gửi mã cho tôi").click()
        said.append((await page.locator("main").inner_text()).replace(one, ""))
    assert said[0] == said[1]
