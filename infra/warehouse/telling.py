"""Tells those who used a shared result that it was recalled or replaced, each in its order, until they have taken it.

What is owed is made of the exchanges: whoever was given a result hears of it. An agency that names no address reads the
same at ``/warehouse/v1/recalls``; what it is owed is kept, and told once an address is named. A dossier of ours with
the file of a result that another agency recalled is owed a look by the warehouse's feed.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx2
import structlog
from sqlalchemy import BigInteger, Boolean, Interval, Text, bindparam, cast, func, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP, array, insert

from domain.base.calendar import in_vietnam
from domain.dossier.acts import ENGINE
from domain.province.warehouse import RESULTS, WAREHOUSE, Sharing
from infra.agencies.basis import Mint
from infra.agencies.consumers import BASIS, digest_of
from infra.db.database import Database
from infra.db.due import NOW
from infra.db.put_off import PutOff
from infra.db.tables import CounterRow, constant
from infra.db.warehouse_tables import ExchangeRow, RecallTellingRow, SharedResultRow
from infra.runtime.background import over_and_over
from infra.runtime.telemetry import agency_call
from infra.warehouse.entering import owing_a_look

log = structlog.get_logger()

LOOP = "recall"
"""Under what operators see what an agency does not take."""
MANY = 50
LOOKS_EVERY = 15.0
"""Seconds between looks whether a result was recalled."""
SETTLES = timedelta(seconds=60)
"""How long a change rests before it is told: whoever began to write before it has finished by then."""
SAID = ("number", "recalled_at", "replaced_by")
"""What is told of a result; nothing of whose it is."""
PURPOSE = "Thông báo thu hồi, thay thế kết quả đã cung cấp"
HEARD = "warehouse/recalls"
"""The counter that holds up to when changes were looked through, in microseconds."""

Row, Result = RecallTellingRow, SharedResultRow
MOMENT = TIMESTAMP(timezone=True)
MICRO = 1_000_000
LAST = select(CounterRow.value).where(CounterRow.name == constant(HEARD))
UNTIL = select(cast(func.extract("epoch", NOW - bindparam("settles", type_=Interval)) * MICRO, BigInteger))
NOTE = insert(CounterRow).values(name=HEARD)
NOTE = NOTE.on_conflict_do_update(index_elements=[CounterRow.name], set_={"value": NOTE.excluded.value})


def _moment(name: str) -> Any:
    return func.to_timestamp(bindparam(name, type_=BigInteger) / float(MICRO))


CHANGED = (Result.changed_at >= _moment("since"), Result.changed_at < _moment("until"))
USED = (
    select(ExchangeRow.consumer, Result.number, Result.replaced_by, Result.recalled_at)
    .join(Result, ExchangeRow.results.contains(cast(array([Result.number]), ARRAY(Text))))
    .where(
        *CHANGED,
        or_(Result.recalled_at.is_not(None), Result.replaced_by != constant("")),
        ExchangeRow.refused == constant(""),
        ExchangeRow.consumer != Result.provider,
        ExchangeRow.consumer != constant(WAREHOUSE),  # our own dossiers hear of it by the file
    )
    .distinct()
    .order_by(Result.number)
)
OWE = insert(Row).from_select(["consumer", "result", "replaced_by", "recalled_at"], USED).on_conflict_do_nothing()
OWE_A_LOOK = owing_a_look(*CHANGED)
LOCK = select(
    func.pg_try_advisory_xact_lock(
        func.hashtextextended(constant("recall/").concat(bindparam("whose", type_=Text)), constant(0)), type_=Boolean
    )
)
NEXT = (
    select(Row.number, Row.result, Row.replaced_by, Row.recalled_at, (Row.due_at <= NOW).label("due"))
    .where(Row.consumer == bindparam("whose"), Row.taken_at.is_(None))
    .order_by(Row.number)
    .limit(MANY)
)
TAKEN = update(Row).where(Row.number == bindparam("which")).values(taken_at=NOW, why="")
LATER = (
    update(Row)
    .where(Row.number == bindparam("which"))
    .values(
        tries=func.least(Row.tries + constant(1), 1000),
        why=bindparam("for_what"),
        due_at=NOW + bindparam("pause", type_=Interval),
    )
)


class NotTaken(Exception):
    """The agency answered and did not take it."""


class RecallTelling:
    """Owes and tells; an agency that does not answer keeps none of the others waiting."""

    def __init__(
        self,
        database: Database,
        addresses: Mapping[str, str],
        opened: Callable[[str], httpx2.AsyncClient],
        mint: Mint | None,
        sharing: Sharing,
        *,
        settles: timedelta = SETTLES,
    ) -> None:
        self._database = database
        self._addresses = addresses
        self._opened = opened
        self._mint = mint
        self._sharing = sharing
        self._settles = settles
        self._put_off = PutOff(database, LOOP)

    async def run(self) -> None:
        """Tell until cancelled."""
        await over_and_over(self.round, LOOKS_EVERY)

    async def round(self) -> int:
        """Owe what changed, and tell what is due; give how much was taken."""
        await self.owe()
        return sum([await self.tell(consumer) for consumer in self._addresses])

    async def owe(self) -> int:
        """Owe what changed since the last time; give how many messages that made."""
        async with self._database.transaction(ENGINE) as tx:
            since = (await tx.execute(LAST)).scalar_one_or_none() or 0
            until = (await tx.execute(UNTIL, {"settles": self._settles})).scalar_one()
            made = (await tx.execute(OWE, {"since": since, "until": until})).rowcount
            await tx.execute(OWE_A_LOOK, {"since": since, "until": until})
            await tx.execute(NOTE, {"value": until})
        return made

    async def tell(self, consumer: str) -> int:
        """Tell one agency what it is owed, in its order, up to the first that it does not take."""
        taken = 0
        async with self._database.transaction(ENGINE) as tx:
            if not (await tx.execute(LOCK, {"whose": consumer})).scalar_one():
                return 0
            for row in (await tx.execute(NEXT, {"whose": consumer})).all():
                if not row.due:
                    break
                try:
                    await self._send(consumer, row)
                except (httpx2.HTTPError, NotTaken) as error:
                    pause = await self._put_off.put(consumer, "", error)
                    why = {"for_what": type(error).__name__, "pause": pause}
                    await tx.execute(LATER, {"which": row.number} | why)
                    break
                await tx.execute(TAKEN, {"which": row.number})
                taken += 1
        if taken:
            await self._put_off.done(consumer)
        return taken

    async def _send(self, consumer: str, row: Any) -> None:
        """One message, signed as each of ours to an agency is; again it has the same name.

        Raises:
            HTTPError, NotTaken
        """
        message, address = f"recall-{row.number}", self._addresses[consumer]
        recalled = in_vietnam(row.recalled_at).isoformat() if row.recalled_at else None
        said = {"message": message, "number": row.result, "recalled_at": recalled, "replaced_by": row.replaced_by}
        content = json.dumps(said, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if self._mint:
            digest = digest_of("POST", urlsplit(address).path, content)
            ground = {"rests_on": "law", "words": self._decision(consumer)}
            claims = {"purpose": PURPOSE, "basis": ground, "fields": list(SAID), "request": digest}
            headers[BASIS] = self._mint.token(consumer, message, claims)
        with agency_call(consumer, "recall", ""):
            async with self._opened(address) as way:
                answer = await way.post(address, content=content, headers=headers)
            if not answer.is_success:
                raise NotTaken(str(answer.status_code))

    def _decision(self, consumer: str) -> str:
        """By which decision it was given results; that of the latest agreement, also one that ended."""
        theirs = [one for one in self._sharing.agreements if (one.consumer, one.dataset) == (consumer, RESULTS)]
        return max(theirs, key=lambda one: one.since).decision if theirs else PURPOSE
