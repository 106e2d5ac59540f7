"""The pages of data cleaning: an officer reads A and B with the receipt and says who is right; leaders read rates."""

import secrets

import httpx2
import pytest

from domain.vietnam.cleaning import Difference
from infra.crypto.blind_index import BlindIndex
from infra.local.house import LocalHouse
from infra.local.people import Caller, People
from infra.vietnam.cleaning import Corrections
from tests.support.door import Books, Door

SHOWN = {"paper": "Giấy khai sinh số 12/1997", "basis": "Luật Hộ tịch, Điều 28"}


@pytest.fixture
async def difference(books: Books, house: LocalHouse) -> str:
    """A difference at the police of Phố Hiến, by what it says of nobody who is."""
    key = house.settings().blind_index_key.get_secret_value()
    value = f"Trần Thị {secrets.token_hex(4)}"
    told = {"rule": "name", "agency": "population", "person": "033195999999", "field": "full_name", "receipt": "k-1 x"}
    found = Difference.model_validate(told | {"said": value, "other": "Trần Thị Hoài"})
    await Corrections(books.database, BlindIndex(key)).found(found, "11953.CA", "none")
    return value


async def came(officer: Caller, path: str, language: str = "vi", data: dict[str, str] | None = None) -> httpx2.Response:
    address = str(officer.http.base_url).partition("/api")[0] + path
    async with httpx2.AsyncClient(timeout=None) as http:
        if data is None:
            return await http.get(address, params={"lang": language}, headers=officer.headers)
        return await http.post(address, params={"lang": language}, data=data, headers=officer.headers)


async def test_an_officer_reads_both_sides_and_says_who_is_right(people: People, difference: str) -> None:
    officer = await people.who("officer:canbo.caphohien")
    listed = (await came(officer, "/cleaning")).text
    assert "Họ tên khác giữa giấy tờ và cơ sở dữ liệu" in listed
    card = next(part for part in listed.split('govuk-summary-card"') if difference in part)
    here = "/cleaning/" + card.partition('href="/cleaning/')[2][:32]
    asked = (await came(officer, here)).text
    for said in (difference, "Trần Thị Hoài", "k-1 x", "Bên nào đúng?"):
        assert said in asked, said
    wrong = await came(officer, here, data={"outcome": "both", "value": ""} | SHOWN)
    assert wrong.status_code == 422
    assert "Nhập giá trị đúng khi cả hai đều sai" in wrong.text
    assert SHOWN["paper"] in wrong.text, "nothing that was typed is lost"
    assert (await came(officer, here, data={"outcome": "none", "value": ""} | SHOWN)).status_code == 303
    assert difference not in (await came(officer, "/cleaning")).text
    assert "Sai lệch này đã có kết luận" in (await came(officer, here)).text


async def test_leaders_of_the_province_read_how_good_registers_are(people: People, difference: str) -> None:
    leader = await people.who("officer:lanhdao.hungyen")
    page = await came(leader, "/cleaning")
    for said in ("Chất lượng các cơ sở dữ liệu", "Cơ sở dữ liệu quốc gia về dân cư", "Chưa bật đối chiếu ban đêm"):
        assert said in page.text, said
    assert difference not in page.text
    assert (await came(await people.who("officer:tiepnhan.phohien"), "/cleaning")).status_code == 403


async def test_a_result_that_rests_on_wrong_data_is_laid_before_its_leader_who_lets_it_stand(
    people: People, door: Door, books: Books, house: LocalHouse
) -> None:
    # Nobody else's mother: whatever is issued to her from now on rests on wrong data.
    couple = (await people.couples("plain", 40, "11953"))[39]
    mother = await people.who(f"citizen:{couple['mother']['number']}")
    code = await people.file(mother, couple)
    await door.to_leader(mother, code)
    await door.approve(code)
    number = (await door.finish(mother, code))["result"]["number"]
    right = f"Trần Thị {secrets.token_hex(4)}"
    told = {"rule": "name", "agency": "population", "person": couple["mother"]["number"], "field": "full_name"}
    found = Difference.model_validate(told | {"said": right, "other": "Trần Thị Hoài"})
    corrections = Corrections(books.database, BlindIndex(house.settings().blind_index_key.get_secret_value()))
    await corrections.found(found, "11953.CA", code)
    police, leader = await door.officer("canbo.caphohien"), await door.officer("chutich.phohien")
    listed = (await police.get("cleaning", params={"state": "open"})).json()["items"]
    one = next(item["id"] for item in listed if item["said"] == right)
    assert (await police.post(f"cleaning/{one}/outcome", json={"outcome": "register"} | SHOWN)).status_code == 200

    task = (await people.task(leader, code, "proposed_recall"))["id"]
    [wrong] = (await leader.get(f"tasks/{task}")).json()["wrong_data"]
    assert (wrong["right"], wrong["person"], wrong["paper"]) == (right, told["person"], SHOWN["paper"])
    proposals = (await leader.get("cleaning/recalls")).json()["items"]
    assert (task, code, number) in {(item["task"], item["dossier"], item["result"]) for item in proposals}
    assert f"/work/{task}" in (await came(leader, "/cleaning/recalls")).text
    page = (await came(leader, f"/work/{task}")).text
    for said in (right, SHOWN["basis"], "Vì sao đề nghị thu hồi kết quả", f"/dossiers/{code}/result/recall"):
        assert said in page, said
    registrar = await came(await door.officer("hotich.phohien"), f"/work/{task}")
    assert right in registrar.text
    assert f"/dossiers/{code}/result/recall" not in registrar.text
    assert right not in (await mother.get(f"dossiers/{code}/events")).text

    await people.decide(leader, code, "set_aside", kind="proposed_recall", reason="Kết quả phù hợp với giấy tờ")
    assert f"/work/{task}" not in (await came(leader, "/cleaning/recalls")).text
    assert (await mother.get(f"results/{number}")).status_code == 200
