"""Who must agree to an application hears that they are asked, where the applicant says how."""

from domain.dossier.acts import Actor
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.files.drafts import Content, Drafts
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.filing.story import press


async def test_a_householder_is_written_to_at_the_address_that_the_applicant_gave_and_told_nothing_else(
    somebody: SitDown, house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    moves = {
        "person": {"number": couple["mother"]["number"], "full_name": couple["mother"]["name"], "born": "1995-04-12"},
        "address": "Số 99, đường Bãi Sậy",
        "commune": "11983",
        "head": couple["father"]["number"],
        "relation": "Vợ",
        "basis": "kin",
    }
    settings = house.settings()
    secret = settings.blind_index_key.get_secret_value()
    async with Database.of_api(settings) as database:
        person = Actor(kind="citizen", id=BlindIndex(secret).of(couple["mother"]["number"]))
        draft = await Drafts(database).begin("1.004222", person, Content(form=moves))
    applicant = await somebody(mother.name, size=PHONE)
    page = await applicant.visit(f"/drafts/{draft}/contact")
    asked = page.get_by_label("Thư điện tử của")
    await asked.fill("chu-ho@example")
    await press(applicant)
    await expect(page.get_by_role("alert").get_by_role("link")).to_have_text(
        ["“Thư điện tử của chủ hộ” chưa đúng: hãy xem lại, ví dụ hoa@example.vn."]
    )
    await applicant.looks_right("citizen/file-who-must-agree")
    await asked.fill("chu-ho@example.vn")
    await press(applicant)
    await page.click("main form[action$=submit] button")
    await page.wait_for_url("**/filed")

    told = str(await people.letter("chu-ho@example.vn"))

    assert "Bãi Sậy" not in told
    assert couple["mother"]["number"] not in told
