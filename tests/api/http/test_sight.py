"""Everyone sees what concerns them, and of the rest not even that it is there."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.dossier.acts import Actor
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Door, at, new_key

TABLES = ("dossiers", "events", "tasks", "results", "filings", "uploads")


@pytest.fixture(scope="module")
async def finished(door: Door, people: People, mother: Caller, couple: Json) -> Json:
    """A dossier that went all its way."""
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    return await door.finish(mother, code)


async def test_another_citizens_dossier_is_not_there(door: Door, stranger: Caller, finished: Json) -> None:
    here = f"dossiers/{finished['code']}"
    paper = f"{here}/documents/{'0' * 64}"
    for path in (here, f"{here}/events", f"{here}/forms/01", paper, at(finished["result"]["href"])):
        await door.refuses(stranger, 404, "not-found", path, "GET")
    for act, body in (("withdrawal", {}), ("rating", {"stars": 5}), ("confirmation", {})):
        await door.refuses(stranger, 404, "not-found", f"{here}/{act}", json=body)
    supplement = {"documents": [{"kind": "birth_record", "upload": "0" * 32}]}
    await door.refuses(stranger, 404, "not-found", f"{here}/supplements", json=supplement)


async def test_the_other_parent_who_did_not_file_sees_nothing_either(
    door: Door, people: People, couple: Json, finished: Json
) -> None:
    father = await people.who(f"citizen:{couple['father']['number']}")
    await door.refuses(father, 404, "not-found", f"dossiers/{finished['code']}", "GET")


async def test_another_agencys_dossier_is_not_there(door: Door, finished: Json) -> None:
    for name in ("tiepnhan.sonnam", "chutich.kienxuong"):
        officer = await door.officer(name)
        for path in ("", "/events", "/forms/01"):
            await door.refuses(officer, 404, "not-found", f"dossiers/{finished['code']}{path}", "GET")
        await door.refuses(officer, 404, "not-found", at(finished["result"]["href"]), "GET")


async def test_another_agencys_task_is_not_there(door: Door, people: People, mother: Caller, couple: Json) -> None:
    code = await people.file(mother, couple)
    task = await people.task(await door.officer("tiepnhan.phohien"), code)
    elsewhere = await door.officer("tiepnhan.sonnam")
    await door.refuses(elsewhere, 404, "not-found", f"tasks/{task['id']}", "GET")
    for act, body in (("claim", None), ("release", None), ("decision", {"decision": "accept"})):
        await door.refuses(elsewhere, 404, "not-found", f"tasks/{task['id']}/{act}", json=body)
    answer = {"decision": "answer", "answer": {}}
    await door.refuses(elsewhere, 404, "not-found", f"tasks/{task['id']}/decision", json=answer)


@pytest.mark.parametrize("path", ["dossiers/x", "dossiers/%00", "dossiers/..%2f", "results/x", "results/%00"])
async def test_what_was_never_there_is_not_there(door: Door, mother: Caller, path: str) -> None:
    answer = await mother.get(path)
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_officers_desks_are_closed_to_citizens_and_citizens_acts_to_officers(
    door: Door, mother: Caller, finished: Json
) -> None:
    await door.refuses(mother, 403, "wrong-role", "tasks", "GET")
    await door.refuses(mother, 403, "wrong-role", "tasks/x/decision", json={"decision": "accept"})
    officer = await door.officer("tiepnhan.phohien")
    await door.refuses(officer, 403, "forbidden", f"dossiers/{finished['code']}/withdrawal", json={})


async def test_lists_hold_ones_own_dossiers_alone(
    people: People, mother: Caller, stranger: Caller, finished: Json, door: Door
) -> None:
    def listed(page: Json) -> list[str]:
        return [item["code"] for item in page["items"]]

    assert finished["code"] in listed((await mother.get("dossiers")).json())
    assert finished["code"] in listed((await (await door.officer("hotich.phohien")).get("dossiers")).json())
    assert finished["code"] not in listed((await stranger.get("dossiers")).json())
    assert finished["code"] not in listed((await (await door.officer("hotich.vangiang")).get("dossiers")).json())


async def test_a_list_of_dossiers_goes_on_where_the_page_before_it_ended(people: People) -> None:
    couple = (await people.couples("plain", 90))[89]  # nobody else files for these, in whatever order
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    application = await people.application(parent, couple)
    codes = [
        (await parent.post("dossiers", json=application, headers=new_key())).raise_for_status().json()["code"]
        for _ in range(52)
    ]
    first = (await parent.get("dossiers")).json()
    newer = await people.file(parent, couple)
    second = (await parent.get("dossiers", params={"cursor": first["next"]})).json()
    assert [item["code"] for item in first["items"] + second["items"]] == codes[::-1]
    assert newer not in {item["code"] for item in second["items"]}
    assert second["next"] is None


async def test_the_story_names_no_officer_and_no_number(
    mother: Caller, finished: Json, couple: Json, people: People
) -> None:
    story = (await mother.get(f"dossiers/{finished['code']}/events")).raise_for_status()
    shown = (await mother.get(f"dossiers/{finished['code']}")).text + story.text
    hidden = [couple[parent]["number"] for parent in ("mother", "father")]
    hidden += ["cb-11953", "Trần Văn Minh", "Nguyễn Thị Lan Anh", "cha.me@example.vn"]
    assert [word for word in hidden if word in shown] == []
    assert {event["by"]["kind"] for event in story.json()} == {"citizen", "officer", "engine"}
    assert all(set(event["by"]) <= {"kind", "agency", "roles"} for event in story.json())
    assert [event["seq"] for event in story.json()] == list(range(1, len(story.json()) + 1))


@pytest.fixture
async def front(house: LocalHouse) -> Database:
    """The database as the front door reaches it."""
    return Database.of_api(house.settings(), pool_size=1)


async def test_the_database_itself_shows_a_stranger_nothing(
    front: Database, house: LocalHouse, finished: Json, couple: Json
) -> None:
    index = BlindIndex(house.settings().blind_index_key.get_secret_value())
    mother = Actor(kind="citizen", id=index.of(couple["mother"]["number"]))
    nobody = Actor(kind="citizen", id="0" * 32)
    foreign = Actor(kind="officer", id="cb-99999-01", agency="99999")
    for reader, sees in ((mother, True), (nobody, False), (foreign, False)):
        async with front.transaction(reader) as tx:
            for table in TABLES:
                assert bool((await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()) is sees, table
    await front.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET act = '{}'",
        "DELETE FROM events",
        "DELETE FROM dossiers",
        "UPDATE results SET path = ''",
        "ALTER TABLE events DISABLE ROW LEVEL SECURITY",
        "SET ROLE motcua_engine",
        "INSERT INTO dossiers SELECT 'x', procedure, 'y', '0', '0', 1, NULL, 0, '', now() FROM dossiers",
    ],
)
async def test_the_front_doors_role_cannot_rewrite_the_journal_nor_step_out_of_its_sight(
    front: Database, finished: Json, couple: Json, house: LocalHouse, statement: str
) -> None:
    index = BlindIndex(house.settings().blind_index_key.get_secret_value())
    mother = Actor(kind="citizen", id=index.of(couple["mother"]["number"]))
    with pytest.raises(DBAPIError, match=r"permission denied|must be owner|row-level security"):
        async with front.transaction(mother) as tx:
            await tx.execute(text(statement))
    await front.close()
