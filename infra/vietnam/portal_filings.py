"""Filings from the national portal as the front door holds them: opened to be filed, settled, read by operators."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import BigInteger, Text, bindparam, column, func, or_, select, tuple_

from domain.base.refusals import Conflict, Missing
from domain.base.words import Words
from domain.dossier.acts import ENGINE, Actor
from domain.vietnam.portal.answers import NUMBERS
from domain.vietnam.portal.declining import may_be_declined, reason_of
from domain.vietnam.portal.filings import Asks
from infra.crypto.keys import Wrapped
from infra.db.database import Database
from infra.db.portal_tables import PortalFilingRow as Row
from infra.db.portal_tables import PortalPaperRow as Paper
from infra.db.tables import constant
from infra.vietnam.portal_inbox import key_name

MANY = 20
KEPT = 400
"""So many characters are kept of why one is held."""
FilingState = Literal["received", "filed", "held", "declined"]

LEASED = func.lease_portal_filings(constant(MANY)).table_valued(column("id", Text), "code", "received_at")
LEASE = select(LEASED).order_by(LEASED.c.received_at, LEASED.c.id)
LOCK = select(
    func.pg_try_advisory_xact_lock(
        func.hashtextextended(constant("portal filing/").concat(bindparam("code", type_=Text)), constant(0))
    )
)
TAKEN = select(func.portal_dossier(bindparam("code", type_=Text)))
"""The dossier that the portal calls so: filed there, or here under this very code; none where there is neither."""
OPEN = select(Row.asks, Row.sealed, Row.master, Row.wrapped).where(
    Row.id == bindparam("one"), Row.state == constant("received")
)
PAPERS = select(Paper.place, Paper.sealed).where(Paper.filing == bindparam("one")).order_by(Paper.place)
SETTLE = select(
    func.settle_portal_filing(*(bindparam(name, type_=Text) for name in ("one", "state", "why", "message", "dossier")))
)
RETRY = select(func.retry_portal_filing(bindparam("one", type_=Text)))
DECLINE = select(func.decline_portal_filing(bindparam("one", type_=Text), bindparam("why", type_=Text)))
IS_THERE = select(Row.state).where(Row.id == bindparam("one"))


class NoLongerHeld(Conflict):
    """It is not held for the cause that the operator read, or was declined before."""


class LiesWithUs(Conflict):
    """What keeps it is for the house to mend: nobody is refused for that."""


class Received(BaseModel):
    """A filing of the portal, as an operator reads it: nothing of what it says."""

    id: str
    code: str
    asks: Asks
    procedure: str
    state: FilingState
    why: str
    message: str
    dossier: str
    tries: int
    received_at: datetime
    due_at: datetime | None
    changed_at: datetime
    declined_at: datetime | None
    answered_at: datetime | None

    @property
    def reason(self) -> Words | None:
        """What whoever sent it is told when it is declined; nothing where it cannot be."""
        held = self.state in ("held", "declined") and may_be_declined(self.why)
        return reason_of(self.asks, self.why, self.message, self.received_at) if held else None


TOLD = (
    select(*(getattr(Row, name) for name in Received.model_fields))
    .where(
        or_(bindparam("of", type_=Text) == constant(""), Row.state == bindparam("of", type_=Text)),
        tuple_(Row.changed_at, Row.id) > tuple_(bindparam("at"), bindparam("after", type_=Text)),
    )
    .order_by(Row.changed_at, Row.id)
    .limit(bindparam("many", type_=BigInteger))
)
OPEN_ONES = (
    select(*(getattr(Row, name) for name in Received.model_fields))
    .where(Row.state != constant("filed"), Row.answered_at.is_(None))
    .order_by(Row.state, Row.received_at, Row.id)
    .limit(constant(200))
)
BY_STATE = select(Row.state, func.count().label("many")).where(Row.asks == constant("file")).group_by(Row.state)
"""Of what was to become a dossier."""


@dataclass(frozen=True)
class Opened:
    """What a filing says, and its files in their order."""

    asks: Asks
    told: dict[str, Any]
    papers: list[bytes]


class PortalFilings:
    """Filings that came from the portal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self) -> list[tuple[str, str]]:
        """Ids and codes of what is to be filed now, the oldest first; none is given again for five minutes."""
        rows = (await self._database.execute(ENGINE, LEASE)).all()
        return [(row.id, row.code) for row in rows]

    @asynccontextmanager
    async def alone(self, code: str) -> AsyncIterator[tuple[bool, str]]:
        """Hold a code of the portal's: whether nobody else does now, and the dossier that it is known of."""
        async with self._database.transaction(ENGINE) as tx:
            free = bool((await tx.execute(LOCK, {"code": code})).scalar_one())
            yield free, str((await tx.execute(TAKEN, {"code": code})).scalar_one_or_none() or "")

    async def opened(self, name: str) -> Opened | None:
        """One that is to be filed; None where it no longer is."""
        async with self._database.transaction(ENGINE) as tx:
            row: Any = (await tx.execute(OPEN, {"one": name})).one_or_none()
            sealed = [paper.sealed for paper in await tx.execute(PAPERS, {"one": name})] if row else []
        if row is None:
            return None
        key = await self._database.keys.open(key_name(name), Wrapped(row.master, row.wrapped))
        told = json.loads(key.open(row.sealed, name))
        return Opened(row.asks, told, [key.open(one, f"{name}/{place}") for place, one in enumerate(sealed)])

    async def filed(self, name: str, dossier: str) -> None:
        """Say what became of one; what it said is the dossier's now, and is forgotten here."""
        await self._settled(name, "filed", dossier=dossier)

    async def hold(self, name: str, why: str, message: str) -> None:
        """Leave one to an operator."""
        await self._settled(name, "held", why, message)

    async def put_off(self, name: str, why: str) -> None:
        """Have one tried again by itself, with growing pauses."""
        await self._settled(name, "received", why)

    async def _settled(
        self, name: str, state: FilingState, why: str = "", message: str = "", dossier: str = ""
    ) -> None:
        told = {"why": why, "message": NUMBERS.sub("…", message)[:KEPT], "dossier": dossier}
        await self._database.execute(ENGINE, SETTLE, {"one": name, "state": state} | told)

    async def told(self, state: str, since: tuple[datetime, str], many: int, by: Actor) -> list[Received]:
        """What changed after a moment and an id, oldest first; of one state where it is named; operators alone read."""
        asked = {"of": state, "at": since[0], "after": since[1], "many": many}
        return _received(await self._database.execute(by, TOLD, asked))

    async def open_ones(self, by: Actor) -> tuple[list[Received], dict[str, int]]:
        """Those of which something is left to do, declined and held ones first, and how many stand in which state."""
        async with self._database.transaction(by) as tx:
            found = _received(await tx.execute(OPEN_ONES))
            return found, {row.state: row.many for row in await tx.execute(BY_STATE)}

    async def retry(self, name: str, by: Actor) -> None:
        """Have one filed again at once, or the portal told again that it was declined.

        Raises:
            Missing: there is none of which anything is left to do.
        """
        if (await self._database.execute(by, RETRY, {"one": name})).scalar_one_or_none() is None:
            raise Missing(
                "Không có hồ sơ nào chờ nộp hoặc chờ báo Cổng với mã này.",
                "No filing of this id waits to be filed, or to be told to the portal.",
            )

    async def decline(self, name: str, why: str, by: Actor) -> None:
        """Decline one that is held, for the cause that the operator read; the portal is told by the worker.

        Raises:
            LiesWithUs: that cause is for the house to mend.
            Missing: there is none that they may see.
            NoLongerHeld: it was declined or tried again meanwhile, or something else keeps it now.
        """
        if not may_be_declined(why):
            raise LiesWithUs(
                "Nguyên nhân thuộc về hệ thống, không phải hồ sơ: hãy khắc phục rồi bấm “Thử lại”.",
                "What keeps it lies with this installation, not with what was sent: mend that, then try it again.",
            )
        if (await self._database.execute(by, DECLINE, {"one": name, "why": why})).scalar_one_or_none() is not None:
            return
        if (await self._database.execute(by, IS_THERE, {"one": name})).scalar_one_or_none() is None:
            raise Missing("Không có hồ sơ nào của Cổng với mã này.", "There is no filing of the portal with this id.")
        raise NoLongerHeld(
            "Hồ sơ này đã được từ chối hoặc nộp lại, hoặc lý do đã thay đổi: hãy tải lại danh sách rồi quyết định.",
            "It was declined or tried again meanwhile, or something else keeps it now: load the list anew.",
        )


def _received(rows: Any) -> list[Received]:
    return [Received.model_validate(dict(row)) for row in rows.mappings()]
