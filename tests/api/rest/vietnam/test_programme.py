"""The roadmap by programs: agencies give evidence, the standing body accepts it, an old day keeps what it was."""

import asyncio
import io
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.importing import PlanFile
from infra.documents.qr import QrKeys
from infra.local.house import LocalHouse
from infra.local.people import PATIENCE, Caller, Json, People, found
from infra.signing import contents
from infra.verification.paper import examine
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.support.door import Books, Door, problem_of, words_of

PROGRAMME = "programme"
EXAMPLES = Path(__file__).parents[4] / "examples" / "programme"
TODAY = datetime.now(VIETNAM).date()
SEEN = (TODAY - timedelta(days=1)).isoformat()


async def of(people: People, who: str) -> Caller:
    return await people.who(f"officer:{who}")


async def read(who: Caller, path: str, **params: str) -> Json:
    answer = await who.get(f"{PROGRAMME}/{path}", params=params)
    return dict(answer.raise_for_status().json())


async def planned(people: People, lead: str = "33.SNV") -> str:
    no = f"T{secrets.token_hex(4)}"
    leader = await of(people, "lanhdao.hungyen")
    body = {"no": no, "name": "Nhiệm vụ thử", "lead": lead, "document": "01/KH-UBND"}
    (await leader.post(f"{PROGRAMME}/tasks", json=body)).raise_for_status()
    return no


async def item(who: Caller, no: str, **params: str) -> Json | None:
    return next((one for one in (await read(who, "tasks", **params))["items"] if one["no"] == no), None)


@pytest.fixture
async def seeded(books: Books) -> None:
    entries = ProvinceEntries(books.database)
    for file in sorted(EXAMPLES.glob("*.json")):
        plan = PlanFile.model_validate_json(file.read_bytes())
        await entries.add(ROADMAP, [*plan.entries()], datetime.now(VIETNAM), ENGINE)


async def test_a_task_is_done_once_the_standing_body_accepted_its_evidence(people: People) -> None:
    no, leader = await planned(people), await of(people, "lanhdao.hungyen")
    lead, police = await of(people, "canbo.snvhungyen"), await of(people, "lanhdao.cahungyen")
    path, evidence = f"{PROGRAMME}/tasks/{no}", {"evidence": "7/BC-SNV"}
    given = (await lead.post(f"{path}/evidence", json=evidence)).raise_for_status().json()
    assert (given["state"], given["evidence"][0]["state"]) == ("under_way", "given")
    done = (await police.post(f"{path}/acceptance", json=evidence | {"accepted": True})).raise_for_status().json()
    assert done["state"] == "done_on_time"
    before = await read(leader, "summary")
    gone = await lead.post(f"{path}/withdrawal", json=evidence | {"reason": "Nhầm văn bản"})
    assert gone.raise_for_status().json()["state"] == "not_begun"
    after = await read(leader, "summary")
    assert after["tasks"]["numerator"] == before["tasks"]["numerator"] - 1
    assert after["tasks"]["denominator"] == before["tasks"]["denominator"]
    assert (after["tasks"]["definition"], after["tasks"]["mark"]) == ("tasks_done@1", "D")
    # Yesterday nobody had planned it.
    assert await item(leader, no, at=SEEN) is None


async def test_only_the_lead_gives_evidence_and_only_the_standing_body_accepts_it(people: People) -> None:
    no = await planned(people)
    path, evidence = f"{PROGRAMME}/tasks/{no}", {"evidence": "7/BC-SNV"}
    lead, other = await of(people, "canbo.snvhungyen"), await of(people, "lanhdao.bhxhhungyen")
    leader, police = await of(people, "lanhdao.hungyen"), await of(people, "lanhdao.cahungyen")
    assert problem_of(await leader.post(f"{path}/evidence", json=evidence), 403, "not-theirs")
    # Whose it is not hears of nothing.
    assert problem_of(await other.post(f"{path}/evidence", json=evidence), 404, "not-found")
    (await lead.post(f"{path}/evidence", json=evidence)).raise_for_status()
    judged = evidence | {"accepted": True}
    assert problem_of(await leader.post(f"{path}/acceptance", json=judged), 403, "wrong-role")
    specialist = await of(people, "canbo.cahungyen")
    assert problem_of(await specialist.post(f"{path}/acceptance", json=judged), 404, "not-found")
    missing = {"evidence": "8/BC-SNV", "accepted": True}
    assert problem_of(await police.post(f"{path}/acceptance", json=missing), 404, "not-found")
    assert problem_of(await other.post(f"{PROGRAMME}/tasks", json=judged), 422, "invalid")


