"""The pages of the programme say each figure with its counts and method, and what is not known in words."""

import html
import re
from datetime import date, datetime
from pathlib import Path

import httpx2
import pytest

from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.entries import NewEntry
from domain.vietnam.programme.importing import PlanFile
from domain.vietnam.programme.three_haves import Looked, Serves, subject_of
from infra.local.people import People
from infra.vietnam.entries import HAVES, ROADMAP, STAFF, ProvinceEntries
from tests.support.door import Books

EXAMPLE = Path(__file__).parents[3] / "examples" / "programme" / "programme-33.json"


DAY = "2025-09-15"
"""On which three served there whom nobody serves with today: others count who is left to be looked into."""


@pytest.fixture
async def served(books: Books) -> None:
    told = {"kind": "civil_servant", "since": date(2020, 1, 1), "until": date(2025, 9, 30)}
    staff = [
        NewEntry[Serves](
            unit="33.SNV",
            subject=subject_of(f"page-{n}", "33.SNV"),
            day=date(2025, 9, 1),
            document="Danh sách 2025",
            content=Serves.model_validate(told | {"code": f"cb-page-{n}"}),
        )
        for n in (1, 2, 3)
    ]
    looked = [
        NewEntry[Looked](
            unit="33.SNV",
            subject=f"page-{n}",
            day=date(2025, 9, 10),
            document="12/BC",
            content=Looked(card_until=date(2035, 1, 1), account=n == 1, portal=n == 1),
        )
        for n in (1, 2)
    ]
    entries, now = ProvinceEntries(books.database), datetime.now(VIETNAM)
    await entries.add(STAFF, staff, now, ENGINE)
    await entries.add(HAVES, looked, now, ENGINE)


@pytest.fixture
async def seeded(books: Books) -> None:
    plan = PlanFile.model_validate_json(EXAMPLE.read_bytes())
    await ProvinceEntries(books.database).add(ROADMAP, [*plan.entries()], datetime.now(VIETNAM), ENGINE)


async def page(people: People, who: str, path: str, language: str, **asked: str) -> str:
    officer = await people.who(f"officer:{who}")
    address = str(officer.http.base_url).partition("/api")[0] + path
    async with httpx2.AsyncClient(timeout=None) as http:
        answer = await http.get(address, params=asked | {"lang": language}, headers=officer.headers)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


@pytest.mark.usefixtures("seeded")
async def test_the_board_says_how_far_it_is_agency_by_agency(people: People) -> None:
    vietnamese = await page(people, "lanhdao.hungyen", "/programme", "vi")
    for said in ("Đề án 06", "Nhiệm vụ đã hoàn thành", "tasks_done@1", "Công an tỉnh Hưng Yên", "Quá hạn"):
        assert said in vietnamese, said
    assert "Tasks that are done" in await page(people, "lanhdao.snvhungyen", "/programme", "en")


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("who", "many"), [("lanhdao.hungyen", 3), ("lanhdao.cahungyen", 1), ("lanhdao.snvhungyen", 1)])
async def test_the_board_leads_to_the_pages_of_other_figures_that_its_reader_may_see_and_to_no_other(
    people: People, who: str, many: int
) -> None:
    board = html.unescape(await page(people, who, "/programme", "vi"))
    found = re.findall(
        r'href="(/programme/clinics\?[^"]+|/cleaning|/figures/datasets)"', board.partition('id="more"')[2]
    )
    assert len(found) == many
    for path in found:
        assert await page(people, who, path.partition("?")[0], "vi"), path


async def test_of_a_programme_that_ended_no_task_leads_to_one_of_ours(people: People, books: Books) -> None:
    plan = PlanFile.model_validate_json(EXAMPLE.with_name("programme-34.json").read_bytes())
    await ProvinceEntries(books.database).add(ROADMAP, [*plan.entries()], datetime.now(VIETNAM), ENGINE)
    for path in ("/programme", "/programme/timeline"):
        shown = await page(people, "lanhdao.hungyen", path, "vi", programme="34")
        assert "Nhiệm vụ 12 của kế hoạch Thái Bình" in shown
        assert 'href="/programme/tasks/' not in shown


