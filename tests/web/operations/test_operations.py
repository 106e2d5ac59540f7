"""An operator sees how the installation is, pauses an agency's queue, and has a dossier tried again."""

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import CheckConstraint, text

from api.web.operations import LOOPS
from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import Base
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.web.browser import NARROW, PHONE, expect
from tests.web.conftest import SitDown
from workflows.catalogue import every

OPERATOR = "officer:vanhanh.hungyen"


@pytest.fixture
async def healed(people: People) -> AsyncIterator[None]:
    """Whatever happens, the population register answers again afterwards."""
    yield
    await people.heal("population")


async def waiting_for_register(people: People, mother: Caller, couple: Json) -> str:
    """A birth that is accepted and waits for the population register."""
    code = await people.file(mother, couple)
    await people.decide(await people.who("officer:tiepnhan.phohien"), code, "accept")
    await people.until(mother, code, lambda shown: "population database" in shown["waits"]["why"])
    return code


@pytest.mark.usefixtures("healed")
async def test_an_agency_that_is_down_is_seen_paused_and_resumed(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    person = await somebody(OPERATOR, size=PHONE)
    page = await person.visit("/operations")
    await person.looks_right("operations/overview")
    row = page.locator("tr", has_text="Cơ sở dữ liệu quốc gia về dân cư")
    await people.fault("population", "unavailable", calls=-1)
    others = int(await row.locator("td").last.inner_text())
    code = await waiting_for_register(people, mother, couple)
    await page.reload()
    await expect(row).to_contain_text("Không trả lời")
    await expect(row.locator("td").last).to_have_text(str(others + 1))
    chart = page.get_by_role("img", name="Biểu đồ: hồ sơ đang chờ theo cơ quan")
    assert await chart.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    await person.looks_right("operations/agency-down")

    await row.get_by_role("link").click()
    await page.get_by_role("button", name="Tạm dừng").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy nêu lý do")
    await person.looks_right("operations/pause-with-error")
    await page.get_by_label("Vì sao tạm dừng?").fill("Bảo trì theo thông báo của cơ quan quản lý")
    await page.get_by_role("button", name="Tạm dừng").click()
    await expect(page.locator("main .govuk-inset-text")).to_contain_text("Bảo trì")
    await person.looks_right("operations/paused")
    await people.heal("population")
    await people.until(mother, code, lambda shown: "by an operator's decision" in shown["waits"]["why"])

    await page.get_by_role("button", name="Mở lại").click()
    await expect(page.get_by_text("Đã mở lại").first).to_be_visible()
    await people.task(await people.who("officer:hotich.phohien"), code, "verify")

    await person.visit("/operations?lang=en")
    await expect(page.locator("tr", has_text="The national population database")).to_contain_text("Answers")
    await person.looks_right("operations/overview")


async def test_a_dossier_that_does_not_go_on_is_tried_again_by_its_code(
    somebody: SitDown, house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    database = Database.of_engine(house.settings())
    async with database.transaction(ENGINE) as tx:
        stuck = "UPDATE dossiers SET sweeps = 5, engine_due = now() + interval '1 hour' WHERE code = :code"
        await tx.execute(text(stuck), {"code": code})
    person = await somebody(OPERATOR)
    page = await person.visit("/operations")
    await person.looks_right("operations/stuck")

    await page.get_by_label("Mã hồ sơ").fill(code)
    await page.get_by_role("button", name="Tra", exact=True).click()
    await expect(page.locator("main")).to_contain_text("Đang ngủ: chưa có việc gì phải làm")
    await expect(page.locator(".govuk-summary-list").last).to_contain_text("cán bộ tiếp nhận")
    await person.looks_right("operations/asleep")

    await page.locator("tr", has_text=code).get_by_role("button").click()

    await expect(page.get_by_text(f"{code} sẽ được xử lý tiếp")).to_be_visible()
    async with database.transaction(ENGINE) as tx:
        sweeps = await tx.execute(text("SELECT sweeps FROM dossiers WHERE code = :code"), {"code": code})
        assert sweeps.scalar_one() < 5
    await database.close()
    await page.get_by_label("Mã hồ sơ").fill("000.00.00.H31-000000-0000")
    await page.get_by_role("button", name="Tra", exact=True).click()
    await page.get_by_role("button", name="Thử lại hồ sơ này ngay").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Không có hồ sơ đang xử lý với mã này.")


def test_whatever_is_owed_has_a_name_for_operators() -> None:
    [kinds] = (
        str(one.sqltext) for one in Base.metadata.tables["outbox"].constraints if isinstance(one, CheckConstraint)
    )
    assert set(re.findall(r"'(\w+)'", kinds)) <= set(LOOPS)


async def test_a_letter_that_was_given_up_is_seen_and_sent_when_the_operator_says_so(
    somebody: SitDown, house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    code = await people.file(mother, couple)
    async with Database.of_engine(house.settings(), 1) as database:
        owed = "INSERT INTO outbox (kind, dossier, seq, topic, trace, due_at, attempts, why)"
        owed += " VALUES ('notice', :code, 1, 'filed', '{}', NULL, 130, 'MailUnavailable')"
        await database.execute(ENGINE, text(owed), {"code": code})
    person = await somebody(OPERATOR, size=PHONE)
    page = await person.visit("/operations")
    row = page.locator("tr", has_text=code)
    await expect(row).to_contain_text("Thư báo")
    await expect(row).to_contain_text("đã dừng hẳn")
    await person.looks_right("operations/put-off")
    await row.get_by_role("button").click()
    await expect(page.locator("tr", has_text=code)).to_have_count(0)


async def test_a_dossier_that_cannot_go_on_with_the_code_that_runs_is_named_with_the_line_and_why(
    somebody: SitDown, house: LocalHouse, people: People, mother: Caller, couple: Json
) -> None:
    code, line = await people.file(mother, couple), "birth_registration.py:119, step “approve”"
    async with Database.of_engine(house.settings()) as database, database.transaction(ENGINE) as tx:
        found = (
            "INSERT INTO outlooks (code, dossier, seq, verdict, place, why, settled_at)"
            " VALUES ('other', :code, 2, 'stays', :line, 'the journal holds “verify”', now())"
        )
        await tx.execute(text(found), {"code": code, "line": line})
    person = await somebody(OPERATOR, size=PHONE)
    page = await person.visit("/operations")
    row = page.locator("#stays ~ div tr", has_text=code)
    await expect(row).to_contain_text(line)
    await expect(row).to_contain_text("the journal holds “verify”")
    await person.looks_right("operations/stays")


@pytest.mark.usefixtures("healed")
async def test_officers_find_out_at_once_what_a_dossier_would_wait_days_for(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    await people.fault("population", "unavailable", calls=-1)
    code = await waiting_for_register(people, mother, couple)
    person = await somebody(OPERATOR, size=PHONE)
    page = await person.visit(f"/operations?code={code}")
    await page.get_by_role("button", name="Giao cán bộ xác minh").click()
    await expect(page.get_by_role("alert")).to_contain_text("Hãy nêu lý do")
    await person.looks_right("operations/given-with-error")

    await page.get_by_label("Vì sao giao cán bộ xác minh?").fill("Sắp đến hạn")
    await page.get_by_role("button", name="Giao cán bộ xác minh").click()

    await expect(page.get_by_role("alert")).to_contain_text(f"cán bộ được giao xác minh điều hồ sơ {code} đang chờ")
    await people.task(await people.who("officer:hotich.phohien"), code, "mother_by_hand")


async def test_an_operator_reads_which_procedures_the_code_that_runs_carries(somebody: SitDown) -> None:
    person = await somebody(OPERATOR, language="en", size=NARROW)
    page = await person.visit("/operations")
    row = page.get_by_role("row").filter(has_text="the code that runs")
    await expect(row).to_contain_text(f"{len(every())} procedures")
    await page.get_by_text("Procedures of the code that runs").first.click()
    await expect(page.get_by_role("rowheader", name="1.001193 Birth registration")).to_be_visible()
    await person.looks_right("operations/builds")


async def test_only_operators_see_the_installation(somebody: SitDown, couple: Json) -> None:
    for name in ("officer:chutich.phohien", f"citizen:{couple['mother']['number']}"):
        person = await somebody(name)
        await person.visit("/operations")
        await expect(person.page.get_by_role("heading", level=1)).to_contain_text("Chức năng dành cho")
