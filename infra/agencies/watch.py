"""How agencies answer, written down for operators, and which of them an operator has left alone for now."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, bindparam, case, exists, func, not_, null, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from domain.dossier.acts import ENGINE
from infra.db.database import Database, DatabaseDown
from infra.db.tables import AgencyStateRow, OperatorActRow, constant

OF_PAUSES = OperatorActRow.act.in_([constant("pause"), constant("resume")])
NEWEST = select(OperatorActRow.about, OperatorActRow.act).ext(distinct_on(OperatorActRow.about)).where(OF_PAUSES)
STANDS = NEWEST.order_by(OperatorActRow.about, OperatorActRow.number.desc()).subquery().c
PAUSED = select(STANDS.about).where(STANDS.act == "pause")
IS_GIVEN = (OperatorActRow.about == bindparam("code"), OperatorActRow.act == "give")
GIVEN = select(exists().where(*IS_GIVEN, OperatorActRow.at > bindparam("since")))
FAILS, NOW = not_(bindparam("ok", type_=Boolean)), func.now()
HEARD = insert(AgencyStateRow).values(answered_at=case((FAILS, null()), else_=NOW), failing_since=case((FAILS, NOW)))
NOTE = HEARD.on_conflict_do_update(
    index_elements=[AgencyStateRow.agency],
    set_={
        "answered_at": func.coalesce(HEARD.excluded.answered_at, AgencyStateRow.answered_at),
        "failing_since": case((FAILS, func.coalesce(AgencyStateRow.failing_since, NOW))),
        "took_ms": HEARD.excluded.took_ms,
    },
)
FRESH = 1.0
"""Seconds for which what was read counts: a pause takes hold within them."""
NOTED_EVERY = 5.0
"""Seconds between two notes of an agency that goes on as before."""
WEIGHT = 0.2
"""Of the newest answer in the time that an agency takes."""


@dataclass
class _Seen:
    ok: bool
    took: float
    noted_at: float


class AgencyWatch:
    """What one worker knows of all agencies."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._paused: frozenset[str] = frozenset()
        self._read_at = float("-inf")

    async def paused(self, agency: str) -> bool:
        """Whether an operator wants it left alone; as it was known last, where the database does not answer."""
        if self._clock() - self._read_at >= FRESH:
            with suppress(DatabaseDown):
                self._paused = frozenset((await self._database.execute(ENGINE, PAUSED)).scalars())
                self._read_at = self._clock()
        return agency in self._paused

    async def given(self, code: str, since: datetime) -> bool:
        """Whether an operator gave what a dossier waits for to officers since it was first asked."""
        with suppress(DatabaseDown):
            return bool((await self._database.execute(ENGINE, GIVEN, {"code": code, "since": since})).scalar_one())
        return False

    async def heard(self, agency: str, took: float, *, ok: bool) -> None:
        """Note that it answered, or did not; at once where that is new, and now and then where it is not."""
        now, before = self._clock(), self._seen.get(agency)
        smooth = took if before is None or not ok else before.took + WEIGHT * (took - before.took)
        if before and before.ok == ok and now - before.noted_at < NOTED_EVERY:
            before.took = smooth
            return
        self._seen[agency] = _Seen(ok, smooth, now)
        with suppress(DatabaseDown):
            await self._database.execute(ENGINE, NOTE, {"agency": agency, "ok": ok, "took_ms": round(smooth * 1000)})