async def test_the_standing_body_does_not_accept_what_the_same_person_gave(people: People) -> None:
    no = await planned(people, "33.CA")
    path, evidence = f"{PROGRAMME}/tasks/{no}", {"evidence": "7/BC-CAT"}
    police = await of(people, "lanhdao.cahungyen")
    (await police.post(f"{path}/evidence", json=evidence)).raise_for_status()
    refused = await police.post(f"{path}/acceptance", json=evidence | {"accepted": True})
    assert problem_of(refused, 403, "four-eyes")


async def test_an_agency_sees_its_own_tasks_alone_and_is_told_so(people: People) -> None:
    mine, others = await planned(people), await planned(people, "33.BHXH")
    lead, police = await of(people, "canbo.snvhungyen"), await of(people, "lanhdao.cahungyen")
    assert await item(lead, mine)
    assert await item(lead, others) is None
    assert await item(police, others)
    assert (await read(lead, "summary"))["whole"] is False
    assert (await read(police, "summary"))["whole"] is True


async def test_the_plan_is_changed_by_the_province_and_names_agencies_that_there_are(people: People) -> None:
    leader, other = await of(people, "lanhdao.hungyen"), await of(people, "lanhdao.snvhungyen")
    body = {"no": "9", "name": "Nhiệm vụ thử", "lead": "33.SNV", "document": "01/KH-UBND"}
    assert problem_of(await other.post(f"{PROGRAMME}/tasks", json=body), 403, "wrong-role")
    assert problem_of(await leader.post(f"{PROGRAMME}/tasks", json=body | {"lead": "33.XYZ"}), 422, "no-such-unit")
    assert problem_of(await leader.get(f"{PROGRAMME}/summary", params={"at": "2099-01-01"}), 422, "not-yet")
    assert problem_of(await leader.get(f"{PROGRAMME}/summary", params={"programme": "99"}), 422, "no-such-unit")


@pytest.mark.usefixtures("seeded")
async def test_both_programmes_are_kept_and_the_one_that_ended_is_shown_as_of_its_last_day(people: People) -> None:
    leader = await of(people, "lanhdao.hungyen")
    old = await read(leader, "summary", programme="34")
    assert (old["as_of"], old["ended"]) == ("2025-06-30", "2025-06-30")
    assert (old["tasks"]["numerator"], old["tasks"]["denominator"], old["tasks"]["percent"]) == (9, 12, 75)
    assert old["imported"] == 12
    ours = {one["no"]: one["name"] for one in (await read(leader, "models"))["items"]}
    assert ours["1"] == "Quét mã QR trên biển tên đường"


async def test_a_value_of_a_target_is_entered_by_its_lead(people: People, door: Door) -> None:
    no, leader = f"C{secrets.token_hex(4)}", await of(people, "lanhdao.hungyen")
    lead = await of(people, "canbo.snvhungyen")
    body = {"no": no, "name": "Chỉ tiêu thử", "lead": "33.SNV", "document": "01/KH-UBND", "goal": 80, "measure": "%"}
    (await leader.post(f"{PROGRAMME}/targets", json=body)).raise_for_status()
    for value, met in ((79.5, False), (80, True)):
        sent = {"value": value, "document": "7/BC"}
        told = (await lead.post(f"{PROGRAMME}/targets/{no}/measurement", json=sent)).raise_for_status().json()
        assert (told["value"], told["met"]) == (value, met)
    await door.refuses(
        leader, 403, "not-theirs", f"{PROGRAMME}/targets/{no}/measurement", json={"value": 1, "document": "7/BC"}
    )


