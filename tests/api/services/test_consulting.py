"""An officer asks another office before they decide: it sees the dossier from then on, the citizen which one has it."""

from datetime import datetime
from typing import Any

import pytest

from domain.base.calendar import VIETNAM
from infra.local.people import Caller, Json, People
from tests.support.door import Door
from tests.support.examples import CALENDAR

QUESTION = "Trẻ có được đăng ký khai sinh tại phường Sơn Nam không?"
ASK: Json = {"decision": "consult", "office": "11983", "words": QUESTION}


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json, door: Door) -> str:
    """A dossier that was accepted and waits to be verified."""
    code = await people.file(mother, couple)
    await door.accept(code)
    return code


def in_two_days() -> datetime:
    """The close of the office two working days from now."""
    return CALENDAR.closing(CALENDAR.add_working_days(datetime.now(VIETNAM).date(), 2))


async def deciding(people: People, who: Caller, code: str, kind: str) -> str:
    """Where an officer decides on a dossier."""
    return f"tasks/{(await people.task(who, code, kind))['id']}/decision"


async def test_the_other_office_sees_it_from_then_on_answers_and_the_task_is_back_with_whoever_asked(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    registrar, there = await door.officer("hotich.phohien"), await door.officer("hotich.sonnam")
    await door.refuses(there, 404, "not-found", f"dossiers/{code}", "GET")
    task = f"tasks/{(await people.task(registrar, code, 'verify'))['id']}"
    await registrar.post(f"{task}/claim")
    due = (await people.show(mother, code))["due_at"]
    assert (await registrar.post(f"{task}/decision", json=ASK)).status_code == 200

    seen = await people.show(there, code)
    assert seen["holder"] == "Ủy ban nhân dân phường Sơn Nam"
    mine = await people.task(there, code, "opinion")
    [asked] = (await there.get(f"tasks/{mine['id']}")).json()["opinions"]
    assert (asked["question"], asked["opinion"], asked["office_words"]) == (QUESTION, None, seen["holder"])
    assert asked["until"] == due, "nobody named a day, and the result is due before the usual one"
    answer = {"decision": "opinion_objects", "words": "Đã đăng ký tại phường Sơn Nam."}
    assert (await there.post(f"tasks/{mine['id']}/decision", json=answer)).json()["decision"] == "opinion_objects"

    again = await people.task(registrar, code, "verify")
    assert again["claimed"] == "mine"
    [heard] = (await registrar.get(f"tasks/{again['id']}")).json()["opinions"]
    assert (heard["opinion_words"], heard["answer"]) == ("Does not agree", answer["words"])
    assert (await people.show(mother, code))["due_at"] == due
    await door.refuses(there, 409, "task-closed", f"tasks/{mine['id']}/decision", json={"decision": "opinion_agrees"})


async def test_whoever_waits_is_told_which_office_has_it_and_until_when_and_not_what_is_asked(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    registrar = await door.officer("hotich.phohien")
    until = in_two_days().isoformat()
    await registrar.post(await deciding(people, registrar, code, "verify"), json=ASK | {"until": until})
    shown = await mother.get(f"dossiers/{code}", headers={"Accept-Language": "vi"})
    assert shown.json()["holder"] == "Ủy ban nhân dân phường Sơn Nam"
    assert shown.json()["waits"]["why"] == "Chờ ý kiến của cơ quan được hỏi"
    assert shown.json()["waits"]["until"] == until
    theirs = await people.task(await door.officer("hotich.sonnam"), code, "opinion")
    assert theirs["due_at"] == until, "their queue goes by their own day"
    events = await mother.get(f"dossiers/{code}/events")
    assert "opinion_asked" in [event["type"] for event in events.json()]
    for answer in (shown, events):
        assert QUESTION not in answer.text


async def test_a_question_that_comes_twice_is_asked_once(door: Door, people: People, code: str) -> None:
    registrar = await door.officer("hotich.phohien")
    path = await deciding(people, registrar, code, "verify")
    answers = [await registrar.post(path, json=ASK) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await door.books.acts(code)).count("opinion_asked") == 1
    there = await people.queue(await door.officer("hotich.sonnam"))
    assert [task["kind"] for task in there if task["dossier"] == code] == ["opinion"]


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"office": "11953"}, "unacceptable"),
        ({"office": "99999"}, "unknown-office"),
        ({"office": ""}, "unknown-office"),
        ({"words": " \n "}, "words-missing"),
        ({"until": "2026-11-01T17:00:00+07:00"}, "unacceptable"),
        ({"until": "2036-11-03T17:00:00+07:00"}, "unacceptable"),
    ],
    ids=["one's own office", "no office", "none named", "no question", "a day that is over", "a day too far away"],
)
async def test_what_cannot_be_asked_is_refused_plainly_and_nothing_is_written(
    door: Door, people: People, code: str, changes: Json, slug: str
) -> None:
    registrar = await door.officer("hotich.phohien")
    path = await deciding(people, registrar, code, "verify")
    await door.refuses(registrar, 422, slug, path, json=ASK | changes)


async def test_the_desk_s_own_first_act_asks_nobody(door: Door, people: People, mother: Caller, couple: Json) -> None:
    filed = await people.file(mother, couple)
    desk = await door.officer("tiepnhan.phohien")
    path = await deciding(people, desk, filed, "receive")
    await door.refuses(desk, 422, "no-such-decision", path, json=ASK)


@pytest.mark.parametrize("said", ["opinion_objects", "opinion_differs", "opinion_not_ours"])
async def test_whoever_does_not_simply_agree_says_so_in_words(door: Door, people: People, code: str, said: Any) -> None:
    registrar, there = await door.officer("hotich.phohien"), await door.officer("hotich.sonnam")
    await registrar.post(await deciding(people, registrar, code, "verify"), json=ASK)
    path = await deciding(people, there, code, "opinion")
    await door.refuses(there, 422, "words-missing", path, json={"decision": said})
    await door.refuses(await door.officer("chutich.sonnam"), 403, "wrong-role", path, json={"decision": said})


async def test_a_leader_asks_a_body_of_the_province_and_still_approves(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    await door.verify(code)
    await people.confirm(mother, code)
    leader, police = await door.officer("chutich.phohien"), await door.officer("canbo.cahungyen")
    await leader.post(await deciding(people, leader, code, "approve"), json=ASK | {"office": "33.CA"})
    await people.decide(police, code, "opinion_agrees", kind="opinion")
    await door.approve(code)
    assert "approved" in await door.books.acts(code)


async def test_withdrawal_meanwhile_leaves_the_other_office_nothing_to_do(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    registrar, there = await door.officer("hotich.phohien"), await door.officer("hotich.sonnam")
    await registrar.post(await deciding(people, registrar, code, "verify"), json=ASK)
    path = await deciding(people, there, code, "opinion")
    assert (await mother.post(f"dossiers/{code}/withdrawal", json={"reason": "Đổi ý"})).is_success
    assert code not in [task["dossier"] for task in await people.queue(there)]
    await door.refuses(there, 409, "dossier-ended", path, json={"decision": "opinion_agrees"})
