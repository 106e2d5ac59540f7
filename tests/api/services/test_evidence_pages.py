"""On pages evidence is given and judged as programs do it: the same refusals, and nothing that was typed is lost."""

import secrets

import httpx2
import pytest

from infra.local.people import Caller, People

LEAD, POLICE, PROVINCE = "canbo.snvhungyen", "lanhdao.cahungyen", "lanhdao.hungyen"


async def came(people: People, who: str, path: str, language: str = "vi", **data: str) -> httpx2.Response:
    officer = await people.who(f"officer:{who}")
    address = str(officer.http.base_url).partition("/api")[0] + path
    async with httpx2.AsyncClient(timeout=None) as http:
        if data:
            return await http.post(address, params={"lang": language}, data=data, headers=officer.headers)
        return await http.get(address, params={"lang": language}, headers=officer.headers)


async def planned(people: People, lead: str = "33.SNV") -> str:
    no, leader = f"T{secrets.token_hex(4)}", await people.who(f"officer:{PROVINCE}")
    body = {"no": no, "name": "Nhiệm vụ thử", "lead": lead, "document": "01/KH-UBND"}
    (await leader.post("programme/tasks", json=body)).raise_for_status()
    return no


async def giving(people: People, no: str) -> str:
    page = (await came(people, LEAD, f"/programme/tasks/{no}")).text
    return page.partition('id="e-')[2].partition('"')[0]


@pytest.fixture
async def task(people: People) -> str:
    """Its address; evidence of it was given."""
    no = await planned(people)
    here = f"/programme/tasks/{no}"
    sent = await came(people, LEAD, f"{here}/evidence", evidence=" 7/BC-SNV ", note="Biên bản bàn giao")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{here}?done=given")
    return no


async def test_evidence_goes_from_the_agency_in_charge_to_the_standing_body_and_back(people: People, task: str) -> None:
    here, judged = f"/programme/tasks/{task}", {"evidence": "7/BC-SNV", "giving": await giving(people, task)}
    asked = (await came(people, POLICE, here)).text
    for said in ("Chờ kết luận", "Biên bản bàn giao", "Sở Nội vụ", "Ghi kết luận"):
        assert said in asked, said
    wrong = await came(people, POLICE, f"{here}/acceptance", **judged, accepted="false")
    assert wrong.status_code == 422
    for said in ("Có điều cần sửa", f'href="#reason-{judged["giving"]}"', "Nêu lý do", 'value="false" checked'):
        assert said in wrong.text, said
    nothing = await came(people, POLICE, f"{here}/acceptance", **judged, reason="Thiếu số liệu tháng 8")
    assert nothing.status_code == 422
    for said in ("Chọn chấp nhận hoặc không chấp nhận", "Thiếu số liệu tháng 8"):
        assert said in nothing.text, said
    refused = await came(people, POLICE, f"{here}/acceptance", **judged, accepted="false", reason="Thiếu số liệu")
    assert refused.status_code == 303
    told = (await came(people, LEAD, here)).text
    assert "Thiếu số liệu" in told
    assert "Ghi kết luận" not in told
    again = await came(people, LEAD, f"{here}/evidence", evidence="7/BC-SNV", note="Bổ sung số liệu")
    assert again.status_code == 303
    judged["giving"] = await giving(people, task)
    assert (await came(people, POLICE, f"{here}/acceptance", **judged, accepted="true")).status_code == 303
    assert "Done on time" in (await came(people, LEAD, here, "en")).text
    taken = await came(people, LEAD, f"{here}/withdrawal", **judged, why="Nhầm văn bản")
    assert taken.status_code == 303
    assert "Nhầm văn bản" in (await came(people, POLICE, here)).text


