"""Names of household businesses are told apart, and each gets one tax code."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import organisations, residents
from sandbox.people.residents import world
from sandbox.vietnam import business
from tests.sandbox.conftest import NOW, Sandbox, client_of

NAMES, OWNERS, BUSINESSES = "/v1/names/search", "/v1/owners/search", "/v1/household-businesses"
HOA = {"SoDinhDanh": business.OWNER, "HoTen": "Phạm Thị Hoa"}
CHI = {"SoDinhDanh": business.FORMER_OWNER, "HoTen": "Trịnh Thị Ngọc Chi"}
MINH = {"SoDinhDanh": residents.PLAIN_FATHER, "HoTen": "Trần Văn Minh"}


def registration(message_id: str = "k-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0007", "ChuHo": MINH,
        "TenHoKinhDoanh": "Hộ kinh doanh Cà phê Bãi Sậy", "DiaChi": "Số 12, đường Điện Biên", "MaPhuongXa": "11953",
        "NganhNghe": [{"Ma": "5630", "Ten": "Dịch vụ phục vụ đồ uống"}], "VonDangKy": 50_000_000,
    } | changes  # fmt: skip


async def clashes(shops: httpx2.AsyncClient, name: str, commune: str, grounds: dict[str, str]) -> list[dict[str, Any]]:
    answer = await shops.post(NAMES, json={"TenHoKinhDoanh": name, "MaPhuongXa": commune} | grounds)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["KetQua"]
    return found


async def owned(shops: httpx2.AsyncClient, number: str, grounds: dict[str, str], **more: str) -> list[dict[str, Any]]:
    answer = await shops.post(OWNERS, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["KetQua"]
    return found


async def refusal(tax: httpx2.AsyncClient, sent: dict[str, Any]) -> tuple[int, str]:
    answer = await tax.post(BUSINESSES, json=sent)
    return answer.status_code, answer.json()["title"]


@pytest.mark.parametrize(
    "name",
    ["Hộ kinh doanh Tạp hóa Hoa Mai", "Tạp hóa Hoa Mai", "HỘ KINH DOANH  TẠP HOÁ HOA MAI",
     "ho kinh doanh tap hoa hoamai", "HKD Tạp Hoa Hòa Mái"],
)  # fmt: skip
async def test_a_name_clashes_up_to_case_spaces_and_diacritics(
    shops: httpx2.AsyncClient, grounds: dict[str, str], name: str
) -> None:
    assert await clashes(shops, name, "12019", grounds) == [
        {
            "TenHoKinhDoanh": "Hộ kinh doanh Tạp hóa Hoa Mai",
            "MaSo": business.OWNER,
            "DiaChi": "Số 44, thôn Đan Nhiễm, Xã Văn Giang",
        }
    ]


async def test_a_name_is_free_elsewhere_and_when_it_is_longer(
    shops: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    assert await clashes(shops, "Hộ kinh doanh Tạp hóa Hoa Mai", "11953", grounds) == []
    assert await clashes(shops, "Hộ kinh doanh Tạp hóa Hoa Mai 2", "12019", grounds) == []
    assert await clashes(shops, "Hộ kinh doanh Phở Cổ Phố Hiến", "11953", grounds) == []


@pytest.mark.parametrize("name", ["Hộ kinh doanh", "HKD ", "hộ  kinh doanh "])
async def test_a_name_must_have_a_part_of_its_own(
    shops: httpx2.AsyncClient, tax: httpx2.AsyncClient, grounds: dict[str, str], name: str
) -> None:
    answer = await shops.post(NAMES, json={"TenHoKinhDoanh": name, "MaPhuongXa": "11953"} | grounds)
    assert (answer.status_code, answer.json()["title"]) == (400, "bad-field")
    assert await refusal(tax, registration(TenHoKinhDoanh=name)) == (400, "bad-field")


async def test_an_owner_is_told_with_the_business(shops: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    assert await owned(shops, business.OWNER, grounds) == [
        {
            "SoDinhDanh": business.OWNER,
            "TenHoKinhDoanh": "Hộ kinh doanh Tạp hóa Hoa Mai",
            "MaSo": business.OWNER,
            "DiaChi": "Số 44, thôn Đan Nhiễm, Xã Văn Giang",
            "MaPhuongXa": "12019",
            "NganhNghe": [{"Ma": "4711", "Ten": "Tạp hóa"}],
            "NgayDangKy": "20191113",
        }
    ]
    assert await owned(shops, business.FORMER_OWNER, grounds) == []
    assert await owned(shops, residents.PLAIN_FATHER, grounds) == []


async def test_nothing_is_told_to_whoever_gives_no_grounds_or_another_name(
    shops: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    for path, asked in ((NAMES, {"TenHoKinhDoanh": "A", "MaPhuongXa": "11953"}), (OWNERS, HOA)):
        assert (await shops.post(path, json=asked)).json()["missing"] == ["MaHoSo", "CoQuan", "CanBo", "LyDo"]
    assert await owned(shops, business.OWNER, grounds, HoTen="Phạm Thị Hoà") == []
    assert await owned(shops, business.OWNER, grounds, HoTen="Phạm Thị Hoa", NgaySinh="19870601")


async def test_some_people_are_in_business_and_nobody_twice(shops: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    grown = [who for who in world().persons if 1965 <= who.born.year <= 2000][::10]
    counts = [len(await owned(shops, who.number, grounds)) for who in grown]
    assert set(counts) == {0, 1}
    assert sum(counts) < len(counts) / 5


async def test_the_awkward_are_who_the_readme_says() -> None:
    known = {who.number: who for who in world().persons}
    told = [
        (known[number].full_name, f"{known[number].born}", known[number].commune.code) for number in business.OWNERS
    ]
    assert told == [("Phạm Thị Hoa", "1987-06-01", "12019"), ("Trịnh Thị Ngọc Chi", "1986-07-22", "11953")]


async def test_the_tax_code_is_the_owners_number_and_the_name_is_taken(
    shops: httpx2.AsyncClient, tax: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await tax.post(BUSINESSES, json=registration())
    told = {"MaSoThue": residents.PLAIN_FATHER, "NgayCap": "20261125", "CoQuanThue": "Thuế cơ sở 1 tỉnh Hưng Yên"}
    assert (answer.status_code, answer.json()) == (201, told)
    [clash] = await clashes(shops, "ca phe bai say", "11953", grounds)
    assert clash["MaSo"] == residents.PLAIN_FATHER
    [own] = await owned(shops, residents.PLAIN_FATHER, grounds)
    assert (own["NganhNghe"], own["NgayDangKy"]) == (registration()["NganhNghe"], "20261125")


async def test_a_number_that_is_taken_gets_a_serial(tax: httpx2.AsyncClient) -> None:
    answer = await tax.post(BUSINESSES, json=registration(ChuHo=CHI))
    assert answer.json()["MaSoThue"] == f"{business.FORMER_OWNER}-001"


async def test_an_owner_gets_no_second_business_and_a_name_no_second_owner(tax: httpx2.AsyncClient) -> None:
    assert await refusal(tax, registration(ChuHo=HOA)) == (409, "already-owner")
    taken = registration(TenHoKinhDoanh="Tạp hoá Hoa Mai", MaPhuongXa="12019")
    assert await refusal(tax, taken) == (409, "name-clash")
    assert (await tax.post(BUSINESSES, json=registration())).status_code == 201
    assert await refusal(tax, registration("k-2", ChuHo=CHI)) == (409, "name-clash")
    assert await refusal(tax, registration("k-2", TenHoKinhDoanh="Khác")) == (409, "already-owner")
    assert (await tax.get(f"{BUSINESSES}/count")).json() == {"count": 1}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"ChuHo": "Minh"}, (400, "bad-field")), ({"ChuHo": MINH | {"HoTen": ""}}, (400, "missing-fields")),
     ({"NganhNghe": []}, (400, "bad-field")), ({"VonDangKy": 0}, (400, "bad-field")),
     ({"MaPhuongXa": "00001"}, (400, "bad-field")), ({"DiaChi": None}, (400, "missing-fields")),
     ({"ChuHo": MINH | {"HoTen": "Trần Văn Mình"}}, (409, "does-not-agree")),
     ({"ChuHo": MINH | {"SoDinhDanh": "001099999999"}}, (409, "does-not-agree"))],
)  # fmt: skip
async def test_a_business_that_cannot_be_is_refused(
    tax: httpx2.AsyncClient, wrong: dict[str, Any], told: tuple[int, str]
) -> None:
    assert await refusal(tax, registration(**wrong)) == told
    assert (await tax.get(f"{BUSINESSES}/count")).json() == {"count": 0}


async def test_the_same_message_gets_the_same_code_after_a_restart_too(tmp_path: Path) -> None:
    sent = registration("a/1")
    async with client_of(business.create_tax_app(tmp_path, lambda: NOW)) as client:
        first = await client.post(BUSINESSES, json=sent)
    async with client_of(business.create_tax_app(tmp_path)) as client:
        again = await client.post(BUSINESSES, json=sent)
        assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
        assert await refusal(client, sent | {"VonDangKy": 1}) == (409, "message-differs")
        assert (await client.get(f"{BUSINESSES}/a/1")).json() == sent | first.json()
        found = (await client.get(BUSINESSES, params={"MaHoSo": sent["MaHoSo"]})).json()
        assert found == {"KetQua": [sent | first.json()]}


async def test_both_are_mounted_and_fail_on_demand(running: Sandbox, grounds: dict[str, str]) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/business/")).text
        assert "giả lập" in (await client.get("/tax/")).text
        await client.put("/tax/_faults", json={"kind": "drop_answer", "operation": "household-businesses"})
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await client.post(f"/tax{BUSINESSES}", json=registration())
        assert (await client.post(f"/tax{BUSINESSES}", json=registration())).status_code == 200
        asked = {"TenHoKinhDoanh": "Cà phê Bãi Sậy", "MaPhuongXa": "11953"} | grounds
        assert len((await client.post(f"/business{NAMES}", json=asked)).json()["KetQua"]) == 1


async def test_who_represents_an_organisation_is_known_and_who_did(
    shops: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await shops.post("/v1/representatives/search", json={"MaSo": organisations.MILL} | grounds)
    now = {one["SoDinhDanh"]: one["DangDaiDien"] for one in answer.json()["KetQua"]}
    assert now == {residents.PLAIN_MOTHER: True, residents.PLAIN_FATHER: True, residents.DIVORCED_FATHER: False}
    unknown = await shops.post("/v1/representatives/search", json={"MaSo": "0999999999"} | grounds)
    assert unknown.json() == {"KetQua": []}
