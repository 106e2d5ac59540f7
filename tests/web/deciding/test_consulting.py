"""Two officers of two offices: one asks, the other answers, both on their own screens; who waits sees who has it."""

from domain.tasks.model import DIFFERENCE
from infra.local.people import Caller, Json, People
from tests.api.services.test_consulting import in_two_days
from tests.support.door import Door
from tests.web.browser import NARROW, PHONE, expect
from tests.web.conftest import SitDown
from tests.web.deciding.conftest import open_task

ASK = "Lấy ý kiến cơ quan khác"
QUESTION = "Gia đình có đăng ký thường trú tại phường không?"
ANSWER = "Họ đã chuyển đi từ tháng 5."


async def test_an_officer_asks_another_office_and_goes_on_with_its_answer_before_them(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json, code: str
) -> None:
    await door.accept(code)
    registrar = await somebody("officer:hotich.phohien")
    page = registrar.page
    await open_task(registrar, "hotich.phohien", people, code, "verify")
    await page.get_by_role("button", name="Nhận việc này").click()
    await page.get_by_label(ASK).check()
    await page.get_by_label("Cơ quan được hỏi").fill("cong an phuong son nam")
    await page.get_by_label("Nội dung cần cơ quan đó cho ý kiến").fill(QUESTION)
    day = in_two_days()
    for part, number in (("", day.day), ("-month", day.month), ("-year", day.year)):
        await page.locator(f"#consult-until{part}").fill(str(number))
    await registrar.looks_right("deciding/asking-another-office")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_contain_text(ASK)
    await expect(page.locator("section[aria-labelledby=opinions]")).to_contain_text("Chờ trả lời đến")
    await registrar.looks_right("deciding/another-office-is-asked")

    waits = await somebody(f"citizen:{couple['mother']['number']}", size=PHONE)
    await waits.visit(f"/dossiers/{code}")
    standing = waits.page.locator("dl").first
    await expect(standing).to_contain_text("Công an phường Sơn Nam")
    await expect(standing).to_contain_text("Chờ ý kiến của cơ quan được hỏi")
    await expect(standing).to_contain_text(f"17:00, {day:%d/%m/%Y}")
    assert QUESTION not in await waits.page.content()
    await waits.looks_right("following/another-office-is-asked")

    police = await somebody("officer:canbo.casonnam", size=NARROW, language="en")
    await open_task(police, "canbo.casonnam", people, code, "opinion")
    await expect(police.page.locator("section[aria-labelledby=opinions]")).to_contain_text(QUESTION)
    await police.page.get_by_label("Does not agree").check()
    await police.page.locator("#opinion_objects-opinion").fill(ANSWER)
    await police.looks_right("deciding/giving-an-opinion")
    await police.page.get_by_role("button", name="Send").click()
    await expect(police.page.locator(".govuk-notification-banner--success")).to_contain_text("Does not agree")
    await police.looks_right("deciding/opinion-given")

    await open_task(registrar, "hotich.phohien", people, code, "verify")
    heard = page.locator("section[aria-labelledby=opinions]")
    for said in ("Công an phường Sơn Nam", QUESTION, "Không đồng ý", ANSWER, "Hà Thị Ngọc, chuyên viên thụ lý"):
        await expect(heard).to_contain_text(said)
    await expect(page.get_by_role("button", name="Trả lại việc này")).to_be_visible()
    await registrar.looks_right("deciding/opinion-heard")
    await page.get_by_label("Xác nhận đã thẩm tra, đúng").check()
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
    await people.until(mother, code, lambda shown: "confirm" in shown["can"])


async def test_what_is_wrong_with_a_question_is_said_at_its_field_and_no_word_is_lost(
    somebody: SitDown, people: People, door: Door, code: str
) -> None:
    await door.accept(code)
    registrar = await somebody("officer:hotich.phohien", size=PHONE)
    page = registrar.page
    await open_task(registrar, "hotich.phohien", people, code, "verify")
    await page.get_by_label(ASK).check()
    await page.get_by_role("button", name="Gửi").click()
    for said in ("Hãy chọn “Cơ quan được hỏi”", "Hãy viết nội dung cần lấy ý kiến"):
        await expect(page.get_by_role("alert")).to_contain_text(said)
    await registrar.looks_right("deciding/asking-without-a-question")

    office = page.get_by_label("Cơ quan được hỏi")
    await office.fill("Ủy ban nhân dân phường Phố Hiến")
    await page.get_by_label("Nội dung cần cơ quan đó cho ý kiến").fill(QUESTION)
    await page.locator("#consult-until").fill("1")
    await page.locator("#consult-until-month").fill("11")
    await page.locator("#consult-until-year").fill("2026")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("alert")).to_contain_text("Đây là cơ quan của ông/bà")
    await expect(page.get_by_role("alert")).to_contain_text("Ngày này đã qua")
    await expect(office).to_have_value("Ủy ban nhân dân phường Phố Hiến")
    await expect(page.get_by_label("Nội dung cần cơ quan đó cho ý kiến")).to_have_value(QUESTION)

    await office.fill("Sở Xây dựng")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("alert")).to_contain_text("chọn một tên trong danh sách")
    assert "opinion_asked" not in await door.books.acts(code)


async def test_an_opinion_that_needs_words_is_not_sent_without(
    somebody: SitDown, people: People, door: Door, code: str
) -> None:
    await door.accept(code)
    asking = {"office": "11983", "words": QUESTION}
    registrar = await door.officer("hotich.phohien")
    await people.decide(registrar, code, "proved", kind=DIFFERENCE)
    await people.decide(registrar, code, "consult", kind="verify", **asking)
    there = await somebody("officer:hotich.sonnam", script=False)
    await open_task(there, "hotich.sonnam", people, code, "opinion")
    await there.page.get_by_label("Không thuộc thẩm quyền trả lời").check()
    await there.page.get_by_role("button", name="Gửi").click()
    await expect(there.page.get_by_role("alert")).to_contain_text("Hãy viết ý kiến")
    await there.page.get_by_label("Đồng ý", exact=True).check()
    await there.page.get_by_role("button", name="Gửi").click()
    await expect(there.page.locator(".govuk-notification-banner--success")).to_contain_text("Đồng ý")
