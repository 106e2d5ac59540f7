"""The population register answers who is who, and numbers each newborn once."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import residents
from sandbox.store import text
from sandbox.vietnam import population
from tests.sandbox.conftest import client_of

Message = Callable[..., dict[str, Any]]
SEARCH = "/v1/persons/search"


async def found(client: httpx2.AsyncClient, asked: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await client.post(SEARCH, json=asked)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["KetQua"]
    return results


async def test_a_person_is_found_by_number(persons: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    [person] = await found(persons, {"SoDinhDanh": residents.PLAIN_MOTHER} | grounds)
    assert person["HoVaTen"] == {"Ho": "Nguyễn", "ChuDem": "Thị Lan", "Ten": "Anh"}
    assert person["NgayThangNamSinh"] == "19950412"
    assert (person["GioiTinh"], person["VoChong"]) == ("Nữ", residents.PLAIN_FATHER)
    assert person["ThuongTru"]["MaPhuongXa"] == "11953"


async def test_nobody_is_told_without_dossier_agency_officer_and_reason(persons: httpx2.AsyncClient) -> None:
    answer = await persons.post(SEARCH, json={"SoDinhDanh": residents.PLAIN_MOTHER, "MaHoSo": "H1"})
    assert answer.status_code == 400
    assert answer.json()["missing"] == ["CoQuan", "CanBo", "LyDo"]


async def test_a_search_by_name_alone_is_too_broad(persons: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    answer = await persons.post(SEARCH, json={"HoVaTen": "Nguyễn Văn Hùng"} | grounds)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:motcua-sandbox:too-broad")


async def test_an_unknown_number_is_not_found(persons: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    answer = await persons.post(SEARCH, json={"SoDinhDanh": "001099999999"} | grounds)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_two_people_of_one_name_and_birthday_are_both_told(
    persons: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    clash = await found(persons, {"HoVaTen": "nguyễn văn  hùng", "NgaySinh": "19900510"} | grounds)
    assert {who["SoDinhDanh"] for who in clash} == {residents.NAME_CLASH_FATHER, residents.NAME_CLASH_OTHER}


async def test_an_old_number_leads_to_the_new_one(persons: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    [person] = await found(persons, {"SoCMND": residents.OLD_NUMBER_CMND} | grounds)
    assert person["SoDinhDanh"] == residents.OLD_NUMBER_MOTHER


async def test_a_wrong_diacritic_is_another_name(persons: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    asked = {"SoDinhDanh": residents.MISSPELT_MOTHER} | grounds
    assert await found(persons, asked | {"HoVaTen": residents.MISSPELT_NAME_IN_REGISTER})
    answer = await persons.post(SEARCH, json=asked | {"HoVaTen": residents.MISSPELT_NAME_ON_PAPERS})
    assert answer.status_code == 404


async def test_the_dead_are_told_with_their_day(persons: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    [father] = await found(persons, {"SoDinhDanh": residents.FATHER_DECEASED_FATHER} | grounds)
    assert father["NgayMat"] == "20260618"


async def test_a_newborn_number_tells_province_sex_century_and_year(
    persons: httpx2.AsyncClient, newborn: Message
) -> None:
    girl = await persons.post("/v1/newborns", json=newborn())
    boy = await persons.post("/v1/newborns", json=newborn("m-2", GioiTinh="Nam"))
    assert (girl.status_code, girl.json()["SoDinhDanh"][:6]) == (201, "033326")
    assert boy.json()["SoDinhDanh"][:6] == "033226"


async def test_the_same_message_gets_the_same_number(persons: httpx2.AsyncClient, newborn: Message) -> None:
    first = await persons.post("/v1/newborns", json=newborn())
    again = await persons.post("/v1/newborns", json=newborn())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (await persons.get("/v1/newborns/count")).json() == {"count": 1}


async def test_a_message_cannot_change_its_mind(persons: httpx2.AsyncClient, newborn: Message) -> None:
    await persons.post("/v1/newborns", json=newborn())
    answer = await persons.post("/v1/newborns", json=newborn(NgaySinh="20261102"))
    assert answer.status_code == 409


async def test_a_newborn_is_a_person_from_then_on(
    persons: httpx2.AsyncClient, newborn: Message, grounds: dict[str, str]
) -> None:
    number = (await persons.post("/v1/newborns", json=newborn())).json()["SoDinhDanh"]
    [child] = await found(persons, {"SoDinhDanh": number} | grounds)
    assert child["HoVaTen"] == {"Ho": "Trần", "ChuDem": "Nguyễn Bảo", "Ten": "Ấn"}
    assert (child["Cha"], child["Me"]) == (residents.PLAIN_FATHER, residents.PLAIN_MOTHER)


async def test_a_newborn_is_found_by_message_and_by_dossier(
    persons: httpx2.AsyncClient, newborn: Message, grounds: dict[str, str]
) -> None:
    number = (await persons.post("/v1/newborns", json=newborn())).json()["SoDinhDanh"]
    assert (await persons.get("/v1/newborns/m-1")).json()["SoDinhDanh"] == number
    of_dossier = await persons.get("/v1/newborns", params={"MaHoSo": grounds["MaHoSo"]})
    assert [entry["SoDinhDanh"] for entry in of_dossier.json()["KetQua"]] == [number]
    assert (await persons.get("/v1/newborns/unknown")).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"NgaySinh": "20261301"}, {"GioiTinh": "X"}, {"MaTinhKhaiSinh": "33"}, {"HoVaTen": ""}]
)
async def test_a_birth_that_makes_no_number_is_refused(
    persons: httpx2.AsyncClient, newborn: Message, wrong: dict[str, str]
) -> None:
    assert (await persons.post("/v1/newborns", json=newborn(**wrong))).status_code == 400
    assert (await persons.get("/v1/newborns/count")).json() == {"count": 0}


@pytest.mark.parametrize("kind", sorted({couple.kind for couple in residents.named()}))
async def test_every_documented_couple_is_served_by_kind(persons: httpx2.AsyncClient, kind: str) -> None:
    couples = (await persons.get("/_couples", params={"kind": kind, "limit": 1})).json()
    documented = next(couple for couple in residents.named() if couple.kind == kind)
    assert [couple["mother"]["number"] for couple in couples] == [documented.mother.number]
    assert couples[0]["father"]["number"] == (documented.father.number or None)


async def test_couples_can_be_asked_by_commune(persons: httpx2.AsyncClient) -> None:
    couples = (await persons.get("/_couples", params={"commune": "13075", "limit": 5})).json()
    assert [couple["mother"]["commune"] for couple in couples] == ["13075"] * 5


async def test_whom_older_code_gave_a_number_gets_no_second_one(tmp_path: Path, newborn: Message) -> None:
    sent = newborn()
    with closing(sqlite3.connect(tmp_path / "population.sqlite3")) as store:
        store.execute(
            "CREATE TABLE newborns (message_id TEXT PRIMARY KEY, dossier TEXT NOT NULL, number TEXT NOT NULL UNIQUE,"
            " sent TEXT NOT NULL) WITHOUT ROWID"
        )
        store.execute("INSERT INTO newborns VALUES (?, ?, ?, ?)", ("m-1", sent["MaHoSo"], "033326000001", text(sent)))
        store.commit()
    async with client_of(population.create_app(tmp_path)) as client:
        again = await client.post("/v1/newborns", json=sent)
        assert (again.status_code, again.json()["SoDinhDanh"]) == (200, "033326000001")
        assert (await client.get("/v1/newborns/count")).json() == {"count": 1}
