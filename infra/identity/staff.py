"""Officers who have left or are away: what is entered counts from the next request on, whatever their token says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import text

from domain.dossier.acts import ENGINE
from infra.db.database import Database

State = Literal["ended", "away", "back"]

ENTER = text("""
INSERT INTO officers_out (officer, state, until, basis, entered_by) VALUES (:officer, :state, :until, :basis, :by)
""")
OUT = text("""
SELECT officer, state, until, basis FROM (
    SELECT DISTINCT ON (officer) * FROM officers_out ORDER BY officer, number DESC
) AS newest WHERE state = 'ended' OR until > clock_timestamp() ORDER BY officer
""")


@dataclass(frozen=True)
class Out:
    """An officer who does not act now, until when, and on what basis."""

    officer: str
    state: State
    until: datetime | None
    basis: str


async def enter(database: Database, out: Out, by: str) -> None:
    """Write down that an officer left, is away or is back; what was entered before stays to be read."""
    async with database.transaction(ENGINE) as tx:
        await tx.execute(ENTER, vars(out) | {"by": by})


async def out_now(database: Database) -> list[Out]:
    """Give every officer who does not act now."""
    async with database.transaction(ENGINE) as tx:
        return [Out(**row) for row in (await tx.execute(OUT)).mappings()]
