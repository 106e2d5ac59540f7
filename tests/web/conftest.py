"""A real browser before the running house."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from infra.local.house import LocalHouse
from tests.web.browser import Person, at_browser

SitDown = Callable[..., Awaitable[Person]]


def browser_of(*programs: str) -> Any:
    """The first of these programs that is here; root, whose sandbox it refuses, is told so."""

    @pytest.fixture(scope="session")
    async def browser() -> AsyncIterator[Browser]:
        path = next(filter(None, map(shutil.which, programs)))
        async with async_playwright() as playwright:
            flags = ["--no-sandbox"] if os.geteuid() == 0 else []
            chromium = await playwright.chromium.launch(executable_path=path, args=flags)
            yield chromium
            await chromium.close()

    return browser


browser = browser_of("chromium-headless-shell", "chromium")
"""Debian's Chromium, where a lean one is enough."""
viewing_browser = browser_of("chromium")
"""One with a viewer of papers, which takes five times as long to show a page."""


@pytest.fixture
async def somebody(browser: Browser, house: LocalHouse) -> AsyncIterator[SitDown]:
    """Seats people at browsers of their own: ``await somebody("citizen:…", size=PHONE)``; ``""`` logs nobody in."""
    async with _seats(browser, house) as sit_down:
        yield sit_down


@pytest.fixture
async def reader(viewing_browser: Browser, house: LocalHouse) -> AsyncIterator[SitDown]:
    """Seats people where they see the papers, and go by keyboard past their viewer."""
    async with _seats(viewing_browser, house) as sit_down:
        yield sit_down


@asynccontextmanager
async def _seats(browser: Browser, house: LocalHouse) -> AsyncIterator[SitDown]:
    async with AsyncExitStack() as stack:

        async def sit_down(name: str = "", **options: Any) -> Person:
            person = await stack.enter_async_context(at_browser(browser, house.api_url, **options))
            if name:
                await person.come_in(name)
            return person

        yield sit_down