async def test_a_measurement_says_what_is_measured_and_of_what_was_read_one_is_entered(
    people: People, door: Door
) -> None:
    no, leader = f"M{secrets.token_hex(4)}", await of(people, "lanhdao.hungyen")
    lead = await of(people, "canbo.snvhungyen")
    body = {"no": no, "name": "Mô hình thử", "lead": "33.SNV", "document": "01/KH-UBND"}
    (await leader.post(f"{PROGRAMME}/models", json=body)).raise_for_status()
    path = f"{PROGRAMME}/models/{no}/measurement"
    for kind, sent in (("models", {"value": 5}), ("targets", {"held": True}), ("tasks", {"value": 5})):
        if kind != "models":
            (await leader.post(f"{PROGRAMME}/{kind}", json=body)).raise_for_status()
        lacking = {"document": "7/BC", **sent}
        await door.refuses(lead, 422, "not-measured", f"{PROGRAMME}/{kind}/{no}/measurement", json=lacking)
    read_at = next(one for one in (await read(lead, "models"))["items"] if one["no"] == no)["version"]
    sent = {"held": True, "document": "7/BC", "version": read_at}
    told = (await lead.post(path, json=sent)).raise_for_status().json()
    assert [(one["held"], one["value"], one["counts"], one["document"]) for one in told["measurements"]] == [
        (True, None, True, "7/BC")
    ]
    assert (told["value"], told["effective"], told["effective_since"]) == (None, None, None)
    assert (await lead.post(path, json=sent)).status_code == 200, "the same sent twice is one"
    # Who read what stood before is told; two at once cannot both be first.
    others = [{"held": False, "value": n, "document": "8/BC", "version": told["version"]} for n in (1, 2)]
    answers = [answer.status_code for answer in await asyncio.gather(*(lead.post(path, json=one) for one in others))]
    assert sorted(answers) == [200, 409]
    await door.refuses(lead, 409, "form-changed", path, json=sent | {"held": False})
    anew = {"held": False, "value": 1 + answers.index(200), "document": "9/BC"}
    await door.refuses(lead, 409, "already-done", path, json=anew)
    # Whoever does not say what they read takes the place of what stands, and who read that before is told.
    stood = next(one for one in (await read(lead, "models"))["items"] if one["no"] == no)["version"]
    (await lead.post(path, json={"held": True, "document": "10/BC"})).raise_for_status()
    await door.refuses(lead, 409, "form-changed", path, json=anew | {"version": stood})
    told = next(one for one in (await read(lead, "models"))["items"] if one["no"] == no)
    assert [(one["held"], one["document"]) for one in told["measurements"]] == [(True, "10/BC")]


@pytest.mark.usefixtures("seeded")
async def test_the_monthly_report_has_the_layout_of_the_law_and_says_what_is_not_known(
    people: People,
) -> None:
    police, other = await of(people, "lanhdao.cahungyen"), await of(people, "lanhdao.snvhungyen")
    month = f"{TODAY:%Y-%m}"
    words = words_of(await police.get(f"{PROGRAMME}/report", params={"period": month}))
    for said in (
        "CÔNG AN TỈNH HƯNG YÊN", "/BC-CAT", "BÁO CÁO", "Kết quả thực hiện Đề án 06 tháng", "Nơi nhận:",
        "Nhiệm vụ hoàn thành", "tasks_done@1", "chưa có số liệu", "là ví dụ",
    ):  # fmt: skip
        assert said.replace(" ", "") in words.replace(" ", ""), said
    assert problem_of(await other.get(f"{PROGRAMME}/report", params={"period": month}), 403, "wrong-role")
    for wrong in ("2026", "2099-01"):
        assert problem_of(await police.get(f"{PROGRAMME}/report", params={"period": wrong}), 422, "not-a-month")


