"""The payment platform (nền tảng thanh toán trực tuyến): every message is signed, every name makes it happen once.

GatewayError
├── GatewayDown     no answer, or none that can be read: try again
├── GatewayRefused  the platform said no
└── Forged          a message in its name whose signature does not hold
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
from pydantic import BaseModel, Field, ValidationError

from domain.base.calendar import VIETNAM
from domain.money.model import Way
from infra.agencies.signatures import SIGNATURE, is_signed, signature
from infra.runtime.settings import Settings
from infra.runtime.telemetry import TRACED

Json = dict[str, Any]
PAID = "00"
UNKNOWN, ALREADY_PAID = "01", "02"
"""What the platform says of a reference."""
MOST = 10**15
"""More đồng than any fee is: an amount above it is a mistake, not money."""
BUSY = (httpx2.codes.REQUEST_TIMEOUT, httpx2.codes.TOO_MANY_REQUESTS)


class GatewayError(Exception):
    """The payment platform did not do it."""


class GatewayDown(GatewayError):
    """No answer, or none that can be read."""


class GatewayRefused(GatewayError):
    """The platform said no; ``code`` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the payment platform refused (MaLoi {code})")
        self.code = code


class Forged(GatewayError):
    """The signature does not hold."""


class Garbled(GatewayError):
    """The platform signed it, and still it cannot be read."""


class Line(BaseModel, frozen=True):
    """One movement of money, in the platform's words."""

    Loai: Literal["THU", "HOAN"] = "THU"
    MaThamChieu: str = ""
    MaGiaoDich: str = Field(min_length=1, max_length=100)
    SoTien: int = Field(ge=0, le=MOST)


class Order(BaseModel, frozen=True):
    """What an applicant is sent to pay."""

    reference: str
    dossier: str
    title: str
    amount: int
    callback: str
    back_to: str


@asynccontextmanager
async def open_gateway(settings: Settings, patience: httpx2.Timeout | float) -> AsyncIterator["Gateway | None"]:
    """Open the way to the payment platform, where there is one; without an answer in time it counts as down."""
    if not settings.payments_url:
        yield None
        return
    async with httpx2.AsyncClient(base_url=settings.payments_url, timeout=patience, event_hooks=TRACED) as client:
        yield Gateway(client, settings.payments_partner, settings.payments_secret.get_secret_value())


class Gateway:
    """Speaks to the platform for one partner."""

    def __init__(self, client: httpx2.AsyncClient, partner: str, secret: str) -> None:
        self._client = client
        self._partner = partner
        self._secret = secret.encode()

    async def begin(self, order: Order, at: datetime) -> str:
        """Ask for a payment, and give the page on which the applicant pays it.

        Raises:
            GatewayDown, GatewayRefused
        """
        items = [{"TenKhoanThu": order.title, "SoTien": order.amount}]
        said = await self._post(
            "v1/payments",
            {
                "LoaiBanTin": "KHOITAO",
                "PhienBan": "1.0",
                "MaThamChieu": order.reference,
                "SoTien": order.amount,
                "LoaiHinhThanhToan": "PHI_LE_PHI",
                "MaKenhThanhToan": "CONG_DVC",
                "MaTienTe": "VND",
                "ThongTinGiaoDich": f"{order.title}, {order.dossier}",
                "ThoiGianGD": f"{at.astimezone(VIETNAM):%Y%m%d%H%M%S}",
                "ThongTinBienLai": {"MaHoSo": order.dossier, "KhoanThu": items},
                "UrlThongBao": order.callback,
                "UrlQuayLai": order.back_to,
            },
        )
        page = str(said["UrlThanhToan"])
        if urlsplit(page).scheme != self._client.base_url.scheme:
            raise GatewayDown("the page to pay on is no address of the kind that the platform has")
        return page

    async def paid(self, reference: str) -> list[Line]:
        """Ask what was paid under a reference; nothing where it is unknown."""
        try:
            said = await self._post("v1/payments/query", {"MaThamChieu": reference})
        except GatewayRefused as refused:
            if refused.code == UNKNOWN:
                return []
            raise
        return [line.model_copy(update={"MaThamChieu": reference}) for line in _lines(said)]

    async def give_back(self, reference: str, order: str, amount: int) -> str:
        """Money back once per ``order``; give the platform's transaction."""
        body = {"MaHoanTien": order, "MaThamChieu": reference, "SoTien": amount, "LyDo": "Hoàn phí, lệ phí"}
        return str((await self._post("v1/refunds", body))["MaGiaoDichHoan"])

    async def receipt(self, transaction: str, method: Way, order: Order) -> str:
        """Have an e-receipt made out for money that came in; give its series and number."""
        said = await self._post(
            "v1/receipts",
            {
                "MaThamChieu": order.reference,
                "MaGiaoDich": transaction,
                "HinhThuc": "TIENMAT" if method == "cash" else "CHUYENKHOAN",
                "MaHoSo": order.dossier,
                "KhoanThu": [{"TenKhoanThu": order.title, "SoTien": order.amount}],
                "SoTien": order.amount,
            },
        )
        return f"{said['MauSo']} {said['KyHieu']} {said['SoBienLai']}"

    async def account(self, bank: str, number: str) -> Json:
        """Ask whose an account is.

        Raises:
            GatewayRefused: there is none (``UNKNOWN``).
        """
        return await self._post("v1/accounts", {"NganHang": bank, "SoTaiKhoan": number})

    async def pay_out(self, order: Json) -> str:
        """Pay money out once per its ``MaChi``; give the platform's transaction."""
        return str((await self._post("v1/payouts", order))["MaGiaoDich"])

    async def day(self, day: date) -> list[Line]:
        """Every movement of a day, payments and returns."""
        said = await self._post("v1/reconciliation", {"NgayDoiSoat": f"{day:%Y%m%d}"})
        return _lines(said)

    def heard(self, message: Json) -> Line | None:
        """Read a call-back; None where nothing was paid.

        Raises:
            Forged: not the platform's, or not whole.
            Garbled: it is, and cannot be read.
        """
        if message.get("MaDoiTac") != self._partner or not is_signed(message, self._secret):
            raise Forged("the call-back's signature does not hold")
        return _line(message) if message.get("TrangThai") == PAID else None

    async def _post(self, path: str, body: Json) -> Json:
        body = body | {"MaDoiTac": self._partner}
        try:
            answer = await self._client.post(path, json=body | {SIGNATURE: signature(body, self._secret)})
            said = answer.json()
        except (httpx2.TransportError, ValueError) as error:
            raise GatewayDown(f"no answer ({type(error).__name__})") from error
        if answer.status_code in BUSY or answer.is_server_error:
            raise GatewayDown(f"HTTP {answer.status_code}")
        if not isinstance(said, dict) or not is_signed(said, self._secret):
            raise GatewayDown("an answer that the platform did not sign")
        if said["MaLoi"] != PAID:
            raise GatewayRefused(str(said["MaLoi"]))
        return said


def _line(said: Any) -> Line:
    try:
        return Line.model_validate(said)
    except ValidationError as error:
        raise Garbled("a movement of money that cannot be read") from error


def _lines(said: Json) -> list[Line]:
    listed = said.get("GiaoDich")
    if not isinstance(listed, list):
        raise Garbled("an answer without its movements of money")
    return [_line(line) for line in listed]
