"""An officer sees on one screen all that they need, and decides there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from infra.db.database import Database
from infra.identity.sessions import Sessions
from infra.local.house import LocalHouse
from infra.local.people import Caller, People
from tests.support.door import Door, problem_of
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown
from tests.web.deciding.conftest import open_task

AN_HOUR, LONG_AGO = timedelta(hours=1), 43_300
ASK, REFUSE, DELEGATE = "Yêu cầu bổ sung (mẫu 02)", "Từ chối tiếp nhận (mẫu 03)", "Ủy quyền cho đồng nghiệp"


async def test_a_specialist_sees_what_differs_and_a_leader_approves_once_asked_again(
    somebody: SitDown, door: Door, people: People, mother: Caller, code: str
) -> None:
    await door.accept(code)
    specialist = await somebody("officer:hotich.phohien")
    await open_task(specialist, "hotich.phohien", people, code, "verify")
    page = specialist.page
    differing = page.locator("tr.mc-differs", has_text="Nguyễn Thị Khác")
    await expect(differing).to_contain_text("Khác")
    await expect(differing).to_contain_text("Cơ sở dữ liệu quốc gia về dân cư")
    await expect(page.locator("#law + dl")).to_contain_text("Luật Hộ tịch 60/2014/QH13")
    await page.locator(".mc-paper summary").last.press("Enter")
    photo = page.locator(".mc-paper img")
    await expect(photo).to_be_visible()
    assert await photo.evaluate("one => one.decode().then(() => one.naturalWidth)") == 60
    await specialist.looks_right("deciding/verify")
    await page.get_by_label("Xác nhận đã thẩm tra, đúng").check()
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Xác nhận đã thẩm tra")

    await people.confirm(mother, code)
    leader = await somebody("officer:chutich.phohien", language="en")
    await open_task(leader, "chutich.phohien", people, code, "approve")
    await leader.looks_right("deciding/approve")
    await leader.page.get_by_label("Approve").check()
    await leader.page.get_by_role("button", name="Send").click()
    await expect(leader.page.get_by_role("heading", level=1)).to_have_text("Approve: are you sure?")
    await leader.looks_right("deciding/sure")
    await leader.page.get_by_role("button", name="Approve").click()
    await expect(leader.page.locator(".govuk-notification-banner--success")).to_contain_text("Approve")
    await leader.looks_right("deciding/approved")
    assert "approved" in await door.books.acts(code)


async def test_a_refusal_names_a_reason_of_the_catalogue_and_is_asked_once_more(
    somebody: SitDown, people: People, mother: Caller, code: str
) -> None:
    desk = await somebody("officer:tiepnhan.phohien", size=PHONE)
    page = desk.page
    await open_task(desk, "tiepnhan.phohien", people, code)
    await page.get_by_label(REFUSE).check()
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy chọn lý do")
    await desk.looks_right("deciding/refusal-without-reason")

    await page.get_by_label("Hồ sơ không thuộc thẩm quyền giải quyết của cơ quan này").check()
    await page.locator("#not_accept-reason").fill("Nộp tại xã Văn Giang.")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".mc-lines")).to_contain_text("Nộp tại xã Văn Giang.")
    await desk.looks_right("deciding/sure-to-refuse")
    assert (await people.show(mother, code))["status"]["code"] == 1, "nothing is sent before the second word"
    await page.get_by_role("button", name=REFUSE).click()

    await expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
    shown = await people.show(mother, code)
    assert shown["status"]["code"] == 3
    assert shown["reason"].startswith("Hồ sơ không thuộc thẩm quyền")
    assert shown["reason"].endswith("Nộp tại xã Văn Giang.")


async def test_a_supplement_is_asked_with_ticked_things_and_own_ones(
    somebody: SitDown, people: People, mother: Caller, code: str
) -> None:
    desk = await somebody("officer:tiepnhan.phohien")
    page = desk.page
    await open_task(desk, "tiepnhan.phohien", people, code)
    await page.get_by_label(ASK).check()
    await page.get_by_label("Giấy chứng sinh", exact=True).check()
    await page.locator("#request_supplement-own").fill("Giấy ủy quyền\nBản chính sổ hộ khẩu cũ")
    await page.get_by_label("Bản chụp mờ, thiếu trang hoặc không đọc được").check()
    await desk.looks_right("deciding/asking-for-a-supplement")

    await page.get_by_role("button", name="Gửi").click()

    await expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Yêu cầu bổ sung")
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    events = await mother.get(f"dossiers/{code}/events")
    asked = next(event for event in events.json() if event["type"] == "supplement_requested")
    assert asked["facts"]["items"] == ["Giấy chứng sinh", "Giấy ủy quyền", "Bản chính sổ hộ khẩu cũ"]
    assert asked["facts"]["reason"].startswith("Bản chụp mờ")

    papers = {"documents": [{"kind": "birth_record", "upload": await people.upload(mother)}]}
    (await mother.post(f"dossiers/{code}/supplements", json=papers)).raise_for_status()
    await open_task(desk, "tiepnhan.phohien", people, code)
    await expect(page.get_by_label(ASK)).to_have_count(0)
    await page.get_by_label("Tiếp nhận hồ sơ").evaluate("offered => { offered.value = 'request_supplement' }")
    await page.get_by_label("Tiếp nhận hồ sơ").check()
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("alert")).to_contain_text("chỉ được yêu cầu bổ sung 1 lần")


async def test_of_two_officers_the_second_is_told_who_was_faster_and_keeps_their_words(
    somebody: SitDown, people: People, door: Door, code: str
) -> None:
    first, second = [await somebody(f"officer:{name}.phohien") for name in ("tiepnhan", "tiepnhan2")]
    for officer, login in ((first, "tiepnhan.phohien"), (second, "tiepnhan2.phohien")):
        await open_task(officer, login, people, code)
    await second.page.get_by_label(REFUSE).check()
    await second.page.locator("#not_accept-reason").fill("Không có giấy chứng sinh.")
    await first.page.get_by_label("Tiếp nhận hồ sơ").check()
    await first.page.get_by_role("button", name="Gửi").click()
    await expect(first.page.locator(".govuk-notification-banner--success")).to_be_visible()

    await second.page.get_by_role("button", name="Gửi").click()

    told = second.page.locator(".govuk-notification-banner")
    await expect(told).to_contain_text("Lê Thị Minh Nguyệt, cán bộ tiếp nhận (Phường Phố Hiến)")
    await expect(told).to_contain_text("Tiếp nhận, hẹn trả kết quả")
    await expect(second.page.locator("#kept")).to_have_value("Không có giấy chứng sinh.")
    await second.looks_right("deciding/a-colleague-was-faster")
    assert (await door.books.acts(code)).count("not_accepted") == 0


async def test_who_logged_in_long_ago_logs_in_again_and_finds_their_words(
    somebody: SitDown, people: People, house: LocalHouse, code: str
) -> None:
    desk = await somebody("officer:tiepnhan.phohien")
    page = desk.page
    await grow_old(desk, house)
    path = await open_task(desk, "tiepnhan.phohien", people, code)
    await page.get_by_label(ASK).check()
    await page.locator("#request_supplement-own").fill("Giấy ủy quyền")
    await page.locator("#request_supplement-reason").fill("Người nộp không phải cha mẹ.")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("alert")).to_contain_text("vẫn được giữ")
    await desk.looks_right("deciding/log-in-again")

    await page.get_by_role("alert").get_by_role("link", name="Đăng nhập lại").click()
    await page.click("button[name=as][value='officer:tiepnhan.phohien']")

    await page.wait_for_url(lambda url: path in url)
    await expect(page.locator("#request_supplement-reason")).to_have_value("Người nộp không phải cha mẹ.")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_be_visible()


async def test_a_task_is_decided_by_keyboard_alone(reader: SitDown, people: People, code: str, door: Door) -> None:
    desk = await reader("officer:tiepnhan.phohien")
    await open_task(desk, "tiepnhan.phohien", people, code)
    await tab_to(desk, "decide")
    await desk.page.keyboard.press("Space")
    while await desk.page.evaluate("document.activeElement.innerText") != "Gửi":
        await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.locator(".govuk-notification-banner--success")).to_be_visible()
    assert "accepted" in await door.books.acts(code)


async def test_an_officer_answers_for_a_register_that_knows_nothing(
    somebody: SitDown, people: People, door: Door
) -> None:
    couple = (await people.couples("no_marriage", commune="11953"))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(parent, couple)
    await door.accept(code)
    registrar = await somebody("officer:hotich.phohien")
    page = registrar.page
    await open_task(registrar, "hotich.phohien", people, code, "verify_marriage")
    await page.get_by_label("Trả lời").check()
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("alert")).to_contain_text("Căn cứ")
    await registrar.looks_right("deciding/answer-with-errors")
    await page.get_by_label("Có", exact=True).check()
    await page.locator("#evidence").fill("Giấy chứng nhận kết hôn số 12/2019")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_be_visible()
    await open_task(registrar, "hotich.phohien", people, code, "verify")
    await expect(page.locator("#registers ~ .mc-heard").last).to_contain_text("12/2019")


async def test_a_task_is_handed_to_a_colleague_until_a_day(
    somebody: SitDown, people: People, door: Door, code: str
) -> None:
    await door.accept(code)
    registrar, colleague = [await somebody(f"officer:{name}.phohien") for name in ("hotich", "hotich2")]
    await colleague.visit("/")  # whoever looks is noted by name
    page = registrar.page
    path = await open_task(registrar, "hotich.phohien", people, code, "verify")
    await page.get_by_label(DELEGATE).check()
    await page.locator("#delegate-to").select_option("Phạm Đức Anh")
    for part, value in (("", "31"), ("-month", "2"), ("-year", "2027")):
        await page.locator(f"#delegate-until{part}").fill(value)
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy nhập ngày")
    await page.locator("#delegate-until").fill("26")
    await page.get_by_label("Cho phép đồng nghiệp ủy quyền lại").check()
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_contain_text(DELEGATE)
    await colleague.visit(path)
    await expect(colleague.page.get_by_label("Xác nhận đã thẩm tra, đúng")).to_be_visible()
    await expect(colleague.page.get_by_label(DELEGATE)).to_be_visible()


async def test_a_task_goes_to_nobody_by_a_slip_of_the_keys_and_what_was_written_stays(
    somebody: SitDown, people: People, door: Door, code: str
) -> None:
    await door.accept(code)
    (await (await door.officer("vanthu.phohien")).get("tasks")).raise_for_status()
    leader = await somebody("officer:chutich.phohien")
    page = leader.page
    path = await open_task(leader, "phochutich.phohien", people, code, "verify")
    (await (await door.officer("hotich.phohien")).post(f"tasks/{path[6:]}/claim")).raise_for_status()
    await page.reload()
    await page.get_by_label("Điều chuyển việc").check()
    await page.get_by_label("Người đang giữ việc vắng mặt").check()
    for typed, why in (
        ("cb-11953-99", "Chưa có ai của cơ quan ông/bà đăng nhập bằng mã cán bộ này"),
        ("cb-11953-07", "Bùi Thị Ngà không có vai trò mà việc này cần"),
    ):
        await page.locator("#takeover-to-code").fill(typed)
        await page.get_by_role("button", name="Gửi").click()
        await expect(page.locator(".govuk-error-summary")).to_contain_text(why)
        await expect(page.get_by_label("Người đang giữ việc vắng mặt")).to_be_checked()
        await expect(page.locator("#takeover-to-code")).to_have_value(typed)
    await leader.looks_right("deciding/to-nobody-who-can")
    await page.locator("#takeover-to-code").fill("cb-11953-99")
    await page.get_by_role("button", name="Gửi").click()
    await page.get_by_label("Mã cb-11953-99 là đúng").check()
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Điều chuyển việc")
    await expect(page.locator(".mc-facts").first).to_contain_text("Ai đang giữcb-11953-99")


async def test_what_stands_on_the_screen_is_for_the_officers_of_its_agency_alone(
    people: People, house: LocalHouse, door: Door, mother: Caller, code: str
) -> None:
    task = (await people.task(await door.officer("tiepnhan.phohien"), code))["id"]
    paper = (await (await door.officer("tiepnhan.phohien")).get(f"tasks/{task}")).json()["papers"][0]["sha256"]
    for path in (f"/work/{task}", f"/work/{task}/papers/{paper}", f"/work/{task}/draft", f"/work/{task}/sure"):
        address = house.api_url + path
        problem_of(await (await door.officer("tiepnhan.vangiang")).get(address), 404, "not-found")
        problem_of(await mother.get(address), 403, "wrong-role")
    ours = await (await door.officer("tiepnhan2.phohien")).get(f"{house.api_url}/work/{task}/papers/{paper}")
    assert ours.headers["content-type"] == "application/pdf"
    assert "frame-ancestors 'self'" in ours.headers["content-security-policy"]
    assert "default-src 'none'" in ours.headers["content-security-policy"]


async def test_a_leader_takes_a_task_from_whoever_has_it_and_stops_a_dossier_for_a_reason(
    somebody: SitDown, people: People, door: Door, mother: Caller, code: str
) -> None:
    await door.accept(code)
    registrar, leader = await somebody("officer:hotich.phohien"), await somebody("officer:chutich.phohien")
    path = await open_task(registrar, "hotich.phohien", people, code, "verify")
    await registrar.page.get_by_role("button", name="Nhận việc này").click()
    await expect(registrar.page.get_by_role("button", name="Trả lại việc này")).to_be_visible()
    page = leader.page
    await leader.visit(f"{path}?done=approve")
    await expect(page.locator(".govuk-inset-text", has_text="vai trò khác")).to_be_visible()
    await expect(page.get_by_label("Xác nhận đã thẩm tra, đúng")).to_have_count(0)
    await expect(page.locator(".govuk-notification-banner")).to_have_count(0)
    await page.get_by_label("Điều chuyển việc").check()
    await page.get_by_label("Người đang giữ việc vắng mặt").check()
    await leader.looks_right("deciding/taking-over")
    await page.get_by_role("button", name="Gửi").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Điều chuyển việc")
    await registrar.visit(path)
    await expect(registrar.page.get_by_role("button", name="Nhận việc này")).to_be_visible()

    await page.get_by_label("Dừng giải quyết hồ sơ (mẫu 05)").check()
    await page.locator("#stop-reason").fill("Hai bên đang tranh chấp.")
    await page.get_by_role("button", name="Gửi").click()
    await page.get_by_role("button", name="Dừng giải quyết hồ sơ").click()
    await expect(page.locator(".govuk-notification-banner--success")).to_contain_text("Dừng giải quyết")
    assert (await people.show(mother, code))["reason"] == "Hai bên đang tranh chấp."


async def tab_to(person: Person, ident: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(200):
        await person.page.keyboard.press("Tab")
        if await person.page.evaluate("document.activeElement.id") == ident:
            return
    raise AssertionError(f"nobody reaches {ident} by Tab")


async def grow_old(person: Person, house: LocalHouse) -> None:
    """Let a browser's login have been twelve hours ago."""
    cookies: list[Any] = list(await person.context.cookies())
    (held,) = [cookie for cookie in cookies if cookie["name"] == "__Host-session"]
    async with Database.of_api(house.settings()) as database:
        sessions = Sessions(database, AN_HOUR, AN_HOUR)
        session = await sessions.find(held["value"])
        assert session is not None
        assert session.who is not None
        who = replace(session.who, logged_in=session.who.logged_in - LONG_AGO)
        held["value"] = await sessions.begin(who)
    await person.context.add_cookies([held])
