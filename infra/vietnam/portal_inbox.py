"""Takes in what people file on the national portal: sealed here first, and only then taken off the portal's list.

The same message once more is known by a keyed digest of what it says, so a receipt that was lost makes no second one.
"""

import json
import secrets
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import and_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier.acts import ENGINE
from domain.dossier.digest import canonical
from domain.vietnam.portal.declining import NO_PAPER, NOT_OURS, TOO_LARGE, UNREADABLE
from domain.vietnam.portal.filings import MESSAGES, asks_of
from domain.vietnam.portal.hoso import OnPortal
from infra.crypto.blind_index import BlindIndex
from infra.crypto.keys import DataKey, Wrapped
from infra.db.database import Database
from infra.db.due import NOW
from infra.db.portal_tables import PortalFilingRow as Row
from infra.db.portal_tables import PortalPaperRow as Paper
from infra.db.tables import constant
from infra.runtime.background import over_and_over
from infra.vietnam.portal_client import Portal, PortalRefused

log = structlog.get_logger()

MANY = 50

ENTER = insert(Row).on_conflict_do_nothing(constraint="uq_portal_filings_code_said")
THIS = and_(Row.code == bindparam("of"), Row.said == bindparam("digest"))
THERE = select(Row.id, Row.state, Row.why, Row.master, Row.wrapped).where(THIS)
TAKEN = update(Row).where(THIS, Row.taken_at.is_(None)).values(taken_at=NOW)
# Not what another worker completed, and not what was declined while its files came: that is never filed after all.
COMPLETE = (
    update(Row)
    .where(Row.id == bindparam("one"), Row.why == constant(NO_PAPER), Row.state != constant("declined"))
    .values(state="received", why="", due_at=NOW, changed_at=NOW)
)
ADD = insert(Paper)
EMPTY = delete(Paper).where(Paper.filing == bindparam("one"))


class PortalInbox:
    """What comes from the portal, until the front door files it."""

    def __init__(
        self, database: Database, portal: Portal, house: OnPortal, index: BlindIndex, limit: int, *, interval: float
    ) -> None:
        self._database = database
        self._portal = portal
        self._house = house
        self._index = index
        self._limit = limit
        self._interval = interval

    async def run(self) -> None:
        """Look for what was filed, until cancelled."""
        await over_and_over(self.receive, self._interval)

    async def receive(self) -> int:
        """Keep what nobody has taken yet; give how many messages the portal need not show again.

        Raises:
            PortalDown: the rest is looked for another time.
        """
        listed = await self._portal.filings(MANY)
        return sum([await self._received(one) for one in listed])

    async def _received(self, told: dict[str, Any]) -> bool:
        """Keep one message and say so; one that fails keeps none of the others."""
        code, message = str(told.get("MaHoSo") or ""), str(told.get("MaThongDiep") or "")
        if not code:
            log.warning("portal_filing_without_code")
            return False
        try:
            said = self._index.of(canonical(content := _content(told)).decode())
            if not await self._kept(code, said, content):
                return False
            await self._portal.taken(code, message)
            await self._database.execute(ENGINE, TAKEN, {"of": code, "digest": said})
        except PortalRefused as refused:
            log.warning("portal_filing_not_taken", why=str(refused))
            return False
        return True

    async def _kept(self, code: str, said: str, told: dict[str, Any]) -> bool:
        """Whether a message lies here with everything that belongs to it, or was declined without."""
        found = await self._database.execute(ENGINE, THERE, {"of": code, "digest": said})
        there: Any = found.one_or_none()
        if there and (there.why != NO_PAPER or there.state == "declined"):
            return True
        why, papers = await self._fetched(code, told)
        if there:
            if not why:
                await self._completed(there, papers)
        else:
            await self._entered(code, said, told, why, papers)
        return why != NO_PAPER

    async def _completed(self, there: Any, papers: list[bytes]) -> None:
        """Let one that lacked files be filed."""
        key = await self._database.keys.open(key_name(there.id), Wrapped(there.master, there.wrapped))
        async with self._database.transaction(ENGINE) as tx:
            if (await tx.execute(COMPLETE, {"one": there.id})).rowcount:
                await tx.execute(EMPTY, {"one": there.id})
                await _add(tx, there.id, key, papers)

    async def _fetched(self, code: str, told: dict[str, Any]) -> tuple[str, list[bytes]]:
        """Its files, or why it cannot be filed as it came; what is not this province's is not fetched."""
        if not self._house.bears(code):
            return NOT_OURS, []
        try:
            said = MESSAGES[asks_of(told, self._house.codes)].model_validate(told)
            papers = [await self._portal.paper(code, one.id) for one in said.papers]
        except ValidationError:
            return UNREADABLE, []
        except PortalRefused:
            return NO_PAPER, []
        return (TOO_LARGE, []) if any(len(one) > self._limit for one in papers) else ("", papers)

    async def _entered(self, code: str, said: str, told: dict[str, Any], why: str, papers: list[bytes]) -> None:
        name = secrets.token_hex(16)
        key, wrapped = await self._database.keys.make(key_name(name))
        row = {
            "id": name,
            "code": code[:60],
            "asks": asks_of(told, self._house.codes),
            "procedure": str(told.get("MaTTHC") or "")[:40],
            "said": said,
            "state": "held" if why else "received",
            "why": why,
            "due_at": None if why else func.now(),
            "sealed": key.seal(json.dumps(told, ensure_ascii=False).encode(), name),
            "master": wrapped.master,
            "wrapped": wrapped.key,
        }
        async with self._database.transaction(ENGINE) as tx:
            if (await tx.execute(ENTER.values(**row))).rowcount:
                await _add(tx, name, key, papers)
        log.info("portal_filing_received", code=code, held=why)


def _content(told: dict[str, Any]) -> dict[str, Any]:
    """What a message says, without the name that the portal gives it each time it is listed."""
    return {name: told[name] for name in told if name != "MaThongDiep"}


async def _add(tx: AsyncConnection, name: str, key: DataKey, papers: list[bytes]) -> None:
    for place, paper in enumerate(papers):
        await tx.execute(ADD, {"filing": name, "place": place, "sealed": key.seal(paper, f"{name}/{place}")})


def key_name(name: str) -> str:
    """By what the key of a filing is told apart."""
    return f"portal/{name}"
