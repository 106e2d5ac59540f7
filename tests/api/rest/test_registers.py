"""A register that fails holds a dossier up and never spoils it."""

from collections.abc import AsyncIterator

import pytest

from infra.local.people import Caller, Json, People
from tests.support.door import Door, has_status


@pytest.fixture(autouse=True)
async def healed(people: People) -> AsyncIterator[None]:
    """The registers work again, however a test ends."""
    yield
    for service in ("population", "civil-status"):
        await people.heal(service)


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A dossier that was just filed."""
    return await people.file(mother, couple)


async def entries(people: People, code: str) -> list[Json]:
    """What the civil-status register holds of a dossier."""
    answer = await people.sandbox.get("/civil-status/v1/births", params={"MaHoSo": code})
    held: list[Json] = answer.raise_for_status().json()["KetQua"]
    return held


async def numbers(people: People, code: str) -> list[Json]:
    """What personal numbers the population register granted for a dossier."""
    answer = await people.sandbox.get("/population/v1/newborns", params={"MaHoSo": code})
    held: list[Json] = answer.raise_for_status().json()["KetQua"]
    return held


async def test_while_a_register_is_down_the_applicant_is_told_and_it_goes_on_by_itself(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    await people.fault("population", "unavailable", calls=-1)
    await door.accept(code)
    waiting = await people.until(mother, code, lambda shown: "does not answer" in shown["waits"]["why"])
    assert waiting["holder"] == "the national population database"
    assert waiting["waits"]["since"] > waiting["accepted_at"]
    assert "withdraw" in waiting["can"]
    vietnamese = (await mother.get(f"dossiers/{code}", headers={"Accept-Language": "vi"})).json()
    assert vietnamese["waits"]["why"] == "Chờ trả lời của Cơ sở dữ liệu quốc gia về dân cư"
    await people.heal("population")
    await door.verify(code)
    assert (await people.show(mother, code))["holder"] != waiting["holder"]


async def test_a_dossier_that_waits_for_a_register_can_be_withdrawn(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    await people.fault("population", "unavailable", calls=-1)
    await door.accept(code)
    await people.until(mother, code, lambda shown: "does not answer" in shown["waits"]["why"])
    (await mother.post(f"dossiers/{code}/withdrawal", json={})).raise_for_status()
    assert (await people.show(mother, code))["status"]["code"] == 7


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        ("civil-status", "drop_answer"),
        ("civil-status", "wrong_answer"),
        ("civil-status", "unavailable"),
        ("population", "drop_answer"),
        ("population", "wrong_answer"),
        ("population", "not_found"),
    ],
)
async def test_an_entry_is_made_once_whatever_became_of_the_answer(
    door: Door, people: People, mother: Caller, code: str, service: str, kind: str
) -> None:
    await door.to_leader(mother, code)
    await people.fault(service, kind, calls=1, operation="births" if service == "civil-status" else "newborns")
    await door.approve(code)
    done = await people.until(mother, code, has_status(9))
    entered, granted = await entries(people, code), await numbers(people, code)
    assert (len(entered), len(granted)) == (1, 1)
    assert granted[0]["SoDinhDanh"] in await door.certificate(mother, done)


@pytest.mark.parametrize("kind", ["wrong_answer", "drop_answer"])
async def test_a_look_up_is_tried_again_until_its_answer_can_be_read(
    door: Door, people: People, mother: Caller, code: str, kind: str
) -> None:
    await people.fault("population", kind, calls=2)
    await door.accept(code)
    registrar = await door.officer("hotich.phohien")
    task = await people.task(registrar, code, "verify")
    assert set((await registrar.get(f"tasks/{task['id']}")).json()["registers"]) == {
        "mother",
        "father",
        "marriage",
        "births",
    }
