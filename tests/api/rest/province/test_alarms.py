"""Alarms are read and acknowledged by those whose unit it is, once, and name nobody."""

import secrets

import pytest
from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.local.people import Caller, Json, People
from tests.support.door import Books, problem_of

RAISED = text("""
    INSERT INTO alarms (id, rule, unit, subject, began_at, seen_at, value, usual, allowed, of)
    VALUES (:id, 'late', :unit, :id, now(), now(), 12.5, NULL, 5, 40)
""")
OWN = "11953"
SAID = {"said": "Đã tăng cường một cán bộ tiếp nhận"}


@pytest.fixture
async def raised(books: Books) -> str:
    name = secrets.token_hex(16)
    await books.database.execute(ENGINE, RAISED, {"id": name, "unit": OWN})
    return name


async def seen(people: People, who: str) -> dict[str, Json]:
    answer = await (await people.who(f"officer:{who}")).get("ioc/alarms")
    return {one["id"]: one for one in answer.raise_for_status().json()["items"]}


async def unseen(leader: Caller) -> int:
    return int((await leader.get("ioc/overview")).raise_for_status().json()["alarms"])


async def test_an_alarm_is_told_to_those_whose_unit_it_is_and_to_nobody_else(people: People, raised: str) -> None:
    for who in ("chutich.phohien", "lanhdao.hungyen"):
        told = (await seen(people, who))[raised]
        assert (told["rule"], told["unit"]["code"], told["value"], told["of"]) == ("late", OWN, 12.5, 40)
        assert told["acknowledged"] is None
    assert raised not in await seen(people, "lanhdao.snvhungyen")
    other = await people.who("officer:lanhdao.snvhungyen")
    assert problem_of(await other.post(f"ioc/alarms/{raised}/acknowledge", json=SAID), 404, "not-found")


async def test_it_is_acknowledged_once_with_who_said_what(people: People, raised: str) -> None:
    leader, province = await people.who("officer:chutich.phohien"), await people.who("officer:lanhdao.hungyen")
    path, before = f"ioc/alarms/{raised}/acknowledge", await unseen(leader)
    for _ in range(2):
        told = (await leader.post(path, json=SAID)).raise_for_status().json()
        assert (told["acknowledged"]["said"], told["acknowledged"]["office"]["code"]) == (SAID["said"], OWN)
        assert told["acknowledged"]["by"]
        assert await unseen(leader) == before - 1
    assert problem_of(await province.post(path, json={"said": "Đã xem"}), 409, "already-done")
    assert (await seen(people, "lanhdao.hungyen"))[raised]["acknowledged"]["said"] == SAID["said"]


@pytest.mark.parametrize("number", ["033195000101", "0912 345 678"])
async def test_what_is_said_holds_no_number_of_anybody(people: People, raised: str, number: str) -> None:
    leader = await people.who("officer:chutich.phohien")
    sent = {"said": f"Đã báo người nộp {number}"}
    assert problem_of(await leader.post(f"ioc/alarms/{raised}/acknowledge", json=sent), 422, "names-somebody")
