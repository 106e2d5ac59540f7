"""Any one-stop desk of the province receives: who files from home chooses which, and is told so from then on."""

from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.files.drafts import Content
from infra.local.house import LocalHouse
from infra.local.people import Json, People
from tests.support.door import Door
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.filing.sheet import Sheet
from tests.web.filing.story import file_it, press, up_to_check
from tests.web.filing.test_doors import open_drafts

SONNAM = "11983"


async def test_the_desk_that_a_citizen_chose_receives_and_every_page_says_so(
    somebody: SitDown, couple: Json, people: People, door: Door
) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}", script=False, size=PHONE)
    await up_to_check(person, couple)
    main = person.page.locator("main")
    await expect(main).to_contain_text("Ủy ban nhân dân phường Phố Hiến (cơ quan giải quyết)")
    await person.page.click("a[href$='contact#receiving']")
    await person.page.select_option("#receiving", label="Bộ phận một cửa phường Sơn Nam")
    await press(person)
    await expect(main).to_contain_text("Bộ phận một cửa phường Sơn Nam")

    code = await file_it(person)

    await expect(main).to_contain_text("Kết quả được trả tại Ủy ban nhân dân phường Sơn Nam.")
    await expect(main).to_contain_text("Ủy ban nhân dân phường Phố Hiến là cơ quan giải quyết.")
    await person.visit(f"/dossiers/{code}")
    row = person.page.locator(".govuk-summary-list__row", has_text="Nơi trả kết quả")
    await expect(row).to_contain_text("Ủy ban nhân dân phường Sơn Nam")
    assert (await people.task(await door.officer("tiepnhan.sonnam"), code))["kind"] == "receive"


async def test_where_nothing_is_chosen_the_office_that_decides_receives(
    somebody: SitDown, couple: Json, people: People, door: Door
) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}")
    await up_to_check(person, couple)
    await person.page.click("a[href$='contact#receiving']")
    await person.looks_right("citizen/file-contact")
    await press(person)
    await person.looks_right("citizen/file-check-desk")

    code = await file_it(person)

    assert (await people.task(await door.officer("tiepnhan.phohien"), code))["kind"] == "receive"
    await person.visit(f"/dossiers/{code}")
    await expect(person.page.locator("main")).not_to_contain_text("Nơi trả kết quả")


async def test_a_desk_that_there_is_not_is_not_kept_and_a_counter_is_not_asked(
    people: People, house: LocalHouse, couple: Json
) -> None:
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    page = {"headers": {"Accept": "text/html"}}
    begun = await mother.post(f"{house.api_url}/file/1.001193", follow_redirects=False, **page)
    draft = f"{house.api_url}/drafts/{begun.headers['location'].split('/')[2]}"
    for said, kept in ((SONNAM, True), ("99999", False), ("33.SNV", False)):
        await mother.post(f"{draft}/contact", data={"receiving": said, "locale": "vi"}, follow_redirects=False, **page)
        shown = (await mother.get(f"{draft}/contact", **page)).text
        assert (f'value="{SONNAM}" selected' in shown) is kept, said

    desk = Actor(kind="officer", id="cb-11953-01", agency="11953", roles=(Role.RECEIVING_OFFICER,))
    officer = await people.who("officer:tiepnhan.phohien")
    async with open_drafts(house) as drafts:
        counters = await drafts.begin("1.001193", desk, Content(applicant={"number": "1", "name": "X"}))
        shown = (await officer.get(f"{house.api_url}/drafts/{counters}/contact", **page)).text
        assert "receiving" not in Sheet(shown.partition("<main")[2]).ids
        await drafts.end(counters, desk)
