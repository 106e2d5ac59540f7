"""Cards of the sandbox as a reader at the counter reads them."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from infra.id_cards.card_trust import CardTrust
from infra.id_cards.chip import Chip


class Reader:
    """A counter's reader: writes cards on demand, and knows the file of those that are trusted."""

    def __init__(self, sandbox: httpx2.AsyncClient, folder: Path) -> None:
        self._sandbox, self.file = sandbox, folder / "trust.pem"

    async def trust(self, **options: Any) -> CardTrust:
        """Trust whom the sandbox trusts."""
        self.file.write_bytes((await self._sandbox.get("/trust.pem")).raise_for_status().content)
        return CardTrust(self.file, **options)

    async def chip(self, number: str, wrong: str = "", **more: str) -> Chip:
        """Read a card, whole or wrong on demand."""
        answer = await self._sandbox.post(f"/_chip/{number}", json={"wrong": wrong} | more)
        return chip_of(answer.raise_for_status().json())


def chip_of(told: Mapping[str, Any]) -> Chip:
    """Take what the sandbox writes as a reader would give it."""
    groups = {int(name[2:]): base64.b64decode(told[name]) for name in ("DG1", "DG2", "DG13")}
    return Chip(groups, base64.b64decode(told["SOD"]), told["QR"])
