"""An operator sees how much of the law nobody has confirmed, and which command lists it: on a page, and by program."""

from infra.facts.open_facts import open_facts
from infra.local.people import People
from tests.web.browser import expect
from tests.web.conftest import SitDown

OPERATOR = "officer:vanhanh.hungyen"


async def test_an_operator_reads_how_many_facts_are_open_and_which_command_lists_them(
    somebody: SitDown, people: People
) -> None:
    person = await somebody(OPERATOR)
    page = await person.visit("/operations")
    many = len(open_facts())
    said = page.locator("#facts + p")
    await expect(said).to_contain_text(f"Còn {many} nội dung chưa xác nhận.")
    await expect(said.locator("code")).to_have_text("motcua facts")
    await expect(page.get_by_text("chưa nhận hồ sơ mới")).to_have_count(0)
    await person.looks_right("operations/facts")

    told = (await (await people.who(OPERATOR)).get("operations/facts")).json()
    assert (told["open"], told["command"], told["refused"]) == (many, "motcua facts", False)
    assert told["procedures"]["1.004222"] > 0


async def test_who_does_not_run_the_installation_is_not_told(people: People) -> None:
    answer = await (await people.who("officer:tiepnhan.phohien")).get("operations/facts")
    assert answer.status_code == 403
