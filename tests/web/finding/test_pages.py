"""What the pages say, and to whom."""

import gzip

import pytest

from infra.local.people import Caller, Json, People
from tests.support.door import Door
from tests.web.finding.conftest import Issued, Read, issue
from workflows.catalogue import PROCEDURES


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
async def test_every_procedure_tells_before_login_what_it_takes(procedure: type, read: Read) -> None:
    page = await read(f"/procedures/{procedure.code}")  # type: ignore[attr-defined]
    assert page.status_code == 200
    for words in ("Ai được nộp", "Cần chuẩn bị", "Thời hạn giải quyết", "Phí, lệ phí", "Cơ quan giải quyết"):
        assert words in page.text, words
    assert "Nghị định" in page.text or "Luật" in page.text
    assert f'href="/file/{procedure.code}"' in page.text  # type: ignore[attr-defined]


async def test_officers_are_offered_nothing_that_is_the_applicants_alone(
    read: Read, door: Door, mother: Caller
) -> None:
    officer, page = await door.officer("tiepnhan.phohien"), "/procedures/3.000347"
    for path in ("/file/3.000347", "/me/lookups"):
        assert (await read(path, officer)).status_code == 403
        assert f'href="{path}"' not in (await read(page, officer)).text
        assert f'href="{path}"' in (await read(page, mother)).text


async def test_a_procedure_says_what_nobody_has_to_bring(read: Read) -> None:
    exchange = (await read("/procedures/3.000347")).text
    assert "Giấy khám sức khỏe của người lái xe: đã có trong Cơ sở dữ liệu về giấy phép lái xe" in exchange
    assert "Không cần giấy tờ: chỉ điền tờ khai." in exchange
    residence = (await read("/procedures/1.004222")).text
    assert "Thông tin trong Cơ sở dữ liệu về cư trú: cơ quan tự tra cứu" in residence
    assert "chủ hộ hoặc chủ nhà phải đồng ý" in residence


async def test_a_sector_shows_its_own_and_what_is_not_there_says_what_to_do(read: Read) -> None:
    residence = (await read("/procedures?sector=residence")).text
    assert "Đăng ký thường trú" in residence
    assert "Đăng ký kết hôn" not in residence
    by_sector = (await read("/procedures?q=hộ tịch")).text
    assert "Đăng ký kết hôn" in by_sector
    nothing = (await read("/procedures?q=<script>alert</script>")).text
    assert "Không tìm thấy thủ tục nào" in nothing
    assert "hỏi bộ phận một cửa" in nothing
    assert "<script>alert" not in nothing
    gone = await read("/procedures/9.999999")
    assert (gone.status_code, "Không có thủ tục này" in gone.text) == (404, True)


async def test_what_is_somebodys_own_is_behind_the_login(read: Read, issued: Issued) -> None:
    for path in ("/me/documents", "/me/lookups", f"/dossiers/{issued.code}/result", "/me/documents/x/use"):
        answer = await read(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:12]) == (303, "/login?next="), path


async def test_nobody_else_sees_or_uses_a_document(
    read: Read, issued: Issued, stranger: Caller, mother: Caller, people: People, door: Door
) -> None:
    assert (await read(f"/dossiers/{issued.code}/result", stranger)).status_code == 404
    assert (await read(f"/dossiers/{issued.code}/result/copy", stranger, "POST")).status_code == 404
    assert issued.number not in (await read("/me/documents", stranger)).text
    upload = await people.upload(mother)
    assert (await read(f"/me/documents/{upload}/use", stranger)).status_code == 422
    asked = {"target": "new:1.001193:birth_record"}
    assert (await read(f"/me/documents/{upload}/use", stranger, "POST", data=asked)).status_code == 422
    assert (await read("/me/documents", await door.officer("tiepnhan.phohien"))).status_code == 403


