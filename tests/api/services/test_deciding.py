"""Who decides, decides once, with a reason where the law asks for one, and never on their own work."""

import asyncio
from typing import Any

import pytest

from infra.local.people import Caller, Json, People
from sandbox.identity.tokens import Mint, Subject
from tests.support.door import Door, has_status, new_key

SUPPLEMENT: Json = {"decision": "request_supplement", "items": ["Giấy chứng sinh bản rõ"], "reason": "Bản chụp mờ"}


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A dossier that was just filed."""
    return await people.file(mother, couple)


async def decision(people: People, who: Caller, code: str, kind: str = "") -> str:
    """Where an officer decides on a dossier."""
    return f"tasks/{(await people.task(who, code, kind))['id']}/decision"


def officer(people: People, mint: Mint, name: str, *roles: str, **claims: Any) -> Caller:
    """An officer of Phố Hiến with these roles, as the provider would name one."""
    subject = Subject(f"officer:{name}", name, {"officer_id": name, "agency": "11953", "roles": list(roles)} | claims)
    return Caller(people.api, name, {"Authorization": f"Bearer {mint.access_token(subject, 'motcua')}"})


async def test_a_task_of_another_role_is_refused(door: Door, people: People, code: str) -> None:
    path = await decision(people, await door.officer("tiepnhan.phohien"), code)
    for name in ("hotich", "chutich", "vanthu"):
        await door.refuses(await door.officer(f"{name}.phohien"), 403, "wrong-role", path, json={"decision": "accept"})


async def test_what_a_colleague_decided_is_not_decided_again(door: Door, people: People, code: str) -> None:
    path = await decision(people, await door.officer("tiepnhan.phohien"), code)
    await door.accept(code)
    colleague = await door.officer("tiepnhan2.phohien")
    await door.refuses(colleague, 409, "task-closed", path, json={"decision": "accept"})
    await door.refuses(colleague, 409, "task-closed", path, json={"decision": "not_accept", "reason": "Sai"})


async def test_who_answers_again_says_the_same_or_is_told_what_they_said(door: Door, people: People, code: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    path = await decision(people, desk, code)
    for _ in range(2):
        assert (await desk.post(path, json=SUPPLEMENT)).raise_for_status().json()["decision"] == "request_supplement"
    other = SUPPLEMENT | {"reason": "Thiếu chữ ký"}
    said = await door.refuses(desk, 409, "answered-otherwise", path, json=other)
    assert "(Supplement requested)" in said["title"]
    assert (await door.books.acts(code)).count("supplement_requested") == 1


async def test_of_two_who_decide_at_once_one_is_told(door: Door, people: People, code: str) -> None:
    desks = [await door.officer(f"{name}.phohien") for name in ("tiepnhan", "tiepnhan2")]
    path = await decision(people, desks[0], code)
    answers = await asyncio.gather(*(desk.post(path, json={"decision": "accept"}) for desk in desks))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await door.books.acts(code)).count("accepted") == 1


async def test_a_result_is_handed_over_only_against_a_signature(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    await door.to_leader(mother, code)
    await door.approve(code)
    desk = await door.officer("tiepnhan.phohien")
    path = await decision(people, desk, code, "hand_over")
    who, hand_over = {"receiver": "Tạ Kiều Oanh", "relation": "applicant"}, {"decision": "hand_over"}
    unsigned = [hand_over, hand_over | {"receipt": who | {"signed": "screen", "signature": await people.upload(desk)}}]
    for sent in unsigned:
        await door.refuses(desk, 422, "unacceptable", path, json=sent)
    theirs = hand_over | {"receipt": who | {"signed": "screen", "signature": await people.upload(mother)}}
    await door.refuses(desk, 422, "upload-missing", path, json=theirs)
    assert "handed_over" not in await door.books.acts(code)

    (await desk.post(path, json=hand_over | {"receipt": who | {"signed": "paper"}})).raise_for_status()
    events = (await mother.get(f"dossiers/{code}/events")).text
    assert "handed_over" in events
    assert who["receiver"] not in events


async def test_deciding_the_same_again_changes_nothing(door: Door, people: People, code: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    path = await decision(people, desk, code)
    first, again = [await desk.post(path, json={"decision": "accept"}) for _ in range(2)]
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["decision"] == "accept"
    assert (await door.books.acts(code)).count("accepted") == 1
    await door.refuses(desk, 409, "task-closed", path, json={"decision": "not_accept", "reason": "Sai"})


async def test_what_a_colleague_claimed_is_theirs_until_they_release_it(door: Door, people: People, code: str) -> None:
    desk, colleague = [await door.officer(f"{name}.phohien") for name in ("tiepnhan", "tiepnhan2")]
    task = f"tasks/{(await people.task(desk, code))['id']}"
    assert (await desk.post(f"{task}/claim")).json()["claimed"] is True
    for act, body in (("claim", None), ("release", None), ("decision", {"decision": "accept"})):
        await door.refuses(colleague, 409, "task-taken", f"{task}/{act}", json=body)
    assert [i["claimed"] for i in await people.queue(desk) if i["dossier"] == code] == ["mine"]
    assert [i["claimed"] for i in await people.queue(colleague) if i["dossier"] == code] == [True]
    assert (await desk.post(f"{task}/release")).json()["claimed"] is False
    await door.refuses(desk, 409, "task-taken", f"{task}/release")
    assert (await colleague.post(f"{task}/decision", json={"decision": "accept"})).status_code == 200


@pytest.mark.parametrize("reason", ["", "   "])
async def test_a_refusal_without_a_reason_is_none(door: Door, people: People, code: str, reason: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    path = await decision(people, desk, code)
    await door.refuses(desk, 422, "reason-missing", path, json={"decision": "not_accept", "reason": reason})
    await door.refuses(desk, 422, "reason-missing", path, json=SUPPLEMENT | {"reason": reason})
    await door.refuses(desk, 422, "reason-missing", path, json=SUPPLEMENT | {"items": []})


async def test_the_leader_too_refuses_with_a_reason(door: Door, people: People, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code)
    leader = await door.officer("chutich.phohien")
    path = await decision(people, leader, code)
    await door.refuses(leader, 422, "reason-missing", path, json={"decision": "refuse"})


@pytest.mark.parametrize("word", ["approve", "confirm", "supply", "task_closed", "", "answer"])
async def test_a_task_is_decided_as_it_offers(door: Door, people: People, code: str, word: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    path = await decision(people, desk, code)
    await door.refuses(desk, 422, "no-such-decision", path, json={"decision": word})


async def test_a_supplement_is_asked_once(door: Door, people: People, mother: Caller, code: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    await people.decide(desk, code, **SUPPLEMENT)
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    papers = [{"kind": "birth_record", "upload": await people.upload(mother)}]
    (await mother.post(f"dossiers/{code}/supplements", json={"documents": papers})).raise_for_status()
    path = await decision(people, desk, code)
    await door.refuses(desk, 422, "limit-reached", path, json=SUPPLEMENT)


async def test_who_verified_does_not_approve(door: Door, people: People, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code, by="phochutich")
    deputy = await door.officer("phochutich.phohien")
    path = await decision(people, deputy, code, "approve")
    problem = await door.refuses(deputy, 403, "four-eyes", path, json={"decision": "approve"})
    assert "verify" in problem["title"]
    await door.refuses(deputy, 403, "four-eyes", path, json={"decision": "refuse", "reason": "Sai"})
    await door.refuses(deputy, 403, "four-eyes", path.replace("decision", "claim"))
    await door.approve(code)


async def test_a_deputy_who_had_no_hand_in_it_approves(door: Door, people: People, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code)
    await people.decide(await door.officer("phochutich.phohien"), code, "approve")


async def test_who_filed_or_received_does_not_approve(
    door: Door, people: People, mint: Mint, couple: Json, mother: Caller
) -> None:
    roles = ("receiving_officer", "commune_leader")
    filer, receiver = officer(people, mint, "cb-11953-91", *roles), officer(people, mint, "cb-11953-92", *roles)
    application = await people.application(filer, couple)
    application["applicant"] = {name: couple["mother"][name] for name in ("number", "name")}
    filed = await filer.post("dossiers", json=application, headers=new_key())
    code = filed.raise_for_status().json()["code"]
    await people.decide(receiver, code, "accept")
    await door.verify(code)
    path = await decision(people, filer, code, "approve")
    problem = await door.refuses(filer, 403, "four-eyes", path, json={"decision": "approve"})
    assert "file" in problem["title"]
    await door.refuses(receiver, 403, "four-eyes", path, json={"decision": "approve"})
    await door.approve(code)


async def test_a_party_does_not_approve(
    door: Door, people: People, mint: Mint, couple: Json, mother: Caller, code: str
) -> None:
    await door.to_leader(mother, code)
    number = couple["father"]["number"]
    father = officer(people, mint, "cb-11953-93", "commune_leader", citizen_number=number)
    path = await decision(people, father, code)
    problem = await door.refuses(father, 403, "four-eyes", path, json={"decision": "approve"})
    assert "party" in problem["title"]


async def test_an_answer_has_the_form_that_the_task_asks_for(door: Door, people: People) -> None:
    couple = (await people.couples("no_marriage", commune="11953"))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(parent, couple)
    await door.accept(code)
    registrar = await door.officer("hotich.phohien")
    path = await decision(people, registrar, code, "verify_marriage")
    for answer in (None, {}, {"married": "perhaps", "evidence": "Sổ"}, {"married": True, "evidence": ""}):
        await door.refuses(registrar, 422, "form-invalid", path, json={"decision": "answer", "answer": answer})
    wrong = await door.officer("tiepnhan.phohien")
    good = {"decision": "answer", "answer": {"married": True, "evidence": "Sổ đăng ký kết hôn 45/2020"}}
    await door.refuses(wrong, 403, "wrong-role", path, json=good)
    (await registrar.post(path, json=good)).raise_for_status()
    await people.task(registrar, code, "verify")


async def test_the_desk_sees_all_that_it_needs(door: Door, people: People, couple: Json, code: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    task = (await desk.get(f"tasks/{(await people.task(desk, code))['id']}")).raise_for_status().json()
    assert task["form"]["mother"]["number"] == couple["mother"]["number"]
    assert [paper["kind"] for paper in task["papers"]] == ["birth_record"]
    assert task["decisions"] == ["accept", "request_supplement", "not_accept"]


async def test_the_registrar_sees_what_the_registers_said(door: Door, people: People, couple: Json, code: str) -> None:
    await door.accept(code)
    registrar = await door.officer("hotich.phohien")
    task = (await registrar.get(f"tasks/{(await people.task(registrar, code))['id']}")).raise_for_status().json()
    assert task["registers"]["mother"]["full_name"] == couple["mother"]["name"]
    assert task["registers"]["marriage"]["certificate"] == couple["certificate"]


async def test_a_refusal_ends_it_for_all(door: Door, people: People, mother: Caller, code: str) -> None:
    desk = await door.officer("tiepnhan.phohien")
    await people.decide(desk, code, "not_accept", reason="Không thuộc thẩm quyền (Điều 13 Luật Hộ tịch)")
    ended = await people.until(mother, code, has_status(3))
    assert (ended["can"], ended["reason"]) == ([], "Không thuộc thẩm quyền (Điều 13 Luật Hộ tịch)")
    await door.refuses(mother, 409, "dossier-ended", f"dossiers/{code}/withdrawal", json={})
