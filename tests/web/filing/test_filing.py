"""A birth is registered on pages: on a phone, by keyboard alone, without a script, and once."""

import re

from domain.base.law import Role
from domain.dossier.acts import Actor
from infra.db.database import Database
from infra.files.drafts import Content, Drafts
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.filing.story import (
    SHEET,
    Keyboard,
    about,
    about_child,
    begin,
    bring_paper,
    file_it,
    press,
    through_birth,
    type_in,
    up_to_check,
)  # fmt: skip
from workflows.vietnam.police.judicial_record import JudicialRecord


async def test_a_mother_registers_a_birth_on_her_phone_and_goes_on_at_a_desk(
    somebody: SitDown, couple: Json, people: People, mother: Caller
) -> None:
    name = f"citizen:{couple['mother']['number']}"
    phone = await somebody(name, size=PHONE)
    await phone.visit("/file/1.001193")
    await phone.looks_right("citizen/file-begin")
    await phone.page.click("main button")
    await phone.looks_right("citizen/file-section")
    await press(phone)
    await phone.looks_right("citizen/file-section-with-errors")
    await phone.page.get_by_role("link", name="Họ", exact=False).first.click()
    assert await phone.page.evaluate("document.activeElement.name") == "child.family_name"
    await about_child(phone)
    await press(phone, "me:mother")
    await expect(phone.page.get_by_text("Theo tài khoản ông/bà đăng nhập").first).to_be_visible()
    await phone.looks_right("citizen/file-locked")
    await press(phone, "later")
    await phone.looks_right("citizen/drafts")

    desk = await somebody(name)
    await desk.visit("/drafts")
    await desk.page.locator("main a.govuk-button").first.click()
    await type_in(desk, **about(couple["mother"], "mother"))
    await press(desk)
    await type_in(desk, **{"father-there": "yes"})
    await type_in(desk, father__number=couple["father"]["number"], father__full_name=couple["father"]["name"])
    await desk.looks_right("citizen/file-optional-part")
    await type_in(desk, **about(couple["father"], "father"))
    await press(desk)
    await press(desk)
    await desk.looks_right("citizen/file-papers-none")
    await bring_paper(desk)
    await desk.looks_right("citizen/file-papers")
    await press(desk)
    await type_in(desk, email="hoa@example")
    await press(desk)
    await desk.looks_right("citizen/file-contact-with-errors")
    await type_in(desk, email="hoa@example.vn", locale="vi")
    await press(desk)
    await desk.looks_right("citizen/file-check")
    code = await file_it(desk)
    await desk.looks_right("citizen/filed")

    shown = await people.show(mother, code)
    assert shown["status"]["code"] == 1
    form = (await mother.get(f"dossiers/{code}/form")).json()
    assert form["mother"]["full_name"] == couple["mother"]["name"]
    assert form["father"]["commune"] == "11953"
    await desk.visit("/drafts")
    await expect(desk.page.get_by_text(code)).to_have_count(0)


async def test_everything_is_filed_without_a_script_and_a_second_press_files_nothing_more(
    somebody: SitDown, couple: Json, mother: Caller
) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}", script=False)
    await up_to_check(person, couple)
    check = person.page.url

    code = await file_it(person)

    await person.page.go_back()
    assert person.page.url.endswith(("/check", "/filed"))
    again = await person.context.request.post(check.replace("/check", "/submit"), headers={"Origin": person.home})
    assert again.url.endswith(f"/dossiers/{code}/filed")
    await person.page.goto(check)
    assert person.page.url.endswith(f"/dossiers/{code}/filed"), "who comes back to a filed draft is shown its receipt"
    documents = [e for e in (await mother.get(f"dossiers/{code}/events")).json() if e["type"] == "filed"]
    assert len(documents) == 1


async def test_a_double_click_files_once(somebody: SitDown, couple: Json, mother: Caller) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}")
    await up_to_check(person, couple)
    before = {item["code"] for item in (await mother.get("dossiers")).json()["items"]}

    await person.page.dblclick("main form[action$=submit] button")
    # The second click may abort the first one's navigation: what counts is where they end.
    await expect(person.page).to_have_url(re.compile("/filed$"))

    after = {item["code"] for item in (await mother.get("dossiers")).json()["items"]}
    assert len(after - before) == 1


