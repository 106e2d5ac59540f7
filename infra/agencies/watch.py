"""How agencies answer, written down for operators, and which of them an operator has left alone for now."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database, DatabaseDown

PAUSED = text("""
SELECT about FROM (SELECT DISTINCT ON (about) about, act FROM operator_acts WHERE act IN ('pause', 'resume')
                   ORDER BY about, number DESC) AS newest WHERE act = 'pause'
""")
GIVEN = text("SELECT EXISTS (SELECT 1 FROM operator_acts WHERE about = :code AND act = 'give' AND at > :since)")
NOTE = text("""
INSERT INTO agency_states (agency, answered_at, failing_since, took_ms)
VALUES (:agency, CASE WHEN :ok THEN now() END, CASE WHEN NOT :ok THEN now() END, :took_ms)
ON CONFLICT (agency) DO UPDATE SET
    answered_at = coalesce(excluded.answered_at, agency_states.answered_at),
    failing_since = CASE WHEN NOT :ok THEN coalesce(agency_states.failing_since, now()) END,
    took_ms = excluded.took_ms
""")
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
                async with self._database.transaction(ENGINE) as tx:
                    self._paused = frozenset((await tx.execute(PAUSED)).scalars())
                self._read_at = self._clock()
        return agency in self._paused

    async def given(self, code: str, since: datetime) -> bool:
        """Whether an operator gave what a dossier waits for to officers since it was first asked."""
        with suppress(DatabaseDown):
            async with self._database.transaction(ENGINE) as tx:
                return bool((await tx.execute(GIVEN, {"code": code, "since": since})).scalar_one())
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
            async with self._database.transaction(ENGINE) as tx:
                await tx.execute(NOTE, {"agency": agency, "ok": ok, "took_ms": round(smooth * 1000)})
