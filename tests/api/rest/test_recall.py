"""A leader recalls a result through the front door; the applicant, and whoever downloads it, is told."""

import pytest

from domain.recall.model import REASONS
from infra.local.people import Caller, Json, People, birth_form
from tests.support.door import Door, at, has_status, words_of

RECALL: Json = {"reason": "content", "basis": "Quyết định số 15/QĐ-UBND", "explanation": "Tên đệm của trẻ viết sai"}


@pytest.fixture
async def shown(door: Door, people: People, mother: Caller, couple: Json) -> Json:
    """A birth whose certificate was handed over."""
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    return await door.finish(mother, code)


def corrected(couple: Json) -> Json:
    """The form with another name of the child."""
    form = birth_form(couple)
    return form | {"child": form["child"] | {"given_name": "Vi"}}


async def test_a_recalled_result_says_so_and_stays_to_download(
    door: Door, people: People, mother: Caller, shown: Json
) -> None:
    number, code = shown["result"]["number"], shown["code"]
    leader, path = await door.officer("chutich.phohien"), f"results/{number}/recall"
    answer = (await leader.post(path, json=RECALL)).raise_for_status().json()
    assert (answer["status"]["code"], answer["recalled"][0]["number"]) == (10, number)
    assert (await leader.post(path, json=RECALL)).status_code == 200
    assert (await door.books.acts(code)).count("recalled") == 1
    await door.refuses(leader, 409, "already-done", path, json=RECALL | {"reason": "layout"})
    seen = await people.show(mother, code)
    assert seen["recalled"][0]["reason"] == REASONS["content"].en
    assert "recalled" in seen["waits"]["why"]
    assert (await mother.get(path)).json()["explanation"] == RECALL["explanation"]
    events = (await mother.get(f"dossiers/{code}/events")).text
    assert RECALL["explanation"] not in events
    document = await mother.get(at(shown["result"]["href"]))
    assert document.headers["Motcua-Recalled-At"] == seen["recalled"][0]["at"]
    assert "Motcua-Replaced-By" not in document.headers
    assert number in words_of(document)


async def test_a_corrected_result_names_the_one_that_it_replaces(
    door: Door, people: People, mother: Caller, couple: Json, shown: Json
) -> None:
    number, code = shown["result"]["number"], shown["code"]
    deputy = await door.officer("phochutich.phohien")
    recalled = await deputy.post(f"results/{number}/recall", json=RECALL | {"form": corrected(couple)})
    assert recalled.raise_for_status().json()["status"]["code"] == 4
    specialist = await door.officer("hotich.phohien")
    task = await people.task(specialist, code, "verify")
    assert (await specialist.get(f"tasks/{task['id']}")).json()["form"]["child"]["given_name"] == "Vi"
    await people.decide(specialist, code, "confirm", kind="verify")
    await people.confirm(mother, code)
    approval = await people.task(deputy, code, "approve")
    await door.refuses(deputy, 403, "four-eyes", f"tasks/{approval['id']}/decision", json={"decision": "approve"})
    await door.approve(code)
    for answer in ({"entry": 1, "volume": "01/2026", "registered_on": "2026-11-25"}, {"number": "033326000011"}):
        await people.decide(specialist, code, "answer", kind="correct_register", answer=answer)
    after = await door.finish(mother, code)
    words = await door.certificate(mother, after)
    assert f"thay thế văn bản số {int(number[-6:]):02}/{number[-11:-7]}" in words
    assert "VI" in words
    old = await mother.get(f"results/{number}")
    assert old.headers["Motcua-Replaced-By"] == after["result"]["number"] != number
    assert after["recalled"][0]["replaced_by"] == after["result"]["number"]


async def test_what_the_filing_fixed_is_not_corrected_and_nothing_is_recalled_without_ground(
    door: Door, people: People, mother: Caller, couple: Json, shown: Json
) -> None:
    path, leader = f"results/{shown['result']['number']}/recall", await door.officer("chutich.phohien")
    form = corrected(couple)
    moved = form | {parent: form[parent] | {"commune": "12019"} for parent in ("mother", "father")}
    problem = await door.refuses(leader, 422, "unacceptable", path, json=RECALL | {"form": moved})
    assert "let them file anew" in problem["title"]
    await door.refuses(leader, 422, "reason-missing", path, json=RECALL | {"basis": " "})
    await door.refuses(leader, 422, "invalid", path, json=RECALL | {"reason": "whim"})
    await door.refuses(leader, 404, "not-found", f"{path.replace('GKS', 'GKX')}", json=RECALL)
    await door.refuses(await door.officer("tiepnhan.phohien"), 403, "wrong-role", path, json=RECALL)
    await door.refuses(mother, 403, "wrong-role", path, json=RECALL)
    await door.refuses(mother, 404, "not-found", path, "GET")
    await people.until(mother, shown["code"], has_status(10))