async def test_who_judges_what_was_withdrawn_meanwhile_hears_it_and_keeps_their_words(
    people: People, task: str
) -> None:
    here, sent = f"/programme/tasks/{task}", {"evidence": "7/BC-SNV", "giving": await giving(people, task)}
    empty = await came(people, LEAD, f"{here}/withdrawal", **sent, why=" ")
    assert (empty.status_code, "Nêu lý do rút minh chứng" in empty.text) == (422, True)
    assert (await came(people, LEAD, f"{here}/withdrawal", **sent, why="Nhầm")).status_code == 303
    late = await came(people, POLICE, f"{here}/acceptance", **sent, accepted="false", reason="Thiếu phụ lục")
    assert late.status_code == 409
    for said in ("Minh chứng này đã được rút", "Thiếu phụ lục", f'id="reason-{sent["giving"]}"'):
        assert said in late.text, said
    assert (await came(people, LEAD, f"{here}/evidence", evidence="7/BC-SNV", note="Bản hai")).status_code == 303
    stale = await came(people, POLICE, f"{here}/acceptance", **sent, accepted="true", reason="Đủ hồ sơ")
    assert stale.status_code == 409
    for said in ("đã được nhập lại sau khi ông/bà xem", "Bản hai", "Đủ hồ sơ"):
        assert said in stale.text, said
    assert 'value="true" checked' not in stale.text, "what was not read is not judged by a second press"


async def test_the_same_paper_with_another_note_is_asked_about_and_what_was_typed_stays(
    people: People, task: str
) -> None:
    here = f"/programme/tasks/{task}/evidence"
    wrong = await came(people, LEAD, here, evidence="7/BC-SNV", note="Nội dung khác")
    assert wrong.status_code == 409
    for said in ("đã được nhập với nội dung khác", 'href="#evidence"', "Nội dung khác"):
        assert said in wrong.text, said
    empty = await came(people, LEAD, here, evidence="", note="Chưa có số")
    assert (empty.status_code, "Nhập số, ký hiệu văn bản" in empty.text, "Chưa có số" in empty.text) == (
        422,
        True,
        True,
    )
    long = await came(people, LEAD, here, evidence="8/BC-SNV", note="x" * 501)
    assert (long.status_code, 'href="#note"' in long.text, "x" * 501 in long.text) == (422, True, True)


async def test_who_may_not_sees_no_form_and_is_refused_as_programs_are(people: People, task: str) -> None:
    here, sent = f"/programme/tasks/{task}", {"evidence": "7/BC-SNV"}
    page = (await came(people, PROVINCE, here)).text
    assert '<form method="post" action="/programme' not in page
    assert (await came(people, PROVINCE, f"{here}/evidence", **sent)).status_code == 403
    assert (await came(people, PROVINCE, f"{here}/acceptance", **sent, accepted="true")).status_code == 403
    assert (await came(people, PROVINCE, f"{here}/withdrawal", **sent, why="Nhầm")).status_code == 403
    for path in ("", "/evidence"):
        other = await came(people, "lanhdao.bhxhhungyen", f"{here}{path}", **(sent if path else {}))
        assert other.status_code == 404


async def test_who_gave_evidence_is_told_that_another_judges_it(people: People) -> None:
    here = f"/programme/tasks/{await planned(people, '33.CA')}"
    sent = {"evidence": "7/BC-CAT"}
    assert (await came(people, POLICE, f"{here}/evidence", **sent)).status_code == 303
    page = (await came(people, POLICE, here)).text
    assert "người khác của cơ quan thường trực kết luận" in page
    assert "Ghi kết luận" not in page
    assert (await came(people, POLICE, f"{here}/acceptance", **sent, accepted="true")).status_code == 403


async def test_tasks_are_listed_by_state_and_agency_and_led_to_from_everywhere(people: People, task: str) -> None:
    others = await planned(people, "33.BHXH")
    address = f'href="/programme/tasks/{task}"'
    own = (await came(people, LEAD, "/programme/tasks")).text
    assert address in own
    assert others not in own
    assert "/programme/timeline" not in own, "who leads nothing is led to no page that refuses them"
    assert "/programme/timeline" in (await came(people, POLICE, "/programme/tasks")).text
    for found, left in (("?state=to_judge", "?state=not_begun"), ("?lead=33.SNV", "?lead=33.BHXH")):
        assert address in (await filtered(people, found)).text
        assert address not in (await filtered(people, left)).text
    assert "/programme/tasks" in (await came(people, LEAD, "/work")).text
    assert "/programme/tasks" in (await came(people, POLICE, "/programme")).text


async def filtered(people: People, query: str) -> httpx2.Response:
    police: Caller = await people.who(f"officer:{POLICE}")
    address = str(police.http.base_url).partition("/api")[0] + "/programme/tasks" + query
    async with httpx2.AsyncClient(timeout=None) as http:
        return await http.get(address, headers=police.headers)
