"""People follow their dossiers in a browser, and do what is asked of them there."""

from infra.local.people import Caller, Json, People
from tests.api.door import Door
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown


def number(couple: Json) -> str:
    """Whose account the mother logs in with."""
    return f"citizen:{couple['mother']['number']}"


async def status(person: Person, words: str) -> None:
    """See what the page says the dossier has come to."""
    await expect(person.page.locator(".govuk-tag").first).to_have_text(words)


async def test_a_mother_sees_her_dossier_move_while_officers_act_and_confirms_and_rates(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    person = await somebody(number(couple), size=PHONE, language="en")
    page = await person.visit("/me")
    await person.looks_right("following/mine")
    await page.get_by_role("link", name="Birth registration").first.click()
    await status(person, "Filed")
    await expect(page.locator("dl")).to_contain_text("Waits to be checked and accepted")
    await person.looks_right("following/filed")

    await door.accept(code)
    await status(person, "In process")
    await door.verify(code)
    await page.get_by_role("button", name="Check and confirm the draft").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    await person.looks_right("following/draft")
    await page.get_by_role("button", name="Everything is right").click()
    await expect(page.get_by_role("alert")).to_contain_text("You confirmed the draft")
    await person.looks_right("following/confirmed")

    await door.approve(code)
    await status(person, "Done")
    await expect(page.get_by_role("button", name="Open the result (PDF)")).to_be_visible()
    await person.looks_right("following/result")
    await door.finish(mother, code)
    await status(person, "Delivered")
    await page.get_by_role("link", name="Rate how you were served").click()
    await page.get_by_role("button", name="Send the rating").click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose from 1 to 5 stars")
    await person.looks_right("following/rate-with-errors")
    await page.get_by_label("4 – good").check()
    await page.get_by_label("What was good").fill("Nhanh và rõ ràng.")
    await page.get_by_role("button", name="Send the rating").click()
    await expect(page.get_by_role("alert")).to_contain_text("Thank you")
