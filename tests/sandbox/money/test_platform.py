"""The payment platform takes money once, gives back no more than it took, and pays only into a person's own account."""

import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from sandbox.money.ledger import account_of
from sandbox.people import residents
from tests.sandbox.conftest import Sandbox
from tests.sandbox.payments_rig import Platform, order, payout, receipt, refund, sign, signed

OPERATIONS: list[tuple[str, dict[str, Any]]] = [
    ("/v1/payments", order()),
    ("/v1/payments/query", {"MaThamChieu": "r-1"}),
    ("/v1/refunds", {"MaHoanTien": "h-1", "MaThamChieu": "r-1", "SoTien": 1, "LyDo": "Nộp thừa"}),
    ("/v1/reconciliation", {"NgayDoiSoat": "20261124"}),
    ("/v1/receipts", receipt("cash-1", HinhThuc="TIENMAT")),
    ("/v1/accounts", {"NganHang": "VCB", "SoTaiKhoan": account_of(residents.PLAIN_MOTHER)}),
    ("/v1/payouts", payout()),
]


@pytest.mark.parametrize(("path", "message"), OPERATIONS)
async def test_nothing_is_done_without_the_partners_signature(
    platform: Platform, path: str, message: dict[str, Any]
) -> None:
    right = signed(**message)
    unsigned = {name: value for name, value in right.items() if name != "MaXacThuc"}
    stranger = {**right, "MaDoiTac": "ANOTHER"}
    for wrong in (
        unsigned, unsigned | {"MaXacThuc": ""}, right | {"MaXacThuc": "ă"}, right | {"More": 1},
        unsigned | {"MaXacThuc": sign(unsigned, "another secret")}, stranger | {"MaXacThuc": sign(stranger)},
    ):  # fmt: skip
        answer = await platform.client.post(path, json=wrong)
        assert (answer.status_code, answer.json()["MaLoi"]) == (401, "97")
        assert answer.json()["MaXacThuc"] == sign(answer.json())
    assert (await platform.ask("/v1/payments/query", MaThamChieu="r-1"))[0] == 404
    assert (await platform.ask("/v1/reconciliation", NgayDoiSoat="20261124"))[1]["GiaoDich"] == []


@pytest.mark.parametrize(("path", "message"), OPERATIONS)
async def test_what_is_left_out_is_asked_for(platform: Platform, path: str, message: dict[str, Any]) -> None:
    status, told = await platform.ask(path)
    assert (status, told["MaLoi"]) == (400, "03")
    assert all(name in told["ThongBao"] for name in message if path != "/v1/receipts" or name != "MaThamChieu")


@pytest.mark.parametrize(
    "change",
    [
        {"SoTien": 0}, {"SoTien": -1}, {"SoTien": "8000"}, {"SoTien": 8000.0}, {"SoTien": True}, {"SoTien": 10**30},
        {"MaTienTe": "USD"}, {"LoaiBanTin": "HUY"}, {"PhienBan": "2.0"}, {"MaThamChieu": 1}, {"ThongTinBienLai": "x"},
    ],
)  # fmt: skip
async def test_an_order_that_makes_no_sense_is_refused(platform: Platform, change: dict[str, Any]) -> None:
    status, told = await platform.ask("/v1/payments", **order(**change))
    assert (status, told["MaLoi"]) == (400, "03")


async def test_an_order_is_answered_with_where_to_pay(platform: Platform) -> None:
    where = "http://sandbox/payments/pay/r-1"
    told = {"MaLoi": "00", "MaThamChieu": "r-1", "UrlThanhToan": where, "MaQR": where, "HetHan": "20261125235900"}
    assert await platform.ask("/v1/payments", **order()) == (200, told)


