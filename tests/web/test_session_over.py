"""Whose session is over, or too old, loses nothing of what they just sent, and nobody else sends or sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from playwright.async_api import FilePayload, Page

from infra.db.database import Database
from infra.identity.sessions import Session, Sessions
from infra.local.house import LocalHouse
from infra.local.people import PAPER, Caller, Json, People
from tests.api.rest.test_lateness import past_its_date
from tests.support.door import Door
from tests.web.browser import Person, expect
from tests.web.conftest import SitDown
from tests.web.deciding.conftest import open_task

AN_HOUR, LONG_AGO = timedelta(hours=1), 12 * 60 * 60
LEADER, COLLEAGUE = "officer:chutich.thaibinh", "officer:phochutich.thaibinh"
KEPT = "Chưa có gì được ghi nhận"
REASON = "Chờ xác minh\ntại <b>xã khác</b>"


async def session_over(person: Person, house: LocalHouse) -> None:
    """Let the session of a browser have ended by itself."""

    async def end(sessions: Sessions, session: Session, cookie: Any) -> None:
        await sessions.end(session)

    await changed(person, house, end)


async def login_too_old(person: Person, house: LocalHouse) -> None:
    """Let a browser's login have been twelve hours ago."""

    async def grow(sessions: Sessions, session: Session, cookie: Any) -> None:
        assert session.who is not None
        cookie["value"] = await sessions.begin(replace(session.who, logged_in=session.who.logged_in - LONG_AGO))
        await person.context.add_cookies([cookie])

    await changed(person, house, grow)


async def changed(
    person: Person, house: LocalHouse, change: Callable[[Sessions, Session, Any], Awaitable[None]]
) -> None:
    (cookie,) = [one for one in await person.context.cookies() if one["name"] == "__Host-session"]
    async with Database.of_api(house.settings()) as database:
        sessions = Sessions(database, AN_HOUR, AN_HOUR)
        session = await sessions.find(cookie["value"])
        assert session is not None
        await change(sessions, session, cookie)


async def log_in_beside(person: Person, name: str) -> None:
    """Follow the page's link to the login, in a window of its own, and come back."""
    async with person.context.expect_page() as opening:
        await person.page.locator("main a[target=_blank]").click()
    beside = Person(person.context, await opening.value, person.home)
    kind, _, number = name.partition(":")
    if kind == "citizen":
        await beside.page.fill("#number", number)
        await beside.page.click("form p button")
    else:
        await beside.page.click(f"button[name=as][value='{name}']")
    await expect(beside.page.get_by_role("heading", level=1)).to_have_text("Ông/bà đã đăng nhập")
    await beside.page.close()


async def send_again(page: Page) -> None:
    """Press the one button of the page that waited."""
    async with page.expect_navigation():
        await page.get_by_role("button", name="Gửi lại").click()


@pytest.fixture
async def late(door: Door, people: People, house: LocalHouse) -> str:
    """A dossier that passed its date at Thái Bình."""
    parents = (await people.couples("plain", commune="13225"))[0]
    code = await people.file(await people.who(f"citizen:{parents['mother']['number']}"), parents)
    await door.accept(code, "thaibinh")
    await past_its_date(house, code)
    return code


async def apologise(person: Person, people: People, code: str) -> Page:
    """Write the letter, without sending it."""
    task = (await people.task(await people.who(LEADER), code, "late"))["id"]
    page = await person.visit(f"/unit/late/{task}")
    await page.get_by_label("Lý do chậm").fill(REASON)
    await page.get_by_label("Ngày hẹn mới").select_option(index=12)
    return page


async def test_an_apology_whose_session_ended_waits_for_its_writer_and_for_nobody_else(
    somebody: SitDown, door: Door, people: People, house: LocalHouse, late: str
) -> None:
    person = await somebody(LEADER)
    page = await apologise(person, people, late)
    await session_over(person, house)

    await page.get_by_role("button", name="Xin lỗi").click()
    await expect(page.locator("main")).to_contain_text(KEPT)
    await person.looks_right("session-over/held")
    await send_again(page)
    await expect(page.locator("main")).to_contain_text(KEPT)
    await log_in_beside(person, COLLEAGUE)
    await send_again(page)

    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "Nội dung này do người khác nhập: người đó cần đăng nhập để gửi."
    )
    await expect(page.locator("body")).not_to_contain_text("Chờ xác minh")
    await person.looks_right("session-over/somebody-elses")
    assert "apologised" not in await door.books.acts(late)

    await log_in_beside(person, LEADER)
    await send_again(page)
    await expect(page.get_by_role("alert")).to_contain_text("Đã lập văn bản xin lỗi")
    assert (await door.books.acts(late)).count("apologised") == 1
    await person.visit("/login/done")
    await person.looks_right("session-over/logged-in")


async def test_a_letter_whose_login_is_too_old_is_not_written_twice(
    somebody: SitDown, door: Door, people: People, house: LocalHouse, late: str
) -> None:
    person = await somebody(LEADER, script=False)
    page = await apologise(person, people, late)
    await login_too_old(person, house)

    await page.get_by_role("button", name="Xin lỗi").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Phiên đăng nhập đã lâu")
    await log_in_beside(person, LEADER)
    await send_again(page)

    await expect(page.get_by_role("alert")).to_contain_text("Đã lập văn bản xin lỗi")
    assert (await door.books.acts(late)).count("apologised") == 1


