"""Somebody files from home for whoever gave them a mandate."""

from infra.local.people import Json, People
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown


async def test_who_has_a_mandate_names_its_owner_and_must_bring_it(
    somebody: SitDown, people: People, couple: Json
) -> None:
    other = (await people.couples("plain", 2))[1]
    proxy = await somebody(f"citizen:{other['mother']['number']}", size=PHONE)
    page = await proxy.visit("/file/1.004222")
    await page.get_by_text("Tôi nộp thay người đã ủy quyền cho tôi").click()
    await page.get_by_label("Số định danh của chủ hồ sơ").fill("033195")
    await page.get_by_role("button", name="Bắt đầu").click()
    await expect(page.get_by_role("alert")).to_contain_text("Nhập họ tên đầy đủ của người ủy quyền")
    await proxy.looks_right("citizen/file-mandate-with-errors")
    await page.get_by_label("Số định danh của chủ hồ sơ").fill(couple["mother"]["number"])
    await page.get_by_label("Họ và tên chủ hồ sơ").fill(couple["mother"]["name"])

    await page.get_by_role("button", name="Bắt đầu").click()

    await page.wait_for_url("**/drafts/**")
    draft = page.url.rpartition("/")[0]
    await expect(page.locator("main")).not_to_contain_text("Theo tài khoản ông/bà đăng nhập")
    await page.goto(f"{draft}/papers")
    await expect(page.get_by_role("heading", name="Giấy ủy quyền")).to_be_visible()
    await page.goto(f"{draft}/check")
    await expect(page.get_by_role("alert")).to_contain_text("Còn thiếu: Giấy ủy quyền")
    assert couple["mother"]["number"] not in page.url
