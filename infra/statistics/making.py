"""Makes a release: reads what is counted of each dossier, blurs what is rare, binds all of it under one root."""

import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import and_, case, select

from domain.base.law import Channel
from domain.base.refusals import Unacceptable
from domain.dossier.acts import ENGINE
from domain.province.periods import Period
from domain.statistics.release import (
    ON_TIME,
    Counted,
    Header,
    answer,
    coarsened,
    commitment,
    counted_by,
    entry,
    written,
)
from domain.transparency.heads import SignedHead
from domain.transparency.merkle import Frontier
from infra.db.database import Database
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import CLOCK_ENDS, HANDLED, HAS_DATE, IN_TIME
from infra.db.tables import EventRow, constant, one_of
from infra.statistics.files import Full, Leaf, Signed, write, write_full

type Sign = Callable[[bytes, datetime], Awaitable[bytes]]
FETCHED = 5_000
"""Rows at a time."""
OUTCOME = case((IN_TIME, constant("in_time")), else_=constant("late"))
# Each with the hash of the event that its facts are of: it commits to the whole journal up to there.
LOOKED_AT = (
    select(
        Row.dossier,
        Row.seq,
        EventRow.hash.label("head"),
        Row.competent.label("office"),
        Row.procedure,
        Row.channel,
        Row.accepted_at,
        Row.due_at,
        CLOCK_ENDS.label("settled_at"),
        Row.supplements,
        OUTCOME.label("outcome"),
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
    # By their hashes: the order of the leaves tells nothing.
    hashed = sorted((commitment(secret, one), one) for one in counted)
    combinations = coarsened([one.seen() for _, one in hashed])
    frontier = Frontier()
    for (committed, _), combination in zip(hashed, combinations, strict=True):
        frontier.append(entry(committed, combination))
    numerator, denominator = answer(ON_TIME, counts := counted_by(combinations))
    header = Header(
        definition=ON_TIME,
        unit=order.unit,
        period=order.period.written,
        until=order.until,
        made_at=now,
        leaves=len(hashed),
        root=frontier.root.hex(),
        numerator=numerator,
        denominator=denominator,
        head=await head(),
    )
    signature = b64encode(await sign(header.signed, now)).decode()
    leaves = (Leaf(one, told) for (one, _), told in zip(hashed, combinations, strict=True))
    write(file, Signed(header=header, signature=signature), sorted(counts), leaves)
    write_full(full, Full(root=header.root, secret=secret.hex()), (one for _, one in hashed))
    return header


async def looked_at(order: Order, database: Database) -> list[Counted]:
    """What is counted of each dossier, as the facts have it."""
    values = {"offices": [*order.offices], "begins": order.period.begins, "ends": order.period.ends}
    async with database.transaction(ENGINE) as tx:
        rows = await tx.stream(LOOKED_AT, values | {"until": order.until}, execution_options={"yield_per": FETCHED})
        return [_counted(row) async for row in rows.mappings()]


def _counted(row: Any) -> Counted:
    moments = {name: written(row[name]) for name in ("accepted_at", "due_at", "settled_at")}
    channel = Channel(row["channel"]).name.lower()
    # A million of them: what the database made of its own rows is not checked again.
    return Counted.model_construct(**dict(row) | moments | {"channel": channel})
