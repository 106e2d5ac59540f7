"""When a row is due: the database's clock, the rows that whoever locks them first takes, and pauses that grow."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

NOW = func.clock_timestamp(type_=TIMESTAMP(timezone=True))
"""The database's clock, which all who lease something share."""
BY_NOW = func.statement_timestamp(type_=TIMESTAMP(timezone=True))
"""The same clock as a question begins: it stands still while that is answered, so that an index finds what is due."""


def first_due(
    columns: Sequence[Any], due: Any, many: int, *where: ColumnElement[bool], now: ColumnElement[datetime] = BY_NOW
) -> Select[*tuple[Any, ...]]:
    """Rows whose time has come, what has waited longest first, for whoever locks them first."""
    return select(*columns).where(due <= now, *where).order_by(due).limit(many).with_for_update(skip_locked=True)


MOST_DOUBLED = 20
"""How often a pause doubles at most: a power of more tries than that is no number of the database's any more."""


def growing(tries: Any, longest: Any, unit: Any = timedelta(seconds=1)) -> ColumnElement[Any]:
    """A pause that doubles with each try, up to so many units."""
    pause: ColumnElement[Any] = func.least(func.power(2, func.least(tries, MOST_DOUBLED)), longest) * unit
    return pause
