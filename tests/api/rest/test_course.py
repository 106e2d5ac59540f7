"""What becomes of a birth, from the desk to the family, whichever way it takes."""

from copy import deepcopy
from hashlib import sha256

import pytest

from infra.local.people import Caller, Json, People, birth_form
from sandbox.people.officers import OFFICERS
from tests.support.door import Door, at, has_status, new_key, words_of

SUPPLEMENT: Json = {"items": ["Giấy chứng sinh bản rõ"], "reason": "Bản chụp mờ, không đọc được"}


@pytest.fixture
async def code(people: People, mother: Caller, couple: Json) -> str:
    """A dossier that was just filed."""
    return await people.file(mother, couple)


async def test_a_birth_is_registered(door: Door, people: People, mother: Caller, couple: Json, code: str) -> None:
    assert (await people.show(mother, code))["can"] == ["withdraw"]
    await door.accept(code)
    await door.verify(code)
    await people.confirm(mother, code)
    await door.approve(code)
    done = await people.until(mother, code, has_status(9))
    assert done["can"] == ["download"]
    document = await mother.get(at(done["result"]["href"]))
    assert sha256(document.content).hexdigest() == done["result"]["sha256"]
    words = await door.certificate(mother, done)
    child = await people.child(mother, code)
    for word in (child, couple["mother"]["name"], couple["father"]["name"], done["result"]["number"]):
        assert word.lower() in words.lower(), word
    assert (await door.finish(mother, code))["can"] == ["download", "rate"]


