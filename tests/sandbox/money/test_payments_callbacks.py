"""The payment platform tells of a payment until it is understood, whatever happens to it meanwhile."""

import asyncio
import signal
from pathlib import Path

import httpx2
import pytest

from sandbox import callbacks
from tests.sandbox.conftest import Sandbox
from tests.sandbox.payments_rig import Doorbell, Platform, order, receipt, sign, signed


async def test_a_callback_is_tried_again_until_it_is_understood(tmp_path: Path) -> None:
    platform = Platform(
        tmp_path, 500, httpx2.ReadTimeout("slow"), {"MaLoi": "97"}, [], httpx2.ConnectError("refused"), 202
    )
    await platform.paid()
    assert platform.waits == [1, 2, 4, 8, 16, 32]
    assert len(platform.listener.heard) == 7
    assert all(heard == platform.listener.heard[0] for heard in platform.listener.heard)


async def test_a_callback_is_given_up_after_eight_tries(tmp_path: Path) -> None:
    platform = Platform(tmp_path, *[404] * 20)
    await platform.paid()
    assert platform.waits == [1, 2, 4, 8, 16, 32, 64]
    assert len(platform.listener.heard) == 8


@pytest.mark.parametrize("address", ["nonsense", "http://[", "http://\0/", "gopher://motcua/"])
async def test_an_address_that_is_none_is_no_trouble(platform: Platform, address: str) -> None:
    platform.app.state.courier.client = httpx2.AsyncClient()
    await platform.ask("/v1/payments", **order(UrlThongBao=address))
    assert (await platform.wish())["TrangThai"] == "00"
    assert len(platform.waits) == 7


@pytest.mark.parametrize(("how", "times"), [("once", 1), ("twice", 2), ("never", 0)])
async def test_a_callback_may_come_once_twice_or_never(platform: Platform, how: str, times: int) -> None:
    await platform.paid(callback=how)
    assert len(platform.listener.heard) == times
    assert all(heard == platform.listener.heard[0] for heard in platform.listener.heard)
    assert (await platform.ask("/v1/payments/query", MaThamChieu="r-1"))[1]["TrangThai"] == "00"


async def test_a_forged_callback_has_a_wrong_signature_and_comes_once(tmp_path: Path) -> None:
    platform = Platform(tmp_path, 401)
    await platform.paid(callback="forged")
    [heard] = platform.listener.heard
    assert heard["MaXacThuc"] != sign(heard)
    await platform.wish(callback="once")
    assert platform.listener.heard[1] == signed(**heard)


async def test_a_callback_may_come_late(platform: Platform) -> None:
    await platform.paid(after=90)
    assert platform.waits == [90]
    assert len(platform.listener.heard) == 1


async def test_another_amount_than_asked_may_be_paid(platform: Platform) -> None:
    code = await platform.paid(amount=5_000)
    assert platform.listener.heard[0]["SoTien"] == 5_000
    told = (await platform.ask("/v1/payments/query", MaThamChieu="r-1"))[1]
    paid = {"MaGiaoDich": code, "SoTien": 5_000, "ThoiGianGD": "20261124235900", "NganHang": "NGANHANGGIALAP"}
    assert (told["SoTien"], told["GiaoDich"]) == (8_000, [paid])


async def test_a_callback_under_way_goes_on_after_a_restart(tmp_path: Path) -> None:
    stopped = asyncio.Event()

    async def stop(_: float) -> None:
        stopped.set()
        await asyncio.Event().wait()

    old = Platform(tmp_path, 503, pause=stop)
    await old.ask("/v1/payments", **order())
    await old.client.post("/_payments/r-1", json={"how": "pay"})
    await stopped.wait()
    for task in list(old.app.state.courier.under_way):
        task.cancel()
    new = Platform(tmp_path, 503)
    for _ in range(2):
        callbacks.resume(new.app)
        await new.told_of()
    assert new.waits == [1, 2]
    assert new.listener.heard == old.listener.heard * 2


async def test_everything_survives_a_kill(own: Sandbox) -> None:
    doorbell = Doorbell()
    server = await asyncio.start_server(doorbell, "127.0.0.1", 0)
    address = "http://{}:{}/ipn".format(*server.sockets[0].getsockname())
    await own.start()
    async with own.client() as client:
        await client.post("/payments/v1/payments", json=signed(**order(UrlThongBao=address)))
        paid = (await client.post("/payments/_payments/r-1", json={"how": "pay"})).json()
        first = await doorbell.heard.get()
        cash = signed(**receipt("cash-1", HinhThuc="TIENMAT"))
        numbered = (await client.post("/payments/v1/receipts", json=cash)).json()
    assert await own.stop(signal.SIGKILL) == -signal.SIGKILL
    doorbell.status = 200
    await own.start()
    assert await doorbell.heard.get() == first
    async with own.client() as client:
        told = (await client.post("/payments/v1/payments/query", json=signed(MaThamChieu="r-1"))).json()
        assert told.items() >= paid.items()
        assert (await client.post("/payments/v1/receipts", json=cash)).json() == numbered
    assert await own.stop(signal.SIGTERM) == 0
    server.close()
