"""Pages are light: what a phone on a slow network has to fetch, in bytes that were really sent."""

from typing import Any

import pytest
from playwright.async_api import CDPSession

from infra.local.people import Json
from tests.web.browser import PHONE, Person
from tests.web.conftest import SitDown

FIRST, FURTHER = 100_000, 20_000
WINDOW = 14_600
"""Bytes that a server sends before it hears whether any arrived (ten segments, RFC 6928): one round trip."""
GROWN = WINDOW + 2 * 1460
"""The same once the two segments of a page were acknowledged: slow start sends one more for each."""


class Scales:
    """Weighs what a browser receives, heads and all."""

    def __init__(self, session: CDPSession) -> None:
        self.kinds: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        session.on("Network.responseReceived", self._named)
        session.on("Network.loadingFinished", self._weighed)

    @classmethod
    async def under(cls, person: Person) -> "Scales":
        """Put them under somebody's page."""
        session = await person.context.new_cdp_session(person.page)
        scales = cls(session)
        await session.send("Network.enable")
        return scales

    def _named(self, said: dict[str, Any]) -> None:
        self.kinds[said["requestId"]] = said["type"]

    def _weighed(self, said: dict[str, Any]) -> None:
        self.sizes[said["requestId"]] = int(said["encodedDataLength"])

    def taken(self) -> dict[str, int]:
        """Give the bytes by kind since the last weighing."""
        weights: dict[str, int] = {}
        for number, size in self.sizes.items():
            kind = self.kinds.get(number, "")
            weights[kind] = weights.get(kind, 0) + size
        self.sizes.clear()
        return weights


async def weighed(person: Person, scales: Scales, path: str) -> dict[str, int]:
    """Open a page and give its weight."""
    await person.visit(path)
    await person.page.wait_for_load_state("networkidle")
    await person.page.evaluate("document.fonts.ready")
    return scales.taken()


@pytest.mark.parametrize("first", ["/", "/procedures", "/procedures/1.001193", "/verify"])
async def test_a_first_page_is_light_and_readable_after_one_round_trip(somebody: SitDown, first: str) -> None:
    person = await somebody(size=PHONE)
    weights = await weighed(person, await Scales.under(person), first)
    assert weights.get("Font", 0) > 0, "the scales see everything"
    assert sum(weights.values()) <= FIRST, weights
    assert weights["Document"] <= WINDOW, weights
    assert weights["Stylesheet"] <= GROWN, weights


async def test_nothing_but_the_style_sheet_holds_a_page_up(somebody: SitDown) -> None:
    person = await somebody(size=PHONE)
    await person.visit("/")
    scripts = await person.page.locator("script").evaluate_all("all => all.map(one => one.type)")
    assert set(scripts) == {"module"}, "a module waits until the page is read"
    assert await person.page.locator("link[rel=stylesheet]").count() == 1
    faces = await person.page.evaluate(
        "[...document.styleSheets[0].cssRules].filter(r => r instanceof CSSFontFaceRule).map(r => r.style.fontDisplay)"
    )
    assert set(faces) == {"swap"}


async def test_further_pages_of_a_citizen_are_lighter(somebody: SitDown, couple: Json) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}", size=PHONE)
    scales = await Scales.under(person)
    await weighed(person, scales, "/")
    for path in ("/procedures", "/procedures/3.000722", "/me/documents", "/me/lookups", "/verify", "/"):
        weights = await weighed(person, scales, path)
        assert sum(weights.values()) <= FURTHER, (path, weights)
