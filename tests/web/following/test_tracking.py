"""Who is logged in and comes with a code is led to what they may see, and of any other code hears one and the same."""

from infra.local.people import Caller, Json, People
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown


async def come_with(person: Person, code: str) -> None:
    """Type a code where dossiers are followed by one."""
    await person.visit("/track")
    await person.page.locator("#code").fill(code)
    await person.page.locator("main form button").click()


async def test_an_officer_who_types_a_code_comes_to_the_dossier_if_it_is_with_their_office(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await somebody("officer:tiepnhan.phohien")
    page = await desk.visit("/track")
    await expect(page.locator("main")).to_contain_text("Mã của hồ sơ do cơ quan ông/bà xử lý")
    await desk.looks_right("following/track-as-an-officer")
    await come_with(desk, code)
    await page.wait_for_url(f"**/dossiers/{code}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Đăng ký khai sinh")
    # The code on a slip stands in capitals.
    await desk.visit(f"/TRACK/{code}")
    await page.wait_for_url(f"**/dossiers/{code}")

    elsewhere = await somebody("officer:tiepnhan.kienxuong")
    said = []
    for one in (code, f"{code[:-4]}9999"):
        await come_with(elsewhere, one)
        await expect(elsewhere.page.locator("main")).to_contain_text(
            "Cơ quan của ông/bà không có hồ sơ nào mang mã này"
        )
        said.append((await elsewhere.page.locator("main").inner_text()).replace(one, ""))
    assert said[0] == said[1]
    await elsewhere.looks_right("following/track-elsewhere")


async def test_a_citizen_who_types_a_code_comes_to_their_own_and_learns_nothing_of_anothers(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    own = await somebody(mother.name, size=PHONE)
    await come_with(own, code)
    await own.page.wait_for_url(f"**/dossiers/{code}")

    [_, other] = await people.couples("plain", 2)
    stranger = await somebody(f"citizen:{other['mother']['number']}", size=PHONE)
    said = []
    for one in (code, f"{code[:-4]}9999"):
        await come_with(stranger, one)
        await expect(stranger.page.locator("main")).to_contain_text("Trong các hồ sơ ông/bà đã nộp")
        await expect(stranger.page.get_by_role("button", name="Gửi mã cho tôi")).to_be_visible()
        said.append((await stranger.page.locator("main").inner_text()).replace(one, ""))
    assert said[0] == said[1]
    await stranger.looks_right("following/track-anothers")
