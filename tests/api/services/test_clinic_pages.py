"""The clinic's page: a chip or a token, the face looked at, then the answer, for the time being where there is none."""

import json
import re
import secrets
from datetime import UTC, datetime

import httpx2
import pytest
from sqlalchemy import text

from api.services.vietnam.clinic import NoClinic, of_a_clinic
from domain.base.law import Role
from domain.dossier.acts import ENGINE, Actor
from infra.facts.loading import load_offices
from infra.local.people import Caller, Json, People
from tests.api.rest.test_cards import written
from tests.support.door import Books, Door
from tests.system.access.ways import QR

SILENT = """
    INSERT INTO clinic_visits (id, facility, visit, said, about, asked_by, asked_at, due_at, sealed, master, wrapped)
    VALUES (:id, '33101', :visit, 'x', '{}', 'cb', now(), now() + interval '1 hour', :sealed, :master, :wrapped)
"""
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@pytest.fixture
async def desk(door: Door) -> Caller:
    """Who receives patients."""
    return await door.officer("tiepdon.bvhungyen")


@pytest.fixture
async def patient(people: People) -> Json:
    """Somebody whom no other module receives: it may count who asked about them."""
    *_, couple = await people.couples("plain", 7)
    return dict(couple["father"])


async def came(desk: Caller, path: str, data: dict[str, str] | None = None) -> httpx2.Response:
    address = str(desk.http.base_url).partition("/api")[0] + path
    async with httpx2.AsyncClient(params={"lang": "vi"}, headers=desk.headers, timeout=None) as http:
        return await (http.get(address) if data is None else http.post(address, data=data))


async def test_a_chip_leads_to_the_face_and_the_face_to_the_answer(people: People, desk: Caller, patient: Json) -> None:
    card = json.dumps(await written(people, patient["number"]))
    face = await came(desk, "/clinic", {"q": card})
    assert patient["name"] in face.text
    sent = dict(HIDDEN.findall(face.text)) | {"visit": secrets.token_hex(6)}
    unseen = await came(desk, "/clinic/receptions", sent)
    assert (unseen.status_code, "Đối chiếu khuôn mặt với ảnh" in unseen.text) == (422, True)
    answer = await came(desk, "/clinic/receptions", sent | {"face": "yes"})
    for said in ("Được bảo hiểm y tế chi trả", "Biên nhận đã ký"):
        assert said in answer.text, said
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Được bảo hiểm y tế chi trả" in (await came(desk, f"/clinic/visits/{sent['visit']}")).text


async def test_a_child_under_six_is_received_with_what_its_paper_says(
    people: People, desk: Caller, patient: Json
) -> None:
    card = json.dumps(await written(people, patient["number"]))
    face = await came(desk, "/clinic", {"q": card})
    assert "Người bệnh là trẻ em dưới 6 tuổi" in face.text
    sent = dict(HIDDEN.findall(face.text)) | {"visit": secrets.token_hex(6), "face": "yes", "child_name": "Bảo An"}
    lacking = await came(desk, "/clinic/receptions", sent)
    assert (lacking.status_code, "Nhập họ tên, ngày sinh của trẻ" in lacking.text) == (422, True)
    assert 'value="Bảo An"' in lacking.text, "nothing that was typed is lost"
    child = {"child_born": f"{datetime.now(UTC).date()}", "child_certificate": "17/2026"}
    old = await came(desk, "/clinic/receptions", sent | child | {"child_born": "2001-01-01"})
    assert (old.status_code, "chỉ dùng cho trẻ em dưới 6 tuổi" in old.text) == (422, True)
    answer = (await came(desk, "/clinic/receptions", sent | child)).text
    for said in ("xuất trình Giấy khai sinh hoặc giấy chứng sinh", "không chứng minh quan hệ với trẻ"):
        assert said in answer, said


async def test_a_token_of_vneid_is_as_good_and_a_code_or_a_number_proves_nobody(
    people: People, desk: Caller, patient: Json
) -> None:
    own = await people.who(f"citizen:{patient['number']}")
    token = own.headers["Authorization"].removeprefix("Bearer ")
    sent = dict(HIDDEN.findall((await came(desk, "/clinic", {"q": token})).text))
    asked = sent | {"visit": secrets.token_hex(6), "face": "yes"}
    assert "Được bảo hiểm y tế chi trả" in (await came(desk, "/clinic/receptions", asked)).text
    for nobody in (QR, "033195000101"):
        refused = await came(desk, "/clinic", {"q": nobody})
        assert (refused.status_code, "không chứng minh ai" in refused.text) == (422, True)


async def test_while_the_register_is_silent_a_reception_is_temporary_and_listed(desk: Caller, books: Books) -> None:
    name, visit = secrets.token_hex(16), secrets.token_hex(6)
    key, wrapped = await books.database.keys.make(f"visit/{name}")
    packed = json.dumps({"patient": {"number": "033195000101"}, "answer": None}).encode()
    row = {"id": name, "visit": visit, "sealed": key.seal(packed, name)}
    await books.database.execute(ENGINE, text(SILENT), row | {"master": wrapped.master, "wrapped": wrapped.key})
    assert visit in (await came(desk, "/clinic")).text
    assert "Tiếp đón tạm thời" in (await came(desk, f"/clinic/visits/{visit}")).text


async def test_where_the_birthday_is_anothers_a_button_has_it_looked_into(
    people: People, desk: Caller, patient: Json
) -> None:
    card = json.dumps(await written(people, patient["number"]))
    sent = dict(HIDDEN.findall((await came(desk, "/clinic", {"q": card})).text))
    sent |= {"visit": secrets.token_hex(6), "face": "yes", "born": "1950-01-01"}
    refused = (await came(desk, "/clinic/receptions", sent)).text
    here = f"/clinic/visits/{sent['visit']}"
    for said in ("không khớp cơ sở dữ liệu bảo hiểm", "Đề nghị làm sạch dữ liệu", f"{here}/correction"):
        assert said in refused, said
    assert (await came(desk, f"{here}/correction", {"do": "it"})).status_code == 303
    after = (await came(desk, here)).text
    assert "Đã gửi lúc" in after
    assert f"{here}/correction" not in after


async def test_a_clinics_counter_is_led_to_its_page_and_every_other_desk_to_its_own(desk: Caller, door: Door) -> None:
    other = await door.officer("tiepnhan.caphohien")
    for who, there, elsewhere in ((desk, "/clinic", "/desk"), (other, "/desk", "/clinic")):
        for start in ("/", there):
            page = (await came(who, start)).text
            assert f'href="{there}"' in page
            assert f'href="{elsewhere}"' not in page
        assert (await came(who, elsewhere)).status_code == 403
    assert "11953.CA không có trong danh sách cơ sở" in (await came(other, "/clinic")).text


@pytest.mark.parametrize("office", ["11953", "11953.CA", "33.CA", "33.BHXH", "33", "", "11953.TYTX"])
def test_nobody_but_the_staff_of_a_clinic_is_let_in(office: str) -> None:
    offices = load_offices()
    for clinic in ("33101", "11953.TYT"):
        of_a_clinic(officer(clinic), offices)
    with pytest.raises(NoClinic):
        of_a_clinic(officer(office), offices)


def officer(office: str) -> Actor:
    return Actor(kind="officer", id="cb-1", agency=office, roles=(Role.RECEIVING_OFFICER,))