async def test_a_decision_whose_session_ended_is_made_as_it_was_written(
    somebody: SitDown, people: People, house: LocalHouse, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await somebody("officer:tiepnhan.phohien")
    path = await open_task(desk, "tiepnhan.phohien", people, code)
    await desk.page.get_by_label("Từ chối tiếp nhận").check()
    await desk.page.locator("#not_accept-more, #not_accept-reason").first.fill("Giấy tờ của người khác.")
    await session_over(desk, house)

    await desk.page.get_by_role("button", name="Gửi", exact=True).click()
    await expect(desk.page.locator("main")).to_contain_text(KEPT)
    await log_in_beside(desk, "officer:tiepnhan.phohien")
    await send_again(desk.page)

    await expect(desk.page).to_have_url(f"{desk.home}{path}/sure")
    await expect(desk.page.locator("main")).to_contain_text("Giấy tờ của người khác.")


async def test_who_logs_in_at_a_colleagues_browser_sends_nothing_that_the_colleague_wrote(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await somebody("officer:tiepnhan.phohien")
    path = await open_task(desk, "tiepnhan.phohien", people, code)
    await desk.page.get_by_label("Từ chối tiếp nhận").check()
    await desk.page.locator("#not_accept-more, #not_accept-reason").first.fill("Giấy tờ của người khác.")
    beside = Person(desk.context, await desk.context.new_page(), desk.home)
    await beside.visit("/work")
    await beside.page.get_by_role("button", name="Đăng xuất").click()
    await beside.log_in("officer:chutich.phohien")

    await desk.page.get_by_role("button", name="Gửi", exact=True).click()

    await expect(desk.page.get_by_role("heading", level=1)).to_have_text(
        "Nội dung này do người khác nhập: người đó cần đăng nhập để gửi."
    )
    await expect(desk.page.locator("main")).not_to_contain_text("Giấy tờ của người khác.")
    await beside.page.get_by_role("button", name="Đăng xuất").click()
    await log_in_beside(desk, "officer:tiepnhan.phohien")
    await send_again(desk.page)
    await expect(desk.page).to_have_url(f"{desk.home}{path}/sure")


async def test_a_rating_whose_session_ended_is_sent_again_without_a_script(
    somebody: SitDown, people: People, house: LocalHouse, door: Door, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    await door.accept(code)
    await door.verify(code)
    await people.confirm(mother, code)
    await door.approve(code)
    await door.finish(mother, code)
    person = await somebody(f"citizen:{couple['mother']['number']}", script=False)
    page = await person.visit(f"/dossiers/{code}/rate")
    await page.get_by_label("4 – ").check()
    await page.get_by_label("Điều gì tốt").fill("Nhanh và rõ ràng.")
    await session_over(person, house)

    await page.get_by_role("button", name="Gửi đánh giá").click()
    await expect(page.locator("main")).to_contain_text(KEPT)
    await log_in_beside(person, f"citizen:{couple['father']['number']}")
    await send_again(page)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("do người khác nhập")
    await log_in_beside(person, f"citizen:{couple['mother']['number']}")
    await send_again(page)

    await expect(page.get_by_role("alert")).to_contain_text("Cảm ơn")
    assert (await door.books.acts(code)).count("rated") == 1


async def test_files_that_no_page_can_hold_are_named_and_asked_for_again(
    somebody: SitDown, people: People, house: LocalHouse, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk = await people.who("officer:tiepnhan.phohien")
    await people.decide(desk, code, "request_supplement", items=["Giấy chứng sinh"], reason="Bản chụp bị mờ.")
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    person = await somebody(f"citizen:{couple['mother']['number']}")
    page = await person.visit(f"/dossiers/{code}/supply")
    paper = FilePayload(name="giay-chung-sinh.pdf", mimeType="application/pdf", buffer=PAPER)
    await page.get_by_label("Giấy chứng sinh").set_input_files([paper])
    await session_over(person, house)

    await page.get_by_role("button", name="Gửi", exact=True).click()
    again = page.get_by_label("Hãy chọn lại: giay-chung-sinh.pdf")
    await expect(again).to_have_attribute("required", "")
    await person.looks_right("session-over/held-with-files")
    await log_in_beside(person, f"citizen:{couple['mother']['number']}")
    await again.set_input_files([paper])
    await send_again(page)

    await expect(page.get_by_role("alert")).to_contain_text("Đã gửi bổ sung")


@pytest.mark.parametrize(
    ("sent", "holds"),
    [
        ({"Cookie": "__Host-session=x; __Host-whose=0.0", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Cookie": "__Host-session=x", "Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({}, False),
    ],
)
async def test_a_page_holds_only_what_a_page_of_ours_sent_for_somebody_who_was_logged_in(
    house: LocalHouse, sent: dict[str, str], holds: bool
) -> None:
    mark = "" if "Cookie" in sent else "?whose=0.0"
    async with httpx2.AsyncClient(base_url=house.api_url, headers={"Accept": "text/html"} | sent, timeout=None) as http:
        answer = await http.post(f"/unit/return{mark}", data={"reason": "Nghỉ ốm"})
        too_much = await http.post("/unit/return", data={"reason": "a" * 600_000})

    # What another site sends is refused before anybody asks who it is from.
    assert answer.status_code == (403 if sent.get("Sec-Fetch-Site") == "cross-site" else 401)
    assert ("Nghỉ ốm" in answer.text) is holds
    assert answer.headers["cache-control"] == "no-store"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert too_much.status_code == (403 if sent.get("Sec-Fetch-Site") == "cross-site" else 413)
