"""A birth from the first look to the stars, each at a browser of their own: nobody sees anything but pages."""

from playwright.async_api import FilePayload

from infra.local.people import People
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown
from tests.web.deciding.conftest import open_task
from tests.web.filing.story import SHEET, file_it, through_birth

PATIENCE = 90_000
"""Milliseconds until what machines do between two people is seen."""
ASK = "Yêu cầu bổ sung (mẫu 02)"


async def decide(officer: Person, login: str, people: People, code: str, kind: str, choice: str) -> None:
    """Open the task, choose, send, and say it once more where that is asked."""
    await open_task(officer, login, people, code, kind)
    page = officer.page
    await page.get_by_label(choice).check()
    await page.get_by_role("button", name="Gửi").click()
    if page.url.endswith("/sure"):
        await page.get_by_role("button", name=choice).click()
    await expect(page.locator(".govuk-notification-banner--success")).to_be_visible()


async def test_a_birth_is_found_filed_supplied_approved_sealed_verified_and_rated_on_pages_alone(
    somebody: SitDown, people: People
) -> None:
    # A mother who has begun nothing: whoever has is led to what they began.
    couple = (await people.couples("plain", 4, "11953"))[-1]
    mother = await somebody(size=PHONE)
    page = await mother.log_in(f"citizen:{couple['mother']['number']}")
    await page.get_by_label("Ông/bà cần làm gì?").fill("khai sinh")
    await page.get_by_role("button", name="Tìm kiếm").click()
    await page.get_by_role("link", name="Đăng ký khai sinh", exact=True).click()
    await page.get_by_role("button", name="Bắt đầu").first.click()
    await page.click("main button")
    await through_birth(mother, couple)
    code = await file_it(mother)

    desk = await somebody("officer:tiepnhan.phohien")
    await open_task(desk, "tiepnhan.phohien", people, code, "receive")
    await desk.page.get_by_label(ASK).check()
    await desk.page.get_by_label("Giấy chứng sinh", exact=True).check()
    await desk.page.get_by_label("Bản chụp mờ, thiếu trang hoặc không đọc được").check()
    await desk.page.get_by_role("button", name="Gửi").click()

    await mother.visit(f"/dossiers/{code}")
    await page.get_by_role("button", name="Bổ sung giấy tờ hoặc sửa tờ khai").click(timeout=PATIENCE)
    await page.get_by_label("Giấy chứng sinh").set_input_files([SHEET])
    await page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Đã gửi bổ sung")

    await decide(desk, "tiepnhan.phohien", people, code, "receive", "Tiếp nhận hồ sơ")
    registrar = await somebody("officer:hotich.phohien")
    await decide(registrar, "hotich.phohien", people, code, "verify", "Xác nhận đã thẩm tra, đúng")
    await page.get_by_role("button", name="Kiểm tra và xác nhận bản nháp").click(timeout=PATIENCE)
    await page.get_by_role("button", name="Tất cả đều đúng").click()
    leader = await somebody("officer:chutich.phohien")
    await decide(leader, "chutich.phohien", people, code, "approve", "Phê duyệt")

    result = page.get_by_role("button", name="Mở kết quả (PDF)")
    await expect(result).to_be_visible(timeout=PATIENCE)
    sealed = await page.request.get(mother.home + str(await result.get_attribute("href")))
    assert sealed.headers["content-type"] == "application/pdf"
    await open_task(desk, "tiepnhan.phohien", people, code, "hand_over")
    await desk.page.get_by_label("Trả kết quả").check()
    await desk.page.get_by_role("button", name="Gửi").click()
    await desk.page.locator("#receiver").fill(couple["mother"]["name"])
    await desk.page.get_by_label("Người nộp hồ sơ").check()
    await desk.page.get_by_label("Ký trên phiếu in").check()
    await desk.page.get_by_role("button", name="Ghi nhận đã trao").click()
    await expect(desk.page.get_by_role("alert")).to_contain_text("kết quả đã được trả")
    await page.get_by_role("link", name="Đánh giá việc phục vụ").click(timeout=PATIENCE)
    await page.get_by_label("5 – rất tốt").check()
    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.get_by_role("alert")).to_contain_text("Cảm ơn")

    lay_person = await somebody(size=PHONE)
    await lay_person.visit("/verify")
    file = FilePayload(name="giay-khai-sinh.pdf", mimeType="application/pdf", buffer=await sealed.body())
    await lay_person.page.locator("[type=file]").set_input_files([file])
    await lay_person.page.get_by_role("button", name="Kiểm tra").first.click()
    await expect(lay_person.page.get_by_role("heading", level=1)).to_have_text("Có giá trị")
