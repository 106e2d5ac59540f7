"""A page of figures that is asked for wrongly says beside the question what is wrong, and keeps what was typed."""

import re

import httpx2
import pytest

from infra.local.people import People

LEADER, COMMUNE = "lanhdao.hungyen", "chutich.phohien"


async def page(people: People, who: str, path: str, **params: str) -> httpx2.Response:
    officer = await people.who(f"officer:{who}")
    address = str(officer.http.base_url).partition("/api")[0] + path
    async with httpx2.AsyncClient(timeout=None) as http:
        return await http.get(address, params=params or None, headers=officer.headers | {"Accept": "text/html"})


def typed(answer: httpx2.Response) -> dict[str, str]:
    """What stands in the form of a page."""
    form = answer.text.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    fields = (dict(re.findall(r'(name|value)="([^"]*)"', field)) for field in re.findall(r"<input[^>]*>", form))
    return {field["name"]: field.get("value", "") for field in fields}


@pytest.mark.parametrize(
    ("path", "asked", "wrong", "words"),
    [
        ("/programme/online", {"unit": "33", "period": "8/2026"}, "period", "Kỳ báo cáo viết là 2026"),
        ("/programme/online", {"period": "tháng 8 năm 2026"}, "period", "Kỳ báo cáo viết là 2026"),
        ("/programme/work-files", {"period": "2026-13"}, "period", "Kỳ báo cáo viết là 2026"),
        ("/programme/clinics", {"period": "2026-13"}, "period", "Kỳ báo cáo viết là 2026"),
        ("/programme/savings", {"by": "unit", "unit": "33", "period": "2026-Q5"}, "period", "Kỳ báo cáo viết là 2026"),
        ("/programme/three-haves", {"unit": "33", "at": "31/8/2026"}, "at", "Ngày viết là 2026-08-31"),
        ("/programme/three-haves", {"unit": "33", "at": "2099-01-01"}, "at", "Chưa có số liệu của ngày 01/01/2099"),
        ("/programme/models", {"lead": "33.SNV", "at": "1999-12-31"}, "at", "Ngày viết là 2026-08-31"),
        ("/programme/eid", {"unit": "99"}, "unit", "Không có đơn vị mã 99"),
        ("/programme/eid", {"unit": "9" * 21}, "unit", "Nhập mã đơn vị, không quá 20 ký tự"),
        ("/programme/targets", {"programme": "99"}, "programme", "Không có đơn vị mã 99"),
        ("/figures/payments", {"unit": "33", "period": "8/2026", "channel": "online"}, "period", "Kỳ báo cáo viết là"),
    ],
)
async def test_what_is_wrong_stands_beside_what_was_typed_and_nothing_of_it_is_lost(
    people: People, path: str, asked: dict[str, str], wrong: str, words: str
) -> None:
    answer = await page(people, LEADER, path, lang="vi", **asked)
    assert answer.status_code == 422
    assert f'<a href="#{wrong}">{words}' in answer.text
    assert f'id="{wrong}-error"' in answer.text
    assert typed(answer) == {"lang": "vi"} | asked
    assert f'href="{path}"' in answer.text
    english = await page(people, LEADER, path, lang="en", **asked)
    assert words not in english.text


async def test_who_asks_for_anothers_unit_may_ask_for_their_own(people: People) -> None:
    answer = await page(people, COMMUNE, "/programme/savings", lang="vi", unit="33", period="2026")
    assert answer.status_code == 403
    assert typed(answer) == {"lang": "vi", "unit": "33", "period": "2026"}
    assert 'href="#unit"' in answer.text


async def test_what_is_put_right_is_asked_for_with_all_that_was_typed(people: People) -> None:
    wrong = await page(people, LEADER, "/programme/savings", lang="vi", unit="33", by="unit", period="8/2026")
    right = await page(people, LEADER, "/programme/savings", **(typed(wrong) | {"period": "2026-08"}))
    assert (right.status_code, "2026-08" in right.text) == (200, True)


async def test_a_choice_that_no_page_offers_is_left_out_of_what_is_asked_again(people: People) -> None:
    answer = await page(people, LEADER, "/programme/savings", lang="vi", period="2026", by="street")
    assert answer.status_code == 422
    assert "Trang này không có lựa chọn đó" in answer.text
    assert typed(answer) == {"lang": "vi", "period": "2026"}


async def test_what_is_typed_is_text_and_no_markup(people: People) -> None:
    answer = await page(people, LEADER, "/programme/online", period='"><b>')
    assert "<b>" not in answer.text


async def test_pages_that_are_asked_for_nothing_refuse_as_they_did(people: People) -> None:
    answer = await page(people, LEADER, "/programme/tasks/none", lang="vi")
    assert answer.status_code == 404
    assert "<form" not in answer.text.partition("<main")[2]
