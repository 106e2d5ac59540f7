"""People at a browser: who they are, what they see, and that everybody could use it."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize, expect

from api.http.problems import CHOSEN

AXE = Path(__file__).parents[2] / "assets" / "node_modules" / "axe-core" / "axe.min.js"
SCREENS = os.environ.get("MOTCUA_SCREENS", "")
"""Folder for pictures of every page that a test looks at; none are taken without it."""
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)
SERIOUS = {"serious", "critical"}
PATIENCE = 90_000
"""Milliseconds that people wait for a page before they complain."""
expect.set_options(timeout=PATIENCE)
# The design system sets it on radios and checkboxes that open a further question, and browsers read it well.
KNOWN = {("aria-allowed-attr", "govuk-radios__input"), ("aria-allowed-attr", "govuk-checkboxes__input")}


@dataclass
class Person:
    """Somebody at a browser of their own."""

    context: BrowserContext
    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)

    async def visit(self, path: str) -> Page:
        """Open a page of ours."""
        await self.page.goto(self.home + path)
        return self.page

    async def log_in(self, name: str) -> Page:
        """Log in at the stand-in's page as ``citizen:NUMBER`` or ``officer:LOGIN``."""
        await self.visit("/login")
        kind, _, number = name.partition(":")
        if kind == "citizen":
            await self.page.fill("#number", number)
            await self.page.click("form > p button, form p button")
        else:
            await self.page.click(f"button[name=as][value='{name}']")
        await self.page.wait_for_url(lambda url: url.startswith(self.home))
        return self.page

    async def come_in(self, name: str) -> None:
        """Log in as ``log_in`` does, by the same requests, without a look at the pages between."""
        async with httpx2.AsyncClient(timeout=PATIENCE / 1000) as http:
            asked = await http.get(f"{self.home}/login")
            address, _, question = asked.headers["location"].partition("?")
            known = await http.post(address, data={**dict(parse_qsl(question)), "as": name})
            on_the_way = "; ".join(f"{key}={value}" for key, value in _set_by(asked).items())
            back = await http.get(known.headers["location"], headers={"Cookie": on_the_way})
        await self.hold(_set_by(back))

    async def hold(self, cookies: dict[str, str]) -> None:
        """Put cookies of the house into the browser, as it sets them."""
        ours = {"domain": urlsplit(self.home).hostname, "path": "/", "secure": True, "httpOnly": True}
        held: Any = [{"name": key, "value": value} | ours for key, value in cookies.items()]
        await self.context.add_cookies(held)

    async def looks_right(self, name: str) -> None:
        """See that everybody can use the page as it is now, that it fits a narrow screen, and take its picture.

        ``name`` says which page it is and in what state, as the gallery orders it: ``citizen/draft-with-errors``.
        """
        await self.page.wait_for_load_state()  # scripts that set the focus have run
        await self.page.evaluate(AXE.read_text())  # a script tag is what the pages' policy refuses
        found: dict[str, Any] = await self.page.evaluate("axe.run({resultTypes: ['violations']})")
        assert not (bad := [line for rule in found["violations"] for line in _serious(rule)]), f"{name}: {bad}"
        wide = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}: the page is {wide} px wider than the screen"
        assert not self.complaints, f"{name}: {self.complaints}"
        if SCREENS:
            await _pictured(self.page, name)
            await self._pictured_in_the_other_language(name)

    async def _pictured_in_the_other_language(self, name: str) -> None:
        """Look at what can be fetched a second time, and leave the language that the person chose as it was."""
        switch = self.page.locator(".mc-header__languages a").first
        if not await switch.count():
            return
        chosen = [cookie for cookie in await self.context.cookies() if cookie.get("name") == CHOSEN]
        other = await self.context.new_page()
        await other.goto(self.home + str(await switch.get_attribute("href")))
        await _pictured(other, name)
        await other.close()
        await self.context.clear_cookies(name=CHOSEN)
        await self.hold({str(cookie.get("name")): str(cookie.get("value")) for cookie in chosen})


def _set_by(answer: httpx2.Response) -> dict[str, str]:
    """The cookies that an answer sets, without those that it takes away."""
    pairs = (line.partition(";")[0].partition("=") for line in answer.headers.get_list("set-cookie"))
    return {name: value for name, _, value in pairs if value not in ("", '""')}


async def _pictured(page: Page, name: str) -> None:
    language = await page.evaluate("document.documentElement.lang")
    before = page.viewport_size or DESK
    for kind, size in (("phone", PHONE), ("desk", DESK)):
        await page.set_viewport_size(size)
        path = Path(SCREENS) / f"{name}.{language}.{kind}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=path, full_page=True)
    await page.set_viewport_size(before)


def _serious(rule: dict[str, Any]) -> list[str]:
    if rule["impact"] not in SERIOUS:
        return []
    nodes = [node["html"] for node in rule["nodes"]]
    return [f"{rule['id']}: {html}" for html in nodes if not any(k == rule["id"] and c in html for k, c in KNOWN)]


@asynccontextmanager
async def at_browser(
    browser: Browser, home: str, size: ViewportSize = DESK, language: str = "vi", *, script: bool = True
) -> AsyncIterator[Person]:
    """Sit down at a browser that knows nothing yet."""
    context = await browser.new_context(
        viewport=size, locale=language, java_script_enabled=script, bypass_csp=False, timezone_id="Asia/Ho_Chi_Minh"
    )
    context.set_default_timeout(PATIENCE)
    page = await context.new_page()
    person = Person(context, page, home)
    page.on("filechooser", lambda _: None)  # heard from the first on: the browser is told of it without an answer
    page.on("pageerror", lambda error: person.complaints.append(str(error)))
    page.on("console", lambda said: person.complaints.append(said.text) if _matters(said.type, said.text) else None)
    try:
        yield person
    finally:
        await context.close()


def _matters(kind: str, text: str) -> bool:
    """Whether the browser complains of our page; that an answer was a refusal is no fault."""
    return kind == "error" and not re.search(
        r"Failed to load resource: the server responded with a status of 4\d\d", text
    )


__all__ = ["DESK", "NARROW", "PHONE", "Person", "at_browser", "expect"]
