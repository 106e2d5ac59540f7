"""Stand-in for the national payment platform: money taken and told of, given back, receipted and paid out."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Literal

import httpx2
from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from sandbox import callbacks
from sandbox.answers import body, form, nobody, page, refuse
from sandbox.callbacks import TRIES, Courier, Partner, Pause
from sandbox.money.ledger import CANCELLED, PAID, SCHEMA, WAITING, Declined, Ledger, account
from sandbox.standin import new_app
from sandbox.store import open_store, transaction

PARTNER = "MOTCUA-33"
SAYS = {"LoaiBanTin": "KHOITAO", "PhienBan": "1.0", "MaTienTe": "VND"}
INIT = (
    *SAYS, "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "ThongTinGiaoDich", "ThoiGianGD",
    "ThongTinBienLai", "UrlThongBao", "UrlQuayLai",
)  # fmt: skip
REFUND = ("MaHoanTien", "MaThamChieu", "SoTien", "LyDo")
RECEIPT = ("MaGiaoDich", "HinhThuc", "MaHoSo", "KhoanThu", "SoTien")
PAY_OUT = ("MaChi", "NganHang", "SoTaiKhoan", "SoDinhDanh", "SoTien", "NoiDung")
# What is not a text.
KINDS: dict[str, type] = {"SoTien": int, "ThongTinBienLai": dict, "KhoanThu": list}
MOST = 10**12
STATES = {"pay": PAID, "cancel": CANCELLED}
BUTTONS = {"pay": "Thanh toán", "cancel": "Hủy"}
STATE_NAMES = {WAITING: "Chờ thanh toán", PAID: "Đã thanh toán", CANCELLED: "Đã hủy"}


class Wish(BaseModel, extra="forbid"):
    """What the payer does, and what becomes of the call-back; `after` delays it by that many seconds."""

    how: Literal["pay", "cancel"] = "pay"
    amount: int | None = Field(default=None, gt=0, le=MOST)
    callback: Literal["once", "twice", "never", "forged"] = "once"
    after: float = Field(default=0, ge=0)


class Till:
    """Settles payments and has the partner told."""

    def __init__(self, ledger: Ledger, courier: Courier, partner: Partner) -> None:
        self.ledger, self.courier, self.partner = ledger, courier, partner

    def settle(self, reference: str, wish: Wish) -> None:
        """Does what the payer does; a payment already settled so is only told of again."""
        with transaction(self.ledger.store):
            self.ledger.settle(reference, STATES[wish.how], wish.amount)
            places = self._tell(reference, wish)
        self.courier.start(places)

    def _tell(self, reference: str, wish: Wish) -> list[int]:
        forged = wish.callback == "forged"
        signer = Partner(PARTNER, f"not {self.partner.secret}") if forged else self.partner
        message = signer.signed({"MaDoiTac": PARTNER} | self.ledger.notice(reference))
        payment = self.ledger.payment(reference)
        assert payment  # noqa: S101
        times, tries = {"never": 0, "twice": 2}.get(wish.callback, 1), 1 if forged else TRIES
        return [self.courier.keep(payment["callback"], message, wish.after, tries) for _ in range(times)]


def check(partner: Partner, sent: dict[str, Any], fields: tuple[str, ...]) -> None:
    """Declines what is not the partner's own word, or not whole."""
    if not partner.wrote(sent):
        raise Declined(401, "97", "Sai MaXacThuc.")
    if missing := [name for name in fields if sent.get(name) in (None, "", {}, [])]:
        raise Declined(400, "03", f"Thiếu thông tin bắt buộc: {', '.join(missing)}")
    if wrong := [name for name in fields if type(sent[name]) is not KINDS.get(name, str)]:
        raise Declined(400, "03", f"Sai kiểu dữ liệu: {', '.join(wrong)}")
    if "SoTien" in fields and not 0 < sent["SoTien"] <= MOST:
        raise Declined(400, "03", f"SoTien phải từ 1 đến {MOST}.")
    if wrong := [name for name in fields if sent[name] != SAYS.get(name, sent[name])]:
        raise Declined(400, "03", f"Không hỗ trợ: {', '.join(wrong)}")


