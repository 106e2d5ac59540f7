"""Logging in and out by browser."""

import re

import httpx2
import pytest

from api.http.problems import CHOSEN
from api.web.following.tracking import FOLLOWS
from infra.identity.sessions import name_of
from infra.local.folder import until
from infra.local.house import LocalHouse
from infra.local.people import Json
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown


async def test_a_citizen_logs_in_reads_the_page_in_another_language_and_logs_out(
    somebody: SitDown, couple: Json
) -> None:
    person = await somebody(size=PHONE)
    page = await person.log_in(f"citizen:{couple['mother']['number']}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Một cửa cho mọi thủ tục")
    await person.looks_right("citizen/home")

    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("One door for every procedure")
    await person.looks_right("citizen/home")

    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("link", name="Log in")).to_be_visible()
    cookies = await person.context.cookies()
    assert {cookie["name"] for cookie in cookies} == {CHOSEN}


async def test_a_session_is_a_secret_of_this_host_that_no_script_reads(somebody: SitDown, couple: Json) -> None:
    person = await somebody()
    await person.log_in(f"citizen:{couple['mother']['number']}")

    (session,) = [cookie for cookie in await person.context.cookies() if cookie["name"] == "__Host-session"]

    assert (session["secure"], session["httpOnly"], session["sameSite"], session["path"]) == (True, True, "Lax", "/")
    assert await person.page.evaluate("document.cookie") == ""


async def test_every_cookie_is_this_hosts_alone(somebody: SitDown, couple: Json) -> None:
    person = await somebody()
    await person.visit("/?lang=en")
    await person.visit("/login")
    on_the_way = await person.context.cookies(person.home)
    await person.log_in(f"citizen:{couple['mother']['number']}")

    cookies = {cookie["name"]: cookie for cookie in on_the_way + await person.context.cookies(person.home)}
    assert cookies.keys() == {"__Host-lang", "__Host-login", "__Host-session", "__Host-whose"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, True, "Lax", "/")
    assert FOLLOWS.startswith("__Host-")


async def test_who_left_a_browser_open_somewhere_logs_it_out_from_here(somebody: SitDown, couple: Json) -> None:
    name = f"citizen:{couple['father']['number']}"
    here, there = await somebody(name), await somebody(name)
    left_open = await secret_of(there)
    assert await asked(there, left_open) == 200

    await here.visit("/")
    await here.page.get_by_role("link", name="Thiết bị của tôi").click()
    await here.page.get_by_role("button", name="Đăng xuất khỏi mọi thiết bị").click()

    await expect(here.page.get_by_role("link", name="Đăng nhập")).to_be_visible()
    assert await asked(there, left_open) == 401


@pytest.mark.parametrize("name", ["citizen", "officer:hotich.phohien"])
async def test_who_is_logged_in_sees_their_devices_and_logs_one_of_them_out_without_a_script(
    somebody: SitDown, couple: Json, name: str
) -> None:
    name = f"citizen:{couple['mother']['number']}" if name == "citizen" else name
    here, there = await somebody(size=PHONE, script=False), await somebody(name)
    await here.log_in(name)
    left_open = await secret_of(there)

    await here.visit("/me/devices")
    ours = here.page.locator("section", has_text="thiết bị này")
    await expect(ours.get_by_role("heading")).to_contain_text("Chrome, Linux")
    await expect(ours.get_by_role("button")).to_have_count(0)
    theirs = here.page.locator(f"section:has(input[value='{name_of(left_open)}'])")
    await expect(theirs.get_by_role("heading")).to_have_text("Trình duyệt không cho biết tên")
    await theirs.get_by_role("button", name="Đăng xuất khỏi thiết bị đó").click()

    await expect(here.page.get_by_text("Đã đăng xuất thiết bị đó.")).to_be_visible()
    assert await asked(there, left_open) == 401
    assert await asked(here, await secret_of(here)) == 200


async def test_the_page_of_devices_is_for_everybody(somebody: SitDown, couple: Json) -> None:
    for name, shown in ((f"citizen:{couple['mother']['number']}", "citizen"), ("officer:vanhanh.hungyen", "operator")):
        person = await somebody(name, size=PHONE)
        await person.visit("/me/devices")
        await person.looks_right(f"{shown}/devices")


async def test_logging_in_again_ends_the_session_before_and_gives_another_secret(
    somebody: SitDown, couple: Json
) -> None:
    person = await somebody(f"citizen:{couple['mother']['number']}")
    before = await secret_of(person)
    assert await asked(person, before) == 200

    await person.log_in("officer:hotich.phohien")

    assert (await secret_of(person)) != before
    assert await asked(person, before) == 401


async def secret_of(person: Person) -> str:
    return next(str(c["value"]) for c in await person.context.cookies() if c["name"] == "__Host-session")


async def asked(person: Person, secret: str) -> int:
    """What somebody hears who comes with a secret of this browser's."""
    async with httpx2.AsyncClient(base_url=person.home, timeout=None) as http:
        return (await http.get("/api/v1/dossiers", headers={"Cookie": f"__Host-session={secret}"})).status_code


async def test_the_answer_to_another_browsers_login_opens_nothing(somebody: SitDown, couple: Json) -> None:
    ours, theirs = await somebody(), await somebody()
    await ours.visit("/login")
    stolen = ours.page.url
    await theirs.page.goto(stolen)
    await theirs.page.fill("#number", couple["mother"]["number"])

    await theirs.page.click("form p button")

    await expect(theirs.page.get_by_role("heading", level=1)).to_contain_text("bắt đầu ở trình duyệt khác")
    assert not [c for c in await theirs.context.cookies() if c["name"] == "__Host-session"]


async def test_a_login_leaves_a_line_whether_it_succeeds_or_not(
    somebody: SitDown, couple: Json, house: LocalHouse
) -> None:
    log = house.folder / "logs" / "api.log"
    before = log.stat().st_size
    person = await somebody()
    await person.log_in(f"citizen:{couple['mother']['number']}")
    await person.visit("/login/return?state=made-up&code=made-up")
    told = re.compile(r'"route": "/login/return", "status": (\d+)')
    await until(lambda: {*told.findall(log.read_text()[before:])} >= {"303", "401"})
    assert "made-up" not in log.read_text()[before:]


async def test_a_login_leads_to_our_own_pages_alone(somebody: SitDown, couple: Json) -> None:
    person = await somebody()
    await person.visit("/login?next=//evil.example/")
    await person.page.fill("#number", couple["mother"]["number"])

    await person.page.click("form p button")

    assert person.page.url == f"{person.home}/"


async def test_whom_a_link_expects_logs_in_by_one_click_and_no_address_holds_their_number(somebody: SitDown) -> None:
    person = await somebody()
    seen: list[str] = []
    person.page.on("request", lambda request: seen.append(request.url))
    await person.visit("/login?hint=mother&next=/%3Ffrom=link")

    await person.page.get_by_role("button", name="Tiếp tục").click()

    await expect(person.page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    assert person.page.url == f"{person.home}/?from=link"
    assert not [url for url in seen if "0331" in url]
