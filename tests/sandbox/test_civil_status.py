"""The civil-status register knows marriages, and numbers births without a gap."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox import civil_status, people
from tests.sandbox.conftest import client_of

Message = Callable[..., dict[str, Any]]
MARRIAGES = "/v1/marriages/search"


def couple(husband: str, wife: str, grounds: dict[str, str]) -> dict[str, str]:
    return {"SoDinhDanhChong": husband, "SoDinhDanhVo": wife} | grounds


async def test_a_marriage_is_told_with_its_certificate(books: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    answer = await books.post(MARRIAGES, json=couple(people.PLAIN_FATHER, people.PLAIN_MOTHER, grounds))
    assert answer.json()["KetQua"] == [
        {
            "SoGiayChungNhan": "45/2020",
            "NgayDangKy": "20201020",
            "NoiDangKy": {"MaPhuongXa": "11953", "Ten": "Phường Phố Hiến"},
            "SoDinhDanhChong": people.PLAIN_FATHER,
            "SoDinhDanhVo": people.PLAIN_MOTHER,
            "ConHieuLuc": True,
        }
    ]


async def test_a_dissolved_marriage_is_no_longer_in_force(books: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    answer = await books.post(MARRIAGES, json=couple(people.DIVORCED_FATHER, people.DIVORCED_MOTHER, grounds))
    assert [entry["ConHieuLuc"] for entry in answer.json()["KetQua"]] == [False]


@pytest.mark.parametrize(
    ("husband", "wife"),
    [
        (people.NO_MARRIAGE_FATHER, people.NO_MARRIAGE_MOTHER),
        (people.OLD_NUMBER_FATHER, people.OLD_NUMBER_MOTHER),
        (people.PLAIN_FATHER, people.DIVORCED_MOTHER),
    ],
)
async def test_no_record_is_not_found(
    books: httpx2.AsyncClient, grounds: dict[str, str], husband: str, wife: str
) -> None:
    assert (await books.post(MARRIAGES, json=couple(husband, wife, grounds))).status_code == 404


async def test_a_marriage_under_an_old_number_is_found_by_that(
    books: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await books.post(MARRIAGES, json=couple(people.OLD_NUMBER_FATHER, people.OLD_NUMBER_CMND, grounds))
    assert answer.json()["KetQua"][0]["SoGiayChungNhan"] == "18/2011"


async def test_a_search_without_grounds_is_refused(books: httpx2.AsyncClient) -> None:
    answer = await books.post(MARRIAGES, json={"SoDinhDanhChong": people.PLAIN_FATHER})
    assert answer.json()["missing"] == ["SoDinhDanhVo", "MaHoSo", "CoQuan", "CanBo", "LyDo"]


async def test_births_are_numbered_without_a_gap_in_each_commune(books: httpx2.AsyncClient, birth: Message) -> None:
    here = [(await books.post("/v1/births", json=birth(f"b-{n}"))).json()["So"] for n in range(3)]
    there = await books.post("/v1/births", json=birth("other", commune="12826"))
    assert here == [1, 2, 3]
    assert (there.status_code, there.json()["So"]) == (201, 1)


async def test_a_refused_birth_leaves_no_gap(books: httpx2.AsyncClient, birth: Message) -> None:
    await books.post("/v1/births", json=birth("b-1"))
    assert (await books.post("/v1/births", json=birth("b-1", MaHoSo="another"))).status_code == 409
    assert (await books.post("/v1/births", json=birth("b-2", NoiDung="text"))).status_code == 400
    assert (await books.post("/v1/births", json=birth("b-2"))).json()["So"] == 2


async def test_the_same_message_gets_the_same_entry(books: httpx2.AsyncClient, birth: Message) -> None:
    first, again = [await books.post("/v1/births", json=birth()) for _ in range(2)]
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (await books.get("/v1/births/count")).json() == {"count": 1}


async def test_a_new_year_in_vietnam_opens_a_new_volume(tmp_path: Path, birth: Message) -> None:
    now = [datetime(2026, 12, 31, 16, 59, tzinfo=UTC), datetime(2026, 12, 31, 17, 0, tzinfo=UTC)]
    async with client_of(civil_status.create_app(tmp_path, clock=lambda: now.pop(0))) as client:
        old = (await client.post("/v1/births", json=birth("b-1"))).json()
        new = (await client.post("/v1/births", json=birth("b-2"))).json()
    assert old == {"So": 1, "QuyenSo": "01/2026-KS", "NgayDangKy": "20261231"}
    assert new == {"So": 1, "QuyenSo": "01/2027-KS", "NgayDangKy": "20270101"}


async def test_a_birth_is_found_by_message_and_by_dossier(
    books: httpx2.AsyncClient, birth: Message, grounds: dict[str, str]
) -> None:
    await books.post("/v1/births", json=birth())
    one = (await books.get("/v1/births/b-1")).json()
    assert (one["So"], one["NoiDung"]["HoVaTen"]) == (1, "Trần Nguyễn Bảo Ấn")
    assert (await books.get("/v1/births", params={"MaHoSo": grounds["MaHoSo"]})).json() == {"KetQua": [one]}
    assert (await books.get("/v1/births", params={"MaHoSo": "unknown"})).json() == {"KetQua": []}
    assert (await books.get("/v1/births/unknown")).status_code == 404
