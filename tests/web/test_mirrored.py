"""Every page in a language of the tests: from right to left, longer than ours, between marks where it is translated."""

import pytest
from playwright.async_api import Page
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.web.browser import DESK, NARROW
from tests.web.conftest import SitDown

LANGUAGE = "ar-XB"
READERS = {"nobody": "", "officer": "officer:hotich.phohien", "leader": "officer:chutich.phohien"}
READERS |= {
    "province": "officer:lanhdao.hungyen",
    "desk": "officer:tiepnhan.phohien",
    "clinic": "officer:tiepdon.bvhungyen",
    "operator": "officer:vanhanh.hungyen",
}
PAGES = [
    ("/", "nobody"),
    ("/", "citizen"),
    ("/", "officer"),
    ("/", "leader"),
    ("/no-such-page", "nobody"),
]
"""Where, and as whom one comes."""
ROOMY = [
    ("/procedures", "nobody"),
    ("/procedures/1.001193", "nobody"),
    ("/verify", "nobody"),
    ("/track", "nobody"),
    ("/file/1.001193", "citizen"),
    ("/me", "citizen"),
    ("/me/documents", "citizen"),
    ("/me/lookups", "citizen"),
    ("/me/devices", "citizen"),
    ("/desk", "desk"),
    ("/work", "officer"),
    ("/work/bulk", "officer"),
    ("/unit", "leader"),
    ("/figures", "leader"),
    ("/figures/map", "province"),
    ("/figures/minute", "leader"),
    ("/figures/alarms", "leader"),
    ("/figures/kept", "leader"),
    ("/figures/due", "leader"),
    ("/figures/flow", "leader"),
    ("/figures/registers", "leader"),
    ("/figures/datasets", "province"),
    ("/figures/payments", "leader"),
    ("/figures/linked", "leader"),
    ("/figures/petitions", "leader"),
    ("/figures/index", "province"),
    ("/open-figures", "nobody"),
    ("/cleaning", "officer"),
    ("/cleaning/recalls", "officer"),
    ("/clinic", "clinic"),
    ("/programme", "leader"),
    ("/programme/tasks", "officer"),
    ("/programme/tasks", "province"),
    ("/programme/models", "officer"),
    ("/programme/models", "province"),
    ("/programme/timeline", "leader"),
    ("/programme/targets", "leader"),
    ("/programme/targets", "officer"),
    ("/programme/online", "leader"),
    ("/programme/work-files", "leader"),
    ("/programme/savings", "leader"),
    ("/programme/documents", "province"),
    ("/programme/eid", "leader"),
    ("/programme/three-haves", "leader"),
    ("/programme/clinics", "province"),
    ("/operations", "operator"),
    ("/operations/portal", "operator"),
]
"""Pages full of what people and offices are called, which is not translated: here the room alone is looked at."""
LEFT_OUT = """
() => {
  const letters = /\\p{L}/u, marked = /^\\s*\\[[^]*\\]\\s*$/, left = [];
  const foreign = (element) => element.closest("[translate=no], svg, script, style")
    || element.closest("[lang]") !== document.documentElement;
  const note = (element, text) => {
    if (text && letters.test(text) && !marked.test(text) && !foreign(element)) left.push(text.trim());
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) note(walker.currentNode.parentElement, walker.currentNode.data);
  for (const element of document.body.querySelectorAll("*"))
    for (const name of ["aria-label", "alt", "placeholder", "title"]) note(element, element.getAttribute(name));
  return left;
}
"""
"""Texts and labels that are in no marks; names and codes say themselves that they are not translated."""


OWED = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at, attempts, why)"
LOOKED_AT = "INSERT INTO outlooks (code, dossier, seq, verdict, place, why, settled_at)"
WRONG = (
    f"{OWED} VALUES ('notice', :code, 1, 'filed', '{{}}', NULL, 130, 'MailUnavailable')",
    f"{OWED} VALUES ('notice', :code, 2, 'filed', '{{}}', NULL, 130, 'MailUnavailable')",
    "UPDATE dossiers SET sweeps = 5, engine_due = now() + interval '1 hour' WHERE code = :code",
    f"{LOOKED_AT} VALUES ('narrow', :code, 2, 'stays', 'birth_registration.py:119, step “approve”', 'holds', now())",
)
RIGHTED = (
    "DELETE FROM outbox WHERE dossier = :code AND attempts = 130",
    "UPDATE dossiers SET sweeps = 0, engine_due = NULL WHERE code = :code",
    "DELETE FROM outlooks WHERE code = 'narrow' AND dossier = :code",
)


@pytest.mark.parametrize(("path", "reader"), PAGES, ids=lambda value: value.strip("/") or "home")
async def test_a_page_has_room_and_words_in_every_language(
    somebody: SitDown, couple: Json, path: str, reader: str
) -> None:
    name = READERS | {"citizen": f"citizen:{couple['mother']['number']}"}
    person = await somebody(name[reader], size=NARROW)
    page = await person.visit(f"{path}?lang={LANGUAGE}")

    assert await page.evaluate(LEFT_OUT) == []
    await has_room(page, path)


@pytest.mark.parametrize(("path", "reader"), ROOMY, ids=lambda value: value.strip("/"))
async def test_a_page_has_room_from_right_to_left(somebody: SitDown, couple: Json, path: str, reader: str) -> None:
    name = READERS | {"citizen": f"citizen:{couple['mother']['number']}"}
    person = await somebody(name[reader], size=NARROW)
    page = await person.visit(f"{path}?lang={LANGUAGE}")

    assert await page.evaluate("document.querySelector('h1') !== null")
    await has_room(page, path)


async def test_the_operators_page_has_room_also_where_much_is_wrong(
    somebody: SitDown, house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    async with Database.of_engine(house.settings(), 1) as database:
        for wrong in WRONG:
            await database.execute(ENGINE, text(wrong), {"code": code})
        person = await somebody(READERS["operator"], size=NARROW)
        page = await person.visit(f"/operations?code={code}&lang={LANGUAGE}")
        await has_room(page, "/operations")
        for wrong in RIGHTED:
            await database.execute(ENGINE, text(wrong), {"code": code})


async def has_room(page: Page, path: str) -> None:
    """See that a page is written from right to left, and never wider than the screen."""
    assert await page.evaluate("document.documentElement.dir") == "rtl"
    for size in (NARROW, DESK):
        await page.set_viewport_size(size)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(wide) <= 0, f"{path} is wider than {size['width']} px"
