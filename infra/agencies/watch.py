"""How agencies answer, written down for operators, and which of them an operator has left alone for now."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Text,
    bindparam,
    case,
    column,
    exists,
    func,
    not_,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert

from domain.dossier.acts import ENGINE
from domain.registers.answer_times import class_of
from infra.db.agency_tables import AnswerTimeRow
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
ANSWERS = (
    func.unnest(
        bindparam("classes", type_=ARRAY(BigInteger)),
        bindparam("answered", type_=ARRAY(BigInteger)),
        bindparam("failed", type_=ARRAY(BigInteger)),
    )
    .table_valued(column("number", BigInteger), column("answered", BigInteger), column("failed", BigInteger))
    .render_derived()
)
HOUR = func.date_trunc(constant("hour"), NOW)
TIMES = insert(AnswerTimeRow).from_select(
    ["agency", "hour", "number", "answered", "failed"],
    select(bindparam("agency", type_=Text), HOUR, ANSWERS.c.number, ANSWERS.c.answered, ANSWERS.c.failed).order_by(
        ANSWERS.c.number
    ),
)
TIMES = TIMES.on_conflict_do_update(
    index_elements=[AnswerTimeRow.agency, AnswerTimeRow.hour, AnswerTimeRow.number],
    set_={
        "answered": AnswerTimeRow.answered + TIMES.excluded.answered,
        "failed": AnswerTimeRow.failed + TIMES.excluded.failed,
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
    noted_at: float = float("-inf")
    answered: Counter[int] = field(default_factory=Counter)
    """By class, what was not noted yet."""
    failed: Counter[int] = field(default_factory=Counter)


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
        now, first = self._clock(), agency not in self._seen
        seen = self._seen.setdefault(agency, _Seen(ok, took))
        seen.took = took if first or not ok else seen.took + WEIGHT * (took - seen.took)
        (seen.answered if ok else seen.failed)[class_of(took)] += 1
        if seen.ok == ok and now - seen.noted_at < NOTED_EVERY:
            return
        seen.ok, seen.noted_at = ok, now
        answered, failed = seen.answered, seen.failed
        seen.answered, seen.failed = Counter(), Counter()
        classes = sorted({*answered, *failed})
        times = {"answered": [answered[one] for one in classes], "failed": [failed[one] for one in classes]}
        with suppress(DatabaseDown):
            async with self._database.transaction(ENGINE) as tx:
                await tx.execute(NOTE, {"agency": agency, "ok": ok, "took_ms": round(seen.took * 1000)})
                await tx.execute(TIMES, {"agency": agency, "classes": classes} | times)
