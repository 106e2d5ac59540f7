"""What the tests of the payment platform share: signed messages, a platform that waits for nothing, a partner."""

import asyncio
import hashlib
import hmac
import json
import re
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from starlette.requests import Request
from starlette.responses import JSONResponse

from sandbox.money import platform
from sandbox.money.ledger import account_of
from sandbox.people import residents

Told = tuple[int, dict[str, Any]]
SECRET, DAY = "stand-in-payment-secret", datetime(2026, 11, 24, 16, 59, tzinfo=UTC)
DOSSIER, UNDERSTOOD = "H33.1-261124-0001", {"MaLoi": "00"}
DUE = [{"TenKhoanThu": "Lệ phí trích lục", "SoTien": 8_000}]


def sign(message: dict[str, Any], secret: str = SECRET) -> str:
    plain = {name: value for name, value in message.items() if name != "MaXacThuc"}
    spelt = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hmac.new(secret.encode(), spelt, hashlib.sha256).hexdigest()


def signed(**message: Any) -> dict[str, Any]:
    message = {"MaDoiTac": "MOTCUA-33"} | message
    return message | {"MaXacThuc": sign(message)}


def order(reference: str = "r-1", **changes: Any) -> dict[str, Any]:
    return {
        "LoaiBanTin": "KHOITAO", "PhienBan": "1.0", "MaThamChieu": reference, "SoTien": 8_000, "MaTienTe": "VND",
        "LoaiHinhThanhToan": "THANHTOAN", "MaKenhThanhToan": "WEB", "ThongTinGiaoDich": "Lệ phí <khai sinh>",
        "ThoiGianGD": "20261124235900", "ThongTinBienLai": {"MaHoSo": DOSSIER, "KhoanThu": DUE},
        "UrlThongBao": "http://motcua/ipn", "UrlQuayLai": "http://motcua/back",
    } | changes  # fmt: skip


def receipt(code: str, **changes: Any) -> dict[str, Any]:
    told = {"MaThamChieu": "r-1", "MaGiaoDich": code, "HinhThuc": "CHUYENKHOAN", "MaHoSo": DOSSIER}
    return told | {"KhoanThu": DUE, "SoTien": 8_000} | changes


def payout(number: str = residents.PLAIN_MOTHER, account: str = "", **changes: Any) -> dict[str, Any]:
    told = {"MaChi": "c-1", "NganHang": "VCB", "SoTaiKhoan": account or account_of(residents.PLAIN_MOTHER)}
    return told | {"SoDinhDanh": number, "SoTien": 1_000_000, "NoiDung": "Trợ cấp"} | changes


def refund(key: str, amount: int, reference: str = "r-1") -> dict[str, Any]:
    return {"MaHoanTien": key, "MaThamChieu": reference, "SoTien": amount, "LyDo": "Nộp thừa"}


class Listener:
    """The partner's end of the call-backs; answers what it is told to, then that it understood."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.heard = deque(answers), list[dict[str, Any]]()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.heard.append(await Request(scope, receive).json())
        answer = self.answers.popleft() if self.answers else UNDERSTOOD
        if isinstance(answer, Exception):
            raise answer
        status, body = (answer, UNDERSTOOD) if isinstance(answer, int) else (200, answer)
        await JSONResponse(body, status)(scope, receive, send)


class Platform:
    """The platform, a listener for its call-backs, and a clock and a waiting that take no time."""

    def __init__(self, data: Path, *answers: Any, pause: Callable[[float], Awaitable[Any]] | None = None) -> None:
        self.now, self.waits, self.listener = DAY, list[float](), Listener(*answers)
        back = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.listener))
        self.app = platform.create_app(
            data, "http://sandbox/payments", client=back, clock=lambda: self.now, pause=pause or self._pause
        )
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://sandbox")

    async def _pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def ask(self, path: str, /, **message: Any) -> Told:
        answer = await self.client.post(path, json=signed(**message))
        told = answer.json()
        assert told.pop("MaXacThuc") == sign(answer.json())
        return answer.status_code, told

    async def wish(self, reference: str = "r-1", **wish: Any) -> dict[str, Any]:
        answer = await self.client.post(f"/_payments/{reference}", json={"how": "pay"} | wish)
        assert answer.status_code == 200, answer.text
        await self.told_of()
        return dict(answer.json())

    async def paid(self, reference: str = "r-1", **wish: Any) -> str:
        """A payment's MaGiaoDich."""
        assert (await self.ask("/v1/payments", **order(reference)))[0] == 200
        return str((await self.wish(reference, **wish))["GiaoDich"][0]["MaGiaoDich"])

    async def told_of(self) -> None:
        await asyncio.gather(*self.app.state.courier.under_way)


class Doorbell:
    """A real little server, which says how it answered each call-back."""

    def __init__(self) -> None:
        self.status, self.heard = 500, asyncio.Queue[dict[str, Any]]()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = re.search(r"content-length: (\d+)", head)
        assert length
        self.heard.put_nowait(json.loads(await reader.readexactly(int(length[1]))))
        body = json.dumps(UNDERSTOOD)
        answer = f"HTTP/1.1 {self.status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
        writer.write(answer.encode())
        writer.close()
