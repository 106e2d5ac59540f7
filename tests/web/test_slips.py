"""The law's forms are read in the browser too, in the law's words."""

from datetime import UTC, datetime

from infra.local.people import Caller, Json, People
from tests.support.door import Door
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown


async def test_a_receipt_is_a_page_and_a_pdf_for_who_filed_and_the_control_slip_for_officers_alone(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code)
    parent = await somebody(mother.name, size=PHONE)
    page = await parent.visit(f"/dossiers/{code}/forms/01")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    await expect(page.get_by_text("Tiếp nhận hồ sơ của:")).to_contain_text(couple["mother"]["name"])
    await parent.looks_right("slips/01")
    printed = await page.request.get(f"{parent.home}/api/v1/dossiers/{code}/forms/01")
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")

    await parent.visit(f"/dossiers/{code}/forms/06")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ chưa có phiếu này.")

    officer = await somebody("officer:tiepnhan.phohien")
    page = await officer.visit(f"/dossiers/{code}/forms/06")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Phiếu kiểm soát")
    await officer.looks_right("slips/06")


async def test_the_desk_reads_its_register_of_a_period(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code)
    officer = await somebody("officer:tiepnhan.phohien")

    page = await officer.visit("/offices/11953/register")

    await expect(page.get_by_role("cell", name=code)).to_be_visible()
    await officer.looks_right("slips/07")
    await page.get_by_label("Tiếp nhận đến ngày").fill(f"{datetime.now(UTC):%Y-01-01}")
    await page.get_by_label("Tiếp nhận từ ngày").fill(f"{datetime.now(UTC):%Y-01-01}")
    await page.get_by_role("button", name="Xem").click()
    await expect(page.get_by_text("Không có hồ sơ")).to_be_visible()
