"""The civil-status register knows who is married, and numbers births, marriages and deaths without a gap."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import residents
from sandbox.store import text
from sandbox.vietnam import civil_status
from tests.sandbox.conftest import NOW, client_of

Message = Callable[..., dict[str, Any]]
MARRIAGES = "/v1/marriages/search"
STATUS = "/v1/marital-status/search"
WORDS = ("TinhTrang", "TuNgay", "GiayTo", "VoChong")


def couple(husband: str, wife: str, grounds: dict[str, str]) -> dict[str, str]:
    return {"SoDinhDanhChong": husband, "SoDinhDanhVo": wife} | grounds


async def test_a_marriage_is_told_with_its_certificate(books: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    answer = await books.post(MARRIAGES, json=couple(residents.PLAIN_FATHER, residents.PLAIN_MOTHER, grounds))
    assert answer.json()["KetQua"] == [
        {
            "SoGiayChungNhan": "45/2020",
            "NgayDangKy": "20201020",
            "NoiDangKy": {"MaPhuongXa": "11953", "Ten": "Phường Phố Hiến"},
            "SoDinhDanhChong": residents.PLAIN_FATHER,
            "SoDinhDanhVo": residents.PLAIN_MOTHER,
            "ConHieuLuc": True,
        }
    ]


async def test_a_dissolved_marriage_is_no_longer_in_force(books: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    answer = await books.post(MARRIAGES, json=couple(residents.DIVORCED_FATHER, residents.DIVORCED_MOTHER, grounds))
    assert [entry["ConHieuLuc"] for entry in answer.json()["KetQua"]] == [False]


@pytest.mark.parametrize(
    ("husband", "wife"),
    [
        (residents.NO_MARRIAGE_FATHER, residents.NO_MARRIAGE_MOTHER),
        (residents.OLD_NUMBER_FATHER, residents.OLD_NUMBER_MOTHER),
        (residents.PLAIN_FATHER, residents.DIVORCED_MOTHER),
    ],
)
async def test_no_record_is_not_found(
    books: httpx2.AsyncClient, grounds: dict[str, str], husband: str, wife: str
) -> None:
    assert (await books.post(MARRIAGES, json=couple(husband, wife, grounds))).status_code == 404


async def test_a_marriage_under_an_old_number_is_found_by_that(
    books: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await books.post(MARRIAGES, json=couple(residents.OLD_NUMBER_FATHER, residents.OLD_NUMBER_CMND, grounds))
    assert answer.json()["KetQua"][0]["SoGiayChungNhan"] == "18/2011"


async def test_a_search_without_grounds_is_refused(books: httpx2.AsyncClient) -> None:
    answer = await books.post(MARRIAGES, json={"SoDinhDanhChong": residents.PLAIN_FATHER})
    assert answer.json()["missing"] == ["SoDinhDanhVo", "MaHoSo", "CoQuan", "CanBo", "LyDo"]


async def test_births_are_numbered_without_a_gap_in_each_commune(books: httpx2.AsyncClient, birth: Message) -> None:
    here = [(await books.post("/v1/births", json=birth(f"b-{n}"))).json()["So"] for n in range(3)]
    there = await books.post("/v1/births", json=birth("other", commune="13075"))
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


BEFORE = """
CREATE TABLE {0} (
    message_id TEXT PRIMARY KEY, dossier TEXT NOT NULL, commune TEXT NOT NULL, year INTEGER NOT NULL,
    serial INTEGER NOT NULL, registered TEXT NOT NULL, sent TEXT NOT NULL,
    UNIQUE (commune, year, serial)) WITHOUT ROWID;
