"""The residence register knows who lives where and whose dwelling it is, and moves people in and out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import residents
from sandbox.people.residents import world
from sandbox.store import open_store
from sandbox.vietnam import residence
from tests.sandbox.conftest import NOW, Sandbox, client_of

RESIDENTS, DWELLINGS, REGISTRATIONS = "/v1/residents/search", "/v1/dwellings/search", "/v1/registrations"
LODGING = {"DiaChi": "Số 18, đường Trưng Trắc", "MaPhuongXa": "11953"}
PLAIN_HOME = {"DiaChi": "Số 12, đường Điện Biên", "MaPhuongXa": "11953"}
NEWBORN = {"SoDinhDanh": "033326004711", "HoTen": "Trần Nguyễn Bảo Ấn"}
WITH_FATHER = PLAIN_HOME | {"SoDinhDanhChuHo": residents.PLAIN_FATHER, "QuanHeChuHo": "Con"}
LODGER = {"SoDinhDanh": residents.RENTED, "HoTen": "Lương Thị Hải Yến"}
ON_HER_OWN = {"SoDinhDanhChuHo": residents.RENTED, "QuanHeChuHo": "Chủ hộ"}


def move(kind: str, message_id: str = "r-1", **told: Any) -> dict[str, Any]:
    return {"MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0004", "Loai": kind} | told


async def home_of(homes: httpx2.AsyncClient, number: str, grounds: dict[str, str], **more: str) -> dict[str, Any]:
    answer = await homes.post(RESIDENTS, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["KetQua"][0]
    return told


async def dwelling_at(homes: httpx2.AsyncClient, where: dict[str, str], grounds: dict[str, str]) -> dict[str, Any]:
    answer = await homes.post(DWELLINGS, json=where | grounds)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["KetQua"][0]
    return told


async def refusal(homes: httpx2.AsyncClient, sent: dict[str, Any]) -> tuple[int, str]:
    answer = await homes.post(REGISTRATIONS, json=sent)
    return answer.status_code, answer.json()["title"]


async def test_a_resident_is_told_with_household_head_and_owner(
    homes: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    father = {"SoDinhDanh": residents.PLAIN_FATHER, "HoTen": "Trần Văn Minh"}
    assert await home_of(homes, residents.PLAIN_MOTHER, grounds) == {
        "SoDinhDanh": residents.PLAIN_MOTHER,
        "HoTen": "Nguyễn Thị Lan Anh",
        "ThuongTru": {
            "MaTinhThanh": "33",
            "MaPhuongXa": "11953",
            "DiaChi": "Số 12, đường Điện Biên",
            "SoHoCuTru": "11953000001",
            "ChuHo": father,
            "QuanHeChuHo": "Vợ",
            "ChuSoHuu": [father],
            "TuNgay": "20060521",
            "DenNgay": None,
        },
        "TamTru": None,
        "ThuongTruTruocDay": [],
    }


async def test_nobody_is_told_without_grounds_or_under_another_name(
    homes: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await homes.post(RESIDENTS, json={"SoDinhDanh": residents.PLAIN_MOTHER})
    assert answer.json()["missing"] == ["MaHoSo", "CoQuan", "CanBo", "LyDo"]
    for asked in ({"SoDinhDanh": "001099999999"}, {"SoDinhDanh": residents.PLAIN_MOTHER, "HoTen": "Lan Anh"}):
        assert (await homes.post(RESIDENTS, json=asked | grounds)).status_code == 404


async def test_a_lodger_lives_in_the_dwelling_of_somebody_who_lives_elsewhere(
    homes: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    lodger = await home_of(homes, residents.RENTED, grounds)
    assert (lodger["ThuongTru"]["MaPhuongXa"], lodger["TamTru"]["DenNgay"]) == ("13075", "20271130")
    assert [owner["SoDinhDanh"] for owner in lodger["TamTru"]["ChuSoHuu"]] == [residents.RENTED_OWNER]
    assert (await home_of(homes, residents.RENTED_OWNER, grounds))["ThuongTru"]["MaPhuongXa"] == "11983"


async def test_a_dwelling_may_still_be_a_dead_persons(homes: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    lodging = (await home_of(homes, residents.OWNER_DECEASED, grounds))["TamTru"]
    assert lodging["ChuSoHuu"] == [{"SoDinhDanh": residents.OWNER_DECEASED_OWNER, "HoTen": "Doãn Văn Tường"}]
    assert (await home_of(homes, residents.OWNER_DECEASED_OWNER, grounds))["ThuongTru"] is None


async def test_earlier_homes_are_told(homes: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    [before] = (await home_of(homes, residents.UNKNOWN_STATUS, grounds))["ThuongTruTruocDay"]
    assert (before["MaPhuongXa"], before["DenNgay"]) == ("13075", "20190801")
    told = (await home_of(homes, residents.TO_VERIFY, grounds))["ThuongTruTruocDay"]
    assert [home["MaTinhThanh"] for home in told] == ["01", "31"]


@pytest.mark.parametrize(
    "spelt",
    ["Số 12, đường Điện Biên", "số 12,  đường điện biên", "Số 12, đường Điện Biên, Phường Phố Hiến, tỉnh Hưng Yên"],
)
async def test_a_dwelling_is_told_with_owner_area_and_residents(
    homes: httpx2.AsyncClient, grounds: dict[str, str], spelt: str
) -> None:
    assert await dwelling_at(homes, {"DiaChi": spelt, "MaPhuongXa": "11953"}, grounds) == {
        "DiaChi": "Số 12, đường Điện Biên",
        "MaPhuongXa": "11953",
        "ChuSoHuu": [{"SoDinhDanh": residents.PLAIN_FATHER, "HoTen": "Trần Văn Minh"}],
        "DienTich": 102,
        "SoNguoi": 2,
    }
    elsewhere = {"DiaChi": spelt, "MaPhuongXa": "13075"}
    assert (await homes.post(DWELLINGS, json=elsewhere | grounds)).status_code == 404


async def test_everyone_alive_has_one_home_where_the_population_register_says(tmp_path: Path) -> None:
    store = open_store(tmp_path, "residence", "")
    residence.create_app(tmp_path, lambda: NOW)
    where = {who.number: (who.commune.code, who.address) for who in world().persons if not who.died}
    rows = store.execute(
        "SELECT person, commune, address FROM homes WHERE kind = 'THUONG_TRU' AND gone IS NULL"
    ).fetchall()
    assert {person: (commune, address) for person, commune, address in rows} == where
    assert len(rows) == len(where)


async def test_owners_are_adults_and_of_the_household_unless_it_rents(tmp_path: Path) -> None:
    residence.create_app(tmp_path, lambda: NOW)
    store = open_store(tmp_path, "residence", "")
    persons = {who.number: who for who in world().persons}
    owned = store.execute("SELECT DISTINCT person, commune, address FROM owners JOIN dwellings ON place = dwelling")
    lives_there = [
        (persons[owner].commune.code, persons[owner].address) == (commune, address) for owner, commune, address in owned
    ]
    assert 0.05 < lives_there.count(False) / len(lives_there) < 0.2
    assert all(persons[owner].born.year <= 2008 for (owner,) in store.execute("SELECT person FROM owners"))


async def test_a_newborn_moves_in_with_the_family(homes: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    entered = await homes.post(REGISTRATIONS, json=move("THUONG_TRU", **NEWBORN, **WITH_FATHER))
    told = {"SoThongBao": "00001/2026/TB-CT", "NgayDangKy": "20261125", "SoHoCuTru": "11953000001"}
    assert (entered.status_code, entered.json()) == (201, told)
    home = (await home_of(homes, NEWBORN["SoDinhDanh"], grounds))["ThuongTru"]
    assert (home["ChuHo"]["SoDinhDanh"], home["QuanHeChuHo"]) == (residents.PLAIN_FATHER, "Con")
    assert (await dwelling_at(homes, PLAIN_HOME, grounds))["SoNguoi"] == 3


async def test_whoever_lives_there_already_is_not_entered_again(homes: httpx2.AsyncClient) -> None:
    mother = {"SoDinhDanh": residents.PLAIN_MOTHER, "HoTen": "Nguyễn Thị Lan Anh"}
    assert await refusal(homes, move("THUONG_TRU", **mother, **WITH_FATHER)) == (409, "already-resident")
    assert (await homes.get(f"{REGISTRATIONS}/count")).json() == {"count": 0}


async def test_a_move_ends_the_earlier_residence_and_the_lodging(
    homes: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    sent = move("THUONG_TRU", **LODGER, **LODGING, **ON_HER_OWN)
    household = (await home_of(homes, residents.RENTED, grounds))["TamTru"]["SoHoCuTru"]
    assert (await homes.post(REGISTRATIONS, json=sent)).json()["SoHoCuTru"] == household
    now = await home_of(homes, residents.RENTED, grounds)
    assert (now["ThuongTru"]["DiaChi"], now["TamTru"]) == ("Số 18, đường Trưng Trắc", None)
    assert [(home["MaPhuongXa"], home["DenNgay"]) for home in now["ThuongTruTruocDay"]] == [("13075", "20261125")]


async def test_nobody_moves_in_with_a_head_who_is_none_there(homes: httpx2.AsyncClient) -> None:
    stranger = WITH_FATHER | {"SoDinhDanhChuHo": residents.PLAIN_MOTHER}
    assert await refusal(homes, move("THUONG_TRU", **NEWBORN, **stranger)) == (409, "no-such-household")


async def test_a_household_of_ones_own_is_numbered_anew(homes: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    where = {"DiaChi": "Số 300, đường Bãi Sậy", "MaPhuongXa": "11953"}
    sent = move("THUONG_TRU", **LODGER, **where, **ON_HER_OWN)
    household = (await homes.post(REGISTRATIONS, json=sent)).json()["SoHoCuTru"]
    home = (await home_of(homes, residents.RENTED, grounds))["ThuongTru"]
    assert (home["SoHoCuTru"], home["ChuSoHuu"], household[:5]) == (household, [], "11953")
    assert (await dwelling_at(homes, where, grounds))["DienTich"] is None


async def test_a_number_under_another_name_is_not_moved(homes: httpx2.AsyncClient) -> None:
    sent = move("THUONG_TRU", **LODGING, **ON_HER_OWN, SoDinhDanh=residents.RENTED, HoTen="Lương Thị Hải Yên")
    assert await refusal(homes, sent) == (409, "does-not-agree")


@pytest.mark.parametrize(
    ("until", "status"), [("20281125", 201), ("20281126", 400), ("20261125", 400), ("2028", 400), (None, 400)]
)
async def test_temporary_residence_lasts_two_years_at_most(
    homes: httpx2.AsyncClient, grounds: dict[str, str], until: str | None, status: int
) -> None:
    sent = move("TAM_TRU", **LODGER, **LODGING, **ON_HER_OWN, DenNgay=until)
    assert (await homes.post(REGISTRATIONS, json=sent)).status_code == status
    lodging = (await home_of(homes, residents.RENTED, grounds))["TamTru"]
    assert lodging["DenNgay"] == (until if status == 201 else "20271130")


async def test_temporary_residence_ends_by_itself(tmp_path: Path, grounds: dict[str, str]) -> None:
    later = datetime(2027, 12, 1, 3, tzinfo=UTC)
    async with client_of(residence.create_app(tmp_path, lambda: later)) as client:
        assert (await home_of(client, residents.RENTED, grounds))["TamTru"] is None
        assert (await dwelling_at(client, LODGING, grounds))["SoNguoi"] == 0


async def test_permanent_residence_is_removed_once(homes: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    father = {"SoDinhDanh": residents.PLAIN_FATHER, "HoTen": "Trần Văn Minh"}
    removed = await homes.post(REGISTRATIONS, json=move("XOA_THUONG_TRU", **father))
    assert (removed.status_code, removed.json()["SoHoCuTru"]) == (201, "11953000001")
    now = await home_of(homes, residents.PLAIN_FATHER, grounds)
    assert (now["ThuongTru"], len(now["ThuongTruTruocDay"])) == (None, 1)
    assert await refusal(homes, move("XOA_THUONG_TRU", "r-2", **father)) == (409, "not-resident")


@pytest.mark.parametrize(
    "who",
    [
        {"SoDinhDanh": residents.FATHER_DECEASED_FATHER, "HoTen": "Bùi Quang Huy"},
        {"SoDinhDanh": residents.PLAIN_FATHER, "HoTen": "Trần Văn Minh", **LODGING},
        NEWBORN,
    ],
)
async def test_nobody_is_removed_from_where_they_do_not_live(homes: httpx2.AsyncClient, who: dict[str, str]) -> None:
    assert await refusal(homes, move("XOA_THUONG_TRU", **who)) == (409, "not-resident")


@pytest.mark.parametrize("kind", ["THUONG_TRU", "TAM_TRU", "TAM_VANG"])
async def test_an_incomplete_or_unknown_registration_is_refused(homes: httpx2.AsyncClient, kind: str) -> None:
    assert (await refusal(homes, move(kind, **LODGER)))[0] == 400


async def test_the_same_message_moves_nobody_twice(homes: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    sent = move("THUONG_TRU", "H33.1-261124-0004/residence", **NEWBORN, **WITH_FATHER)
    first, again = [await homes.post(REGISTRATIONS, json=sent) for _ in range(2)]
    assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
    assert await refusal(homes, sent | {"QuanHeChuHo": "Cháu"}) == (409, "message-differs")
    assert (await homes.get(f"{REGISTRATIONS}/count")).json() == {"count": 1}
    one = (await homes.get(f"{REGISTRATIONS}/H33.1-261124-0004/residence")).json()
    assert one == sent | first.json()
    assert (await homes.get(REGISTRATIONS, params={"MaHoSo": sent["MaHoSo"]})).json() == {"KetQua": [one]}
    assert (await homes.get(f"{REGISTRATIONS}/unknown")).status_code == 404


async def test_a_registration_outlives_a_restart(tmp_path: Path, grounds: dict[str, str]) -> None:
    sent = move("THUONG_TRU", **NEWBORN, **WITH_FATHER)
    async with client_of(residence.create_app(tmp_path, lambda: NOW)) as client:
        first = (await client.post(REGISTRATIONS, json=sent)).json()
    async with client_of(residence.create_app(tmp_path, lambda: NOW)) as client:
        again = await client.post(REGISTRATIONS, json=sent)
        assert (again.status_code, again.json()) == (200, first)
        assert (await home_of(client, NEWBORN["SoDinhDanh"], grounds))["ThuongTru"]["SoHoCuTru"] == "11953000001"


async def test_it_is_mounted_says_what_it_is_and_fails_on_demand(running: Sandbox, grounds: dict[str, str]) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/residence/")).text
        await client.put("/residence/_faults", json={"kind": "unavailable", "operation": "residents/search"})
        asked = {"SoDinhDanh": residents.PLAIN_MOTHER} | grounds
        answers = [await client.post(f"/residence{RESIDENTS}", json=asked) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [503, 200]
    assert answers[0].headers["x-stand-in"] == "motcua-sandbox"
