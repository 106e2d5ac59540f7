"""Each state of a dossier on a mother's phone: where it is, who has it, why, until when and why then, what to do."""

from datetime import timedelta

import pytest

from domain.base.calendar import VIETNAM
from domain.dossier import acts
from domain.dossier.acts import ENGINE
from domain.dossier.journal import Entry
from infra.db.database import Database
from infra.facts.loading import Facts
from infra.journal.journal import Journal, utc_now
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.api.rest.test_lateness import past_its_date
from tests.api.rest.test_payments import pays, to_the_fee
from tests.support.door import Door, has_status
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown
from tests.web.following.front import front_door
from tests.web.following.seeing import looks_right_in_both, sees, status
from workflows.catalogue import registry

LEADER, DESK = "chutich.phohien", "tiepnhan.phohien"
MAY_COMPLAIN = "ông/bà có quyền khiếu nại"
SUPPLEMENT: Json = {"items": ["Giấy chứng sinh"], "reason": "Bản chụp bị mờ."}
NOTHING = "Hiện ông/bà chưa phải làm gì"


@pytest.fixture
async def she(somebody: SitDown, mother: Caller) -> Person:
    """The mother, at her phone."""
    return await somebody(mother.name, size=PHONE)


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A birth that she has just filed."""
    return await people.file(mother, couple)


async def shows(she: Person, code: str, name: str, *words: str) -> None:
    """See that her page says this, and can be used in both languages."""
    await she.visit(f"/dossiers/{code}")
    await sees(she.page, *words)
    await looks_right_in_both(she, f"states/{name}")


async def test_received_accepted_and_waiting_for_a_supplement(
    she: Person, people: People, door: Door, mother: Caller, code: str
) -> None:
    await shows(she, code, "1-filed", "Mới đăng ký", "Chờ kiểm tra và tiếp nhận", "Cán bộ tiếp nhận", NOTHING)
    await people.decide(await door.officer(DESK), code, "request_supplement", **SUPPLEMENT)
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    said = (
        "Yêu cầu bổ sung giấy tờ",
        "Hồ sơ đang chờ ông/bà",
        "Giấy chứng sinh",
        "Bản chụp bị mờ.",
        "Quá hạn này, cơ quan dừng",
    )
    await shows(she, code, "2-supplement", *said)
    await expect(she.page.locator("main")).not_to_contain_text(NOTHING)


async def test_in_process_with_a_date_that_says_how_it_came_about(she: Person, door: Door, code: str) -> None:
    await door.accept(code)
    said = ("Đang xử lý", "Chờ thẩm tra hồ sơ", "Hẹn trả kết quả", "Vì sao là ngày đó", "nhận", NOTHING)
    await shows(she, code, "3-in-process", *said)


async def test_waiting_for_money_then_paid(she: Person, people: People, door: Door, mother: Caller) -> None:
    code = (await to_the_fee(door, mother))["code"]
    said = ("Chờ nộp phí, lệ phí", "Hồ sơ đang chờ ông/bà", "Nộp phí, lệ phí", "Thời hạn đã tính")
    await shows(she, code, "4-payment", *said)
    asked = (await mother.post(f"dossiers/{code}/payments")).raise_for_status().json()
    await pays(people, asked)
    await people.until(mother, code, has_status(9))
    await shows(she, code, "4-paid", "Kết quả đã có", "chờ nộp phí, lệ phí")


async def test_late_then_with_an_apology_and_a_new_date(
    she: Person, people: People, door: Door, house: LocalHouse, mother: Caller, code: str
) -> None:
    await door.accept(code)
    await past_its_date(house, code)
    leader = await door.officer(LEADER)
    await people.task(leader, code, "late")
    async with front_door(house) as front:
        front.clock(utc_now() + timedelta(days=7))
        reader = Person(she.context, she.page, front.url)
        await she.context.set_extra_http_headers({"Authorization": mother.headers["Authorization"]})
        await shows(reader, code, "5-late", "Quá hạn", "Cơ quan đã trễ hẹn và lãnh đạo đang xem xét")
        await she.context.set_extra_http_headers({})
        await she.page.goto("about:blank")
    calendar = Facts.load().calendars.common
    day = calendar.add_working_days((utc_now() + timedelta(days=8)).astimezone(VIETNAM).date(), 1)
    until = calendar.closing(day)
    await people.decide(
        leader, code, "apologise", kind="late", reason="Chờ xác minh tại xã khác", until=until.isoformat()
    )
    said = ("Xin lỗi và hẹn lại ngày", f"{until:%d/%m/%Y}", "hẹn lại theo văn bản xin lỗi (mẫu 04)", "Văn bản xin lỗi")
    await shows(she, code, "5-apology", *said)


async def test_issued_handed_over_and_recalled(
    she: Person, people: People, door: Door, mother: Caller, code: str
) -> None:
    await door.to_leader(mother, code)
    await door.approve(code)
    number = (await people.until(mother, code, has_status(9)))["result"]["number"]
    await people.task(await door.officer(DESK), code, "hand_over")
    await shows(she, code, "6-issued", "Đã xử lý xong", "Kết quả đã có: mở tại đây", "phường Phố Hiến", number)
    await door.finish(mother, code)
    await shows(she, code, "7-handed-over", "Đã trả kết quả", "Ông/bà đã nhận kết quả", "Đánh giá việc phục vụ")
    why = {"reason": "content", "basis": "Quyết định số 15/QĐ-UBND"}
    (await (await door.officer(LEADER)).post(f"results/{number}/recall", json=why)).raise_for_status()
    said = (
        "Đã thu hồi",
        "đã bị thu hồi, không còn giá trị",
        "Nội dung có sai sót",
        "Đừng dùng văn bản đã thu hồi",
        MAY_COMPLAIN,
    )
    await shows(she, code, "8-recalled", *said)
    await expect(she.page.get_by_role("button", name="Mở kết quả")).to_have_count(0)


async def test_refused_by_the_leader(she: Person, people: People, door: Door, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code)
    await people.decide(await door.officer(LEADER), code, "refuse", reason="Thông tin không thống nhất")
    await people.until(mother, code, has_status(8))
    said = (
        "Từ chối giải quyết",
        "Thông tin không thống nhất",
        MAY_COMPLAIN,
        "Nộp hồ sơ mới",
        "Thông báo từ chối giải quyết",
    )
    await shows(she, code, "9-refused", *said)


async def test_withdrawn(she: Person, mother: Caller, code: str) -> None:
    (await mother.post(f"dossiers/{code}/withdrawal", json={"reason": "Nộp nhầm"})).raise_for_status()
    await shows(she, code, "10-withdrawn", "Công dân yêu cầu rút hồ sơ", "Nộp nhầm", "Ông/bà có thể nộp hồ sơ mới")


async def test_stopped_by_a_leader(she: Person, door: Door, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code)
    leader = await door.officer(LEADER)
    (await leader.post(f"dossiers/{code}/stop", json={"reason": "Tòa án yêu cầu dừng"})).raise_for_status()
    await shows(she, code, "11-stopped", "Dừng xử lý", "Tòa án yêu cầu dừng", MAY_COMPLAIN, "Thông báo dừng")


async def test_lapsed_since_nothing_was_supplied_in_time(
    she: Person, people: People, door: Door, house: LocalHouse, mother: Caller, code: str
) -> None:
    await people.decide(await door.officer(DESK), code, "request_supplement", **SUPPLEMENT)
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    facts = Facts.load()
    async with Database.of_engine(house.settings(), 2) as database:
        # What the procedure writes when its timer ends, a month from now.
        later = Journal(database, facts.calendars, facts.laws, registry(), clock=lambda: utc_now() + timedelta(days=31))
        dossier = await later.dossier(code, ENGINE)
        task = next(task for task in dossier.open_tasks if task.kind == "supply")
        silence = Entry(key=f"{task.step}/lapsed", act=acts.Lapsed(task=task.id, of=task.lapses_at))
        stop = Entry(key="stopped", act=acts.Stopped(reason="Quá 30 ngày không bổ sung hồ sơ."))
        await later.advance(code, [silence, stop], dossier.seq)
    said = ("Dừng xử lý", "Quá 30 ngày không bổ sung hồ sơ", "Không có trả lời trong thời hạn", "Nộp hồ sơ mới")
    await shows(she, code, "12-lapsed", *said)
    await status(she, "Dừng xử lý")
