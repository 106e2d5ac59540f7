"""Hands at a keyboard, and a card on the counter."""

from typing import Any

from playwright.async_api import FilePayload, Locator, Page

from infra.local.people import Json, People
from tests.web.browser import expect

FAR = 120
"""Presses of the tab key after which somebody gives up."""


async def reach(page: Page, wanted: Locator) -> None:
    """Go to something by the tab key alone."""
    for _ in range(FAR):
        if await wanted.evaluate("element => element === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by keyboard")


async def press(page: Page, role: Any, name: str) -> None:
    """Go to a button or link, press Enter on it, and see the next page."""
    await reach(page, page.get_by_role(role, name=name, exact=True).first)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def scanned(page: Page, text: str) -> None:
    """Let the scanner type what it read where the cursor stands, as keyboards do, and end the line."""
    await expect(page.locator("input:focus")).to_have_count(1)
    await page.keyboard.insert_text(text)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


def file(name: str, kind: str, data: bytes) -> FilePayload:
    """Lay a file where the browser's dialog finds it."""
    return FilePayload(name=name, mimeType=kind, buffer=data)


async def card(people: People, number: str, wrong: str = "") -> Json:
    """Write a card in the sandbox: what a reader gives of its chip, and the code on its face."""
    answer = await people.sandbox.post(f"/id-cards/_chip/{number}", json={"wrong": wrong})
    told = answer.raise_for_status().json()
    return {"chip": {name.lower(): told[name] for name in ("DG1", "DG2", "DG13", "SOD")}, "qr": told["QR"]}
