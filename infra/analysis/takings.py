"""What was asked for and paid of dossiers, by channel, read from the published facts."""

from typing import Any

from sqlalchemy import BigInteger, case, func, select

from domain.base.law import Channel, Frozen
from infra.analysis.analysis import Published
from infra.analysis.counting import COUNTED, Held
from infra.db.province_tables import ProvinceFactsRow as Row
from infra.db.punctual import RECEIVED
from infra.db.tables import constant


class Takings(Frozen):
    """What was asked for and paid of dossiers received in a period by one channel (hình thức nộp), in đồng."""

    channel: Channel
    dossiers: int
    """With a fee."""
    asked: int
    paid: int
    online: int
    """Of what was paid, on-line."""
    given_back: int
    unreconciled: int | None
    """Payments that the platform's books tell otherwise, uncleared; None while facts of before are made anew."""
    unreconciled_sum: int | None


SINCE = 7
"""The edition of the facts that say which payments are unreconciled."""


def _known(column: Any) -> Any:
    return case((func.min(Row.edition) >= constant(SINCE), func.sum(column).cast(BigInteger)))


TAKINGS = (
    select(
        Row.channel,
        func.count().label("dossiers"),
        func.sum(Row.fee).cast(BigInteger).label("asked"),
        func.sum(Row.paid).cast(BigInteger).label("paid"),
        func.sum(Row.paid_online).cast(BigInteger).label("online"),
        func.sum(Row.given_back).cast(BigInteger).label("given_back"),
        _known(Row.unreconciled).label("unreconciled"),
        _known(Row.unreconciled_sum).label("unreconciled_sum"),
    )
    .where(COUNTED, RECEIVED, Row.fee > constant(0))
    .group_by(Row.channel)
    .order_by(Row.channel)
)


async def takings(published: Published, of: Held) -> list[Takings]:
    """What was asked and paid of dossiers received in a period, by channel."""
    rows = await published.rows(TAKINGS.where(of.held), of.values(published.as_of))
    return [Takings.model_validate(row) for row in rows]