async def test_everything_is_filed_by_keyboard_alone(somebody: SitDown, couple: Json) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}")
    page, keys = person.page, person.page.keyboard
    await person.visit("/file/1.001193")
    hands = Keyboard(person)

    await hands.press("main form button")
    told = {"family_name": "Trần", "given_name": "An", "born-day": "10", "born-month": "11", "born-year": "2026"}
    await hands.fill({f"child.{name}": said for name, said in told.items()})
    await hands.reach("[name='child.sex']")
    await keys.press("Space")
    await hands.fill({"child.place_of_birth": "Phố Hiến", "child.place_of_origin": "Hưng Yên"})
    await hands.enter()
    await hands.press("button[value='me:mother']")
    born = dict(zip(("year", "month", "day"), couple["mother"]["born"].split("-"), strict=True))
    await hands.fill({f"mother.born-{part}": born[part] for part in ("day", "month", "year")})
    await hands.fill({"mother.residence": "tỉnh Hưng Yên", "mother.commune": "pho hien"})
    await hands.enter()
    await hands.reach("[name='father-there']")
    await keys.press("ArrowDown")
    await hands.press("button[value=next]")
    await hands.press("button[value=next]")
    async with page.expect_file_chooser() as chooser:
        await hands.reach("#birth_record-file")
        await keys.press("Enter")
    await (await chooser.value).set_files(files=[SHEET])
    await hands.press("#birth_record form[data-upload] button")
    await hands.press("button[value=next]")
    await hands.press("button[value=next]")
    await hands.press("form[action$=submit] button")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ đã được nộp")


async def test_homes_are_added_and_removed_without_a_script_and_a_draft_is_forgotten(
    somebody: SitDown, couple: Json
) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}", script=False, language="en")
    await begin(person, JudicialRecord.code)
    await expect(person.page.get_by_text("From the account that you logged in with").first).to_be_visible()
    await person.page.goto(person.page.url.replace("/person", "/homes"))
    await type_in(person, homes__0__address="Số 1", homes__0__province="Hưng Yên")

    await press(person, "add:homes")
    await type_in(person, homes__1__address="Số 2", homes__1__province="25")
    await press(person, "remove:homes.0")

    assert await person.page.input_value("[name='homes.0.address']") == "Số 2"
    assert await person.page.input_value("[name='homes.0.province']") == "Phú Thọ"
    await expect(person.page.locator("[name='homes.1.address']")).to_have_count(0)
    draft = person.page.url.split("/")[4]
    await person.visit(f"/drafts/{draft}/forget")
    await person.page.click("main form button")
    await person.visit(f"/drafts/{draft}/homes")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("There is no such draft.")


async def test_an_officer_goes_on_with_a_draft_for_who_stands_at_the_counter(
    somebody: SitDown, couple: Json, house: LocalHouse, mother: Caller
) -> None:
    desk = Actor(kind="officer", id="cb-11953-01", agency="11953", roles=(Role.RECEIVING_OFFICER,))
    applicant = {"number": couple["mother"]["number"], "name": couple["mother"]["name"]}
    database = Database.of_api(house.settings())
    await Drafts(database).begin("1.001193", desk, Content(applicant=applicant, contact={"locale": "vi"}))
    await database.close()
    officer = await somebody("officer:tiepnhan.phohien")
    await officer.visit("/drafts")

    await officer.page.locator("main a.govuk-button").first.click()
    await expect(officer.page.get_by_text(f"Nộp cho {applicant['name']}, tại quầy")).to_be_visible()
    await through_birth(officer, couple)
    code = await file_it(officer)

    assert (await mother.get(f"dossiers/{code}")).json()["status"]["code"] == 1
    filed = (await mother.get(f"dossiers/{code}/events")).json()[0]
    assert filed["by"]["kind"] == "officer"