async def test_a_payment_asked_twice_is_one_payment(platform: Platform) -> None:
    first = await platform.ask("/v1/payments", **order())
    platform.now += timedelta(minutes=5)
    assert await platform.ask("/v1/payments", **order(ThoiGianGD="20261125000400")) == first
    await platform.wish()
    await platform.wish()
    assert len((await platform.ask("/v1/payments/query", MaThamChieu="r-1"))[1]["GiaoDich"]) == 1


@pytest.mark.parametrize("given_up", [{"how": "cancel"}, None])
async def test_who_cancelled_or_let_it_expire_may_pay_after_all(platform: Platform, given_up: dict[str, Any]) -> None:
    await platform.ask("/v1/payments", **order())
    if given_up:
        await platform.wish(**given_up)
    platform.now += timedelta(hours=25)
    status, told = await platform.ask("/v1/payments", **order())
    assert (status, told["HetHan"]) == (200, "20261127005900")
    assert (await platform.client.post("/pay/r-1", data={"how": "pay"})).status_code == 303
    await platform.told_of()
    assert (await platform.ask("/v1/payments/query", MaThamChieu="r-1"))[1]["TrangThai"] == "00"


async def test_a_reference_is_not_for_another_amount(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order())
    for _ in ("waiting", "paid"):
        status, told = await platform.ask("/v1/payments", **order(SoTien=9_000))
        assert (status, told["MaLoi"]) == (409, "05")
        await platform.wish()


async def test_what_is_paid_is_not_to_be_paid_again(platform: Platform) -> None:
    await platform.paid()
    status, told = await platform.ask("/v1/payments", **order())
    assert (status, told["MaLoi"]) == (409, "02")


async def test_the_payers_page_shouts_that_it_is_a_stand_in(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order("a/b ă"))
    shown = await platform.client.get("/pay/a%2Fb%20%C4%83")
    assert shown.status_code == 200
    assert "giả lập" in shown.text
    assert "8.000 đồng" in shown.text
    assert "Lệ phí &lt;khai sinh&gt;" in shown.text
    assert re.findall(r"<button name=how value=(\w+)>", shown.text) == ["pay", "cancel"]


async def test_the_payer_pays_and_is_sent_back(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order())
    answers = [await platform.client.post("/pay/r-1", data={"how": how}) for how in ("pay", "pay", "cancel")]
    assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [(303, "http://motcua/back")] * 3
    await platform.told_of()
    [heard] = platform.listener.heard
    assert heard == signed(
        MaThamChieu="r-1", MaGiaoDich="2026112400000001", SoTien=8_000, TrangThai="00", ThoiGianGD="20261124235900",
        NganHang="NGANHANGGIALAP",
    )  # fmt: skip
    assert "<button" not in (await platform.client.get("/pay/r-1")).text


async def test_the_payer_cancels_and_nothing_is_paid(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order())
    await platform.client.post("/pay/r-1", data={"how": "cancel"})
    await platform.told_of()
    assert [(told["TrangThai"], told["MaGiaoDich"]) for told in platform.listener.heard] == [("01", "")]
    told = {"MaLoi": "00", "MaThamChieu": "r-1", "TrangThai": "01", "SoTien": 8_000, "GiaoDich": []}
    assert await platform.ask("/v1/payments/query", MaThamChieu="r-1") == (200, told)
    assert (await platform.client.post("/_payments/r-1", json={"how": "pay"})).status_code == 409


async def test_the_payer_cannot_pay_too_late_or_what_was_never_asked(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order())
    assert (await platform.client.post("/pay/r-1", data={"how": "steal"})).status_code == 400
    platform.now += timedelta(hours=24, seconds=1)
    assert "<button" not in (await platform.client.get("/pay/r-1")).text
    assert (await platform.client.post("/pay/r-1", data={"how": "pay"})).status_code == 410
    assert (await platform.ask("/v1/payments/query", MaThamChieu="r-1"))[1]["TrangThai"] == "02"
    assert (await platform.client.get("/pay/unknown")).status_code == 404
    assert (await platform.client.post("/pay/unknown", data={"how": "pay"})).status_code == 404
    assert (await platform.client.post("/_payments/unknown", json={"how": "pay"})).status_code == 404


