"""The traffic registers know who may drive what, what is still open against them, and how fit they are."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import residents
from sandbox.people.residents import world
from sandbox.vietnam import traffic
from tests.sandbox.conftest import NOW, Sandbox, client_of

LICENCES, VIOLATIONS, CHECKS = "/v1/licences/search", "/v1/violations/search", "/v1/health-checks/search"
EXCHANGE = "/v1/licences"
SEARCHES = (LICENCES, VIOLATIONS, CHECKS)


async def found(
    drivers: httpx2.AsyncClient, path: str, number: str, grounds: dict[str, str], **more: str
) -> list[dict[str, Any]]:
    answer = await drivers.post(path, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["KetQua"]
    return told


async def exchange_of(
    drivers: httpx2.AsyncClient, number: str, grounds: dict[str, str], message_id: str = "t-1", **changes: Any
) -> dict[str, Any]:
    [held] = await found(drivers, LICENCES, number, grounds)
    told = {"MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0007", "SoDinhDanh": number}
    return told | {"SoGiayPhepCu": held["SoGiayPhep"], "Hang": "B"} | changes


async def refusal(drivers: httpx2.AsyncClient, sent: dict[str, Any]) -> tuple[int, str]:
    answer = await drivers.post(EXCHANGE, json=sent)
    return answer.status_code, answer.json()["title"]


async def test_a_licence_is_told_with_classes_days_and_state(
    drivers: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    assert await found(drivers, LICENCES, residents.PLAIN_FATHER, grounds) == [
        {
            "SoDinhDanh": residents.PLAIN_FATHER,
            "SoGiayPhep": "331810000002",
            "Hang": ["A1", "B"],
            "NgayCap": "20180731",
            "NgayHetHan": "20280731",
            "TrangThai": "con_hieu_luc",
        }
    ]
    [expired] = await found(drivers, LICENCES, residents.LICENCE_EXPIRED, grounds)
    assert (expired["TrangThai"], expired["NgayHetHan"]) == ("het_han", "20260630")


async def test_a_licence_for_motorcycles_only_lasts_for_life(tmp_path: Path) -> None:
    drivers = list(traffic._drivers())
    assert {tuple(classes) for _, classes, _, _ in drivers} == {("A1",), ("A1", "B"), ("A1", "B", "C1")}
    assert all((until is None) == (classes == ["A1"]) for _, classes, _, until in drivers)
    grown = {who.number: who.born for who in world().persons}
    assert all((issued - grown[number]).days >= 18 * 365 for number, _, issued, _ in drivers)


@pytest.mark.parametrize("path", SEARCHES)
async def test_nothing_is_told_without_grounds_or_of_somebody_else(
    drivers: httpx2.AsyncClient, grounds: dict[str, str], path: str
) -> None:
    answer = await drivers.post(path, json={"SoDinhDanh": residents.OPEN_VIOLATION})
    assert answer.json()["missing"] == ["MaHoSo", "CoQuan", "CanBo", "LyDo"]
    assert await found(drivers, path, residents.OPEN_VIOLATION, grounds, HoTen="Quách Văn Đồng") == []
    assert await found(drivers, path, residents.OPEN_VIOLATION, grounds, HoTen="Quách Văn Đông") != []
    assert await found(drivers, path, "001099999999", grounds) == []


async def test_minors_do_not_drive(drivers: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    assert [await found(drivers, path, residents.YOUNG_MOTHER, grounds) for path in SEARCHES] == [[], [], []]


async def test_a_health_check_is_told_for_twelve_months(tmp_path: Path, grounds: dict[str, str]) -> None:
    async with client_of(traffic.create_app(tmp_path, lambda: NOW)) as client:
        [check] = await found(client, CHECKS, residents.PLAIN_FATHER, grounds)
    assert check == {
        "SoGiay": "GKSK-2026-000002",
        "CoSo": "Bệnh viện Đa khoa tỉnh Thái Bình",
        "NgayKham": "20260924",
        "NgayHetHan": "20270924",
        "KetLuan": "du_dieu_kien",
        "HangDuocLai": ["A1", "B"],
    }
    for day, told in ((24, [check]), (25, [])):
        then = datetime(2027, 9, day, tzinfo=UTC)
        async with client_of(traffic.create_app(tmp_path, lambda then=then: then)) as client:  # type: ignore[misc]
            assert await found(client, CHECKS, residents.PLAIN_FATHER, grounds) == told


async def test_some_have_no_health_check_and_some_are_unfit(
    drivers: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    assert await found(drivers, CHECKS, residents.NO_HEALTH_CHECK, grounds) == []
    [unfit] = await found(drivers, CHECKS, next(who for who, *_ in traffic._drivers() if int(who) % 41 == 0), grounds)
    assert (unfit["KetLuan"], unfit["HangDuocLai"]) == ("khong_du", [])


async def test_a_licence_is_exchanged_for_one_with_the_same_classes(
    drivers: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    sent = await exchange_of(drivers, residents.PLAIN_FATHER, grounds)
    told = {"SoGiayPhep": "332690000001", "NgayCap": "20261125", "NgayHetHan": "20361125"}
    answer = await drivers.post(EXCHANGE, json=sent)
    assert (answer.status_code, answer.json()) == (201, told)
    [now] = await found(drivers, LICENCES, residents.PLAIN_FATHER, grounds)
    assert (now["SoGiayPhep"], now["Hang"]) == (told["SoGiayPhep"], ["A1", "B"])
    assert await refusal(drivers, sent | {"MaThongDiep": "t-2"}) == (409, "no-such-licence")


async def test_an_open_violation_stands_in_the_way_until_it_is_settled(
    drivers: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    sent = await exchange_of(drivers, residents.OPEN_VIOLATION, grounds)
    assert await refusal(drivers, sent) == (409, "open-violation")
    [violation] = await found(drivers, VIOLATIONS, residents.OPEN_VIOLATION, grounds)
    assert (violation["NgayLap"], violation["DaXuLy"]) == ("20260912", False)
    settled = await drivers.put(f"/_violations/{violation['SoBienBan']}", json={"DaXuLy": True})
    assert settled.json() == violation | {"DaXuLy": True}
    assert await found(drivers, VIOLATIONS, residents.OPEN_VIOLATION, grounds) == [settled.json()]
    assert (await drivers.post(EXCHANGE, json=sent)).status_code == 201


async def test_only_a_violation_that_was_written_can_be_settled(drivers: httpx2.AsyncClient) -> None:
    assert (await drivers.put("/_violations/unknown", json={"DaXuLy": True})).status_code == 404
    assert (await drivers.put("/_violations/unknown", json={"DaXuLy": False})).status_code == 422


async def test_a_settled_violation_does_not_stand_in_the_way(
    drivers: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    [violation] = await found(drivers, VIOLATIONS, residents.NAME_CLASH_FATHER, grounds)
    assert violation["DaXuLy"]
    sent = await exchange_of(drivers, residents.NAME_CLASH_FATHER, grounds, Hang=["A1", "B"])
    assert (await drivers.post(EXCHANGE, json=sent)).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"Hang": "D"}, (409, "class-not-held")), ({"Hang": ["B", "C1"]}, (409, "class-not-held")),
     ({"SoGiayPhepCu": "331810000001"}, (409, "no-such-licence")), ({"HoTen": "Ai Đó"}, (409, "does-not-agree")),
     ({"Hang": ""}, (400, "missing-fields"))],
)  # fmt: skip
async def test_what_somebody_does_not_hold_is_not_exchanged(
    drivers: httpx2.AsyncClient, grounds: dict[str, str], wrong: dict[str, Any], told: tuple[int, str]
) -> None:
    assert await refusal(drivers, await exchange_of(drivers, residents.PLAIN_FATHER, grounds, **wrong)) == told
    assert (await drivers.get(f"{EXCHANGE}/count")).json() == {"count": 0}


async def test_the_same_message_exchanges_once(drivers: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    sent = await exchange_of(drivers, residents.PLAIN_FATHER, grounds, "H33.1-261124-0007/exchange")
    first, again = [await drivers.post(EXCHANGE, json=sent) for _ in range(2)]
    assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
    assert await refusal(drivers, sent | {"Hang": "A1"}) == (409, "message-differs")
    assert (await drivers.get(f"{EXCHANGE}/H33.1-261124-0007/exchange")).json() == sent | first.json()
    of_dossier = (await drivers.get(EXCHANGE, params={"MaHoSo": sent["MaHoSo"]})).json()
    assert of_dossier == {"KetQua": [sent | first.json()]}
    assert (await drivers.get(f"{EXCHANGE}/unknown")).status_code == 404


async def test_what_was_exchanged_and_settled_outlives_a_restart(tmp_path: Path, grounds: dict[str, str]) -> None:
    async with client_of(traffic.create_app(tmp_path, lambda: NOW)) as client:
        sent = await exchange_of(client, residents.PLAIN_FATHER, grounds)
        new = (await client.post(EXCHANGE, json=sent)).json()
        [violation] = await found(client, VIOLATIONS, residents.OPEN_VIOLATION, grounds)
        await client.put(f"/_violations/{violation['SoBienBan']}", json={"DaXuLy": True})
    async with client_of(traffic.create_app(tmp_path, lambda: NOW)) as client:
        assert (await client.post(EXCHANGE, json=sent)).json() == new
        assert [one["DaXuLy"] for one in await found(client, VIOLATIONS, residents.OPEN_VIOLATION, grounds)] == [True]
        [held] = await found(client, LICENCES, residents.PLAIN_FATHER, grounds)
        assert held["SoGiayPhep"] == new["SoGiayPhep"]


async def test_it_is_mounted_and_fails_on_demand(running: Sandbox, grounds: dict[str, str]) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/traffic/")).text
        await client.put("/traffic/_faults", json={"kind": "not_found", "operation": "licences/search"})
        asked = {"SoDinhDanh": residents.PLAIN_FATHER} | grounds
        answers = [await client.post(f"/traffic{LICENCES}", json=asked) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [404, 200]
