"""Everybody sees who looked at their data, for which dossier, and on what basis; and takes a consent back."""

from hashlib import sha256

import pytest
from sqlalchemy import text

from domain.dossier.acts import Actor
from infra.agencies.receipts import at_hand
from infra.crypto.blind_index import BlindIndex
from infra.db.database import Database
from infra.journal.audit import verify_journal
from infra.local.house import LocalHouse
from infra.local.people import PAPER, Caller, Json, People
from tests.support.door import Books, Door, at, new_key

LINES = text("SELECT * FROM lookups WHERE dossier = :code")
EVENTS = text("SELECT 1 FROM events WHERE dossier = :code")
DRIVER = {
    "number": "033092000102",
    "full_name": "Trần Văn Minh",
    "born": "1992-11-03",
    "residence": "phường Phố Hiến, tỉnh Hưng Yên",
    "commune": "11953",
}


@pytest.fixture(scope="module")
async def looked_up(door: Door, people: People, mother: Caller, couple: Json) -> str:
    """A birth for which both parents, their marriage and their births were looked up."""
    code = await people.file(mother, couple)
    await door.accept(code)
    await people.task(await door.officer("hotich.phohien"), code, "verify")
    return code


async def lines(who: Caller, path: str) -> list[Json]:
    """Read what was looked up at agencies."""
    return [line for line in await everything(who, path) if line["what"] != "opened"]


async def everything(who: Caller, path: str) -> list[Json]:
    """Read all of a list."""
    found: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = (await who.get(path, params={"cursor": cursor})).raise_for_status().json()
        found, cursor = found + answer["items"], answer["next"]
    return found


async def test_the_applicant_sees_each_look_up_with_its_basis_and_receipt(mother: Caller, looked_up: str) -> None:
    found = await lines(mother, f"dossiers/{looked_up}/lookups")
    registers = ["civil_status", "civil_status", "population", "population"]
    assert sorted(line["register"]["code"] for line in found) == registers
    person = next(line for line in found if line["register"]["code"] == "population")
    assert (person["dossier"], person["what"], person["found"]) == (looked_up, "asked", True)
    assert person["procedure"] == {"code": "1.001193", "title": "Birth registration"}
    assert person["by"] == "Ủy ban nhân dân phường Phố Hiến"
    assert person["why"] == "Đăng ký khai sinh: Xác minh nhân thân"
    assert (person["basis"]["rests_on"], person["withdrawal"]) == ("law", None)
    assert {"name": "born", "words": "date of birth"} in person["fields"]
    assert person["receipt"]["signature"].count(".") == 2
    assert [line["at"] for line in found] == sorted((line["at"] for line in found), reverse=True)


async def test_the_father_who_did_not_file_sees_the_looks_at_him_and_nothing_else(
    door: Door, people: People, mother: Caller, couple: Json, looked_up: str
) -> None:
    father = await people.who(f"citizen:{couple['father']['number']}")
    await door.refuses(father, 404, "not-found", f"dossiers/{looked_up}", "GET")
    about_him = await lines(father, f"dossiers/{looked_up}/lookups")
    assert sorted(line["register"]["code"] for line in about_him) == ["civil_status", "population"]
    mine = [line for line in await lines(father, "me/lookups") if line.get("dossier") == looked_up]
    assert mine == about_him
    assert len(await lines(mother, f"dossiers/{looked_up}/lookups")) == 4
    text_of_it = str(mine)
    assert couple["mother"]["number"] not in text_of_it
    assert couple["mother"]["name"] not in text_of_it


