"""What somebody may do depends on how they logged in, when, whether they still serve, and whom they still speak for."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from domain.base.calendar import in_vietnam
from infra.db.database import Database
from infra.identity.staff import Out, enter, out_now
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from sandbox.identity.tokens import Mint, Subject
from tests.motcua.test_command_line import say
from tests.support.door import Door, new_key, problem_of

CLERK = {"officer_id": "cb-test-01", "agency": "11953", "roles": ["receiving_officer", "commune_leader"]}


def comes(people: People, mint: Mint, **claims: object) -> Caller:
    """Come as an officer of Phố Hiến."""
    subject = Subject("officer:test", "Nguyễn Văn Thử", CLERK | claims)
    return Caller(people.api, "test", {"Authorization": f"Bearer {mint.access_token(subject, 'motcua')}"})


async def test_who_comes_with_a_weak_identity_looks_and_is_told_how_to_come_back_to_act(
    door: Door, people: People, mother: Caller, couple: Json, application: Json
) -> None:
    code = await people.file(mother, couple)
    weak = await people.who(f"citizen:{couple['mother']['number']}", eid_level=1)
    assert (await weak.get(f"dossiers/{code}")).status_code == 200
    for path, body in (("dossiers", application), (f"dossiers/{code}/withdrawal", {})):
        problem = await door.refuses(weak, 403, "identity-level-too-low", path, json=body, headers=new_key())
        assert problem["step_up"] == {"acr_values": "2"}
    answer = await weak.post(f"dossiers/{code}/withdrawal", json={})
    asked = 'Bearer error="insufficient_user_authentication", acr_values="2"'
    assert answer.headers["www-authenticate"] == asked


async def test_a_token_that_names_no_level_has_the_lowest(people: People, mint: Mint, couple: Json, door: Door) -> None:
    for level in ({}, {"eid_level": "2"}, {"eid_level": None}):
        subject = Subject("x", "X", {"citizen_number": couple["mother"]["number"], **level})
        weak = Caller(people.api, "x", {"Authorization": f"Bearer {mint.access_token(subject, 'motcua')}"})
        application = {"procedure": "x", "form": {}}
        await door.refuses(weak, 403, "identity-level-too-low", "dossiers", json=application, headers=new_key())


async def test_an_officer_who_logged_in_long_ago_reads_and_decides_nothing(
    door: Door, people: People, mother: Caller, couple: Json, mint: Mint
) -> None:
    code = await people.file(mother, couple)
    for logged_in in (int(time.time()) - 43_300, None, "yesterday"):
        old = comes(people, mint, auth_time=logged_in)
        task = await people.task(old, code)
        for path in (f"tasks/{task['id']}/decision", f"tasks/{task['id']}/takeover", f"dossiers/{code}/stop"):
            body = {"decision": "accept"} if path.endswith("decision") else {"reason": "x"}
            problem = await door.refuses(old, 403, "login-too-old", path, json=body)
            assert problem["step_up"] == {"max_age": "43200"}
    assert (await old.post(f"tasks/{task['id']}/claim")).status_code == 200
    fresh = comes(people, mint, auth_time=int(time.time()) - 43_100)
    (await fresh.post(f"tasks/{task['id']}/decision", json={"decision": "accept"})).raise_for_status()


@pytest.fixture
async def staff(house: LocalHouse) -> AsyncIterator[Database]:
    """Where it is entered who is out."""
    database = Database.of_engine(house.settings(), 1)
    yield database
    await database.close()


async def test_an_officer_whose_service_ended_is_refused_at_once_though_the_token_lives(
    door: Door, people: People, mother: Caller, couple: Json, mint: Mint, staff: Database
) -> None:
    code = await people.file(mother, couple)
    officer = comes(people, mint, officer_id="cb-test-02")
    colleague = comes(people, mint, officer_id="cb-test-03")
    task = await people.task(officer, code)
    await enter(staff, Out("cb-test-02", "ended", None, "Quyết định 12/QĐ-UBND"), "personnel")
    ways = (f"tasks/{task['id']}", f"dossiers/{code}", f"dossiers/{code}/events", f"dossiers/{code}/form", "tasks")
    for path in (*ways, "dossiers", f"results/x?{code}"):
        await door.refuses(officer, 403, "not-in-service", path, "GET")
    await door.refuses(officer, 403, "not-in-service", f"tasks/{task['id']}/decision", json={"decision": "accept"})
    (await colleague.get(f"tasks/{task['id']}")).raise_for_status()
    await enter(staff, Out("cb-test-02", "back", None, "Quyết định 13/QĐ-UBND"), "personnel")
    (await officer.post(f"tasks/{task['id']}/decision", json={"decision": "accept"})).raise_for_status()


async def test_who_is_away_acts_again_from_the_day_on_which_they_are_back(
    door: Door, people: People, mint: Mint, staff: Database
) -> None:
    officer, now = comes(people, mint, officer_id="cb-test-04"), datetime.now(UTC)
    await enter(staff, Out("cb-test-04", "away", now + timedelta(days=3), "Nghỉ phép"), "personnel")
    await door.refuses(officer, 403, "not-in-service", "tasks", "GET")
    assert "cb-test-04" in [out.officer for out in await out_now(staff)]
    await enter(staff, Out("cb-test-04", "away", now - timedelta(seconds=1), "Nghỉ phép"), "personnel")
    assert (await officer.get("tasks")).status_code == 200
    assert "cb-test-04" not in [out.officer for out in await out_now(staff)]


async def test_a_citizen_is_not_out_because_an_officer_is_called_like_them(
    people: People, mother: Caller, couple: Json, house: LocalHouse, staff: Database, stranger: Caller
) -> None:
    from infra.crypto.blind_index import BlindIndex

    index = BlindIndex(house.settings().blind_index_key.get_secret_value())
    await enter(staff, Out(index.of(couple["mother"]["number"]), "ended", None, "x"), "x")
    assert (await mother.get("dossiers")).status_code == 200


async def test_the_command_line_ends_a_service_lists_it_and_takes_it_back(
    house: LocalHouse, people: People, mint: Mint
) -> None:
    officer = comes(people, mint, officer_id="cb-test-05")
    said = await say("officers", "end", "cb-test-05", "--basis", "QĐ 12", data=house.folder, **house.environment())
    assert said.out.strip() == "cb-test-05  ended: QĐ 12"
    problem_of(await officer.get("tasks"), 403, "not-in-service")
    away = ("officers", "away", "cb-test-06", "--until", "2099-12-31", "--basis", "Nghỉ phép")
    await say(*away, data=house.folder, **house.environment())
    listed = await say("officers", "list", data=house.folder, **house.environment())
    assert "cb-test-05  ended: QĐ 12" in listed.out
    assert "cb-test-06  away until 31.12.2099: Nghỉ phép" in listed.out
    await say("officers", "back", "cb-test-05", "--basis", "QĐ 13", data=house.folder, **house.environment())
    assert (await officer.get("tasks")).status_code == 200


@pytest.fixture
async def mandated(people: People, stranger: Caller, couple: Json) -> Json:
    """A filing of a stranger's for the mother, who moves to the father's."""
    owner = {"number": couple["mother"]["number"], "name": couple["mother"]["name"]}
    person = {"number": owner["number"], "full_name": owner["name"], "born": couple["mother"]["born"]}
    home = {"address": "Số 99, đường Bãi Sậy", "commune": "11983", "head": couple["father"]["number"]}
    form = {"person": person, **home, "relation": "Vợ", "basis": "kin"}
    paper = {"kind": "mandate", "upload": await people.upload(stranger)}
    return {"procedure": "1.004222", "form": form, "owner": owner, "documents": [paper]}


async def test_a_mandate_is_for_its_procedures_and_until_its_day(
    door: Door, people: People, stranger: Caller, mandated: Json
) -> None:
    owner, today = mandated["owner"], in_vietnam(datetime.now(UTC)).date()
    other = mandated | {"owner": owner | {"procedures": ["1.001193"]}}
    await door.refuses_filing(stranger, 422, "mandate-too-narrow", other)
    ended = mandated | {"owner": owner | {"until": str(today - timedelta(days=1))}}
    await door.refuses_filing(stranger, 403, "mandate-ended", ended)
    whole = mandated | {"owner": owner | {"until": str(today), "procedures": ["1.004222"]}}
    code = (await stranger.post("dossiers", json=whole, headers=new_key())).raise_for_status().json()["code"]
    [filed, *_] = (await stranger.get(f"dossiers/{code}/events")).json()
    assert filed["facts"]["mandate_until"] == str(today)
    assert "withdraw" in (await people.show(stranger, code))["can"]


async def test_an_owner_revokes_the_mandate_and_the_proxy_sees_and_does_nothing_more(
    door: Door, people: People, mother: Caller, stranger: Caller, mandated: Json
) -> None:
    code = (await stranger.post("dossiers", json=mandated, headers=new_key())).raise_for_status().json()["code"]
    here = f"dossiers/{code}/mandate/revocation"
    await door.refuses(stranger, 403, "forbidden", here, json={})
    revoked = await mother.post(here, json={"reason": "Tự làm"})
    assert "withdraw" in revoked.raise_for_status().json()["can"]
    for path in ("", "/events", "/lookups", "/proof"):
        refused = await door.refuses(stranger, 403, "mandate-ended", f"dossiers/{code}{path}", "GET")
        assert "The owner took back the mandate" in refused["title"]
    await door.refuses(stranger, 404, "not-found", f"dossiers/{code}/form", "GET")
    await door.refuses(stranger, 403, "mandate-ended", f"dossiers/{code}/withdrawal", json={})
    assert code not in [item["code"] for item in (await stranger.get("dossiers")).json()["items"]]
    last = (await mother.get(f"dossiers/{code}/events")).json()[-1]
    assert (last["type"], last["words"]) == ("mandate_revoked", "The owner revoked the mandate")


async def test_a_mandate_that_names_no_day_ends_within_a_year(stranger: Caller, mandated: Json) -> None:
    code = (await stranger.post("dossiers", json=mandated, headers=new_key())).raise_for_status().json()["code"]
    [filed, *_] = (await stranger.get(f"dossiers/{code}/events")).json()
    today = in_vietnam(datetime.now(UTC)).date()
    assert filed["facts"]["mandate_until"] == str(today + timedelta(days=365))
