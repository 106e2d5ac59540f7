"""The front door in the test's own process, with settings of the test's, on the house's database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastapi import FastAPI

from api.app import create_app
from infra.local.house import LocalHouse


@asynccontextmanager
async def inside(house: LocalHouse, address: str = "127.0.0.1", **settings: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """Open it; requests come from this address."""
    app = create_app(house.settings().model_copy(update=settings))
    async with app.router.lifespan_context(app), calling(app, address) as http:
        yield http


def calling(app: FastAPI, address: str = "127.0.0.1") -> httpx2.AsyncClient:
    """Come to an open door from an address."""
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False, client=(address, 1234))
    return httpx2.AsyncClient(transport=transport, base_url="http://door/api/v1/")
