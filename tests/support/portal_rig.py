"""The national portal's stand-in inside the tests' own process, and what tells it of a ledger's dossiers."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr

from domain.vietnam.portal.hoso import OnPortal
from infra.facts.loading import load_offices
from infra.vietnam.exchange import load_codes
from infra.vietnam.portal_client import Account, Portal
from infra.vietnam.portal_sync import PortalSync
from sandbox.vietnam.portal import create_app
from tests.support.ledger import Ledger, Row
from tests.support.platform import Wire
from workflows.catalogue import catalogue

ACCOUNT = Account("motcua-33", SecretStr("stand-in-portal-password"), "000.00.00.H31")
CODES = load_codes()
ON_PORTAL = OnPortal(
    {code: procedure.title for code, procedure in catalogue().items()},
    load_offices(),
    CODES,
    "https://motcua.example/api/v1/results/",
)
STANDS = "SELECT * FROM portal_syncs WHERE dossier = :code"


@dataclass
class PortalRig:
    """A portal, the way to it, and who tells it."""

    ledger: Ledger
    folder: Path
    app: FastAPI = field(init=False)
    client: httpx2.AsyncClient = field(init=False)
    portal: Portal = field(init=False)
    sync: PortalSync = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.folder)
        self.client = httpx2.AsyncClient(transport=Wire(self.app), base_url="http://sandbox")
        self.portal = Portal(self.client, ACCOUNT, CODES)
        self.sync = self.another()

    def another(self, portal: Portal | None = None) -> PortalSync:
        """What tells it, once more: as another worker, or by another way. Nothing is waited for."""
        return PortalSync(self.ledger.engine, portal or self.portal, replace(ON_PORTAL, listed={}), gathers=timedelta())

    async def fails(self, **fault: Any) -> None:
        """Let the next calls go wrong."""
        (await self.client.put("/_faults", json=fault)).raise_for_status()

    async def says(self, service: str, code: str | int, message: str, **more: Any) -> None:
        """Let the next answer of a service say this."""
        quirk = {"service": service, "error_code": code, "message": message} | more
        (await self.client.put("/_quirks", json=quirk)).raise_for_status()

    async def record(self, code: str) -> dict[str, Any] | None:
        """What stands there of a dossier."""
        answer = await self.client.get(f"/_records/{code}")
        return None if answer.status_code == 404 else dict(answer.raise_for_status().json())

    async def statuses(self, code: str) -> list[int]:
        """The statuses of its steps there, in the order in which they stand."""
        record = await self.record(code)
        return [int(step["TrangThai"]) for step in record["steps"]] if record else []

    async def calls(self) -> dict[str, int]:
        """How often each service was called."""
        told = (await self.client.get("/_calls")).json()["operations"]
        return {name.rpartition(" ")[2]: many for name, many in told.items()}

    async def stands(self, code: str) -> Row:
        """How far the portal is known to know it."""
        [row] = await self.ledger.rows(STANDS, code=code)
        return row

    async def at_once(self) -> None:
        """Let what is put off be due now."""
        await self.ledger.rows("UPDATE portal_syncs SET next_at = now() WHERE next_at IS NOT NULL")

    async def told(self) -> None:
        """Take over and tell until nothing is owed, however often it has to be tried."""
        for _ in range(60):
            await self.sync.owe()
            await self.at_once()
            await self.sync.tell()
            if not await self.ledger.rows("SELECT 1 FROM portal_syncs WHERE next_at IS NOT NULL LIMIT 1"):
                return
        raise AssertionError("still owed after sixty rounds")