async def test_people_see_which_office_opened_their_dossier_and_what_of_it(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    desk, [paper] = await door.officer("tiepnhan.phohien"), [sha256(PAPER).hexdigest()]
    queue = (await desk.get("tasks", params={"dossier": code})).json()["items"]
    (await desk.get("dossiers")).raise_for_status()
    (await desk.get(f"dossiers/{code}")).raise_for_status()
    assert await everything(mother, f"dossiers/{code}/lookups") == []
    for path in (f"documents/{paper}", "form", "events", "form"):
        (await desk.get(f"dossiers/{code}/{path}")).raise_for_status()
    (await desk.get(f"tasks/{queue[0]['id']}")).raise_for_status()
    (await mother.get(f"dossiers/{code}/form")).raise_for_status()
    [line] = await everything(mother, f"dossiers/{code}/lookups")
    assert (line["what"], line["by"]) == ("opened", "Ủy ban nhân dân phường Phố Hiến")
    assert (line["roles"], line["procedure"]["code"]) == (["the receiving officer"], "1.001193")
    assert [opened["name"] for opened in line["opened"]] == ["papers", "form", "journal", "answers"]
    assert {"name": "papers", "words": "the papers"} in line["opened"]
    father = await people.who(f"citizen:{couple['father']['number']}")
    assert [mine for mine in await everything(father, "me/lookups") if mine.get("dossier") == code] == [line]
    assert "cb-11953" not in str(line)


async def test_nobody_else_sees_them(door: Door, stranger: Caller, looked_up: str) -> None:
    await door.refuses(stranger, 404, "not-found", f"dossiers/{looked_up}/lookups", "GET")
    elsewhere = await door.officer("tiepnhan.sonnam")
    await door.refuses(elsewhere, 404, "not-found", f"dossiers/{looked_up}/lookups", "GET")
    assert not [line for line in await lines(stranger, "me/lookups") if line.get("dossier") == looked_up]


async def test_an_officer_sees_those_of_the_agencys_dossier_and_has_none_of_their_own(
    door: Door, looked_up: str
) -> None:
    officer = await door.officer("hotich.phohien")
    assert len(await lines(officer, f"dossiers/{looked_up}/lookups")) == 4
    await door.refuses(officer, 403, "forbidden", "me/lookups", "GET")


@pytest.mark.parametrize("cursor", ["x", "MjAyNi0xMS0xMSB4", "MjAyNi0xMS0xMSB4Lzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
async def test_a_foreign_cursor_is_refused(door: Door, mother: Caller, cursor: str) -> None:
    await door.refuses(mother, 400, "malformed", "me/lookups", "GET", params={"cursor": cursor})


async def test_blind_indices_of_whom_it_was_about_stay_inside(mother: Caller, looked_up: str) -> None:
    events = (await mother.get(f"dossiers/{looked_up}/events")).json()
    looks = [event["facts"]["look"] for event in events if event["type"] == "answered"]
    assert len(looks) == 4
    assert all("about" not in look and look["receipt"] for look in looks)


async def test_the_newest_comes_first_over_all_dossiers(
    door: Door, people: People, mother: Caller, couple: Json, looked_up: str
) -> None:
    later = await people.file(mother, couple)
    await door.accept(later)
    await people.task(await door.officer("hotich.phohien"), later, "verify")
    mine = [(line["at"], line.get("dossier")) for line in await lines(mother, "me/lookups")]
    times = [at for at, _ in mine]  # whole seconds: what happened in one of them may stand in any order
    assert times == sorted(times, reverse=True)
    assert {looked_up, later} <= {dossier for _, dossier in mine}


async def test_the_receipts_of_a_journal_hold_against_the_registers_published_keys(
    house: LocalHouse, books: Books, looked_up: str
) -> None:
    keys = await at_hand(house.settings().register_keys)
    assert len(keys) == 10
    assert (await verify_journal(books.database, looked_up, keys)).holds
    swapped = keys | {"population": keys["traffic"]}
    found = await verify_journal(books.database, looked_up, swapped)
    assert "signed by another register" in found.problem


async def test_the_front_door_has_no_key_that_signs_a_legal_basis(house: LocalHouse) -> None:
    assert house.settings().basis_key_file == ""
    assert not any("BASIS" in name for name in house.environment())


async def test_whom_a_look_was_about_gets_its_line_and_no_event_whatever_sql_is_sent(
    house: LocalHouse, couple: Json, looked_up: str
) -> None:
    settings = house.settings()
    father = Actor(
        kind="citizen", id=BlindIndex(settings.blind_index_key.get_secret_value()).of(couple["father"]["number"])
    )
    database = Database.of_api(settings)
    async with database.transaction(father) as tx:
        rows = [dict(row) for row in (await tx.execute(LINES, {"code": looked_up})).mappings()]
        assert not (await tx.execute(EVENTS, {"code": looked_up})).all()
    await database.close()
    assert len(rows) == 2
    assert set(rows[0]) == {"dossier", "seq", "at", "register", "found", "look", "procedure", "competent"}
    assert not any("about" in row["look"] for row in rows)


@pytest.fixture
async def driver(people: People) -> Caller:
    """Somebody who wants their licence exchanged."""
    return await people.who(f"citizen:{DRIVER['number']}")


async def exchange(driver: Caller) -> str:
    """File for an exchange of a licence."""
    form = {"person": DRIVER, "reason": "expires_soon"}
    body = {"procedure": "3.000347", "form": form}
    answer = await driver.post("dossiers", json=body, headers=new_key())
    return str(answer.raise_for_status().json()["code"])


async def test_what_rests_on_consent_is_not_looked_up_once_it_is_taken_back(
    door: Door, people: People, driver: Caller
) -> None:
    code = await exchange(driver)
    for _ in range(2):  # said again, it is the same
        withdrawn = await driver.post(f"dossiers/{code}/consents/health_check_of/withdrawal")
        assert withdrawn.status_code == 200, withdrawn.text
    await people.decide(await door.officer("tiepnhan.cahungyen"), code, "accept")
    officer = await door.officer("canbo.cahungyen")
    by_hand = await people.task(officer, code, "health_check_by_hand")
    assert "rút sự đồng ý" in (await officer.get(f"tasks/{by_hand['id']}")).json()["reason"]
    found = await lines(driver, f"dossiers/{code}/lookups")
    assert {line["fields"][0]["name"] for line in found} == {"classes", "unsettled"}


async def test_a_look_up_on_consent_says_where_to_take_it_back(door: Door, people: People, driver: Caller) -> None:
    code = await exchange(driver)
    await people.decide(await door.officer("tiepnhan.cahungyen"), code, "accept")
    await people.task(await door.officer("canbo.cahungyen"), code)
    [health] = [
        line
        for line in await lines(driver, "me/lookups")
        if (line.get("dossier"), bool(line["withdrawal"])) == (code, True)
    ]
    assert health["basis"]["rests_on"] == "consent"
    assert (await driver.post(at(health["withdrawal"]))).status_code == 200
    shown = (await driver.get(f"dossiers/{code}/events")).json()
    assert (shown[-1]["type"], shown[-1]["words"]) == ("consent_withdrawn", "Consent to a look-up taken back")


async def test_only_the_applicant_takes_back_and_only_what_rests_on_consent(
    door: Door, mother: Caller, stranger: Caller, driver: Caller
) -> None:
    code = await exchange(driver)
    here = f"dossiers/{code}/consents"
    for who in (stranger, mother):
        await door.refuses(who, 404, "not-found", f"{here}/health_check_of/withdrawal")
    await door.refuses(await door.officer("tiepnhan.cahungyen"), 403, "forbidden", f"{here}/health_check_of/withdrawal")
    for kind in ("licence_of", "nothing_of_the_kind"):
        await door.refuses(driver, 422, "not-on-consent", f"{here}/{kind}/withdrawal")
    (await driver.post(f"dossiers/{code}/withdrawal", json={})).raise_for_status()
    await door.refuses(driver, 409, "dossier-ended", f"{here}/health_check_of/withdrawal")
