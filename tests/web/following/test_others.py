"""What others have to say: a mandate is taken back, a spouse does not agree, the applicant commits themselves."""

import pytest

from infra.local.people import Caller, Json, People
from tests.support.door import Door, new_key
from tests.web.browser import PHONE, Person, expect
from tests.web.conftest import SitDown
from tests.web.following.seeing import looks_right_in_both, sees, status, told

ALONE = "citizen:034192001101"
"""Of whom the register of civil status knows nothing; she lived in another commune once."""


@pytest.fixture
async def by_mandate(people: People, mother: Caller, couple: Json) -> tuple[str, str]:
    """A dossier that the mother filed for somebody else, and its owner."""
    owner = (await people.couples("plain", 3))[2]["mother"]
    person = {"number": owner["number"], "full_name": owner["name"], "born": owner["born"]}
    home = {"address": "Số 99, đường Bãi Sậy", "commune": "11983", "head": couple["father"]["number"]}
    paper = {"kind": "mandate", "upload": await people.upload(mother)}
    sent = {
        "procedure": "1.004222",
        "form": {"person": person, **home, "relation": "Khác", "basis": "kin"},
        "documents": [paper],
    }
    sent |= {"owner": {"number": owner["number"], "name": owner["name"]}}
    filed = (await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status()
    return filed.json()["code"], f"citizen:{owner['number']}"


async def test_who_gave_a_mandate_takes_it_back_and_the_representative_is_told_and_keeps_what_was_done(
    somebody: SitDown, by_mandate: tuple[str, str], mother: Caller
) -> None:
    code, owner = by_mandate
    representative, giver = await somebody(mother.name, size=PHONE), await somebody(owner, size=PHONE)
    await representative.visit(f"/dossiers/{code}")
    page = await giver.visit(f"/dossiers/{code}")
    await page.get_by_role("link", name="Hủy bỏ ủy quyền").click()
    await looks_right_in_both(giver, "following/mandate")
    await page.get_by_role("button", name="Hủy bỏ ủy quyền").click()
    await expect(page.locator("main")).to_contain_text("Hãy đánh dấu để xác nhận")
    await page.locator("#email").fill("chu-ho-so@")
    await page.locator("#reason").fill("Tôi tự làm")
    await page.locator("#sure").check()
    await page.get_by_role("button", name="Hủy bỏ ủy quyền").click()
    await expect(page.locator("main")).to_contain_text("Địa chỉ thư điện tử chưa đúng")
    await expect(page.locator("#reason")).to_have_value("Tôi tự làm")
    await giver.looks_right("following/mandate-with-errors")
    await page.locator("#email").fill("chu-ho-so@example.vn")
    await page.locator("#sure").check()
    await page.get_by_role("button", name="Hủy bỏ ủy quyền").dblclick()
    await told(giver, "Việc ủy quyền đã được hủy bỏ")
    await expect(page.get_by_role("link", name="Hủy bỏ ủy quyền")).to_have_count(0)
    await expect(page.get_by_role("link", name="Rút hồ sơ")).to_be_visible()
    await looks_right_in_both(giver, "following/mandate-taken-back")
    await giver.visit(f"/dossiers/{code}/mandate")
    await sees(page, "Không có ủy quyền nào để hủy bỏ")

    await expect(representative.page.locator(".mc-over")).to_contain_text("không tự cập nhật nữa")
    for path in ("", "/withdraw", "/supply"):
        await representative.visit(f"/dossiers/{code}{path}")
        await sees(representative.page, "Chủ hồ sơ đã hủy bỏ việc ủy quyền cho ông/bà ngày", "vẫn giữ nguyên")
    await representative.looks_right("following/mandate-over")
    await representative.visit("/me")
    listed = representative.page.locator("li", has_text=code)
    await expect(listed).to_contain_text("Việc ủy quyền đã bị hủy bỏ ngày")
    await looks_right_in_both(representative, "following/mine-with-a-mandate-over")


async def marriage(people: People, wife: Json, husband: Json, who: Caller) -> str:
    """An application of hers, to which he must agree."""
    sides = {
        "wife": {"number": wife["number"], "full_name": wife["name"], "born": wife["born"]},
        "husband": {"number": husband["number"], "full_name": husband["name"], "born": husband["born"]},
    }
    form = {side: one | {"residence": "tỉnh Hưng Yên", "commune": "11953"} for side, one in sides.items()}
    sent = {"procedure": "1.000894", "form": form}
    return str((await who.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"])


async def test_a_spouse_who_does_not_agree_says_why_and_she_reads_it_and_what_she_can_do(
    somebody: SitDown, people: People, door: Door, mother: Caller, couple: Json
) -> None:
    groom = (await people.couples("plain", 2))[1]["father"]
    code = await marriage(people, couple["mother"], groom, mother)
    bride, other = await somebody(mother.name, size=PHONE), await somebody(f"citizen:{groom['number']}", size=PHONE)
    await bride.visit(f"/dossiers/{code}")
    await sees(bride.page, "Chưa trả lời", "Cơ quan chỉ tiếp nhận khi bên nam đồng ý")
    await looks_right_in_both(bride, "following/a-consent-is-awaited")
    await other.visit("/me")
    await other.page.get_by_role("link", name="Đồng ý hoặc không đồng ý").first.click()
    await looks_right_in_both(other, "following/spouse-is-asked")
    await other.page.get_by_label("Tôi không đồng ý").check()
    await other.page.locator("#reason").fill("Tôi chưa muốn kết hôn.")
    await other.page.get_by_role("button", name="Gửi câu trả lời").click()
    await told(other, "Ông/bà đã trả lời không đồng ý")
    await sees(bride.page, "Không đồng ý: Tôi chưa muốn kết hôn.", "Người đó vẫn có thể đổi ý")
    await looks_right_in_both(bride, "following/spouse-does-not-agree")

    desk = await door.officer("tiepnhan.phohien")
    await people.decide(desk, code, "not_accept", kind="receive", reason="Bên nam không đồng ý kết hôn")
    await status(bride, "Không được tiếp nhận")
    await sees(bride.page, "Bên nam không đồng ý kết hôn", "ông/bà có quyền khiếu nại", "Phiếu từ chối tiếp nhận")
    await looks_right_in_both(bride, "following/not-accepted")
    await bride.page.get_by_role("link", name="Nộp hồ sơ mới").click()
    await expect(bride.page.get_by_role("heading", level=1)).to_have_text("Đăng ký kết hôn")
    await other.visit(f"/dossiers/{code}/consent")
    await sees(other.page, "Hiện không có yêu cầu này")


async def commits(person: Person, words: str) -> None:
    """Say it, and send."""
    await person.page.locator("#statement").fill(words)
    await person.page.get_by_role("button", name="Gửi câu trả lời").click()


async def test_of_what_no_register_knows_she_commits_herself_and_loses_nothing_by_a_mistake(
    somebody: SitDown, people: People, door: Door
) -> None:
    person = {"number": ALONE.partition(":")[2], "full_name": "Trịnh Thị Mai Hương", "born": "1992-03-15"}
    person |= {"residence": "tỉnh Hưng Yên", "commune": "11953"}
    earlier = [{"commune": "13075", "since": "2012-03-15", "until": "2019-08-01"}]
    form = {"person": person, "purpose": "loan", "purpose_text": "vay vốn tại ngân hàng", "earlier": earlier}
    who = await people.who(ALONE)
    sent = {"procedure": "1.004873", "form": form}
    code = (await who.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"]
    await door.accept(code)
    she = await somebody(ALONE, size=PHONE)
    page = await she.visit(f"/dossiers/{code}")
    await sees(page, "Chờ xác minh của xã, phường khác", "Hiện ông/bà chưa phải làm gì")
    await looks_right_in_both(she, "following/another-commune-verifies")
    await people.decide(await door.officer("hotich.kienxuong"), code, "not_found", kind="verify_elsewhere")

    await page.get_by_role("button", name="Viết lời cam đoan").click(timeout=90_000)
    await sees(page, "đều không có thông tin", "Ông/bà chịu trách nhiệm trước pháp luật")
    await looks_right_in_both(she, "following/commitment")
    await she.context.set_offline(True)
    await commits(she, "Tôi cam đoan chưa đăng ký kết hôn với ai.")
    await sees(page, "Ông/bà đang mất kết nối")
    await she.context.set_offline(False)
    # A second press within a second counts as a double click.
    await page.locator("main form").evaluate("form => form.requestSubmit()")
    await expect(page.locator(".govuk-error-summary")).to_be_visible()
    await expect(page.locator("#statement")).to_have_value("Tôi cam đoan chưa đăng ký kết hôn với ai.")
    await she.looks_right("following/commitment-with-errors")
    await page.locator("input[name=status][value=single]").check()
    await page.get_by_role("button", name="Gửi câu trả lời").dblclick()
    await told(she, "Đã gửi câu trả lời của ông/bà")
    await sees(page, "Người nộp đã cam đoan")
    assert (await door.books.acts(code)).count("done") == 2
    await she.visit(f"/dossiers/{code}/answers/commitment")
    await sees(page, "đã được trả lời")
