"""The pages of the programme say each figure with its counts and method, and what is not known in words."""

import html
import re
from datetime import datetime
from pathlib import Path

import httpx2
import pytest

from domain.base.calendar import VIETNAM
from domain.dossier.acts import ENGINE
from domain.vietnam.programme.importing import PlanFile
from infra.local.people import People
from infra.vietnam.entries import ROADMAP, ProvinceEntries
from tests.support.door import Books

EXAMPLE = Path(__file__).parents[3] / "examples" / "programme" / "programme-33.json"


@pytest.fixture
async def seeded(books: Books) -> None:
    plan = PlanFile.model_validate_json(EXAMPLE.read_bytes())
    await ProvinceEntries(books.database).add(ROADMAP, [*plan.entries()], datetime.now(VIETNAM), ENGINE)


async def page(people: People, who: str, path: str, language: str) -> str:
    officer = await people.who(f"officer:{who}")
    address = str(officer.http.base_url).partition("/api")[0] + path
    async with httpx2.AsyncClient(timeout=None) as http:
        answer = await http.get(address, params={"lang": language}, headers=officer.headers)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


@pytest.mark.usefixtures("seeded")
async def test_the_board_says_how_far_it_is_agency_by_agency(people: People) -> None:
    vietnamese = await page(people, "lanhdao.hungyen", "/programme", "vi")
    for said in ("Đề án 06", "Nhiệm vụ đã hoàn thành", "tasks_done@1", "Công an tỉnh Hưng Yên", "Quá hạn"):
        assert said in vietnamese, said
    assert "Tasks that are done" in await page(people, "lanhdao.snvhungyen", "/programme", "en")


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("who", "many"), [("lanhdao.hungyen", 5), ("lanhdao.snvhungyen", 3)])
async def test_the_board_leads_to_every_figure_that_has_no_page_and_its_reader_may_see(
    people: People, who: str, many: int
) -> None:
    officer = await people.who(f"officer:{who}")
    found = re.findall(r'href="/api/v1/([^"]+)"', await page(people, who, "/programme", "vi"))
    named = ("programme/three-haves", "programme/online-rate", "programme/models", "clinic/", "cleaning/")
    answers = [path for path in map(html.unescape, found) if path.startswith(named)]
    assert len(answers) == many
    for path in answers:
        assert (await officer.get(path)).status_code == 200, path


@pytest.mark.usefixtures("seeded")
async def test_tasks_stand_in_the_month_in_which_they_are_due_and_savings_beside_their_parameters(
    people: People,
) -> None:
    timeline = await page(people, "lanhdao.hungyen", "/programme/timeline", "vi")
    for said in ("Tiến độ theo thời gian", "Tháng ", "Quá hạn", "Công an tỉnh Hưng Yên"):
        assert said in timeline, said
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
