"""Of a dossier whose data were erased its people read when, by which rule, and what remains of it."""

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.api.rest.test_payments import pays, to_the_fee
from tests.support.door import Door, has_status
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.following.erasing import BASIS, LONG, erase

ORDER = "Quyết định 12/2026/QĐ-TA"


async def test_a_mother_reads_that_it_was_erased_by_order_and_still_gets_the_certificate(
    somebody: SitDown, people: People, door: Door, house: LocalHouse, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    number = (await door.finish(mother, code))["result"]["number"]
    await erase(house, code, order=ORDER)
    person = await somebody(mother.name, size=PHONE)
    page = await person.visit("/me/documents")
    folder = page.locator("section", has_text=code)
    for words in ("đã được xóa ngày", BASIS, ORDER, number, "Kết quả được lưu giữ lâu hơn hồ sơ"):
        await expect(folder).to_contain_text(words)
    assert (
        await page.request.get(person.home + str(await folder.get_by_role("link", name="Tải").get_attribute("href")))
    ).ok
    await expect(folder.get_by_role("link", name="Kiểm tra giấy tờ")).to_have_attribute("href", "/verify")
    await person.looks_right("following/documents-of-an-erased-dossier")
    await folder.get_by_role("link", name=code).click()
    await expect(page.locator("main")).to_contain_text(BASIS)
    await person.looks_right("following/erased")
    await person.visit("/me")
    await expect(page.locator("li", has_text=code)).to_contain_text("đã được xóa ngày")
    await person.looks_right("following/mine-with-an-erased-one")
    answer = await page.goto(f"{person.home}/dossiers/{code}/withdraw")
    assert answer
    assert answer.status == 410
    await expect(page.locator("main")).to_contain_text("số của các kết quả vẫn được ghi nhận")


async def test_what_was_erased_with_its_result_says_so_and_what_had_none_says_that(
    somebody: SitDown, people: People, door: Door, house: LocalHouse, mother: Caller, couple: Json
) -> None:
    unpaid = await to_the_fee(door, mother)
    asked = (await mother.post(f"dossiers/{unpaid['code']}/payments")).raise_for_status().json()
    await pays(people, asked)
    await people.until(mother, unpaid["code"], has_status(9))
    number = (await door.finish(mother, unpaid["code"]))["result"]["number"]
    withdrawn = await people.file(mother, couple)
    (await mother.post(f"dossiers/{withdrawn}/withdrawal", json={})).raise_for_status()
    for code in (unpaid["code"], withdrawn):
        await erase(house, code, after=LONG)
    person = await somebody(mother.name, size=PHONE, language="en")
    page = await person.visit("/me/documents")
    folder = page.locator("section", has_text=unpaid["code"])
    for words in (number, "The time for which the law keeps it was over", "file was erased too"):
        await expect(folder).to_contain_text(words)
    await expect(folder.get_by_role("link", name="Download")).to_have_count(0)
    await expect(page.locator("section", has_text=withdrawn)).to_contain_text("no result was issued")
    await person.looks_right("following/documents-erased-with-the-result")
