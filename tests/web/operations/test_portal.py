"""An operator sees what people filed on the national portal and is no dossier yet, and has it filed again."""

import secrets
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.local.house import LocalHouse
from infra.vietnam.portal_inbox import key_name
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown

OPERATOR = "officer:vanhanh.hungyen"
CODE = "000.00.00.H31-261117-900009"
ENTER = text("""
    INSERT INTO portal_filings (id, code, procedure, said, state, why, message, sealed, master, wrapped)
    VALUES (:id, :code, '1.001193', :id, 'held', 'form-invalid', 'Tờ khai chưa đúng. child.born',
            :sealed, :master, :key)
""")
FORGET = text("DELETE FROM portal_filings WHERE code = :code")


@pytest.fixture
async def held(house: LocalHouse) -> AsyncIterator[str]:
    """A filing that the form keeps."""
    name = secrets.token_hex(16)
    async with Database.of_engine(house.settings(), 1) as database:
        key, wrapped = await database.keys.make(key_name(name))
        sealed = {"sealed": key.seal(b"{}", name), "master": wrapped.master, "key": wrapped.key}
        await database.execute(ENGINE, ENTER, {"id": name, "code": CODE} | sealed)
        yield name
        await database.execute(ENGINE, FORGET, {"code": CODE})


@pytest.mark.usefixtures("held")
async def test_what_cannot_be_filed_is_seen_with_its_reason_and_is_tried_again(somebody: SitDown) -> None:
    person = await somebody(OPERATOR, size=PHONE)
    page = await person.visit("/operations")
    await page.get_by_role("link", name="Cổng Dịch vụ công quốc gia: hồ sơ nộp trên Cổng").click()
    row = page.locator("tr", has_text=CODE)
    await expect(row).to_contain_text("Tờ khai chưa đúng. child.born")
    await expect(row).to_contain_text("báo đơn vị vận hành Cổng nội dung chưa đúng")
    await expect(page.locator("main")).to_contain_text("Chưa so sánh lần nào")
    await person.looks_right("operations/portal")
    await row.get_by_role("button", name="Thử lại").click()
    await expect(page.get_by_role("alert")).to_contain_text("trong vài giây")


@pytest.mark.usefixtures("held")
async def test_what_cannot_be_mended_is_declined_in_the_words_that_its_sender_will_read(somebody: SitDown) -> None:
    person = await somebody(OPERATOR, size=PHONE)
    page = await person.visit("/operations/portal")
    row = page.locator("tr", has_text=CODE)
    await row.locator("summary").click()
    words = "Lý do: Tờ khai chưa đúng. child.born. Đề nghị ông/bà hoàn thiện và nộp lại hồ sơ trên Cổng"
    await expect(row).to_contain_text(words)
    await person.looks_right("operations/portal-decline")
    await row.get_by_role("button", name="Từ chối và thông báo cho người nộp").click()
    await expect(page.get_by_role("alert")).to_contain_text("Đã từ chối")
    await expect(row).to_contain_text("Chưa thông báo được cho người nộp")
    await expect(row).to_contain_text(words)
    await person.looks_right("operations/portal-declined")
