"""A clerk sees what has no signature, number or seal yet and why, and finds every number that the office gave."""

from collections.abc import AsyncIterator

import pytest

from domain.signing.signing import DECLINED
from domain.signing.trust_services import SERVICES, TIME_STAMPS
from infra.local.house import LocalHouse
from infra.local.people import Caller, Json, People
from tests.support.houses import PassingHouse, running
from tests.web.browser import NARROW, expect
from tests.web.conftest import SitDown

LONG = 240.0


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalHouse]:
    """One whose officers sign."""
    async with running(tmp_path_factory.mktemp("clerk"), PassingHouse, signs=True) as local:
        yield local


@pytest.fixture(scope="module")
async def people(house: LocalHouse) -> AsyncIterator[People]:
    """Everybody who calls."""
    async with People(house.api_url, house.sandbox_url) as everybody:
        yield everybody
        await everybody.heal("trust")


@pytest.fixture(scope="module")
async def couple(people: People) -> Json:
    """Known to every register of this house."""
    return (await people.couples())[0]


@pytest.fixture(scope="module")
async def mother(people: People, couple: Json) -> Caller:
    """The mother."""
    return await people.who(f"citizen:{couple['mother']['number']}")


async def to_approve(people: People, mother: Caller, couple: Json) -> tuple[Caller, str]:
    """A birth that its leader can approve."""
    code = await people.file(mother, couple)
    await people.decide(await people.who("officer:tiepnhan.phohien"), code, "accept")
    await people.decide(await people.who("officer:hotich.phohien"), code, "confirm", kind="verify")
    await people.confirm(mother, code)
    return await people.who("officer:chutich.phohien"), code


async def test_a_clerk_sees_why_a_result_is_neither_signed_nor_sealed_and_finds_its_number_afterwards(
    somebody: SitDown, people: People, mother: Caller, couple: Json
) -> None:
    leader, code = await to_approve(people, mother, couple)
    clerk = await somebody("officer:vanthu.phohien", size=NARROW)
    page = await clerk.visit("/clerk")
    await expect(page.get_by_text("Không có kết quả nào đang chờ")).to_be_visible()

    await people.fault("trust", "unavailable", calls=-1, operation="/tsa")
    await people.decide(leader, code, "approve", kind="approve")
    await people.until(mother, code, lambda shown: SERVICES[TIME_STAMPS].en in shown["waits"]["why"], LONG)
    await page.reload()
    row = page.locator(".mc-queue__row", has_text=code)
    await expect(row).to_contain_text("Không liên lạc được với dịch vụ cấp dấu thời gian")
    await expect(row).to_contain_text("Hệ thống tự thử lại")
    await expect(row.get_by_role("button")).to_have_count(0)
    await clerk.looks_right("clerk/time-stamps-are-down")

    await people.heal("trust")
    await people.until(leader, code, lambda shown: "sign" in shown["links"], LONG)
    await page.reload()
    await expect(row).to_contain_text("Đã trình lãnh đạo ký số")
    await people.sign(leader, code, "refuse")
    task = (await people.task(leader, code, "approve", LONG))["id"]
    await clerk.visit("/clerk?step=signature")
    await expect(row).to_contain_text(DECLINED.vi)
    await expect(row.get_by_role("link", name="Việc của lãnh đạo")).to_have_attribute("href", f"/work/{task}")
    await clerk.looks_right("clerk/declined")
    await clerk.visit("/clerk?step=seal")
    await expect(row).to_have_count(0)

    await people.decide(leader, code, "approve", kind="approve")
    await people.sign(leader, code, patience=LONG)
    number = (await people.until(mother, code, lambda shown: bool(shown["result"]), LONG))["result"]["number"]
    await clerk.visit("/clerk")
    await expect(row).to_have_count(0)

    await page.get_by_role("link", name="Sổ cấp số kết quả").click()
    line = page.get_by_role("row").filter(has_text=number)
    for said in ("Vũ Đình Khải", "Giấy khai sinh", code, "Có hiệu lực"):
        await expect(line).to_contain_text(said)
    await clerk.looks_right("clerk/register")
    await page.get_by_label("Số kết quả hoặc mã hồ sơ").fill(code)
    await page.get_by_role("button", name="Xem").click()
    await expect(line).to_be_visible()
    assert f"q={code}" in page.url
    await page.get_by_label("Số kết quả hoặc mã hồ sơ").fill("999")
    await page.get_by_role("button", name="Xem").click()
    await expect(page.get_by_text("Cơ quan không có số nào như vậy")).to_be_visible()


async def test_the_seal_of_an_office_is_its_clerks_and_leaders_to_look_after(somebody: SitDown) -> None:
    for name in ("officer:hotich.phohien", "officer:tiepnhan.phohien"):
        other = await somebody(name)
        await other.visit("/clerk/register")
        await expect(other.page.get_by_role("heading", level=1)).to_contain_text("dành cho văn thư")
    leader = await somebody("officer:chutich.phohien", language="en")
    await leader.visit("/clerk/register?year=1990&kind=NONE&below=3")
    await expect(leader.page.get_by_role("heading", level=1)).to_contain_text("Register of numbers")
