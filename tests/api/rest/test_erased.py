"""Of an erased dossier everybody who could see it is told when and why, and nothing else of it is shown."""

from datetime import datetime

import pytest

from domain.transparency.heads import DossierProof
from infra.db.database import Database
from infra.facts.loading import Facts
from infra.files.storage import Store
from infra.journal.journal import Journal
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from infra.transparency.heads import Heads, Publisher
from infra.upkeep.erasure import Eraser
from tests.support.door import problem_of
from workflows.catalogue import registry

BASIS = "Quyết định 12/2026/QĐ-TA"


@pytest.fixture(scope="module")
async def code(house: LocalHouse, people: People, mother: Caller, couple: Json) -> str:
    """A dossier that was withdrawn, and erased by a court's order."""
    code = await people.file(mother, couple)
    (await mother.post(f"dossiers/{code}/withdrawal", json={"reason": "Đổi ý"})).raise_for_status()
    settings, facts = house.settings(), Facts.load()
    database = Database.of_engine(settings, 2)
    journal = Journal(database, facts.calendars, facts.laws, registry())
    await Eraser(journal, Store.from_url(settings.storage_url), facts.retentions).erase(code, BASIS, BASIS)
    await database.close()
    return code


@pytest.mark.parametrize("path", ["", "/events", "/forms/01", "/documents/x"])
async def test_its_applicant_is_told_when_and_why(mother: Caller, code: str, path: str) -> None:
    problem = problem_of(await mother.get(f"dossiers/{code}{path}"), 410, "erased")
    assert problem["title"].endswith(f"because: {BASIS}")


async def test_its_applicant_still_gets_a_proof_that_it_is_in_the_published_head(
    house: LocalHouse, mother: Caller, code: str
) -> None:
    database = Database.of_engine(house.settings(), 2)
    await Publisher(database, Heads(Store.from_url(house.settings().storage_url)), unsigned, every=600).publish()
    await database.close()
    proof = DossierProof.model_validate((await mother.get(f"dossiers/{code}/proof")).raise_for_status().json())
    assert proof.holds


async def unsigned(content: bytes, at: datetime) -> bytes:
    return b""


async def test_nothing_can_be_done_with_it_any_more(mother: Caller, code: str) -> None:
    problem_of(await mother.post(f"dossiers/{code}/rating", json={"stars": 5}), 410, "erased")


async def test_who_could_never_see_it_learns_nothing_of_it(people: People, code: str) -> None:
    [_, other] = await people.couples(limit=2)
    stranger = await people.who(f"citizen:{other['mother']['number']}")
    problem_of(await stranger.get(f"dossiers/{code}"), 404, "not-found")


async def test_lists_go_on_and_say_that_it_was_erased(people: People, mother: Caller, code: str) -> None:
    listed = (await mother.get("dossiers")).raise_for_status().json()["items"]
    [mine] = [item for item in listed if item["code"] == code]
    assert mine["erased"]["words"].endswith(f"because: {BASIS}")
    desk = await people.who("officer:tiepnhan.phohien")
    closed = (await desk.get("tasks", params={"state": "closed", "dossier": code})).raise_for_status().json()["items"]
    assert [task["kind"] for task in closed] == ["receive"]
    problem_of(await desk.get(f"tasks/{closed[0]['id']}"), 410, "erased")