async def test_a_target_that_is_read_from_the_index_has_its_value_of_today(people: People) -> None:
    leader, no = await of(people, "lanhdao.hungyen"), f"C{secrets.token_hex(4)}"
    body = {"no": no, "name": "Chỉ tiêu thử", "lead": "33.SNV", "document": "01/KH-UBND", "goal": 0.01}
    (await leader.post(f"{PROGRAMME}/targets", json=body | {"source": "5.2"})).raise_for_status()
    petition = {"code": no, "received_at": f"{SEEN}T08:00:00+07:00", "refused_at": f"{SEEN}T09:00:00+07:00"}
    sent = {"kind": "petitions", "document": "Sổ", "lines": [{"unit": "33", "content": petition}]}
    (await leader.post("registers", json=sent)).raise_for_status()
    mine = next(one for one in (await read(leader, "targets"))["items"] if one["no"] == no)
    index = (await leader.get("index/766", params={"unit": "33", "period": f"{TODAY.year}"})).raise_for_status().json()
    told = next(one for group in index["groups"] for one in group["metrics"] if one["id"] == "5.2")
    assert told["numerator"] >= 1
    assert (mine["value"], mine["met"], mine["source"]) == (pytest.approx(told["ratio"], abs=0.01), True, "5.2")
    wrong = await leader.post(f"{PROGRAMME}/targets", json=body | {"source": "9.9"})
    assert problem_of(wrong, 422, "no-such-metric")


async def test_the_report_is_sealed_for_who_leads_in_the_standing_body_and_proves_itself(
    people: People, house: LocalHouse
) -> None:
    police, leader = await of(people, "lanhdao.cahungyen"), await of(people, "lanhdao.hungyen")
    sent = {"period": f"{TODAY:%Y-%m}"}
    assert problem_of(await leader.post(f"{PROGRAMME}/report", json=sent), 403, "wrong-role")
    asked = (await police.post(f"{PROGRAMME}/report", json=sent)).raise_for_status().json()
    assert asked["state"] == "under_way"
    assert problem_of(await police.get(f"{PROGRAMME}/documents/{asked['id']}"), 404, "not-found")

    async def sealed() -> Json | None:
        items = (await read(leader, "documents"))["items"]
        return next((one for one in items if one["id"] == asked["id"] and one["state"] == "sealed"), None)

    made = await found(sealed, PATIENCE, lambda: "the report was not sealed")
    file = (await leader.get(f"{PROGRAMME}/documents/{asked['id']}")).raise_for_status().content
    settings = house.settings()
    keys = QrKeys.load(Path(settings.qr_keys_file))
    paper = await asyncio.to_thread(examine, file, [Path(settings.seal_trust_file)], keys)
    assert (paper.problem, paper.claim and paper.claim.number) == (None, made["number"])
    assert made["reference"].endswith("/BC-CAT")
    data = json.loads(contents.data(PdfFileReader(io.BytesIO(file))) or b"")
    assert (data["body"], data["parts"][0]["rows"][0]["definition"]) == ("Công an tỉnh Hưng Yên", "tasks_done@1")


async def test_a_note_of_acceptance_is_made_of_evidence_that_was_accepted_and_of_nothing_else(people: People) -> None:
    no = await planned(people)
    path, evidence = f"{PROGRAMME}/tasks/{no}", {"evidence": "7/BC-SNV"}
    lead, police = await of(people, "canbo.snvhungyen"), await of(people, "lanhdao.cahungyen")
    (await lead.post(f"{path}/evidence", json=evidence)).raise_for_status()
    assert problem_of(await police.post(f"{path}/acceptance-note", json=evidence), 404, "not-found")
    (await police.post(f"{path}/acceptance", json=evidence | {"accepted": True})).raise_for_status()
    assert problem_of(await lead.post(f"{path}/acceptance-note", json=evidence), 403, "wrong-role")
    note = (await police.post(f"{path}/acceptance-note", json=evidence)).raise_for_status().json()
    assert (note["kind"]["code"], note["about"]) == ("acceptance", f"tasks/{no}/7/BC-SNV")
    assert (await police.post(f"{path}/acceptance-note", json=evidence)).json()["id"] == note["id"]
