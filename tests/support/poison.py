"""Rows that nobody can read: what a fault of ours, or of a disk, would leave, so that a loop meets one among others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.support.ledger import Ledger

BROKEN = "SealBroken"
"""Type of what whoever reads one meets."""


@asynccontextmanager
async def unreadable(ledger: Ledger, code: str) -> AsyncIterator[None]:
    """Within it nobody can open what a dossier's row and events seal."""
    sealed = await ledger.rows("SELECT seq, sealed FROM events WHERE dossier = :code AND sealed IS NOT NULL", code=code)
    [state] = await ledger.rows("SELECT state FROM dossiers WHERE code = :code", code=code)
    await ledger.rows("UPDATE events SET sealed = sealed || 'x'::bytea WHERE dossier = :code", code=code)
    await ledger.rows("UPDATE dossiers SET state = state || 'x'::bytea WHERE code = :code", code=code)
    try:
        yield
    finally:
        await ledger.rows("UPDATE dossiers SET state = :state WHERE code = :code", code=code, **state)
        for row in sealed:
            await ledger.rows(
                "UPDATE events SET sealed = :sealed WHERE dossier = :code AND seq = :seq", code=code, **row
            )


async def put_off(ledger: Ledger, loop: str) -> dict[str, tuple[str, int]]:
    """What a loop could not do: why and how often it failed, by row."""
    rows = await ledger.rows("SELECT about, why, fails FROM put_off WHERE loop = :loop", loop=loop)
    return {row["about"]: (row["why"], row["fails"]) for row in rows}
