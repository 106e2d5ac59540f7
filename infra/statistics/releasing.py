"""Makes a release: reads what is counted of each dossier, blurs what is rare, binds all of it under one root."""

import secrets
from base64 import b64encode
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, select

from domain.base.law import Channel
from domain.base.refusals import Unacceptable
from domain.dossier.acts import ENGINE
from domain.dossier.journal import canonical
from domain.province.periods import Period
from domain.statistics.release import (
    FURTHER,
    ON_TIME,
    Combination,
    Counted,
    Header,
    answer,
    coarsening,
    commitment,
    entry,
    further,
    seen,
)
from domain.transparency.heads import SignedHead
from domain.transparency.merkle import Frontier
from infra.db.database import Database
from infra.db.province_tables import APPOINTED
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import CLOCK_ENDS, HANDLED, HAS_DATE, IN_TIME
from infra.db.tables import EventRow, constant, one_of
from infra.statistics.files import Full, Signed, write, write_full

type Sign = Callable[[bytes, datetime], Awaitable[bytes]]
FETCHED = 5_000
"""Rows at a time."""
OUTCOME = case((IN_TIME, constant("in_time")), else_=constant("late"))
FIELDS = tuple(Counted.model_fields)
"""In whose order they are read."""
CHANNELS = {int(channel): channel.name.lower() for channel in Channel}
WRITTEN = 'YYYY-MM-DD"T"HH24:MI:SS.US+00:00'


def _told(moment: Any) -> Any:
    """As ``domain.statistics.release.written`` writes it, by the database: of a million it takes seconds."""
    utc = func.timezone(constant("UTC"), moment)
    return func.coalesce(func.to_char(utc, constant(WRITTEN)), constant(""))


# Each with the hash of the event that its facts are of: it commits to the whole journal up to there.
LOOKED_AT = (
    select(
        Row.dossier,
        Row.seq,
        EventRow.hash,
        Row.competent,
        Row.procedure,
        Row.channel,
        _told(Row.accepted_at),
        _told(APPOINTED),
        _told(CLOCK_ENDS),
        Row.supplements,
        OUTCOME,
    )
    .join(EventRow, and_(EventRow.dossier == Row.dossier, EventRow.seq == Row.seq))
    .where(Row.competent == one_of("offices"), HANDLED, HAS_DATE)
)


class NothingCounted(Unacceptable):
    """No dossier of the unit was handled in the period."""


class PeriodUnderWay(Unacceptable):
    """The period is not over: what is accepted tomorrow would be missing from it."""


@dataclass(frozen=True)
class Order:
    """What is to be released: the share settled in time, of a unit in a period."""

    unit: str
    offices: Sequence[str]
    period: Period
    until: datetime
    """What is under way is judged as it was then."""


async def release(
    order: Order,
    database: Database,
    head: Callable[[], Awaitable[SignedHead]],
    sign: Sign,
    now: datetime,
    file: Path,
    full: Path,
) -> Header:
    """Make both files; ``head`` publishes one of all journals, after the leaves were read, so that it covers them.

    Raises:
        CellTooSmall: it would tell of few.
        NothingCounted: there is nothing to tell.
        PeriodUnderWay: it is not over.
    """
    if order.period.ends > now:
        raise PeriodUnderWay(
            "Kỳ báo cáo chưa kết thúc: chỉ công bố kỳ đã qua.", "The period is not over: release one that is."
        )
    counted = await looked_at(order, database)
    if not counted:
        raise NothingCounted("Kỳ này không có hồ sơ nào.", "No dossier was handled in this period.")
    secret = secrets.token_bytes(32)
    told = coarsening(Counter(one.seen for one in counted))
    # By their hashes: the order of the leaves tells nothing.
    leaves = sorted((commitment(secret, one.dossier, one.content), one) for one in counted)
    frontier, counts = Frontier(), Counter[Combination]()
    for committed, one in leaves:
        frontier.append(entry(committed, told[one.seen]))
        counts[told[one.seen]] += 1
    numerator, denominator = answer(ON_TIME, counts)
    header = Header(
        definition=ON_TIME,
        unit=order.unit,
        period=order.period.written,
        until=order.until,
        made_at=now,
        leaves=len(leaves),
        root=frontier.root.hex(),
        numerator=numerator,
        denominator=denominator,
        also=tuple(further(one, counts) for one in FURTHER),
        head=await head(),
    )
    signature = b64encode(await sign(header.signed, now)).decode()
    write(
        file, Signed(header=header, signature=signature), sorted(counts), ((at, told[one.seen]) for at, one in leaves)
    )
    write_full(full, Full(root=header.root, secret=secret.hex()), (one.content for _, one in leaves))
    return header


class Looked(NamedTuple):
    """A dossier as it is counted, ready to be hashed: a million of them are held at once."""

    dossier: str
    content: bytes
    seen: Combination


async def looked_at(order: Order, database: Database) -> list[Looked]:
    """What is counted of each dossier, as the facts have it."""
    values = {"offices": [*order.offices], "begins": order.period.begins, "ends": order.period.ends}
    found = list[Looked]()
    async with database.transaction(ENGINE) as tx:
        rows = await tx.stream(LOOKED_AT, values | {"until": order.until}, execution_options={"yield_per": FETCHED})
        async for some in rows.partitions():
            found += map(_looked, some)
    return found


def _looked(row: Sequence[Any]) -> Looked:
    told = dict(zip(FIELDS, row, strict=True))
    told["channel"] = channel = CHANNELS[told["channel"]]
    return Looked(told["dossier"], canonical(told), seen(told["office"], told["procedure"], channel, told["outcome"]))
