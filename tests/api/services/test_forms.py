"""The slips that the desk makes out: 01 received, 02 to be supplied, 03 not accepted."""

from datetime import datetime, timedelta

import pytest
from httpx2 import Response

from domain.base.calendar import in_vietnam
from domain.slips.control import Punctual, punctual
from infra.journal.journal import utc_now
from infra.local.house import LocalHouse
from infra.local.people import PATIENCE, Caller, Json, People, found
from sandbox.people.officers import OFFICERS
from tests.support.door import Door, at, has_status, words_of


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A dossier that was just filed."""
    return await people.file(mother, couple, contact={"email": "me@example.vn", "phone": "0912345678"})


async def slip(who: Caller, shown: Json, form: str) -> str:
    """Read a slip that the dossier links to."""
    return words_of(await who.get(at(shown["links"][f"form_{form}"])))


async def test_before_the_desk_has_spoken_there_is_no_slip(door: Door, mother: Caller, code: str) -> None:
    assert set((await door.people.show(mother, code))["links"]) == {"self", "events"}
    for form in ("01", "02", "03", "06"):
        await door.refuses(mother, 404, "not-found", f"dossiers/{code}/forms/{form}", "GET")
    await door.refuses(mother, 422, "invalid", f"dossiers/{code}/forms/08", "GET")


async def test_form_01_is_receipt_and_appointment(
    door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    await door.accept(code)
    shown = await people.show(mother, code)
    words = words_of(await sealed(mother, shown, "01"))
    year, month, day = shown["due_at"][:10].split("-")
    for word in (
        code,
        couple["mother"]["name"],
        "Giấy chứng sinh",
        "0912345678",
        "me@example.vn",
        "Phố Hiến",
        f"ngày {day} tháng {month} năm {year}",
    ):
        assert word in words, word
    for name in ("tiepnhan.phohien", "hotich.phohien"):
        assert await slip(await door.officer(name), shown, "01") == words


async def test_form_02_says_what_to_supply_and_why(door: Door, people: People, mother: Caller, code: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    asked: Json = {"items": ["Giấy chứng sinh bản rõ", "Văn bản ủy quyền"], "reason": "Bản chụp mờ"}
    await people.decide(desk, code, "request_supplement", **asked)
    shown = await people.show(mother, code)
    words = await slip(mother, shown, "02")
    said = (await mother.get(f"dossiers/{code}/events")).json()
    made = next(event["at"] for event in said if event["type"] == "supplement_requested")
    until = in_vietnam(datetime.fromisoformat(made) + timedelta(days=30))
    day = f"ngày {until:%d} tháng {until:%m} năm {until:%Y}"
    for word in (code, *asked["items"], "Bản chụp mờ", day, OFFICERS["tiepnhan.phohien"].name):
        assert word in words, word
    assert "form_01" not in shown["links"]


async def test_form_03_says_why_it_was_not_accepted(door: Door, people: People, mother: Caller, code: str) -> None:
    await people.decide(await door.officer("tiepnhan.phohien"), code, "not_accept", reason="Không thuộc thẩm quyền")
    shown = await people.until(mother, code, has_status(3))
    words = await slip(mother, shown, "03")
    assert code in words
    assert "Không thuộc thẩm quyền" in words


async def test_the_slip_names_who_made_it_out(door: Door, people: People, mother: Caller, code: str) -> None:
    await door.accept(code)
    assert OFFICERS["tiepnhan.phohien"].name in await slip(mother, await people.show(mother, code), "01")


async def sealed(who: Caller, shown: Json, form: str) -> Response:
    """Wait until a slip is sealed, and get it."""
    code = shown["code"]

    async def look() -> Json | None:
        said = (await who.get(f"dossiers/{code}/events")).json()
        slips = (event for event in said if event["type"] == "slip_sealed")
        return next((event for event in slips if event["facts"]["form"] == form), None)

    await found(look, PATIENCE, lambda: f"slip {form} of {code} was not sealed")
    return await who.get(at(shown["links"][f"form_{form}"]))


async def test_a_slip_is_sealed_after_the_answer_and_anybody_can_check_it(
    house: LocalHouse, door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    await door.accept(code)
    shown = await people.show(mother, code)
    pdf = await sealed(mother, shown, "01")
    judged = await checked(house, people, pdf.content)
    assert (judged["verdict"], judged["document"]["number"]) == ("valid", f"{code}/TNHS")
    assert judged["document"]["kind"] == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    assert couple["mother"]["name"] in words_of(pdf)
    changed = pdf.content.replace(b"/Reason", b"/Reasom")
    assert (await checked(house, people, changed))["verdict"] != "valid"


async def checked(house: LocalHouse, people: People, pdf: bytes) -> Json:
    """What the page for everybody says of a file."""
    sent = {"file": ("a.pdf", pdf)}
    answer = await people.api.post(f"{house.api_url}/verify", files=sent, headers={"Accept": "application/json"})
    judged: Json = answer.json()
    return judged


async def test_form_06_says_who_had_it_and_when_and_stays_among_officers(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    await door.to_leader(mother, code)
    await door.approve(code)
    await door.finish(mother, code)
    desk = await door.officer("tiepnhan.phohien")
    shown = await people.show(desk, code)
    words = await slip(desk, shown, "06")
    course = [words.index(OFFICERS[f"{who}.phohien"].name) for who in ("tiepnhan", "chutich")]
    assert course == sorted(course)
    # What is filed after three o'clock is due on the next day, and came before it.
    came = punctual(utc_now(), datetime.fromisoformat(shown["due_at"]))
    assert came != Punctual.LATE
    for word in (code, came, "Thẩm tra hồ sơ", "Lãnh đạo phê duyệt", "Kết quả chờ được trả"):
        assert word in words, word
    assert "form_06" not in (await people.show(mother, code))["links"]
    await door.refuses(mother, 404, "not-found", f"dossiers/{code}/forms/06", "GET")
