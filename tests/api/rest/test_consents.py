"""Whoever must agree sees what they agree to and may do nothing else; a mandate lets somebody file for another."""

import secrets

import pytest

from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.door import Books, Door, at, has_status, new_key

BRANCHES = {
    "1.004222": ("caphohien", "thường trú"),
    "1.014137": ("bhxhhungyen", "thẻ bảo hiểm y tế"),
    "3.000722.02": ("caphohien", "thẻ căn cước"),
}
"""What follows an interlinked birth: whose officers decide on it, and what its result speaks of."""


@pytest.fixture
async def father(people: People, couple: Json) -> Caller:
    """The father, who heads the household."""
    return await people.who(f"citizen:{couple['father']['number']}")


@pytest.fixture
def residence(couple: Json) -> Json:
    """The mother moves to the father's."""
    return {
        "person": {"number": couple["mother"]["number"], "full_name": couple["mother"]["name"], "born": "1995-04-12"},
        "address": "Số 99, đường Bãi Sậy",
        "commune": "11983",
        "head": couple["father"]["number"],
        "relation": "Vợ",
        "basis": "kin",
    }


@pytest.fixture
async def code(mother: Caller, residence: Json) -> str:
    """A dossier that waits for his consent."""
    sent = {"procedure": "1.004222", "form": residence}
    return str((await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"])


async def test_the_desk_accepts_only_what_everybody_agrees_to(
    door: Door, people: People, mother: Caller, father: Caller, code: str
) -> None:
    desk = await door.officer("tiepnhan.casonnam")
    task = await people.task(desk, code)
    await door.refuses(desk, 409, "consent-missing", f"tasks/{task['id']}/decision", json={"decision": "accept"})
    agreed = {"kind": "consent", "decision": "consent"}
    shown = (await father.post(f"dossiers/{code}/answers", json=agreed)).raise_for_status().json()
    assert [(consent["part"], consent["said"]) for consent in shown["consents"]] == [("household head", "consent")]
    await people.decide(desk, code, "accept")
    await people.until(mother, code, has_status(6))


async def test_who_must_agree_sees_the_form_and_can_do_nothing_else(
    door: Door, father: Caller, code: str, residence: Json
) -> None:
    shown = (await father.get(f"dossiers/{code}")).raise_for_status().json()
    assert shown["can"] == ["consent", "object"]
    form = (await father.get(f"dossiers/{code}/form")).raise_for_status().json()
    assert form["address"] == residence["address"]
    assert code in [item["code"] for item in (await father.get("dossiers")).json()["items"]]
    await door.refuses(father, 404, "not-found", f"dossiers/{code}/withdrawal", json={})


async def test_an_objection_needs_its_reason(door: Door, father: Caller, code: str) -> None:
    objected = {"kind": "consent", "decision": "object"}
    await door.refuses(father, 422, "reason-missing", f"dossiers/{code}/answers", json=objected)


async def test_who_objected_can_agree_later_and_the_desk_sees_who_did_not_and_why(
    door: Door, people: People, mother: Caller, father: Caller, code: str
) -> None:
    desk = await door.officer("tiepnhan.casonnam")
    task = await people.task(desk, code, "receive")
    objected = {"kind": "consent", "decision": "object", "reason": "Nhà đang tranh chấp"}
    for _ in range(2):
        (await father.post(f"dossiers/{code}/answers", json=objected)).raise_for_status()
    [consent] = (await people.show(desk, code))["consents"]
    assert (consent["words"], consent["said"]) == ("the household head", "object")
    assert consent["reason"] == objected["reason"]
    await door.refuses(desk, 409, "consent-missing", f"tasks/{task['id']}/decision", json={"decision": "accept"})
    agreed = {"kind": "consent", "decision": "consent"}
    shown = (await father.post(f"dossiers/{code}/answers", json=agreed)).raise_for_status().json()
    assert [(one["said"], one["reason"]) for one in shown["consents"]] == [("consent", "")]
    await people.decide(desk, code, "accept", kind="receive")
    said = [act for act in await door.books.acts(code) if act in ("objected", "consented")]
    assert said == ["objected", "consented"]


async def test_who_agreed_to_another_form_is_asked_anew(
    door: Door, people: People, mother: Caller, father: Caller, residence: Json, code: str
) -> None:
    agreed = {"kind": "consent", "decision": "consent"}
    (await father.post(f"dossiers/{code}/answers", json=agreed)).raise_for_status()
    desk, asked = await door.officer("tiepnhan.casonnam"), {"items": ["Tờ khai đúng"], "reason": "Sai số nhà"}
    await people.decide(desk, code, "request_supplement", kind="receive", **asked)
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    corrected = {"form": residence | {"address": "Số 9, đường Bãi Sậy"}}
    (await mother.post(f"dossiers/{code}/supplements", json=corrected)).raise_for_status()
    task = await people.task(desk, code, "receive")
    await door.refuses(desk, 409, "consent-missing", f"tasks/{task['id']}/decision", json={"decision": "accept"})
    [supplied] = [e for e in (await desk.get(f"dossiers/{code}/events")).json() if e["type"] == "supplied"]
    assert supplied["facts"]["corrected"] == ["address"]
    assert (await father.get(f"dossiers/{code}/form")).json()["address"] == corrected["form"]["address"]
    (await father.post(f"dossiers/{code}/answers", json=agreed)).raise_for_status()
    await people.decide(desk, code, "accept", kind="receive")


async def test_who_signs_at_the_counter_may_object_agree_and_agree_anew(
    door: Door, people: People, mother: Caller, residence: Json, code: str
) -> None:
    desk = await door.officer("tiepnhan.casonnam")
    [consent] = (await people.show(desk, code))["consents"]
    path, agreed = f"tasks/{consent['task']}/decision", {"decision": "consent"}
    for reason in ("Chưa rõ địa chỉ", "Địa chỉ sai"):
        (await desk.post(path, json={"decision": "object", "reason": reason})).raise_for_status()
    assert (await people.show(desk, code))["consents"][0]["reason"] == "Địa chỉ sai"
    for _ in range(2):
        (await desk.post(path, json=agreed)).raise_for_status()
    asked = {"items": ["Tờ khai đúng"], "reason": "Sai số nhà"}
    await people.decide(desk, code, "request_supplement", kind="receive", **asked)
    await people.until(mother, code, lambda shown: "supply" in shown["can"])
    corrected = {"form": residence | {"address": "Số 9, đường Bãi Sậy"}}
    (await mother.post(f"dossiers/{code}/supplements", json=corrected)).raise_for_status()
    (await desk.post(path, json=agreed)).raise_for_status()
    await people.decide(desk, code, "accept", kind="receive")
    said = [act for act in await door.books.acts(code) if act in ("objected", "consented")]
    assert said == ["objected", "objected", "consented", "consented"]


async def test_an_objection_may_be_the_desk_s_reason_not_to_accept(
    door: Door, people: People, father: Caller, code: str
) -> None:
    objected = {"kind": "consent", "decision": "object", "reason": "Nhà đang tranh chấp"}
    (await father.post(f"dossiers/{code}/answers", json=objected)).raise_for_status()
    desk = await door.officer("tiepnhan.casonnam")
    await people.decide(desk, code, "not_accept", kind="receive", reason="Chủ hộ không đồng ý")
    agreed = {"kind": "consent", "decision": "consent"}
    await door.refuses(father, 409, "not-asked", f"dossiers/{code}/answers", json=agreed)
    assert (await people.show(desk, code))["consents"][0]["said"] == "object"


async def test_who_must_agree_is_told_by_mail_and_nobody_reads_where(
    door: Door, people: People, mother: Caller, father: Caller, couple: Json, residence: Json, house: LocalHouse
) -> None:
    address = f"chu-ho-{secrets.token_hex(4)}@example.vn"
    reached = {"number": couple["father"]["number"], "email": address, "locale": "en"}
    sent = {"procedure": "1.004222", "form": residence, "consent_contacts": [reached]}
    strange = sent | {"consent_contacts": [reached | {"number": residence["person"]["number"]}]}
    await door.refuses_filing(mother, 422, "unacceptable", strange)
    filed = (await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status()
    code = filed.json()["code"]
    desk = await door.officer("tiepnhan.casonnam")
    for reader in (mother, father, desk):
        for path in ("", "/events", "/form"):
            assert address not in (await reader.get(f"dossiers/{code}{path}")).raise_for_status().text
    letter = await people.letter(address)
    assert letter["subject"] == f"Application {code} needs your consent"
    assert "as the household head" in letter["text"]
    for log in (house.folder / "logs").iterdir():
        assert address not in log.read_text(), log.name


async def test_a_stranger_is_asked_nothing(door: Door, stranger: Caller, code: str) -> None:
    agreed = {"kind": "consent", "decision": "consent"}
    await door.refuses(stranger, 404, "not-found", f"dossiers/{code}/answers", json=agreed)


async def test_what_nobody_asks_is_refused(door: Door, mother: Caller, code: str) -> None:
    agreed = {"kind": "consent", "decision": "consent"}
    await door.refuses(mother, 409, "not-asked", f"dossiers/{code}/answers", json=agreed)


async def test_who_files_for_another_brings_a_mandate_and_both_may_act(
    door: Door, people: People, mother: Caller, stranger: Caller, residence: Json
) -> None:
    owner = {"number": residence["person"]["number"], "name": residence["person"]["full_name"]}
    sent = {"procedure": "1.004222", "form": residence, "owner": owner}
    await door.refuses_filing(stranger, 422, "paper-missing", sent)
    paper = {"kind": "mandate", "upload": await people.upload(stranger)}
    answer = await stranger.post("dossiers", json=sent | {"documents": [paper]}, headers=new_key())
    code = answer.raise_for_status().json()["code"]
    assert "withdraw" in (await people.show(mother, code))["can"]
    assert "withdraw" in (await people.show(stranger, code))["can"]
    withdrawn = await mother.post(f"dossiers/{code}/withdrawal", json={"reason": "Tự nộp"})
    assert withdrawn.raise_for_status().json()["status"]["code"] == 7


async def test_an_interlinked_birth_goes_through_its_branches(
    books: Books, door: Door, people: People, mother: Caller, couple: Json
) -> None:
    sent = await people.application(mother, couple)
    home = await people.home(couple["mother"]["number"])
    household = {"household_head": home["head"], "address": home["address"]}
    sent |= {"procedure": "3.000722", "form": sent["form"] | household}
    answer = await mother.post("dossiers", json=sent, headers=new_key())
    code = answer.raise_for_status().json()["code"]
    desk = await door.officer("tiepnhan.phohien")
    task = await people.task(desk, code)
    await door.refuses(desk, 409, "consent-missing", f"tasks/{task['id']}/decision", json={"decision": "accept"})
    await people.agree(code, home["head"])
    await door.to_leader(mother, code)
    await door.approve(code)
    shown = await people.until(mother, code, lambda shown: len(shown["branches"]) == len(BRANCHES))
    branches = {branch["procedure"]["code"]: branch for branch in shown["branches"]}
    assert set(branches) == set(BRANCHES)
    assert branches["1.004222"]["agency"] == "Công an phường Phố Hiến"
    for procedure, (agency, _) in BRANCHES.items():
        branch = branches[procedure]["code"]
        await people.decide(await door.officer(f"tiepnhan.{agency}"), branch, "accept")
        await people.decide(await door.officer(f"canbo.{agency}"), branch, "confirm", kind="verify")
        if agency == "bhxhhungyen":
            await people.decide(await door.officer(f"truongphong.{agency}"), branch, "agree", kind="review")
        await people.decide(await door.officer(f"lanhdao.{agency}"), branch, "approve")
    done = await door.finish(mother, code)
    assert (await books.acts(code)).count("branch_ended") == len(BRANCHES)
    for ended in done["branches"]:
        branch = branches[ended["procedure"]["code"]]
        assert (ended["status"]["code"], at(ended["links"]["self"])) == (10, f"dossiers/{branch['code']}")
        assert BRANCHES[ended["procedure"]["code"]][1] in await door.certificate(mother, ended)
