"""A leader recalls a result in the browser, and whoever holds it sees that."""

from infra.local.people import Caller, Json, People
from tests.support.door import Door, at
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown


async def test_a_leader_recalls_a_certificate_says_why_and_has_another_made_with_the_name_put_right(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    result = (await door.finish(mother, code))["result"]
    leader = await somebody("officer:phochutich.phohien")
    page = await leader.visit(f"/dossiers/{code}/result")
    await page.get_by_role("link", name="Thu hồi kết quả").click()
    await page.get_by_role("button", name="Thu hồi", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Chọn lý do thu hồi")
    await leader.looks_right("officer/recall-with-errors")
    await page.get_by_label("Nội dung có sai sót").check()
    await page.get_by_label("Quyết định hoặc quy định làm căn cứ").fill("Quyết định số 15/QĐ-UBND")
    await page.get_by_label("Sai ở đâu").fill("Tên của trẻ viết sai.")
    await page.get_by_label("Có, theo tờ khai sửa tại đây").check()
    await page.locator("[name='child.given_name']").fill("Khôi Vĩ")
    await leader.looks_right("officer/recall")
    await page.get_by_role("button", name="Thu hồi", exact=True).click()

    await expect(page.locator(".mc-verdict")).to_contain_text("Đã bị thu hồi")
    holder = await somebody(mother.name, size=PHONE)
    await holder.visit(f"/dossiers/{code}/result")
    await expect(holder.page.locator("main")).to_contain_text("Quyết định số 15/QĐ-UBND")
    await holder.looks_right("citizen/result-recalled")
    document = await mother.get(at(result["href"]))
    assert "Motcua-Recalled-At" in document.headers
    registrar = await door.officer("hotich.phohien")
    task = await people.task(registrar, code, "verify")
    assert (await registrar.get(f"tasks/{task['id']}")).json()["form"]["child"]["given_name"] == "Khôi Vĩ"
    assert (await door.books.acts(code)).count("recalled") == 1


async def test_a_result_is_not_recalled_by_who_leads_no_office_that_issued_it(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    await door.finish(mother, code)
    registrar = await somebody("officer:hotich.phohien")
    page = await registrar.visit(f"/dossiers/{code}/result")
    await expect(page.get_by_role("link", name="Thu hồi kết quả")).to_have_count(0)
    await registrar.visit(f"/dossiers/{code}/result/recall")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Chỉ lãnh đạo cơ quan đã cấp")
