"""The identity-card register knows who has a card, and takes requests for children's first ones."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox.people import residents
from sandbox.people.residents import world
from sandbox.vietnam import id_cards
from tests.sandbox.conftest import NOW, Sandbox, client_of

SEARCH, REQUESTS = "/v1/cards/search", "/v1/requests"


def request(message_id: str = "c-1", **changes: Any) -> dict[str, Any]:
    return {
        "MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0005", "SoDinhDanh": "033326004711",
        "HoTen": "Trần Nguyễn Bảo Ấn", "NgaySinh": "20261101", "MaPhuongXa": "11953",
        "NguoiDaiDien": residents.PLAIN_MOTHER,
    } | changes  # fmt: skip


async def card_of(cards: httpx2.AsyncClient, number: str, grounds: dict[str, str], **more: str) -> list[dict[str, Any]]:
    answer = await cards.post(SEARCH, json={"SoDinhDanh": number} | more | grounds)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["KetQua"]
    return found


async def refusal(cards: httpx2.AsyncClient, sent: dict[str, Any]) -> tuple[int, str]:
    answer = await cards.post(REQUESTS, json=sent)
    return answer.status_code, answer.json()["title"]


async def test_a_grown_person_has_a_card_until_the_next_birthday_of_renewal(
    cards: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    assert await card_of(cards, residents.PLAIN_MOTHER, grounds) == [
        {
            "SoDinhDanh": residents.PLAIN_MOTHER,
            "SoThe": residents.PLAIN_MOTHER,
            "TrangThai": "con_hieu_luc",
            "NgayCap": "20210610",
            "NgayHetHan": "20350412",
        }
    ]


async def test_no_card_is_told_to_whoever_gives_no_grounds_or_another_name(
    cards: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await cards.post(SEARCH, json={"SoDinhDanh": residents.PLAIN_MOTHER})
    assert answer.json()["missing"] == ["MaHoSo", "CoQuan", "CanBo", "LyDo"]
    assert await card_of(cards, residents.PLAIN_MOTHER, grounds, HoTen="Nguyễn Thị Lan") == []
    assert await card_of(cards, residents.PLAIN_MOTHER, grounds, NgaySinh="19950413") == []
    assert await card_of(cards, "001099999999", grounds) == []


async def test_the_card_of_the_dead_is_taken_back(cards: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    [card] = await card_of(cards, residents.FATHER_DECEASED_FATHER, grounds)
    assert card["TrangThai"] == "da_thu_hoi"


async def test_a_card_expires_on_its_day(tmp_path: Path, grounds: dict[str, str]) -> None:
    for day, state in ((12, "con_hieu_luc"), (13, "het_han")):
        now = datetime(2035, 4, day, tzinfo=UTC)
        async with client_of(id_cards.create_app(tmp_path, lambda now=now: now)) as client:  # type: ignore[misc]
            [card] = await card_of(client, residents.PLAIN_MOTHER, grounds)
            assert card["TrangThai"] == state


async def test_grown_people_have_cards_and_some_children_too(
    cards: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    grown = [who for who in world().persons if who.born.year < 2010 and not who.died][::40]
    assert all([await card_of(cards, who.number, grounds) for who in grown])
    small = [who for who in world().persons if who.born.year > 2020]
    having = [bool(await card_of(cards, who.number, grounds)) for who in small]
    assert 0 < having.count(True) < len(having) / 2


async def test_a_newborns_card_is_promised_in_seven_working_days(
    cards: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    answer = await cards.post(REQUESTS, json=request())
    told = {"SoBienNhan": "CC-11953-2026-00001", "NgayHenTra": "20261204"}
    assert (answer.status_code, answer.json()) == (201, told)
    [card] = await card_of(cards, "033326004711", grounds)
    assert (card["TrangThai"], card["NgayCap"], card["NgayHetHan"]) == ("cho_cap", None, None)


async def test_a_promised_card_is_there_on_its_day(tmp_path: Path, grounds: dict[str, str]) -> None:
    async with client_of(id_cards.create_app(tmp_path, lambda: NOW)) as client:
        await client.post(REQUESTS, json=request())
    then = datetime(2026, 12, 4, tzinfo=UTC)
    async with client_of(id_cards.create_app(tmp_path, lambda: then)) as client:
        [card] = await card_of(client, "033326004711", grounds)
        assert (card["TrangThai"], card["NgayCap"], card["NgayHetHan"]) == ("con_hieu_luc", "20261204", "20401101")
        assert (await client.post(REQUESTS, json=request())).status_code == 200


@pytest.mark.parametrize(("born", "status"), [("20201126", 201), ("20201125", 409), ("20120229", 409)])
async def test_a_child_is_under_six(cards: httpx2.AsyncClient, born: str, status: int) -> None:
    answer = await cards.post(REQUESTS, json=request(NgaySinh=born))
    assert answer.status_code == status
    assert answer.json().get("title") == (None if status == 201 else "not-a-child")


async def test_a_second_card_is_not_made(cards: httpx2.AsyncClient) -> None:
    assert (await cards.post(REQUESTS, json=request())).status_code == 201
    assert await refusal(cards, request("c-2")) == (409, "card-exists")


async def test_a_child_that_has_a_card_gets_no_other(cards: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    small = [who for who in world().persons if who.born.year > 2020]
    having = [bool(await card_of(cards, who.number, grounds)) for who in small]
    for has_card, told in ((True, (409, "card-exists")), (False, None)):
        child = small[having.index(has_card)]
        sent = request(child.number, SoDinhDanh=child.number, HoTen=child.full_name, NgaySinh=f"{child.born:%Y%m%d}")
        if told:
            assert await refusal(cards, sent) == told
        else:
            assert (await cards.post(REQUESTS, json=sent)).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "status"),
    [({"NgaySinh": "20261301"}, 400), ({"NgaySinh": "20261126"}, 400), ({"NguoiDaiDien": None}, 400),
     ({"SoDinhDanh": residents.PLAIN_MOTHER}, 409)],
)  # fmt: skip
async def test_a_request_that_cannot_be_is_refused(
    cards: httpx2.AsyncClient, wrong: dict[str, Any], status: int
) -> None:
    assert (await cards.post(REQUESTS, json=request(**wrong))).status_code == status
    assert (await cards.get(f"{REQUESTS}/count")).json() == {"count": 0}


async def test_the_same_message_gets_the_same_receipt(cards: httpx2.AsyncClient) -> None:
    sent = request("H33.1-261124-0005/card")
    first, again = [await cards.post(REQUESTS, json=sent) for _ in range(2)]
    assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
    assert await refusal(cards, sent | {"MaPhuongXa": "13075"}) == (409, "message-differs")
    assert (await cards.get(f"{REQUESTS}/H33.1-261124-0005/card")).json() == sent | first.json()
    found = (await cards.get(REQUESTS, params={"MaHoSo": sent["MaHoSo"]})).json()
    assert found == {"KetQua": [sent | first.json()]}


async def test_it_is_mounted_and_fails_on_demand(running: Sandbox) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/id-cards/")).text
        await client.put("/id-cards/_faults", json={"kind": "drop_answer", "operation": "requests"})
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await client.post(f"/id-cards{REQUESTS}", json=request())
        again = await client.post(f"/id-cards{REQUESTS}", json=request())
    assert again.status_code == 200
