"""Pages of models and targets say month by month what was measured; what is entered there is what programs enter."""

import re
import secrets
from datetime import datetime
from html import unescape

import httpx2
import pytest

from domain.base.calendar import VIETNAM, months_after
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.importing import ItemIn, PlanFile, Value
from infra.local.people import People
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.support.door import Books

LEAD, PROVINCE, POLICE = "canbo.snvhungyen", "lanhdao.hungyen", "lanhdao.cahungyen"
MODELS = "/programme/models"


async def came(
    people: People, who: str, path: str, sent: dict[str, str] | None = None, **params: str
) -> httpx2.Response:
    officer = await people.who(f"officer:{who}")
    address, asked = str(officer.http.base_url).partition("/api")[0] + path, {"lang": "vi"} | params
    async with httpx2.AsyncClient(timeout=None) as http:
        if sent is not None:
            return await http.post(address, params=asked, data=sent, headers=officer.headers)
        return await http.get(address, params=asked, headers=officer.headers)


def said(answer: httpx2.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
async def no(books: Books) -> str:
    """Of a model whose measure held four months ago, did not three months ago, and held two months ago."""
    no, today = f"M{secrets.token_hex(4)}", datetime.now(VIETNAM).date()
    first = today.replace(day=1)
    values = tuple(
        Value(day=months_after(first, -back), held=back != 3, value=value)
        for back, value in ((4, None), (3, 12), (2, None))
    )
    item = ItemIn(no=no, name="Mô hình thử", lead="33.SNV", measure="Đạt chỉ tiêu của tháng", values=values)
    plan = PlanFile(programme="33", document="02/KH-UBND", since=months_after(first, -5), models=(item,))
    await ProvinceEntries(books.database).add(ROADMAP, [*plan.entries()], datetime.now(VIETNAM), ENGINE)
    return no


def months(page: httpx2.Response) -> list[str]:
    """What is said of each month, newest first."""
    table = page.text.partition("<caption")[2].partition("</table>")[0]
    return cells(table)[::3]


def cells(row: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<td.*?</td>", row, re.DOTALL)]


async def test_each_month_held_did_not_or_was_not_measured_and_what_nobody_measured_is_no_zero(
    people: People, no: str
) -> None:
    page = await came(people, LEAD, f"{MODELS}/{no}")
    assert months(page) == ["không đo", "không đo", "Đạt", "Không đạt 12", "Đạt"]
    for words in (
        "Sở Nội vụ", "Đạt chỉ tiêu của tháng", "Chưa phát huy hiệu quả", "trong 2 tháng gần nhất có kết quả đo",
        "ít nhất hai kỳ liên tiếp (D)", "02/KH-UBND", "(nhập từ tệp)",
    ):  # fmt: skip
        assert words in said(page), words
    listed = await came(people, PROVINCE, MODELS)
    [row] = [one for one in re.findall(r"<tr.*?</tr>", listed.text, re.DOTALL) if no in one]
    assert cells(row)[3:] == [*["không đo"] * 2, "Đạt", "Không đạt 12", "Đạt", "không đo"]


async def test_the_agency_in_charge_enters_what_it_measured_and_the_model_becomes_effective(
    people: People, no: str
) -> None:
    here = f"{MODELS}/{no}"
    page = (await came(people, LEAD, here)).text
    [version] = re.findall(r'name="version" value="(\d+)"', page)
    sent = {"held": "true", "value": "85,5", "document": "7/BC-SNV", "version": version}
    entered = await came(people, LEAD, f"{here}/measurement", sent)
    assert (entered.status_code, entered.headers["location"]) == (303, f"{here}?done=measured")
    told = await came(people, LEAD, here, done="measured")
    assert months(told)[0] == "Đạt 85,5"
    for words in ("Đã ghi kết quả đo", f"từ ngày {datetime.now(VIETNAM):%d/%m/%Y}", "7/BC-SNV"):
        assert words in said(told), words
    # Who read the page before hears that something was entered, and keeps what they wrote.
    late = await came(people, LEAD, f"{here}/measurement", sent | {"held": "false", "document": "8/BC-SNV"})
    assert late.status_code == 409
    for words in (
        "đã có nội dung nhập mới sau khi ông/bà xem",
        'value="8/BC-SNV"',
        'value="false" checked',
        'href="#held"',
    ):
        assert words in late.text, words


@pytest.mark.parametrize(
    ("wrong", "words", "kept"),
    [
        ({"held": ""}, "Chọn đạt hoặc không đạt", 'value="7/BC-SNV"'),
        ({"document": " "}, "Nhập số, ký hiệu văn bản có kết quả đo", 'value="true" checked'),
        ({"value": "1.250"}, "không tách hàng nghìn", 'value="1.250"'),
        ({"value": "nhiều"}, "không tách hàng nghìn", 'value="nhiều"'),
        ({"document": "x" * 101}, "không quá 100 ký tự", "x" * 101),
    ],
)
async def test_what_is_wrong_is_said_beside_the_question_and_nothing_typed_is_lost(
    people: People, no: str, wrong: dict[str, str], words: str, kept: str
) -> None:
    sent = {"held": "true", "value": "", "document": "7/BC-SNV"} | wrong
    answer = await came(people, LEAD, f"{MODELS}/{no}/measurement", sent)
    assert (answer.status_code, words in answer.text, kept in answer.text) == (422, True, True)
    assert f'href="#{next(iter(wrong))}"' in answer.text
    assert months(await came(people, LEAD, f"{MODELS}/{no}"))[0] == "không đo", "nothing was entered"


async def test_who_is_not_in_charge_sees_no_form_and_is_refused_and_another_office_sees_nothing(
    people: People, no: str
) -> None:
    here, sent = f"{MODELS}/{no}", {"held": "true", "document": "7/BC"}
    assert '<form method="post" action="/programme' not in (await came(people, PROVINCE, here)).text
    assert (await came(people, PROVINCE, f"{here}/measurement", sent)).status_code == 403
    for path, data in ((here, None), (f"{here}/measurement", sent)):
        assert (await came(people, "lanhdao.bhxhhungyen", path, data)).status_code == 404


async def test_models_are_listed_by_whether_they_are_effective_and_by_agency_and_led_to(
    people: People, no: str
) -> None:
    address = f'href="{MODELS}/{no}"'
    own = (await came(people, LEAD, MODELS)).text
    assert address in own
    assert "/programme/timeline" not in own, "who leads nothing is led to no page that refuses them"
    assert f'href="{MODELS}"' in (await came(people, LEAD, "/programme/tasks")).text
    assert f'href="{MODELS}"' in (await came(people, PROVINCE, "/programme")).text
    for found, left in (("no", "yes"), ("no", "unknown")):
        assert address in (await came(people, POLICE, MODELS, effective=found)).text
        assert address not in (await came(people, POLICE, MODELS, effective=left)).text
    assert address not in (await came(people, POLICE, MODELS, lead="33.BHXH")).text
    before = await came(people, POLICE, MODELS, at="2019-01-01")
    assert "không có mô hình nào thuộc phạm vi xem" in before.text
    [link] = re.findall(r'href="/api/v1/(programme/models[^"]+)"', before.text)
    police = await people.who(f"officer:{POLICE}")
    assert (await police.get(link)).raise_for_status().json()["as_of"] == "2019-01-01"


async def test_the_agency_in_charge_enters_a_targets_value_and_hears_whether_it_is_met(people: People) -> None:
    no, leader = f"C{secrets.token_hex(4)}", await people.who(f"officer:{PROVINCE}")
    body = {"no": no, "name": "Chỉ tiêu thử", "lead": "33.SNV", "document": "01/KH-UBND", "goal": 80, "measure": "%"}
    (await leader.post("programme/targets", json=body)).raise_for_status()
    listed, here = await came(people, LEAD, "/programme/targets"), f"/programme/targets/{no}"
    assert f'href="{here}"' in listed.text
    before = await came(people, LEAD, here)
    for words in ("Chưa có giá trị nào được nhập", "≥ 80 %", "Đạt chưa có số liệu"):
        assert words in said(before), words
    [version] = re.findall(r'name="version" value="(\d+)"', before.text)
    sent = {"value": "", "document": "7/BC-SNV", "version": version}
    empty = await came(people, LEAD, f"{here}/measurement", sent)
    assert (empty.status_code, "Nhập giá trị của chỉ tiêu" in empty.text, 'value="7/BC-SNV"' in empty.text) == (
        422,
        True,
        True,
    )
    wrong = await came(people, LEAD, f"{here}/measurement", sent | {"value": "1,000"})
    assert (wrong.status_code, 'href="#value"' in wrong.text, 'value="1,000"' in wrong.text) == (422, True, True)
    assert (await came(people, LEAD, f"{here}/measurement", sent | {"value": "80,5"})).status_code == 303
    told = await came(people, LEAD, here, done="measured")
    assert months(told) == ["80,5"]
    assert "Đạt Có" in said(told)
    late = await came(people, LEAD, f"{here}/measurement", sent | {"value": "70"})
    assert (late.status_code, 'value="70"' in late.text) == (409, True)
    assert '<form method="post" action="/programme' not in (await came(people, PROVINCE, here)).text
    assert (await came(people, PROVINCE, f"{here}/measurement", sent | {"value": "9"})).status_code == 403
    assert (await came(people, "lanhdao.bhxhhungyen", here)).status_code == 404