async def test_a_nonsense_wish_is_refused(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order())
    for wish in ({"how": "steal"}, {"amount": 0}, {"callback": "thrice"}, {"after": -1}, {"often": 2}):
        assert (await platform.client.post("/_payments/r-1", json=wish)).status_code == 422


async def test_a_payment_waits_until_it_is_paid(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order())
    told = {"MaLoi": "00", "MaThamChieu": "r-1", "TrangThai": "02", "SoTien": 8_000, "GiaoDich": []}
    assert await platform.ask("/v1/payments/query", MaThamChieu="r-1") == (200, told)
    status, told = await platform.ask("/v1/payments/query", MaThamChieu="r-2")
    assert (status, told["MaLoi"]) == (404, "01")


async def test_a_refund_asked_twice_is_one_refund(platform: Platform) -> None:
    await platform.paid()
    first = await platform.ask("/v1/refunds", **refund("h-1", 8_000))
    told = {"MaLoi": "00", "MaGiaoDichHoan": "2026112400000002", "ThoiGianGD": "20261124235900"}
    assert first == (200, told)
    assert await platform.ask("/v1/refunds", **refund("h-1", 8_000)) == first
    for other in (refund("h-1", 1), refund("h-1", 8_000, "r-2")):
        status, told = await platform.ask("/v1/refunds", **other)
        assert (status, told["MaLoi"]) == (409, "05")


async def test_no_more_is_given_back_than_was_paid(platform: Platform) -> None:
    await platform.paid(amount=5_000)
    amounts = [("h-1", 5_001), ("h-2", 3_000), ("h-3", 2_001), ("h-3", 2_000), ("h-4", 1)]
    answers = [await platform.ask("/v1/refunds", **refund(key, amount)) for key, amount in amounts]
    assert [told["MaLoi"] for _, told in answers] == ["06", "00", "06", "00", "06"]
    assert [status for status, _ in answers] == [409, 200, 409, 200, 409]


async def test_what_is_not_paid_cannot_be_given_back(platform: Platform) -> None:
    await platform.ask("/v1/payments", **order())
    for reference, refused in (("r-1", (409, "06")), ("unknown", (404, "01"))):
        status, told = await platform.ask("/v1/refunds", **refund("h-1", 1, reference))
        assert (status, told["MaLoi"]) == refused


async def test_a_day_in_vietnam_is_told_with_payments_and_refunds_only(platform: Platform) -> None:
    first = await platform.paid()
    await platform.ask("/v1/payouts", **payout())
    platform.now += timedelta(minutes=1)
    second = await platform.paid("r-2")
    back = (await platform.ask("/v1/refunds", **refund("h-1", 3_000)))[1]["MaGiaoDichHoan"]
    names = ("Loai", "MaThamChieu", "MaGiaoDich", "SoTien", "ThoiGianGD")
    for day, rows in (
        ("20261124", [("THU", "r-1", first, 8_000, "20261124235900")]),
        ("20261125", [("THU", "r-2", second, 8_000, "20261125000000"), ("HOAN", "r-1", back, 3_000, "20261125000000")]),
        ("20261126", []),
    ):
        told = {"MaLoi": "00", "NgayDoiSoat": day, "GiaoDich": [dict(zip(names, row, strict=True)) for row in rows]}
        assert await platform.ask("/v1/reconciliation", NgayDoiSoat=day) == (200, told)
    assert (await platform.ask("/v1/reconciliation", NgayDoiSoat="24/11/2026"))[0] == 400


