"""The police's records tell who was convicted, and of whom another place must be asked."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox import criminal_records, people
from sandbox.people import world
from tests.sandbox.conftest import NOW, Sandbox, client_of

SEARCH, VERIFICATIONS = "/v1/records/search", "/v1/verifications"
PERSONS = {who.number: who for who in world().persons}
MESSAGE = "H33.1-261124-0006/verify-01"


def whom(number: str) -> dict[str, str]:
    person = PERSONS[number]
    return {"SoDinhDanh": number, "HoTen": person.full_name, "NgaySinh": f"{person.born:%Y%m%d}"}


def verification(message_id: str = MESSAGE, **changes: Any) -> dict[str, Any]:
    told = {"MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0006", "SoDinhDanh": people.TO_VERIFY}
    return told | {"NoiXacMinh": "01"} | changes


async def record_of(records: httpx2.AsyncClient, number: str, grounds: dict[str, str]) -> dict[str, Any]:
    answer = await records.post(SEARCH, json=whom(number) | grounds)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["KetQua"][0]
    return told


async def test_of_most_people_nothing_is_recorded(records: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    clean = {"KetLuan": "khong_co_an_tich", "AnTich": [], "NoiCanXacMinh": []}
    assert await record_of(records, people.PLAIN_MOTHER, grounds) == {"SoDinhDanh": people.PLAIN_MOTHER} | clean


async def test_a_conviction_is_told_with_judgement_and_sentence(
    records: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    record = await record_of(records, people.CONVICTED, grounds)
    assert record["KetLuan"] == "co_an_tich"
    assert record["AnTich"] == [
        {
            "BanAn": "15/2024/HS-ST",
            "NgayTuyen": "20240418",
            "ToiDanh": "Trộm cắp tài sản (Điều 173 Bộ luật Hình sự)",
            "HinhPhat": "Phạt tù 18 tháng",
            "DaXoa": False,
        }
    ]


async def test_an_expunged_conviction_is_told_but_counts_no_more(
    records: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    record = await record_of(records, people.EXPUNGED, grounds)
    assert (record["KetLuan"], [entry["DaXoa"] for entry in record["AnTich"]]) == ("khong_co_an_tich", [True])


async def test_whoever_lived_elsewhere_is_to_be_verified_there(
    records: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    record = await record_of(records, people.TO_VERIFY, grounds)
    assert (record["KetLuan"], record["AnTich"], record["NoiCanXacMinh"]) == ("can_xac_minh", [], ["01", "31"])


async def test_number_name_and_birthday_must_agree(records: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    asked = whom(people.CONVICTED) | grounds
    for wrong in ({"HoTen": "Tô Văn Lục"}, {"NgaySinh": "19880720"}, {"SoDinhDanh": people.PLAIN_FATHER}):
        assert (await records.post(SEARCH, json=asked | wrong)).status_code == 404


async def test_a_record_is_not_told_without_its_grounds(records: httpx2.AsyncClient) -> None:
    answer = await records.post(SEARCH, json={"SoDinhDanh": people.CONVICTED})
    assert answer.json()["missing"] == ["HoTen", "NgaySinh", "MaHoSo", "CoQuan", "CanBo", "LyDo"]


async def test_a_verification_is_accepted_and_waits(records: httpx2.AsyncClient) -> None:
    asked = await records.post(VERIFICATIONS, json=verification())
    assert (asked.status_code, asked.json()) == (202, {"SoPhieuXacMinh": "00001/2026/PXM", "NgayGui": "20261125"})
    waiting = (await records.get(f"{VERIFICATIONS}/{MESSAGE}")).json()
    assert waiting == verification() | asked.json() | {"KetLuan": "CHO", "AnTich": []}


@pytest.mark.parametrize("finding", ["khong_co_an_tich", "co_an_tich"])
async def test_the_other_place_answers_in_its_own_time(records: httpx2.AsyncClient, finding: str) -> None:
    await records.post(VERIFICATIONS, json=verification())
    await records.post(VERIFICATIONS, json=verification("other", NoiXacMinh="31"))
    answer = {"KetLuan": finding, "AnTich": [criminal_records.THEFT] if finding == "co_an_tich" else []}
    set_to = await records.put(f"/_verifications/{MESSAGE}", json=answer)
    told = (await records.get(f"{VERIFICATIONS}/{MESSAGE}")).json()
    assert (set_to.status_code, set_to.json()) == (200, told)
    assert answer.items() <= told.items()
    assert (await records.get(f"{VERIFICATIONS}/other")).json()["KetLuan"] == "CHO"


async def test_only_a_verification_that_was_asked_can_be_concluded(records: httpx2.AsyncClient) -> None:
    assert (await records.put("/_verifications/unknown", json={"KetLuan": "co_an_tich"})).status_code == 404
    await records.post(VERIFICATIONS, json=verification())
    for wrong in ({}, {"KetLuan": "CHO"}, {"KetLuan": "co_an_tich", "Khac": 1}):
        assert (await records.put(f"/_verifications/{MESSAGE}", json=wrong)).status_code == 422


async def test_the_same_message_asks_once(records: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    first, again = [await records.post(VERIFICATIONS, json=verification()) for _ in range(2)]
    assert (first.status_code, again.status_code, first.json() == again.json()) == (202, 200, True)
    other = await records.post(VERIFICATIONS, json=verification(NoiXacMinh="31"))
    assert (other.status_code, other.json()["title"]) == (409, "message-differs")
    assert (await records.get(f"{VERIFICATIONS}/count")).json() == {"count": 1}
    found = (await records.get(VERIFICATIONS, params={"MaHoSo": "H33.1-261124-0006"})).json()["KetQua"]
    assert [entry["KetLuan"] for entry in found] == ["CHO"]
    assert (await records.get(f"{VERIFICATIONS}/unknown")).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status"), [({"NoiXacMinh": "Hà Nội"}, 400), ({"NoiXacMinh": ""}, 400), ({"SoDinhDanh": "0010"}, 409)]
)
async def test_a_verification_of_nobody_or_nowhere_is_refused(
    records: httpx2.AsyncClient, wrong: dict[str, str], status: int
) -> None:
    assert (await records.post(VERIFICATIONS, json=verification(**wrong))).status_code == status


async def test_a_conclusion_outlives_a_restart(tmp_path: Path) -> None:
    async with client_of(criminal_records.create_app(tmp_path, lambda: NOW)) as client:
        await client.post(VERIFICATIONS, json=verification())
        await client.put(f"/_verifications/{MESSAGE}", json={"KetLuan": "khong_co_an_tich"})
    async with client_of(criminal_records.create_app(tmp_path, lambda: NOW)) as client:
        assert (await client.get(f"{VERIFICATIONS}/{MESSAGE}")).json()["KetLuan"] == "khong_co_an_tich"
        assert (await client.post(VERIFICATIONS, json=verification())).status_code == 200


async def test_it_is_mounted_and_fails_on_demand(running: Sandbox, grounds: dict[str, str]) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/criminal-records/")).text
        await client.put("/criminal-records/_faults", json={"kind": "wrong_answer", "operation": "records/search"})
        asked = whom(people.PLAIN_MOTHER) | grounds
        answers = [await client.post(f"/criminal-records{SEARCH}", json=asked) for _ in range(2)]
    assert ["KetQua" in answer.json() for answer in answers] == [False, True]
