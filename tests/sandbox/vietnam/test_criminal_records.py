"""The police's records tell who was convicted, and of whom another place must be asked."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sandbox import callbacks
from sandbox.people import residents
from sandbox.people.residents import world
from sandbox.vietnam import criminal_records
from tests.sandbox.conftest import NOW, Sandbox, client_of
from tests.sandbox.payments_rig import Doorbell, Listener, sign

SEARCH, VERIFICATIONS = "/v1/records/search", "/v1/verifications"
PERSONS = {who.number: who for who in world().persons}
MESSAGE = "H33.1-261124-0006/verify-01"


def whom(number: str) -> dict[str, str]:
    person = PERSONS[number]
    return {"SoDinhDanh": number, "HoTen": person.full_name, "NgaySinh": f"{person.born:%Y%m%d}"}


def verification(message_id: str = MESSAGE, **changes: Any) -> dict[str, Any]:
    told = {"MaThongDiep": message_id, "MaHoSo": "H33.1-261124-0006", "SoDinhDanh": residents.TO_VERIFY}
    return told | {"NoiXacMinh": "01"} | changes


async def record_of(records: httpx2.AsyncClient, number: str, grounds: dict[str, str]) -> dict[str, Any]:
    answer = await records.post(SEARCH, json=whom(number) | grounds)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["KetQua"][0]
    return told


async def test_of_most_people_nothing_is_recorded(records: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    clean = {"KetLuan": "khong_co_an_tich", "AnTich": [], "NoiCanXacMinh": [], "CamQuanLy": []}
    assert await record_of(records, residents.PLAIN_MOTHER, grounds) == {"SoDinhDanh": residents.PLAIN_MOTHER} | clean


async def test_a_conviction_is_told_with_judgement_and_sentence(
    records: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    record = await record_of(records, residents.CONVICTED, grounds)
    assert record["KetLuan"] == "co_an_tich"
    assert record["CamQuanLy"] == [criminal_records.BANNED]
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
    record = await record_of(records, residents.EXPUNGED, grounds)
    assert (record["KetLuan"], [entry["DaXoa"] for entry in record["AnTich"]]) == ("khong_co_an_tich", [True])


async def test_whoever_lived_elsewhere_is_to_be_verified_there(
    records: httpx2.AsyncClient, grounds: dict[str, str]
) -> None:
    record = await record_of(records, residents.TO_VERIFY, grounds)
    assert (record["KetLuan"], record["AnTich"], record["NoiCanXacMinh"]) == ("can_xac_minh", [], ["01", "31"])


async def test_number_name_and_birthday_must_agree(records: httpx2.AsyncClient, grounds: dict[str, str]) -> None:
    asked = whom(residents.CONVICTED) | grounds
    for wrong in ({"HoTen": "Tô Văn Lục"}, {"NgaySinh": "19880720"}, {"SoDinhDanh": residents.PLAIN_FATHER}):
        assert (await records.post(SEARCH, json=asked | wrong)).status_code == 404


async def test_a_record_is_not_told_without_its_grounds(records: httpx2.AsyncClient) -> None:
    answer = await records.post(SEARCH, json={"SoDinhDanh": residents.CONVICTED})
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


class Post:
    """The records, whoever they call back, and a waiting that takes no time."""

    def __init__(self, data: Path, *answers: Any, pause: Callable[[float], Awaitable[Any]] | None = None) -> None:
        self.listener, self.waits = Listener(*answers), list[float]()
        back = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.listener))
        self.app = criminal_records.create_app(data, lambda: NOW, client=back, pause=pause or self._pause)
        self.client = client_of(self.app)

    async def _pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def asked(self, **changes: Any) -> None:
        sent = verification(UrlThongBao="http://motcua/answers", **changes)
        assert (await self.client.post(VERIFICATIONS, json=sent)).status_code == 202

    async def conclude(self, callback: str = "once", finding: str = "khong_co_an_tich") -> None:
        answer = {"KetLuan": finding, "AnTich": [criminal_records.THEFT] if finding == "co_an_tich" else []}
        sent = await self.client.put(f"/_verifications/{MESSAGE}", json=answer | {"callback": callback})
        assert sent.status_code == 200

    async def told_of(self) -> None:
        await asyncio.gather(*self.app.state.courier.under_way)


async def test_whoever_asked_is_called_back_with_what_was_found(tmp_path: Path) -> None:
    post = Post(tmp_path)
    await post.asked()
    await post.conclude(finding="co_an_tich")
    await post.told_of()
    [heard] = post.listener.heard
    assert heard == {
        "MaThongDiep": MESSAGE,
        "MaHoSo": "H33.1-261124-0006",
        "SoPhieuXacMinh": "00001/2026/PXM",
        "NoiXacMinh": "01",
        "SoVanBan": "00001/2026/PXM-TL",
        "NgayTraLoi": "20261125",
        "KetLuan": "co_an_tich",
        "AnTich": [criminal_records.THEFT],
        "MaXacThuc": sign(heard, "stand-in-register-secret"),
    }


@pytest.mark.parametrize(("callback", "times"), [("twice", 2), ("never", 0), ("forged", 1)])
async def test_a_call_back_comes_twice_or_never_or_forged_as_wished(tmp_path: Path, callback: str, times: int) -> None:
    post = Post(tmp_path)
    await post.asked()
    await post.conclude(callback)
    await post.told_of()
    true = [heard["MaXacThuc"] == sign(heard, "stand-in-register-secret") for heard in post.listener.heard]
    assert true == [callback != "forged"] * times


async def test_whoever_said_no_address_is_not_called_back(tmp_path: Path) -> None:
    post = Post(tmp_path)
    await post.client.post(VERIFICATIONS, json=verification())
    await post.conclude()
    assert not post.app.state.courier.under_way


async def test_a_call_back_is_kept_until_it_is_understood(tmp_path: Path) -> None:
    post = Post(tmp_path, *[503] * 13, 404, 422)
    await post.asked()
    await post.conclude()
    await post.told_of()
    assert post.waits == [2**tries for tries in range(13)] + [4096, 4096]
    assert len(post.listener.heard) == 16


async def test_a_call_back_under_way_goes_on_after_a_restart(tmp_path: Path) -> None:
    stopped = asyncio.Event()

    async def stop(_: float) -> None:
        stopped.set()
        await asyncio.Event().wait()

    old = Post(tmp_path, 503, pause=stop)
    await old.asked()
    await old.conclude()
    await stopped.wait()
    for task in list(old.app.state.courier.under_way):
        task.cancel()
    new = Post(tmp_path)
    for _ in range(2):
        callbacks.resume(new.app)
        await new.told_of()
    assert new.listener.heard == old.listener.heard


async def test_a_call_back_survives_a_kill(own: Sandbox) -> None:
    doorbell = Doorbell()
    server = await asyncio.start_server(doorbell, "127.0.0.1", 0)
    address = "http://{}:{}/answers".format(*server.sockets[0].getsockname())
    await own.start()
    async with own.client() as client:
        await client.post(f"/criminal-records{VERIFICATIONS}", json=verification(UrlThongBao=address))
        await client.put(f"/criminal-records/_verifications/{MESSAGE}", json={"KetLuan": "khong_co_an_tich"})
        first = await doorbell.heard.get()
    assert await own.stop(signal.SIGKILL) == -signal.SIGKILL
    doorbell.status = 200
    await own.start()
    assert await doorbell.heard.get() == first
    server.close()


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
        asked = whom(residents.PLAIN_MOTHER) | grounds
        answers = [await client.post(f"/criminal-records{SEARCH}", json=asked) for _ in range(2)]
    assert ["KetQua" in answer.json() for answer in answers] == [False, True]
