"""Registers and our own parts fail while people are at their pages: they are told why, and nothing is lost."""

import re

from infra.local.people import Caller, Json, People
from infra.local.supervisor import Stack
from tests.support.door import Door
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.filing.story import about_child, begin

PATIENCE = 90_000
"""Milliseconds until what machines do is seen."""


async def test_a_register_that_is_down_is_named_on_the_page_and_the_dossier_goes_on_when_it_is_back(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    await people.fault("population", "unavailable", calls=-1)
    try:
        code = await people.file(mother, couple)
        await door.accept(code)
        parent = await somebody(mother.name, size=PHONE)
        page = await parent.visit(f"/dossiers/{code}")
        waits = page.locator("dl").first
        await expect(waits).to_contain_text("Chờ trả lời của", timeout=PATIENCE)
        await expect(page.locator("main")).to_contain_text("Hồ sơ tự tiếp tục khi có trả lời")
        await parent.looks_right("following/a-register-is-down")
        operator = await somebody("officer:vanhanh.hungyen")
        await operator.visit("/operations")
        row = operator.page.get_by_role("row", name=re.compile("dân cư"))
        await expect(row).to_contain_text("1")
        await operator.looks_right("operations/a-register-is-down")
    finally:
        await people.heal("population")
    await expect(waits).to_contain_text("Chờ thẩm tra", timeout=PATIENCE)


async def test_without_the_database_a_page_says_to_come_again_and_what_was_typed_before_is_there(
    somebody: SitDown, stack: Stack, door: Door, couple: Json
) -> None:
    parent = await somebody(f"citizen:{couple['mother']['number']}", size=PHONE)
    await begin(parent)
    await about_child(parent, child__given_name="Minh Châu")
    here = parent.page.url
    await stack.halt("postgres")
    try:
        answer = await parent.page.goto(here)
        assert answer
        assert answer.status == 503
        await expect(parent.page.get_by_role("heading", level=1)).to_contain_text("tạm thời gián đoạn")
    finally:
        await stack.resume("postgres")
        await door.books.database.close()
    await parent.page.goto(f"{here.rpartition('/')[0]}/child")
    await expect(parent.page.locator("[name='child.given_name']")).to_have_value("Minh Châu")
