"""What the counter scanned for somebody is theirs to use again, with who scanned it and when."""

from infra.local.people import Caller, Json, People
from tests.support.door import Door, new_key
from tests.support.scanned import BLUE, RED, page
from tests.web.browser import PHONE, expect
from tests.web.conftest import SitDown
from tests.web.finding.conftest import Read


async def scanned_at_the_counter(door: Door, people: People, mother: Caller, couple: Json, **more: Json) -> Json:
    """File for the mother with a scan, and give the filing's paper with the dossier's code."""
    desk = await door.officer("tiepnhan.phohien")
    files = [("file", ("1.jpg", page(RED))), ("file", ("2.png", page(BLUE, kind="PNG")))]
    scan: Json = (await desk.post("scans", files=files)).raise_for_status().json()
    sent = await people.application(mother, couple) | {
        "documents": [{"kind": "birth_record", "upload": scan["id"]}],
        "applicant": {"number": couple["mother"]["number"], "name": couple["mother"]["name"]},
    }
    filed = await desk.post("dossiers", json=sent | more, headers=new_key())
    return scan | {"code": filed.raise_for_status().json()["code"]}


async def test_a_scan_of_the_counter_is_used_again_and_stays_known_as_sealed(
    somebody: SitDown, door: Door, people: People, mother: Caller, couple: Json
) -> None:
    scan = await scanned_at_the_counter(door, people, mother, couple)
    person = await somebody(f"citizen:{couple['mother']['number']}", size=PHONE, script=False)
    page = await person.visit("/me/documents")
    folder = page.locator("section").first
    await expect(folder).to_contain_text("Ủy ban nhân dân phường Phố Hiến số hóa, đóng dấu số và tiếp nhận ngày ")

    await folder.get_by_role("button", name="Dùng cho hồ sơ mới").click()
    await page.select_option("#target", "new:1.001193:birth_record")
    await page.get_by_role("button", name="Dùng cho hồ sơ này").click()

    await page.wait_for_url("**/drafts/*/papers")
    await expect(page.locator("main")).to_contain_text(scan["name"])
    await person.visit("/me/documents")
    again = folder.get_by_role("link", name="Dùng cho hồ sơ mới")
    upload = str(await again.get_attribute("href")).split("/")[3]
    sent = await people.application(mother, couple) | {"documents": [{"kind": "birth_record", "upload": upload}]}
    code = (await mother.post("dossiers", json=sent, headers=new_key())).raise_for_status().json()["code"]
    filed = (await mother.get(f"dossiers/{code}/events")).json()[0]
    assert filed["facts"]["digitised"] == filed["facts"]["documents"] == [scan["sha256"]]


async def test_the_documents_page_looks_right_with_a_scan(
    somebody: SitDown, door: Door, people: People, mother: Caller, couple: Json
) -> None:
    await scanned_at_the_counter(door, people, mother, couple)
    person = await somebody(f"citizen:{couple['mother']['number']}")
    await person.visit("/me/documents")
    await person.looks_right("citizen/documents-scanned-at-the-counter")


async def test_nobody_takes_a_paper_that_is_not_of_their_own_matter(
    read: Read, door: Door, people: People, mother: Caller, couple: Json
) -> None:
    scan = await scanned_at_the_counter(door, people, mother, couple)
    father = await people.who(f"citizen:{couple['father']['number']}")
    desk = await door.officer("tiepnhan.phohien")
    at = f"/dossiers/{scan['code']}/documents/{scan['sha256']}/copy"
    for who, status in ((father, 404), (desk, 403), (None, 401), (mother, 303)):
        assert (await read(at, who, "POST", follow_redirects=False)).status_code == status
    nothing = f"/dossiers/{scan['code']}/documents/{'0' * 64}/copy"
    assert (await read(nothing, mother, "POST")).status_code == 404
