"""An agency answers in its own time, by a call-back whose signature is its word; nothing it found out is lost."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import pytest

from domain.dossier.acts import ENGINE
from infra.db.tables import is_act
from infra.journal.encryption import opened
from infra.journal.statements import CHAIN
from infra.local.people import LOOK_AGAIN, PATIENCE, Caller, Json, People
from sandbox.people.residents import TO_VERIFY
from sandbox.vietnam.criminal_records import THEFT
from tests.support.door import Books, Door, has_status, new_key, problem_of

SECRET = "stand-in-register-secret"
FORM: Json = {
    "person": {
        "number": TO_VERIFY,
        "full_name": "Nghiêm Thị Thu Phương",
        "born": "1990-01-11",
        "residence": "Số 56, đường Nguyễn Văn Linh, tỉnh Hưng Yên",
        "commune": "11983",
    },
    "homes": [
        {"province": "33", "address": "Số 56, đường Nguyễn Văn Linh", "since": "2003-01-01", "until": "2008-09-01"},
        {"province": "01", "address": "Số 10, phố Đội Cấn", "since": "2008-09-01", "until": "2013-06-30"},
        {"province": "31", "address": "Số 77, đường Lạch Tray", "since": "2013-06-30"},
    ],
    "number": 1,
    "purpose": "xin việc làm",
}
BY_HAND: Json = {"reply": "512/PXM-PV06", "convictions": []}
LATE = CHAIN.where(is_act("answered_late"))


@pytest.fixture
async def person(people: People) -> Caller:
    """Somebody who lived in two other provinces."""
    return await people.who(f"citizen:{TO_VERIFY}")


@pytest.fixture
async def specialist(door: Door) -> Caller:
    """Who looks into judicial records."""
    return await door.officer("canbo.cahungyen")


@pytest.fixture
async def code(door: Door, people: People, person: Caller, specialist: Caller) -> str:
    """A judicial record for which Hà Nội and Hải Phòng are asked."""
    sent = {"procedure": "3.000333", "form": FORM, "documents": []}
    answer = await person.post("dossiers", json=sent, headers=new_key())
    code = str(answer.raise_for_status().json()["code"])
    counter = await door.officer("tiepnhan.cahungyen")
    await people.decide(counter, code, "accept")
    await people.decide(counter, code, "pay", kind="pay")
    for place in ("01", "31"):
        await task_of(specialist, code, "verify_place", place)
    return code


async def task_of(officer: Caller, code: str, kind: str, place: str) -> Json:
    """An officer's open task about a place, once it is there."""
    async with asyncio.timeout(PATIENCE):
        while True:
            items = (await officer.get("tasks", params={"dossier": code})).raise_for_status().json()["items"]
            for item in items:
                shown: Json = (await officer.get(f"tasks/{item['id']}")).raise_for_status().json()
                if (shown["kind"], shown["about"]) == (kind, place):
                    return shown
            await asyncio.sleep(LOOK_AGAIN)


async def conclude(people: People, code: str, place: str, **answer: Any) -> None:
    """Let the police of a place answer, once they have the request."""
    path = f"/criminal-records/_verifications/{code}/verify_place/{place}/request"
    async with asyncio.timeout(PATIENCE):
        while True:
            told = await people.sandbox.put(path, json={"KetLuan": "khong_co_an_tich"} | answer)
            if told.status_code != 404:
                return
            await asyncio.sleep(LOOK_AGAIN)


async def brings(people: People, message: Json, agency: str = "criminal_records") -> Any:
    """Call the front door back as an agency does."""
    headers = {"Content-Type": "application/json"}
    return await people.api.post(f"agencies/{agency}/answers", content=json.dumps(message), headers=headers)


async def enter(specialist: Caller, code: str, place: str) -> None:
    """Let the specialist enter what came on paper."""
    task = await task_of(specialist, code, "verify_place", place)
    sent = {"decision": "answer", "answer": BY_HAND}
    (await specialist.post(f"tasks/{task['id']}/decision", json=sent)).raise_for_status()


