"""Whatever citizens do with a dossier they do by keyboard alone, and see where they are."""

import re
import secrets

import pytest
from playwright.async_api import FilePayload

from infra.local.people import PAPER, Caller, Json, People
from tests.api.rest.test_payments import to_the_fee
from tests.support.door import Door, new_key
from tests.web.browser import Person, expect
from tests.web.conftest import SitDown
from tests.web.following.seeing import PATIENCE, status
from tests.web.following.test_stories import digits
from tests.web.keys import bring, choose, press, reach, skip, tab, tick, told, write

SHEET = FilePayload(name="giay-chung-sinh.pdf", mimeType="application/pdf", buffer=PAPER)


async def a_mother(somebody: SitDown, couple: Json, path: str) -> Person:
    """Sit down as the mother at a page of hers, past its head."""
    person = await somebody(f"citizen:{couple['mother']['number']}")
    await skip(await person.visit(path))
    return person


async def test_a_missing_paper_is_brought_and_the_form_put_right(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await door.officer("tiepnhan.phohien")
    await people.decide(desk, code, "request_supplement", items=["Giấy chứng sinh"], reason="Bản chụp bị mờ.")
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    person = await a_mother(somebody, couple, f"/dossiers/{code}")
    page = person.page
    await press(page, "button", "Bổ sung giấy tờ hoặc sửa tờ khai")
    await press(page, "button", "Gửi")
    await told(page, "Ông/bà chưa gửi gì")
    await tab(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#paper-other")).to_be_focused()

    await reach(page, page.get_by_label("Giấy chứng sinh"), "Shift+Tab")
    await bring(page, "Giấy chứng sinh", SHEET)
    await choose(page, "Có, tôi sửa ở đây")
    await reach(page, page.locator("#child-given_name"))
    await page.keyboard.press("Control+A")
    await page.keyboard.type("Khôi Nguyên")
    await press(page, "button", "Gửi")
    await told(page, "Đã gửi bổ sung")
    assert (await mother.get(f"dossiers/{code}/form")).json()["child"]["given_name"] == "Khôi Nguyên"


async def test_a_draft_is_corrected_and_confirmed_and_the_result_shown_to_others_and_rated(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code)
    await door.verify(code)
    await people.until(mother, code, lambda shown: "confirm" in shown["can"])
    person = await a_mother(somebody, couple, f"/dossiers/{code}")
    page = person.page
    await press(page, "button", "Kiểm tra và xác nhận bản nháp")
    await press(page, "link", "Có chỗ sai: sửa lại")
    await reach(page, page.locator("#child-given_name"))
    await page.keyboard.press("Control+A")
    await page.keyboard.press("Delete")
    await press(page, "button", "Gửi nội dung sửa")
    await told(page, "Tên")
    await tab(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#child-given_name")).to_be_focused()
    await page.keyboard.type("Khôi Vĩ")
    await press(page, "button", "Gửi nội dung sửa")
    await told(page, "Đã gửi nội dung sửa")
    await door.verify(code)
    await people.until(mother, code, lambda shown: "confirm" in shown["can"])
    await page.reload()
    await press(page, "button", "Kiểm tra và xác nhận bản nháp")
    await press(page, "button", "Tất cả đều đúng")
    await told(page, "Ông/bà đã xác nhận bản nháp")
    await door.approve(code)
    await door.finish(mother, code)

    await page.goto(f"{person.home}/me/documents")
    await skip(page)
    await reach(page, page.locator(f"a[href='/dossiers/{code}/result']"))
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await press(page, "link", "Xem như người khác thấy")
    await expect(page.locator(".mc-verdict").first).to_be_visible()
    await page.goto(f"{person.home}/dossiers/{code}")
    await press(page, "link", "Đánh giá việc phục vụ")
    await press(page, "button", "Gửi đánh giá")
    await told(page, "Hãy chọn từ 1 đến 5 sao")
    await choose(page, "4 – tốt")
    await reach(page, page.locator("#comment"))
    await page.keyboard.type("Nhanh và rõ ràng.")
    await press(page, "button", "Gửi đánh giá")
    await told(page, "Cảm ơn")


async def test_a_householder_objects_and_then_agrees(somebody: SitDown, mother: Caller, couple: Json) -> None:
    me = couple["mother"]
    moves = {
        "person": {"number": me["number"], "full_name": me["name"], "born": "1995-04-12"},
        "address": "Số 99, đường Bãi Sậy",
        "commune": "11983",
        "head": couple["father"]["number"],
        "relation": "Vợ",
        "basis": "kin",
    }
    sent = {"procedure": "1.004222", "form": moves}
    code = (await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"]
    person = await somebody(f"citizen:{couple['father']['number']}")
    page = await person.visit(f"/dossiers/{code}/consent")
    await skip(page)
    await press(page, "button", "Gửi câu trả lời")
    await told(page, "Hãy chọn một câu trả lời")
    await choose(page, "Tôi không đồng ý")
    await press(page, "button", "Gửi câu trả lời")
    await told(page, "vì sao ông/bà không đồng ý")
    await tab(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#reason")).to_be_focused()
    await page.keyboard.type("Tôi chưa biết.")
    await press(page, "button", "Gửi câu trả lời")
    await told(page, "không đồng ý")
    await page.goto(f"{person.home}/dossiers/{code}/consent")
    await choose(page, "Tôi đồng ý")
    await press(page, "button", "Gửi câu trả lời")
    await told(page, "Ông/bà đã đồng ý")


async def test_somebody_with_a_mandate_begins_for_another(somebody: SitDown, people: People, couple: Json) -> None:
    other = (await people.couples("plain", 2))[1]
    person = await somebody(f"citizen:{other['mother']['number']}")
    page = await person.visit("/file/1.004222")
    await skip(page)
    await reach(page, page.locator("summary"))
    await page.keyboard.press("Enter")
    await tab(page)
    await expect(page.get_by_label("Số định danh của chủ hồ sơ")).to_be_focused()
    await page.keyboard.type(couple["mother"]["number"])
    await press(page, "button", "Bắt đầu")
    await told(page, "Nhập họ tên đầy đủ của người ủy quyền")
    await tab(page)
    await page.keyboard.press("Enter")
    await page.keyboard.type(couple["mother"]["name"])
    await press(page, "button", "Bắt đầu")
    await page.wait_for_url("**/drafts/**")


async def test_a_fee_is_paid_at_the_platform(somebody: SitDown, door: Door, mother: Caller, couple: Json) -> None:
    code = (await to_the_fee(door, mother))["code"]
    page = (await a_mother(somebody, couple, f"/dossiers/{code}")).page
    await press(page, "button", "Nộp phí, lệ phí")
    await press(page, "button", "Thanh toán trực tuyến")
    await press(page, "button", "Đến trang thanh toán")
    await reach(page, page.locator("button[value=pay]"))
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/dossiers/.*done=paid"))
    await told(page, "Ông/bà đã trở lại từ trang thanh toán")


async def test_a_dossier_is_followed_without_an_account(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    address = f"{secrets.token_hex(6)}@example.vn"
    code = await people.file(mother, couple, contact={"email": address})
    person = await somebody()
    page = await person.visit("/track")
    await skip(page)
    await press(page, "button", "Tiếp tục")
    await write(page, "Mã hồ sơ", code)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await press(page, "button", "Gửi mã cho tôi")
    await write(page, "Sáu chữ số", "12345")
    await press(page, "button", "Xem hồ sơ")
    await told(page, "Mã không đúng")
    await write(page, "Sáu chữ số", await digits(people, address))
    await press(page, "button", "Xem hồ sơ")
    await status(person, "Mới đăng ký")


async def test_a_mandate_is_taken_back_by_its_owner(
    somebody: SitDown, people: People, door: Door, couple: Json
) -> None:
    father = await people.who(f"citizen:{couple['father']['number']}")
    application = await people.application(father, couple)
    paper = {"kind": "mandate", "upload": await people.upload(father)}
    owner = {"number": couple["mother"]["number"], "name": couple["mother"]["name"]}
    application |= {"owner": owner, "documents": [*application["documents"], paper]}
    code = (await father.post("dossiers", json=application, headers=new_key())).raise_for_status().json()["code"]
    page = (await a_mother(somebody, couple, f"/dossiers/{code}/mandate")).page
    await press(page, "button", "Hủy bỏ ủy quyền")
    await told(page, "Hãy đánh dấu để xác nhận")
    await tick(page, "Có, tôi hủy bỏ ủy quyền")
    await press(page, "button", "Hủy bỏ ủy quyền")
    await told(page, "ủy quyền")
    assert (await door.books.acts(code))[-1] == "mandate_revoked"


@pytest.mark.parametrize("stays", [True, False])
async def test_the_focus_is_kept_while_the_page_moves_by_itself(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json, stays: bool
) -> None:
    code = await people.file(mother, couple)
    person = await a_mother(somebody, couple, f"/dossiers/{code}")
    link = person.page.locator("#job-withdraw")
    await reach(person.page, link)
    await door.accept(code)
    if not stays:
        await door.verify(code)
        await people.confirm(mother, code)
        await door.approve(code)
        await expect(link).to_have_count(0, timeout=PATIENCE)
    else:
        await status(person, "Đang xử lý")
    await expect(link if stays else person.page.locator("main")).to_be_focused()
    await tab(person.page)
    await expect(person.page.locator("main a:focus")).to_have_count(1)