def create_app(
    data: Path,
    url: str = "http://127.0.0.1/payments",
    secret: str = "stand-in-payment-secret",  # noqa: S107 - the stand-in's own, known to all
    client: httpx2.AsyncClient | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    pause: Pause = asyncio.sleep,
) -> FastAPI:
    """The platform at `url`; `client` and `pause` are the call-backs' way out and their waiting."""
    store = open_store(data, "payments", SCHEMA + callbacks.SCHEMA)
    courier = Courier(store, client or httpx2.AsyncClient(timeout=5), clock, pause)
    ledger, partner = Ledger(store, url, clock), Partner(PARTNER, secret)
    app = new_app("Nền tảng thanh toán quốc gia", "<p>POST v1/payments, v1/refunds, v1/receipts, v1/payouts</p>")
    app.state.courier = courier
    _serve_partner(app, ledger, partner)
    _serve_payer(app, Till(ledger, courier, partner))
    return app


def _serve_partner(app: FastAPI, ledger: Ledger, partner: Partner) -> None:
    _operation(app, partner, "/v1/payments", INIT, ledger.open)
    _operation(app, partner, "/v1/payments/query", ("MaThamChieu",), ledger.query)
    _operation(app, partner, "/v1/refunds", REFUND, ledger.refund)
    _operation(app, partner, "/v1/reconciliation", ("NgayDoiSoat",), ledger.day)
    _operation(app, partner, "/v1/receipts", RECEIPT, ledger.receipt)
    _operation(app, partner, "/v1/accounts", ("NganHang", "SoTaiKhoan"), account)
    _operation(app, partner, "/v1/payouts", PAY_OUT, ledger.pay_out)


def _operation(
    app: FastAPI, partner: Partner, path: str, fields: tuple[str, ...], act: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    @app.post(path)
    async def operation(request: Request) -> Response:
        sent = body(request)
        try:
            check(partner, sent, fields)
            return JSONResponse(partner.signed(act(sent)))
        except Declined as no:
            return JSONResponse(partner.signed({"MaLoi": no.code, "ThongBao": no.why}), no.status)


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".") + " đồng"


def _payer_page(payment: dict[str, Any], expired: bool, status: int = 200) -> HTMLResponse:
    waiting = payment["state"] == WAITING and not expired
    buttons = "".join(f"<button name=how value={how}>{word}</button> " for how, word in BUTTONS.items())
    back = f"<p><a href='{escape(payment['back'])}'>Quay lại</a></p>"
    choice = f"<form method=post>{buttons}</form>" if waiting else back
    inner = (
        f"<p>{escape(payment['about'])}</p><p>Mã tham chiếu: {escape(payment['reference'])}</p>"
        f"<p>Số tiền: <strong>{_money(payment['amount'])}</strong></p>"
        f"<p>Trạng thái: {'Đã hết hạn' if expired else STATE_NAMES[payment['state']]}</p>{choice}"
    )
    return page("Thanh toán (stand-in, không có tiền thật)", inner, status)


def _serve_payer(app: FastAPI, till: Till) -> None:
    ledger = till.ledger

    def expired(payment: dict[str, Any]) -> bool:
        return bool(payment["state"] == WAITING and payment["expires"] < ledger.now())

    @app.get("/pay/{MaThamChieu:path}")
    async def show(request: Request) -> Response:
        payment = ledger.payment(request.path_params["MaThamChieu"])
        return _payer_page(payment, expired(payment)) if payment else page("Không có giao dịch này", "", 404)

    @app.post("/pay/{MaThamChieu:path}")
    async def decide(request: Request) -> Response:
        how = (await form(request)).get("how")
        payment = ledger.payment(request.path_params["MaThamChieu"])
        if payment is None:
            return page("Không có giao dịch này", "", 404)
        if how not in STATES:
            raise refuse(400, "bad-field", "how phải là pay hoặc cancel.")
        if expired(payment):
            return _payer_page(payment, True, 410)
        if payment["state"] == WAITING:
            till.settle(payment["reference"], Wish.model_validate({"how": how}))
        return RedirectResponse(payment["back"], 303)

    @app.post("/_payments/{MaThamChieu:path}")
    async def control(request: Request, wish: Wish) -> Response:
        reference = request.path_params["MaThamChieu"]
        if ledger.payment(reference) is None:
            return nobody()
        till.settle(reference, wish)
        return JSONResponse(ledger.query({"MaThamChieu": reference}))