async def test_a_paper_is_handed_to_a_draft_once_and_only_where_one_asks_for_it(
    read: Read, people: People, mother: Caller
) -> None:
    upload = await people.upload(mother, name="giay-chung-sinh-cu.pdf")
    chosen = (await read(f"/me/documents/{upload}/use", mother)).text
    assert 'value="new:1.001193:birth_record"' in chosen
    assert "health_check" not in chosen, "a register has it"
    use = f"/me/documents/{upload}/use"
    for wrong, status in (("", 400), ("new:1.001193:health_check", 404), ("new:9.9:x", 404), ("draft:ab:x", 404)):
        assert (await read(use, mother, "POST", data={"target": wrong})).status_code == status, wrong
    new = {"target": "new:1.001193:birth_record"}
    begun = await read(use, mother, "POST", data=new, follow_redirects=False)
    draft = begun.headers["location"].split("/")[2]
    assert begun.headers["location"] == f"/drafts/{draft}/papers"
    again = {"target": f"draft:{draft}:birth_record"}
    for _ in range(2):
        answer = await read(use, mother, "POST", data=again, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/drafts/{draft}/papers")
    assert f"draft:{draft}:birth_record" in (await read(use, mother)).text
    home = (await read("/", mother)).text
    assert "Đang làm dở, chưa nộp" in home


async def test_a_result_becomes_a_paper_of_another_application(read: Read, mother: Caller, issued: Issued) -> None:
    kept = await read(f"/dossiers/{issued.code}/result/copy", mother, "POST", follow_redirects=False)
    assert kept.status_code == 303, kept.text
    page = await read(kept.headers["location"], mother)
    assert f"{issued.number}.pdf" in page.text


async def test_the_page_of_a_recalled_result_says_that_it_counts_no_longer_and_why(
    read: Read, mother: Caller, door: Door, people: People, couple: Json
) -> None:
    gone = await issue(door, people, mother, couple)
    leader = await door.officer("chutich.phohien")
    why = {"reason": "content", "basis": "Quyết định số 15/QĐ-UBND"}
    (await leader.post(f"results/{gone.number}/recall", json=why)).raise_for_status()
    page = (await read(f"/dossiers/{gone.code}/result", mother)).text
    for words in ("Đã bị thu hồi: không còn giá trị", "Nội dung có sai sót", "Quyết định số 15/QĐ-UBND"):
        assert words in page, words
    assert "Có giá trị" not in page
    copied = await read(f"/dossiers/{gone.code}/result/copy", mother, "POST")
    assert (copied.status_code, "không dùng cho hồ sơ khác được" in copied.text) == (422, True)
    assert "đã thu hồi" in (await read("/me/documents", mother)).text


async def test_the_first_page_says_first_what_is_asked_of_the_reader(
    read: Read, mother: Caller, door: Door, people: People, couple: Json
) -> None:
    waits = await people.file(mother, couple)
    asks = await people.file(mother, couple)
    await door.accept(asks)
    await door.verify(asks)
    await people.until(mother, asks, lambda shown: "confirm" in shown["can"])
    home = (await read("/", mother)).text
    order = [
        home.index(words) for words in ("Việc ông/bà cần làm", asks, "Đang giải quyết", waits, "Ông/bà cần làm gì?")
    ]
    assert order == sorted(order)
    assert "Việc ông/bà cần làm" not in (await read("/")).text


async def test_people_see_who_looked_and_may_ask_for_one_kind_or_one_dossier(
    read: Read, mother: Caller, issued: Issued, door: Door, couple: Json
) -> None:
    desk = await door.officer("tiepnhan.phohien")
    (await desk.get(f"dossiers/{issued.code}/form")).raise_for_status()
    everything = (await read(f"/me/lookups?dossier={issued.code}", mother)).text
    asked = (await read(f"/me/lookups?dossier={issued.code}&what=asked", mother)).text
    opened = (await read(f"/me/lookups?dossier={issued.code}&what=opened", mother)).text
    looked, office = "tra cứu Cơ sở dữ liệu quốc gia về dân cư", "phường Phố Hiến mở hồ sơ có thông tin của ông/bà"
    assert [words in everything for words in (looked, office)] == [True, True]
    assert [words in asked for words in (looked, office)] == [True, False]
    assert [words in opened for words in (looked, office)] == [False, True]
    assert "tờ khai" in opened
    assert "Nghị quyết 66.7/2025/NQ-CP" in asked
    assert "Không có lần xem nào" in (await read("/me/lookups?dossier=none", mother)).text
    assert couple["father"]["number"] not in everything


async def test_a_page_is_packed_by_lengths_of_chance_and_an_answer_of_the_api_is_not(
    read: Read, people: People, mother: Caller
) -> None:
    lengths = set()
    for _ in range(12):
        page = await read("/procedures")
        assert (page.headers["content-encoding"], "Accept-Encoding" in page.headers["vary"]) == ("gzip", True)
        lengths.add(page.headers["content-length"])
    assert len(lengths) > 1
    plain = await people.api.get(str(page.url), headers={"Accept": "text/html", "Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert int(page.headers["content-length"]) < len(gzip.compress(plain.content)) + 120 < len(plain.content) / 3
    assert "content-encoding" not in (await mother.get("dossiers")).headers
