"""A birth that opens other doors too: one page shows each branch, where it is, its date and what came of it."""

from infra.local.people import Caller, Json, People
from tests.support.door import Door, has_status, new_key
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.following.seeing import PATIENCE, looks_right_in_both, sees, status

RESIDENCE, INSURANCE, CARD = "1.004222", "1.014137", "3.000722.02"
OFFICES = {RESIDENCE: "caphohien", INSURANCE: "bhxhhungyen", CARD: "caphohien"}
WHY = "Chỗ ở không thuộc quyền sở hữu của chủ hộ"


async def test_a_mother_sees_each_branch_of_an_interlinked_birth_move_end_and_fail(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    sent = await people.application(mother, couple)
    home = await people.home(couple["mother"]["number"])
    form = sent["form"] | {"household_head": home["head"], "address": home["address"]}
    sent |= {"procedure": "3.000722", "form": form}
    code = (await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"]
    await people.agree(code, home["head"])
    await door.to_leader(mother, code)
    await door.approve(code)
    shown = await people.until(mother, code, lambda shown: len(shown["branches"]) == len(OFFICES))
    branches = {branch["procedure"]["code"]: branch["code"] for branch in shown["branches"]}
    person = await somebody(mother.name, size=PHONE)
    page = await person.visit(f"/dossiers/{code}")
    cards = {name: page.locator(".govuk-summary-card", has=page.locator(f"a[href='/dossiers/{branch}']"))
             for name, branch in branches.items()}  # fmt: skip
    await expect(page.locator("dl").first).to_contain_text("Chờ kết quả thủ tục liên thông", timeout=PATIENCE)
    await expect(cards[RESIDENCE]).to_contain_text("Công an phường Phố Hiến")
    await expect(cards[RESIDENCE]).to_contain_text("Chờ kiểm tra và tiếp nhận hồ sơ")
    await looks_right_in_both(person, "following/branches-begin")

    for name in (INSURANCE, CARD):
        office, branch = OFFICES[name], branches[name]
        await people.decide(await door.officer(f"tiepnhan.{office}"), branch, "accept")
        await expect(cards[name]).to_contain_text("Hẹn trả kết quả", timeout=PATIENCE)
        await people.decide(await door.officer(f"canbo.{office}"), branch, "confirm", kind="verify")
        if name == INSURANCE:
            await people.decide(await door.officer(f"truongphong.{office}"), branch, "agree", kind="review")
        await people.decide(await door.officer(f"lanhdao.{office}"), branch, "approve")
        await expect(cards[name].get_by_role("link", name="Mở kết quả (PDF)")).to_be_visible(timeout=PATIENCE)
    opened = await page.request.get(
        person.home + str(await cards[CARD].get_by_role("link", name="Mở kết quả (PDF)").get_attribute("href"))
    )
    assert opened.headers["content-type"] == "application/pdf"
    desk = await door.officer(f"tiepnhan.{OFFICES[RESIDENCE]}")
    await people.decide(desk, branches[RESIDENCE], "not_accept", kind="receive", reason=WHY)
    await expect(cards[RESIDENCE]).to_contain_text(WHY, timeout=PATIENCE)
    await sees(page, "Chờ xử lý thủ tục liên thông chưa giải quyết được")
    await looks_right_in_both(person, "following/a-branch-failed")
    await cards[RESIDENCE].get_by_role("link", name="Xem đầy đủ").click()
    await sees(page, WHY, "ông/bà có quyền khiếu nại")

    await people.decide(await door.officer("tiepnhan.phohien"), code, "done", kind="follow_up")
    await person.visit(f"/dossiers/{code}")
    await sees(page, "Kết quả đã có: mở tại đây")
    await looks_right_in_both(person, "following/branches-ended")
    await door.finish(mother, code)
    await status(person, "Đã trả kết quả")
    await people.until(mother, code, has_status(10))