async def late_ones(books: Books, code: str) -> list[Json]:
    """What came late, in its own words."""
    async with books.database.transaction(ENGINE) as tx:
        rows = await opened(books.database.keys, (await tx.execute(LATE, {"code": code})).mappings())
    return [row["personal"]["answer"] for row in rows]


def said(code: str, place: str, secret: str = SECRET, **changes: Any) -> Json:
    """What the police of a place bring, signed."""
    message = {
        "MaThongDiep": f"{code}/verify_place/{place}/request",
        "MaHoSo": code,
        "SoVanBan": "00001/2026/PXM-TL",
        "KetLuan": "khong_co_an_tich",
        "AnTich": [],
    } | changes
    spelt = json.dumps(message, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
    return message | {"MaXacThuc": hmac.new(secret.encode(), spelt, hashlib.sha256).hexdigest()}


async def test_what_other_provinces_answer_comes_back_by_itself_and_stands_on_the_record(
    door: Door, people: People, person: Caller, specialist: Caller, code: str, books: Books
) -> None:
    shown = await people.show(person, code)
    assert (shown["holder"], shown["waits"]["why"]) == (
        "the criminal records",
        "Waits for the police of an earlier home to verify",
    )
    await conclude(people, code, "31", KetLuan="co_an_tich", AnTich=[THEFT], callback="twice")
    await conclude(people, code, "01")
    await people.decide(specialist, code, "confirm", kind="verify")
    await people.decide(await door.officer("truongphong.cahungyen"), code, "agree", kind="review")
    await people.decide(await door.officer("lanhdao.cahungyen"), code, "approve")
    done = await people.until(person, code, has_status(9))
    words = await door.certificate(person, done)
    assert "15/2024/HS-ST" in words
    acts = await books.acts(code)
    assert (acts.count("done"), acts.count("answered_late")) == (4, 0)


async def test_an_answer_twice_is_understood_twice_and_written_once(people: People, books: Books, code: str) -> None:
    for _ in range(2):
        answer = await brings(people, said(code, "01"))
        assert (answer.status_code, answer.json()) == (200, {"MaLoi": "00"})
    acts = await books.acts(code)
    assert (acts.count("done"), acts.count("answered_late")) == (1, 0)


async def test_a_forged_answer_is_refused_and_journaled(people: People, books: Books, code: str) -> None:
    for forged in (
        said(code, "01", "guessed"),
        said(code, "01", "guessed", SoVanBan="\ud800"),
        said(code, "01") | {"KetLuan": "co_an_tich"},
        said(code, "99", "guessed"),
        {"MaThongDiep": "\ud800"},
        {},
    ):
        for _ in range(2):
            problem_of(await brings(people, forged), 401, "unauthenticated")
    problem_of(await brings(people, said(code, "01", "guessed") | {"MaXacThuc": "ữ"}), 401, "unauthenticated")
    acts = await books.acts(code)
    assert acts.count("callback_refused") == 4
    assert {kind: acts.count(kind) for kind in ("done", "answered_late")} == {"done": 0, "answered_late": 0}


async def test_another_agency_s_word_about_it_is_no_word(people: People, books: Books, code: str) -> None:
    before = await books.written()
    for agency in ("traffic", "population", "payments", "nobody", "criminal_records%00"):
        problem_of(await brings(people, said(code, "01"), agency), 401, "unauthenticated")
    assert await books.written() == before


async def test_an_answer_to_nothing_that_was_asked_is_not_there(
    people: People, books: Books, mother: Caller, couple: Json, code: str
) -> None:
    other = await people.file(mother, couple)
    before = await books.written()
    for message in (
        "",
        "nonsense",
        code,
        f"{code}/verify_place/99/request",
        f"{code}/verify_place/01",
        f"{code}/record",
        f"{other}/verify_place/01/request",
        "x\u0000/y",
        "é/x",
    ):
        problem_of(await brings(people, said(code, "01", MaThongDiep=message)), 404, "not-found")
    assert await books.written() == before


async def test_an_answer_that_cannot_be_read_leaves_the_task_open(
    people: People, specialist: Caller, books: Books, code: str
) -> None:
    before = await books.written()
    for wrong in ({"KetLuan": "co_an_tich"}, {"AnTich": "?"}, {"SoVanBan": ""}):
        problem_of(await brings(people, said(code, "01", **wrong)), 422, "answer-unreadable")
    for no_text in ({"MaThongDiep": "\ud800/x"}, {"MaThongDiep": "\ud800"}):
        problem_of(await brings(people, said(code, "01", **no_text)), 401, "unauthenticated")
    assert await books.written() == before
    await enter(specialist, code, "01")


async def test_a_late_answer_that_says_the_same_is_only_kept(
    people: People, specialist: Caller, books: Books, code: str
) -> None:
    await enter(specialist, code, "01")
    for _ in range(2):
        assert (await brings(people, said(code, "01"))).status_code == 200
    assert await late_ones(books, code) == [{"reply": "00001/2026/PXM-TL", "convictions": []}]
    open_kinds = [task["kind"] for task in (await specialist.get("tasks", params={"dossier": code})).json()["items"]]
    assert open_kinds == ["verify_place"]


async def test_a_late_answer_that_differs_is_put_before_a_person(
    door: Door, people: People, person: Caller, specialist: Caller, books: Books, code: str
) -> None:
    for place in ("01", "31"):
        await enter(specialist, code, place)
    await people.decide(specialist, code, "confirm", kind="verify")
    await people.decide(await door.officer("truongphong.cahungyen"), code, "agree", kind="review")
    leader = await door.officer("lanhdao.cahungyen")
    approval = await people.task(leader, code, "approve")
    differs = said(code, "31", KetLuan="co_an_tich", AnTich=[THEFT])
    for _ in range(2):
        assert (await brings(people, differs)).status_code == 200
    compare = await task_of(specialist, code, "compare_answers", "31")
    entered, came = compare["compare"]
    assert entered["answer"] == BY_HAND
    assert (came["by"], came["answer"]["convictions"][0]["judgment"]) == ("criminal_records", "15/2024/HS-ST")
    await door.refuses(leader, 409, "not-compared", f"tasks/{approval['id']}/decision", json={"decision": "approve"})
    await people.decide(specialist, code, "seen", kind="compare_answers")
    await people.decide(leader, code, "refuse", kind="approve", reason="Công an thành phố Hải Phòng báo có án tích")
    await people.until(person, code, has_status(8))


async def test_an_answer_after_the_withdrawal_is_kept_too(
    people: People, person: Caller, books: Books, code: str
) -> None:
    (await person.post(f"dossiers/{code}/withdrawal", json={})).raise_for_status()
    assert (await brings(people, said(code, "01"))).status_code == 200
    assert len(await late_ones(books, code)) == 1
    events = (await person.get(f"dossiers/{code}/events")).json()
    assert "An answer came late" in json.dumps(events)
    assert "PXM-TL" not in json.dumps(events)


async def test_while_the_agency_is_down_the_officer_goes_on(
    door: Door, people: People, person: Caller, specialist: Caller
) -> None:
    await people.fault("criminal-records", "unavailable", calls=-1, operation="verifications")
    try:
        sent = {"procedure": "3.000333", "form": FORM | {"purpose": "đi học xa nhà"}, "documents": []}
        code = (await person.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"]
        counter = await door.officer("tiepnhan.cahungyen")
        await people.decide(counter, code, "accept")
        await people.decide(counter, code, "pay", kind="pay")
        for place in ("01", "31"):
            await enter(specialist, code, place)
        await people.task(specialist, code, "verify")
    finally:
        await people.heal("criminal-records")