async def test_a_dossier_is_rated_once_and_only_when_the_result_has_come(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    rating = f"dossiers/{code}/rating"
    await door.refuses(mother, 409, "too-late", rating, json={"stars": 5})
    await door.to_leader(mother, code)
    await door.approve(code)
    await people.until(mother, code, has_status(9))
    await door.refuses(mother, 409, "too-late", rating, json={"stars": 5})
    await door.finish(mother, code)
    for stars in (0, 6, "many", None):
        await door.refuses(mother, 422, "invalid", rating, json={"stars": stars})
    rated = (await mother.post(rating, json={"stars": 4, "comment": "Nhanh"})).raise_for_status().json()
    assert rated["can"] == ["download"]
    await door.refuses(mother, 409, "already-done", rating, json={"stars": 4})


async def test_a_correction_is_verified_again_and_stands_in_the_certificate(
    door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    await door.accept(code)
    await door.verify(code)
    await people.until(mother, code, lambda shown: "correct" in shown["can"])
    corrected = birth_form(couple)
    corrected["child"]["given_name"] = "Khải"
    (await mother.post(f"dossiers/{code}/confirmation", json={"form": corrected})).raise_for_status()
    registrar = await door.officer("hotich.phohien")
    task = await people.task(registrar, code, "verify")
    assert (await registrar.get(f"tasks/{task['id']}")).json()["form"]["child"]["given_name"] == "Khải"
    await door.verify(code)
    await people.confirm(mother, code)
    await door.approve(code)
    words = await door.certificate(mother, await people.until(mother, code, has_status(9)))
    assert f"trần {corrected['child']['middle_name']} khải".lower() in words.lower()
    assert "khôi" not in words.lower()


async def test_a_correction_makes_no_other_application_of_it(
    door: Door, people: People, mother: Caller, couple: Json, code: str
) -> None:
    confirmation = f"dossiers/{code}/confirmation"
    await door.refuses(mother, 409, "not-asked", confirmation, json={})
    await door.accept(code)
    await door.verify(code)
    await people.until(mother, code, lambda shown: "correct" in shown["can"])
    other = (await people.couples("plain", 2))[1]
    parents = birth_form(couple) | {"father": birth_form(other)["father"]}
    elsewhere = deepcopy(birth_form(couple))
    elsewhere["mother"]["commune"] = "11983"
    for form in (parents, elsewhere):
        await door.refuses(mother, 422, "unacceptable", confirmation, json={"form": form})
    await door.refuses(mother, 422, "form-invalid", confirmation, json={"form": {}})
    unborn = deepcopy(birth_form(couple))
    unborn["child"]["born"] = "2099-01-01"
    await door.refuses(mother, 422, "form-invalid", confirmation, json={"form": unborn})
    assert (await people.show(mother, code))["can"] == ["confirm", "correct", "withdraw"]


async def test_what_was_missing_is_supplied_and_goes_on(
    door: Door, people: People, mother: Caller, stranger: Caller, code: str
) -> None:
    supplements = f"dossiers/{code}/supplements"
    papers = {"documents": [{"kind": "birth_record", "upload": await people.upload(mother)}]}
    await door.refuses(mother, 409, "not-asked", supplements, json=papers)
    desk = await door.officer("tiepnhan.phohien")
    await people.decide(desk, code, "request_supplement", **SUPPLEMENT)
    waiting = await people.until(mother, code, lambda shown: "supply" in shown["can"])
    assert (waiting["status"]["code"], waiting["reason"]) == (5, SUPPLEMENT["reason"])
    assert waiting["holder"] == "the applicant"
    foreign = {"documents": [{"kind": "birth_record", "upload": await people.upload(stranger)}]}
    await door.refuses(mother, 422, "upload-missing", supplements, json=foreign)
    await door.refuses(mother, 422, "invalid", supplements, json={"documents": []})
    for _ in range(2):  # who missed the answer says it again, and it counts once
        (await mother.post(supplements, json=papers)).raise_for_status()
    task = await people.task(desk, code)
    path = f"tasks/{task['id']}"
    shown = (await desk.get(path)).json()
    assert len(shown["papers"]) == 2
    assert shown["decisions"] == ["accept", "not_accept"], "the law lets it be asked once"
    again = SUPPLEMENT | {"decision": "request_supplement"}
    await door.refuses(desk, 422, "limit-reached", f"{path}/decision", json=again)
    await door.to_leader(mother, code)
    await door.approve(code)
    assert (await door.finish(mother, code))["status"]["code"] == 10


async def test_the_leaders_refusal_stops_it(door: Door, people: People, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code)
    await people.decide(await door.officer("chutich.phohien"), code, "refuse", reason="Thông tin không thống nhất")
    stopped = await people.until(mother, code, has_status(8))
    assert (stopped["reason"], stopped["result"]) == ("Thông tin không thống nhất", None)
    words = words_of(await mother.get(at(stopped["links"]["form_refusal"])))
    leader = OFFICERS["chutich.phohien"].name
    for word in ("THÔNG BÁO TỪ CHỐI GIẢI QUYẾT HỒ SƠ", code, "Thông tin không thống nhất", leader, "khiếu nại"):
        assert word.lower() in words.lower(), word
    await door.refuses(mother, 409, "dossier-ended", f"dossiers/{code}/withdrawal", json={})
    told = (await people.sandbox.get("/civil-status/v1/births", params={"MaHoSo": code})).json()
    assert told["KetQua"] == []


async def test_the_applicant_withdraws_before_the_approval(
    door: Door, people: People, mother: Caller, code: str
) -> None:
    await door.to_leader(mother, code)
    leader = await door.officer("chutich.phohien")
    task = await people.task(leader, code)
    withdrawn = (await mother.post(f"dossiers/{code}/withdrawal", json={"reason": "Sai"})).raise_for_status().json()
    assert (withdrawn["status"]["code"], withdrawn["can"]) == (7, [])
    await door.refuses(leader, 409, "dossier-ended", f"tasks/{task['id']}/decision", json={"decision": "approve"})
    assert code not in {item["dossier"] for item in await people.queue(leader)}
    again = await mother.post(f"dossiers/{code}/withdrawal", json={"reason": "Sai"})
    assert (again.status_code, again.json()["status"]["code"]) == (200, 7)


async def test_nobody_withdraws_after_the_approval(door: Door, people: People, mother: Caller, code: str) -> None:
    await door.to_leader(mother, code)
    await door.approve(code)
    await door.refuses(mother, 409, "too-late", f"dossiers/{code}/withdrawal", json={})
    await people.until(mother, code, has_status(9))


async def test_at_the_counter_an_officer_files_and_no_draft_is_confirmed(
    door: Door, people: People, couple: Json
) -> None:
    desk = await door.officer("tiepnhan.phohien")
    father = {name: couple["father"][name] for name in ("number", "name")}
    application = await people.application(desk, couple) | {"applicant": father}
    filed = (await desk.post("dossiers", json=application, headers=new_key())).raise_for_status()
    code = filed.json()["code"]
    applicant = await people.who(f"citizen:{father['number']}")
    assert (await people.show(applicant, code))["can"] == ["withdraw"]
    story = (await desk.get(f"dossiers/{code}/events")).json()
    assert (story[0]["facts"]["channel"], story[0]["by"]["kind"]) == (1, "officer")
    await door.accept(code)
    await door.verify(code)
    await door.approve(code)
    assert (await door.finish(applicant, code))["status"]["code"] == 10
    assert "confirmed" not in await door.books.acts(code)


async def test_one_commune_receives_and_another_decides(
    door: Door, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple, receiving="11983")
    assert code.startswith("000.02.00.H31")
    at_home = await people.queue(await door.officer("tiepnhan.phohien"))
    assert code not in {item["dossier"] for item in at_home}
    await door.accept(code, "sonnam")
    desk = await door.officer("tiepnhan.sonnam")
    await people.task(await door.officer("hotich.phohien"), code, "verify")
    assert code not in {item["dossier"] for item in await people.queue(await door.officer("hotich.sonnam"))}
    await door.verify(code)
    await people.confirm(mother, code)
    task = await people.task(await door.officer("chutich.phohien"), code)
    await door.refuses(
        await door.officer("chutich.sonnam"), 404, "not-found", f"tasks/{task['id']}/decision",
        json={"decision": "approve"},
    )  # fmt: skip
    await door.approve(code)
    done = await door.finish(mother, code, "sonnam")
    assert done["result"]["number"].startswith("GKS-11953-")
    assert (await desk.get(at(done["result"]["href"]))).status_code == 200


async def test_a_marriage_that_no_register_knows_is_verified_by_hand(door: Door, people: People) -> None:
    couple = (await people.couples("no_marriage", commune="11953"))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(parent, couple)
    await door.accept(code)
    waiting = await people.until(parent, code, lambda shown: "marriage" in shown["waits"]["why"])
    assert waiting["holder"] == "the civil-status officer"
    finding = {"married": True, "evidence": "Sổ đăng ký kết hôn xã cũ, số 45/2020"}
    await people.decide(
        await door.officer("hotich.phohien"),
        code,
        "answer",
        kind="verify_marriage",
        answer=finding,
        note="Đã hỏi xã cũ",
    )
    await door.verify(code)
    await people.confirm(parent, code)
    await door.approve(code)
    assert (await door.finish(parent, code))["status"]["code"] == 10


async def test_a_father_from_abroad_needs_no_number(door: Door, people: People) -> None:
    couple = (await people.couples("foreign_father"))[0]
    parent = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(parent, couple)
    await door.accept(code, "vangiang")
    finding = {"married": True, "evidence": "Giấy chứng nhận kết hôn 07/2022"}
    registrar = await door.officer("hotich.vangiang")
    await people.decide(registrar, code, "answer", kind="verify_marriage", answer=finding)
    await door.verify(code, "vangiang")
    await people.confirm(parent, code)
    await door.approve(code, "vangiang")
    words = await door.certificate(parent, await people.until(parent, code, has_status(9)))
    assert "Tanaka Kenji".lower() in words.lower()
    assert "Nhật Bản" in words
