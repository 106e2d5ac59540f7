"""Officers who have left or are away: what is entered counts from the next request on, whatever their token says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, insert, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute

from domain.dossier.acts import ENGINE
from infra.db.database import Database
from infra.db.tables import OfficerOutRow, constant

State = Literal["ended", "away", "back"]

ENTER = insert(OfficerOutRow).inline()


def out_at(
    moment: ColumnElement[datetime], *of: ColumnElement[bool], told: Sequence[InstrumentedAttribute[str]] = ()
) -> Select[*tuple[Any, ...]]:
    """Whoever does not act at a moment, by what was entered last of each; not every reader may see all of that."""
    newest = (
        select(OfficerOutRow.officer, OfficerOutRow.state, OfficerOutRow.until, *told)
        .where(*of)
        .ext(distinct_on(OfficerOutRow.officer))
        .order_by(OfficerOutRow.officer, OfficerOutRow.number.desc())
        .subquery("newest")
    )
    return select(newest).where(or_(newest.c.state == constant("ended"), newest.c.until > moment))


OUT = out_at(func.clock_timestamp(), told=[OfficerOutRow.basis]).order_by("officer")


@dataclass(frozen=True)
class Out:
    """An officer who does not act now, until when, and on what basis."""

    officer: str
    state: State
    until: datetime | None
    basis: str


async def enter(database: Database, out: Out, by: str) -> None:
    """Write down that an officer left, is away or is back; what was entered before stays to be read."""
    await database.execute(ENGINE, ENTER, vars(out) | {"entered_by": by})


async def out_now(database: Database) -> list[Out]:
    """Every officer who does not act now."""
    return [Out(**row) for row in (await database.execute(ENGINE, OUT)).mappings()]
