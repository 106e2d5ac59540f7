"""What somebody does who registers a birth on pages."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import FilePayload

from infra.local.people import PAPER, Json
from tests.web.browser import Person

BIRTH = "1.001193"
SHEET = FilePayload(name="giay-chung-sinh.pdf", mimeType="application/pdf", buffer=PAPER)


@dataclass
class Keyboard:
    """Somebody without a mouse."""

    person: Person

    async def reach(self, selector: str) -> None:
        """Go on with the tab key until something is reached."""
        for _ in range(80):
            await self.person.page.keyboard.press("Tab")
            if await self.person.page.evaluate("what => document.activeElement.matches(what)", selector):
                return
        raise AssertionError(f"the tab key never reaches {selector}")

    async def fill(self, typed: dict[str, str]) -> None:
        """Type into fields, in their order."""
        for name, said in typed.items():
            await self.reach(f"[name='{name}']")
            await self.person.page.keyboard.type(said)

    async def press(self, selector: str) -> None:
        """Press a button, and see the next page."""
        await self.reach(selector)
        await self.enter()

    async def enter(self) -> None:
        """Press Enter, and see the next page."""
        async with self.person.page.expect_navigation():
            await self.person.page.keyboard.press("Enter")


async def begin(person: Person, procedure: str = BIRTH) -> None:
    """Begin an application."""
    await person.visit(f"/file/{procedure}")
    await person.page.click("main button")


async def press(person: Person, value: str = "next") -> None:
    """Press one of a page's buttons and see the next page."""
    async with person.page.expect_navigation():
        await person.page.click(f"main button[name=do][value='{value}']")


async def type_in(person: Person, **typed: str) -> None:
    """Fill in fields by name: ``mother__born`` takes a date as ``1 2 1990``, a choice is named by its value."""
    for name, value in typed.items():
        field = name.replace("__", ".")
        if name.endswith(("born", "since", "until", "on")):
            for part, number in zip(("day", "month", "year"), value.split(), strict=True):
                await person.page.fill(f"[name='{field}-{part}']", number)
        elif await person.page.locator(f"[type=radio][name='{field}']").count():
            await person.page.check(f"[name='{field}'][value='{value}']", force=True)
        else:
            await person.page.fill(f"[name='{field}']", value)


async def about_child(person: Person, **changes: str) -> None:
    """Answer what is asked about the child."""
    told = {
        "child__family_name": "Trần", "child__middle_name": "Gia", "child__given_name": "Bảo",
        "child__born": "10 11 2026",
        "child__sex": "male", "child__place_of_birth": "Trung tâm Y tế Phố Hiến", "child__place_of_origin": "Hưng Yên",
    }  # fmt: skip
    await type_in(person, **told | changes)
    await press(person)


async def about_mother(person: Person, mother: Json) -> None:
    """Say that one is the mother oneself."""
    await press(person, "me:mother")
    await type_in(person, **about(mother, "mother"))
    await press(person)


def about(parent: Json, who: str) -> dict[str, Any]:
    """What else is asked of a parent."""
    year, month, day = parent["born"].split("-")
    told = {"born": f"{day} {month} {year}", "residence": "tỉnh Hưng Yên", "commune": "pho hien"}
    return {f"{who}__{name}": value for name, value in told.items()}


async def bring_paper(person: Person, kind: str = "birth_record") -> None:
    """Choose a file and send it."""
    await person.page.set_input_files(f"#{kind}-file", files=[SHEET])
    async with person.page.expect_navigation():
        await person.page.click(f"#{kind} form[data-upload] button")


async def up_to_check(person: Person, couple: Json) -> None:
    """Go from the beginning to where everything is looked at again."""
    await begin(person)
    await through_birth(person, couple)


async def through_birth(person: Person, couple: Json) -> None:
    """Answer everything, bring the paper, and see it all once more."""
    await about_child(person)
    await about_mother(person, couple["mother"])
    await type_in(person, **{"father-there": "no"})
    await press(person)
    await press(person)
    await bring_paper(person)
    await press(person)
    await type_in(person, email="hoa@example.vn")
    await press(person)
    await person.page.wait_for_url("**/check")


async def file_it(person: Person) -> str:
    """File, and give the code on the receipt."""
    await person.page.click("main form[action$=submit] button")
    await person.page.wait_for_url("**/filed")
    return (await person.page.text_content(".mc-filed .mc-code") or "").strip()
