"""Stand-ins in this process for most tests, and a real one in its own process where the process is the point."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from sandbox.identity.provider import create_app as create_provider
from sandbox.vietnam import (
    business,
    civil_status,
    criminal_records,
    id_cards,
    insurance,
    population,
    residence,
    social,
    traffic,
)
from tests.sandbox.payments_rig import Platform

ROOT = Path(__file__).parents[2]
GROUNDS = {"MaHoSo": "H33.1-261124-0001", "CoQuan": "11953", "CanBo": "cb-11953-03", "LyDo": "Đăng ký khai sinh"}

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


def client_of(app: FastAPI) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://sandbox")


class Sandbox:
    """`python -m sandbox` on free ports, which a test may kill and start again on the same data."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: asyncio.subprocess.Process | None = None
        self.url = self.smtp_host = ""
        self.smtp_port = 0

    async def start(self) -> "Sandbox":
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "sandbox", "--data", str(self.data), "--port", "0", "--smtp-port", "0",
            stdout=asyncio.subprocess.PIPE, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert self.process.stdout
        told = json.loads(await self.process.stdout.readline())
        self.url = told["url"]
        self.smtp_host, _, port = told["smtp"].partition(":")
        self.smtp_port = int(port)
        return self

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    async def stop(self, with_signal: int = signal.SIGTERM) -> int:
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(with_signal)
        return await self.process.wait()

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self.url)


@pytest.fixture(scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    sandbox = await Sandbox(tmp_path_factory.mktemp("sandbox")).start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """One that the test may kill."""
    sandbox = Sandbox(tmp_path)
    yield sandbox
    if sandbox.process:
        await sandbox.stop()


@pytest.fixture
async def persons(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(population.create_app(tmp_path)) as client:
        yield client


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(civil_status.create_app(tmp_path)) as client:
        yield client


def register(create_app: Callable[[Path, Callable[[], datetime]], FastAPI]) -> Any:
    """A register by a clock that stands."""

    @pytest.fixture
    async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
        async with client_of(create_app(tmp_path, lambda: NOW)) as client:
            yield client

    return client


homes, cards = register(residence.create_app), register(id_cards.create_app)
records, drivers = register(criminal_records.create_app), register(traffic.create_app)
insurer, assistance = register(insurance.create_app), register(social.create_app)
shops, tax = register(business.create_app), register(business.create_tax_app)
"""Business and tax keep one file."""


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(create_provider(tmp_path, "http://sandbox")) as client:
        yield client


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Platform]:
    made = Platform(tmp_path)
    async with made.client:
        yield made


@pytest.fixture
def grounds() -> dict[str, str]:
    """Who asks, for which dossier, and why."""
    return dict(GROUNDS)


@pytest.fixture
def newborn() -> Callable[..., dict[str, Any]]:
    """A message that asks for a newborn's number."""

    def message(message_id: str = "m-1", **changes: Any) -> dict[str, Any]:
        return {
            "MaThongDiep": message_id, "MaHoSo": GROUNDS["MaHoSo"], "HoVaTen": "Trần Nguyễn Bảo Ấn", "GioiTinh": "Nữ",
            "NgaySinh": "20261101", "MaTinhKhaiSinh": "033", "Cha": "033092000102", "Me": "033195000101",
            "SoKhaiSinh": 1, "QuyenKhaiSinh": "01/2026-KS",
        } | changes  # fmt: skip

    return message


@pytest.fixture
def birth() -> Callable[..., dict[str, Any]]:
    """A message that enters a birth."""

    def message(message_id: str = "b-1", commune: str = "11953", **changes: Any) -> dict[str, Any]:
        told = {"MaThongDiep": message_id, "MaHoSo": GROUNDS["MaHoSo"], "MaPhuongXa": commune}
        return told | {"NoiDung": {"HoVaTen": "Trần Nguyễn Bảo Ấn"}} | changes

    return message
