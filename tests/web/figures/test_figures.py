"""The leader's page moves by itself, and the map says what its table says."""

from playwright.async_api import expect

from infra.local.people import PATIENCE, Caller, Json, People
from tests.support.door import Door
from tests.web.browser import DESK
from tests.web.conftest import SitDown

RECEIVED = ".mc-number__value >> nth=0"
TILES = ".mc-place[title]"
ROWS = "[aria-labelledby=table] tbody tr"


async def test_what_is_received_moves_the_page_of_who_looks_at_it(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    leader = await somebody("officer:chutich.phohien", size=DESK)
    page = await leader.visit("/figures")
    before = int((await page.locator(RECEIVED).inner_text()).replace(".", ""))
    code = await people.file(mother, couple)
    await door.accept(code)
    await expect(page.locator(RECEIVED)).to_have_text(str(before + 1), timeout=1000 * PATIENCE)


async def test_the_map_is_equal_to_its_table(somebody: SitDown) -> None:
    leader = await somebody("officer:lanhdao.hungyen", size=DESK)
    page = await leader.visit("/figures/map")
    tiles = {await tile.get_attribute("title") for tile in await page.locator(TILES).all()}
    named = {await row.locator("th").inner_text() for row in await page.locator(ROWS).all()}
    assert len(tiles) == 104
    assert tiles < named