async def test_receipts_are_numbered_without_a_gap(platform: Platform) -> None:
    code = await platform.paid()
    first = await platform.ask("/v1/receipts", **receipt(code))
    told = {"MaLoi": "00", "MauSo": "01BLP0-001", "KyHieu": "MC-26E", "SoBienLai": "0000001", "NgayLap": "20261124"}
    assert first == (200, told)
    assert await platform.ask("/v1/receipts", **receipt(code)) == first
    assert (await platform.ask("/v1/receipts", **receipt(code, SoTien=9_000)))[1]["MaLoi"] == "05"
    cash = receipt("cash-1", HinhThuc="TIENMAT")
    del cash["MaThamChieu"]
    assert (await platform.ask("/v1/receipts", **cash))[1]["SoBienLai"] == "0000002"
    platform.now += timedelta(days=60)
    later = (await platform.ask("/v1/receipts", **receipt("cash-2", HinhThuc="TIENMAT")))[1]
    assert (later["KyHieu"], later["SoBienLai"]) == ("MC-27E", "0000001")


async def test_no_receipt_for_a_transfer_that_never_came(platform: Platform) -> None:
    code = await platform.paid()
    for wrong in (receipt("invented"), receipt(code, MaThamChieu="r-2")):
        status, told = await platform.ask("/v1/receipts", **wrong)
        assert (status, told["MaLoi"]) == (404, "01")
    assert (await platform.ask("/v1/receipts", **receipt(code, HinhThuc="VANG")))[0] == 400


async def test_everyone_has_one_account_and_it_is_theirs(platform: Platform) -> None:
    accounts = {account_of(person.number) for person in residents.world().persons}
    assert len(accounts) == len(residents.world().persons)
    asked = {"NganHang": "VCB", "SoTaiKhoan": account_of(residents.PLAIN_FATHER)}
    told = {"MaLoi": "00", "TenChuTaiKhoan": "TRAN VAN MINH", "SoDinhDanh": residents.PLAIN_FATHER}
    assert await platform.ask("/v1/accounts", **asked) == (200, told)
    status, told = await platform.ask("/v1/accounts", NganHang="VCB", SoTaiKhoan="1")
    assert (status, told["MaLoi"]) == (404, "01")


async def test_a_pay_out_asked_twice_is_paid_once(platform: Platform) -> None:
    first = await platform.ask("/v1/payouts", **payout())
    assert first == (200, {"MaLoi": "00", "MaGiaoDich": "2026112400000001", "ThoiGianGD": "20261124235900"})
    assert await platform.ask("/v1/payouts", **payout(NoiDung="Nhắc lại")) == first
    status, told = await platform.ask("/v1/payouts", **payout(SoTien=2))
    assert (status, told["MaLoi"]) == (409, "05")
    assert (await platform.ask("/v1/payouts", **payout(MaChi="c-2")))[1]["MaGiaoDich"] == "2026112400000002"


async def test_a_pay_out_goes_only_to_the_persons_own_account(platform: Platform) -> None:
    for wrong in (payout(residents.PLAIN_FATHER), payout(account="1"), payout("9", account=account_of("9"))):
        status, told = await platform.ask("/v1/payouts", **wrong)
        assert (status, told["MaLoi"]) == (409, "08")


async def test_operations_fail_as_they_are_told(platform: Platform) -> None:
    for path, message in OPERATIONS:
        await platform.client.put("/_faults", json={"kind": "unavailable", "operation": f"POST {path}"})
        assert (await platform.client.post(path, json=signed(**message))).status_code == 503
    assert (await platform.client.get("/_calls")).json()["operations"]["POST /v1/refunds"] == 1


async def test_an_order_whose_answer_was_dropped_is_answered_the_same_again(running: Sandbox) -> None:
    async with running.client() as client:
        assert "giả lập" in (await client.get("/payments/")).text
        await client.put("/payments/_faults", json={"kind": "drop_answer", "operation": "payments"})
        with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
            await client.post("/payments/v1/payments", json=signed(**order("dropped")))
        told = (await client.post("/payments/v1/payments", json=signed(**order("dropped")))).json()
        assert told["UrlThanhToan"] == f"{running.url}/payments/pay/dropped"
        assert (await client.get(told["UrlThanhToan"])).status_code == 200
