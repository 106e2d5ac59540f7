"""What people see of a dossier on their phone, in both languages."""

from playwright.async_api import Page

from tests.web.browser import Person, expect

PATIENCE = 90_000
"""Milliseconds until what machines do between two people is seen."""


async def status(person: Person, words: str) -> None:
    """See what the page says the dossier has come to."""
    await expect(person.page.locator(".govuk-tag").first).to_have_text(words, timeout=PATIENCE)


async def told(person: Person, words: str) -> None:
    """See what the page answers."""
    await expect(person.page.get_by_role("alert")).to_contain_text(words)


async def sees(page: Page, *words: str) -> None:
    """See words on the page, once machines have done their part."""
    for one in words:
        await expect(page.locator("main")).to_contain_text(one, timeout=PATIENCE)


async def looks_right_in_both(person: Person, name: str) -> None:
    """See that everybody can use a page that can be fetched again, in each language."""
    here = person.page.url.partition("?")[0]
    for language in ("en", "vi"):
        await person.page.goto(f"{here}?lang={language}")
        await person.looks_right(name)