CREATE INDEX {0}_by_dossier ON {0} (dossier);
"""
"""Each book as older code kept it."""


async def test_what_older_code_entered_is_answered_as_it_was_and_counted_on(tmp_path: Path, birth: Message) -> None:
    sent = birth("b-1")
    with closing(sqlite3.connect(tmp_path / "civil-status.sqlite3")) as books:
        books.executescript("".join(map(BEFORE.format, ("births", "weddings", "deaths"))))
        entered = ("b-1", sent["MaHoSo"], sent["MaPhuongXa"], 2026, 7, "20261124", text(sent))
        books.execute("INSERT INTO births VALUES (?, ?, ?, ?, ?, ?, ?)", entered)
        books.commit()
    for _ in range(2):  # and once only
        async with client_of(civil_status.create_app(tmp_path, clock=lambda: NOW)) as client:
            again = await client.post("/v1/births", json=sent)
            assert (again.status_code, again.json()["So"], again.json()["NgayDangKy"]) == (200, 7, "20261124")
            new = await client.post("/v1/births", json=birth("b-2"))
            assert new.json() == {"So": 8, "QuyenSo": "01/2026-KS", "NgayDangKy": "20261125"}
            assert (await client.get("/v1/births/count")).json() == {"count": 2}


async def test_a_birth_is_found_by_message_and_by_dossier(
    books: httpx2.AsyncClient, birth: Message, grounds: dict[str, str]
) -> None:
    await books.post("/v1/births", json=birth())
    one = (await books.get("/v1/births/b-1")).json()
    assert (one["So"], one["NoiDung"]["HoVaTen"]) == (1, "Trần Nguyễn Bảo Ấn")
    assert (await books.get("/v1/births", params={"MaHoSo": grounds["MaHoSo"]})).json() == {"KetQua": [one]}
    assert (await books.get("/v1/births", params={"MaHoSo": "unknown"})).json() == {"KetQua": []}
    assert (await books.get("/v1/births/unknown")).status_code == 404


def marriage(message_id: str = "w-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0002", "MaPhuongXa": "11983",
        "SoDinhDanhChong": residents.NO_MARRIAGE_FATHER, "HoTenChong": "Lê Đức Thắng",
        "SoDinhDanhVo": residents.NO_MARRIAGE_MOTHER, "HoTenVo": "Phạm Thị Thu Hà", "NoiDung": {"NoiCuTru": "Sơn Nam"},
    } | changes  # fmt: skip


def death(message_id: str = "d-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0003", "MaPhuongXa": "11953",
        "SoDinhDanh": residents.PLAIN_FATHER, "HoTen": "Trần Văn Minh", "NgayMat": "20261120",
        "NoiDung": {"LyDo": "Bệnh"},
    } | changes  # fmt: skip


async def status_of(books: httpx2.AsyncClient, number: str, grounds: dict[str, str], **more: str) -> list[Any]:
    answer = await books.post(STATUS, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    return [tuple(entry[word] for word in WORDS) for entry in answer.json()["KetQua"]]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (residents.NO_MARRIAGE_MOTHER, ("chua_ket_hon", None, None, None)),
        (residents.PLAIN_MOTHER, ("dang_co_vo_chong", "20201020", "45/2020", "Trần Văn Minh")),
        (residents.OLD_NUMBER_CMND, ("dang_co_vo_chong", "20110109", "18/2011", "Đoàn Văn Toàn")),
        (residents.FOREIGN_FATHER_MOTHER, ("dang_co_vo_chong", "20220308", "07/2022", "Tanaka Kenji")),
        (residents.DIVORCED_FATHER, ("da_ly_hon", "20190617", "87/2019/QĐST-HNGĐ", None)),
        (residents.FATHER_DECEASED_MOTHER, ("vo_chong_da_mat", "20260618", None, "Bùi Quang Huy")),
    ],
)
async def test_marital_status_follows_from_the_latest_marriage(
    books: httpx2.AsyncClient, grounds: dict[str, str], number: str, told: tuple[str | None, ...]
) -> None:
    answer = (await books.post(STATUS, json={"SoDinhDanh": number} | grounds)).json()["KetQua"]
    assert answer == [{"SoDinhDanh": number} | dict(zip(WORDS, told, strict=True))]


@pytest.mark.parametrize(
    "number", [residents.UNKNOWN_STATUS, residents.OLD_NUMBER_MOTHER, residents.FATHER_DECEASED_FATHER, "001099999999"]
)
async def test_of_those_whose_books_are_not_here_nothing_is_told(
    books: httpx2.AsyncClient, grounds: dict[str, str], number: str
) -> None:
    assert await status_of(books, number, grounds) == []


async def test_a_status_is_not_told_without_grounds_nor_under_another_name(
    books: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await books.post(STATUS, json={"SoDinhDanh": residents.PLAIN_MOTHER})
    assert answer.json()["missing"] == ["MaHoSo", "CoQuan", "CanBo", "LyDo"]
    assert await status_of(books, residents.PLAIN_MOTHER, grounds, HoTen="Nguyễn Thị Lan Ảnh") == []
    assert await status_of(books, residents.PLAIN_MOTHER, grounds, HoTen="Nguyễn Thị Lan Anh") != []


async def test_a_marriage_once_entered_is_found_by_both_searches(
    books: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    entered = await books.post("/v1/marriages", json=marriage())
    entry = entered.json()
    assert (entered.status_code, entry["So"], entry["QuyenSo"][-3:]) == (201, 1, "-KH")
    asked = couple(residents.NO_MARRIAGE_FATHER, residents.NO_MARRIAGE_MOTHER, grounds)
    [found] = (await books.post(MARRIAGES, json=asked)).json()["KetQua"]
    certificate = f"01/{entry['NgayDangKy'][:4]}"
    assert found == {
        "SoGiayChungNhan": certificate,
        "NgayDangKy": entry["NgayDangKy"],
        "NoiDangKy": {"MaPhuongXa": "11983", "Ten": "Phường Sơn Nam"},
        "SoDinhDanhChong": residents.NO_MARRIAGE_FATHER,
        "SoDinhDanhVo": residents.NO_MARRIAGE_MOTHER,
        "ConHieuLuc": True,
    }
    told = ("dang_co_vo_chong", entry["NgayDangKy"], certificate, "Phạm Thị Thu Hà")
    assert await status_of(books, residents.NO_MARRIAGE_FATHER, grounds) == [told]


async def test_nobody_is_married_twice_at_a_time(books: httpx2.AsyncClient) -> None:
    married = marriage(SoDinhDanhVo=residents.PLAIN_MOTHER, HoTenVo="Nguyễn Thị Lan Anh")
    answer = await books.post("/v1/marriages", json=married)
    assert (answer.status_code, answer.json()["title"]) == (409, "already-married")
    assert (await books.get("/v1/marriages/count")).json() == {"count": 0}
    assert (await books.post("/v1/marriages", json=marriage("w-1"))).json()["So"] == 1
    assert (await books.post("/v1/marriages", json=marriage("w-2"))).status_code == 409


async def test_the_divorced_and_the_widowed_may_marry_and_so_may_a_foreigner(
    books: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    again = marriage(
        SoDinhDanhChong=residents.DIVORCED_FATHER, HoTenChong="Phan Hữu Nghĩa",
        SoDinhDanhVo=residents.FATHER_DECEASED_MOTHER, HoTenVo="Vũ Thị Hồng Nhung",
    )  # fmt: skip
    assert (await books.post("/v1/marriages", json=again)).status_code == 201
    [widow] = await status_of(books, residents.FATHER_DECEASED_MOTHER, grounds)
    assert (widow[0], widow[3]) == ("dang_co_vo_chong", "Phan Hữu Nghĩa")
    foreign = marriage("w-2", SoDinhDanhChong="FR123456", HoTenChong="Jean Dupont")
    assert (await books.post("/v1/marriages", json=foreign)).status_code == 201
    assert [told[3] for told in await status_of(books, "FR123456", grounds)] == ["Phạm Thị Thu Hà"]


async def test_a_death_makes_a_widow_and_is_entered_once(books: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    first, again = [await books.post("/v1/deaths", json=death()) for _ in range(2)]
    assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
    assert first.json()["QuyenSo"][-3:] == "-KT"
    paper = f"01/{first.json()['NgayDangKy'][:4]}"
    widow = ("vo_chong_da_mat", "20261120", paper, "Trần Văn Minh")
    assert await status_of(books, residents.PLAIN_MOTHER, grounds) == [widow]
    assert await status_of(books, residents.PLAIN_FATHER, grounds) == []
    second = await books.post("/v1/deaths", json=death("d-2"))
    assert (second.status_code, second.json()["title"]) == (409, "already-dead")


async def test_the_dead_of_the_sample_are_dead_and_do_not_marry(books: httpx2.AsyncClient) -> None:
    gone = {"SoDinhDanh": residents.FATHER_DECEASED_FATHER, "HoTen": "Bùi Quang Huy"}
    assert (await books.post("/v1/deaths", json=death(**gone))).json()["title"] == "already-dead"
    groom = {"SoDinhDanhChong": residents.FATHER_DECEASED_FATHER, "HoTenChong": "Bùi Quang Huy"}
    assert (await books.post("/v1/marriages", json=marriage(**groom))).json()["title"] == "already-dead"


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"NgayMat": "20263011"}, 400), ({"NgayMat": "29991231"}, 400), ({"HoTen": "Trần Văn Mình"}, 409),
     ({"HoTen": ""}, 400), ({"NoiDung": "text"}, 400)],
)  # fmt: skip
async def test_a_death_that_cannot_be_is_refused_and_leaves_no_gap(
    books: httpx2.AsyncClient, wrong: dict[str, str], status: int
) -> None:
    assert (await books.post("/v1/deaths", json=death(**wrong))).status_code == status
    assert (await books.post("/v1/deaths", json=death())).json()["So"] == 1


@pytest.mark.parametrize(("path", "message"), [("/v1/marriages", marriage), ("/v1/deaths", death)])
async def test_marriages_and_deaths_are_found_by_message_and_by_dossier(
    books: httpx2.AsyncClient, path: str, message: Message
) -> None:
    sent = message("H33.1-261124-0002/enter")
    entry = (await books.post(path, json=sent)).json()
    assert (await books.post(path, json=sent | {"MaHoSo": "another"})).json()["title"] == "message-differs"
    assert (await books.get(f"{path}/H33.1-261124-0002/enter")).json() == sent | entry
    assert (await books.get(path, params={"MaHoSo": sent["MaHoSo"]})).json() == {"KetQua": [sent | entry]}
    assert (await books.get(f"{path}/count")).json() == {"count": 1}
    assert (await books.get(f"{path}/unknown")).status_code == 404


async def test_marriages_and_deaths_outlive_a_restart(tmp_path: Path, grounds: dict[str, str]) -> None:
    async with client_of(civil_status.create_app(tmp_path)) as client:
        await client.post("/v1/marriages", json=marriage())
        await client.post("/v1/deaths", json=death())
    async with client_of(civil_status.create_app(tmp_path)) as client:
        assert (await client.post("/v1/marriages", json=marriage())).status_code == 200
        assert (await client.post("/v1/deaths", json=death("d-2"))).status_code == 409
        assert [told[0] for told in await status_of(client, residents.PLAIN_MOTHER, grounds)] == ["vo_chong_da_mat"]