@pytest.mark.usefixtures("seeded")
async def test_tasks_stand_in_the_month_in_which_they_are_due_and_savings_beside_their_parameters(
    people: People,
) -> None:
    timeline = await page(people, "lanhdao.hungyen", "/programme/timeline", "vi")
    for said in ("Tiến độ theo thời gian", "Tháng ", "Quá hạn", "Công an tỉnh Hưng Yên"):
        assert said in timeline, said
    assert '<a class="govuk-link" href="/programme/tasks/74"' in timeline
    savings = await page(people, "lanhdao.hungyen", "/programme/savings", "vi")
    for said in ("Tham số và căn cứ", "Thu nhập bình quân một giờ", "Thông tư 02/2017/TT-VPCP", "Theo đơn vị"):
        assert said in savings, said
    documents = await page(people, "lanhdao.cahungyen", "/programme/documents", "vi")
    assert "Lập báo cáo và trình ký" in documents
    assert "Lập báo cáo và trình ký" not in await page(people, "lanhdao.hungyen", "/programme/documents", "vi")


@pytest.mark.usefixtures("seeded")
async def test_targets_stand_beside_their_goals_and_accounts_beside_their_communes(people: People) -> None:
    assert "Chỉ tiêu chuyển đổi số 1 (ví dụ)" in await page(people, "lanhdao.hungyen", "/programme/targets", "vi")
    assert 'role="img"' in await page(people, "lanhdao.hungyen", "/programme/targets", "vi"), "a bullet chart"
    whole = await page(people, "lanhdao.cahungyen", "/programme/eid", "vi")
    for said in ("Phường Phố Hiến", "chưa có số liệu", "eid_attainment@1"):
        assert said in whole, said
    own = await page(people, "lanhdao.caphohien", "/programme/eid", "vi")
    assert "Phường Phố Hiến" in own
    assert "Phường Sơn Nam" not in own


@pytest.mark.usefixtures("served")
async def test_the_three_haves_are_at_least_so_many_while_some_were_not_looked_into_and_who_lacks_what_is_their_heads(
    people: People,
) -> None:
    path = "/programme/three-haves"
    own = await page(people, "lanhdao.snvhungyen", path, "vi", at=DAY)
    for said in (
        "15/09/2025",
        "ít nhất 2",
        "ít nhất 33,33",
        "haves_all@2, K",
        "1 người chưa được rà soát",
        "cb-page-2",
    ):
        assert said in own, said
    assert "cb-page-1" not in own, "has all three"
    assert "cb-page-3" not in own, "nobody knows"
    unit_head = await page(people, "truongphong.snvhungyen", path, "vi", at=DAY)
    assert "ít nhất 33,33" in unit_head
    assert "cb-page-2" not in unit_head, "it is for the leaders of the body"
    assert "không ai còn thiếu" not in unit_head, "who is told nothing of it is not told that nobody lacks anything"
    whole = await page(people, "lanhdao.hungyen", path, "en", unit="33", at=DAY)
    for said in ("at least 2", "haves_card@2", f'href="/api/v1{path}?unit=33&amp;at={DAY}"'):
        assert said in whole, said
    assert "cb-page-2" not in whole, "it is for the head of that body"


@pytest.mark.usefixtures("served")
async def test_the_three_haves_of_a_body_of_whose_staff_nothing_is_known_are_not_zero(people: People) -> None:
    unknown = await page(people, "lanhdao.snvhungyen", "/programme/three-haves", "vi", at="2019-01-01")
    assert unknown.count("chưa có số liệu") >= 8, "each figure, and of how many"
    assert not re.search(r">\s*0( %)?\s*<", unknown)
