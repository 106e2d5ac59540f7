"""Proves a journal from the database alone: its chain, and that what is shown of the dossier follows from it.

A chain shows what was altered, removed or put in between. Who can rewrite the whole journal and every hash in it leaves
no trace here: a published head that somebody kept finds that out (``infra.against``).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from joserfc.jwk import KeySet
from pydantic import ValidationError
from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.acts import ENGINE
from domain.dossier import Dossier
from domain.fold import fold as fold_one
from domain.journal import BrokenChain, Event, check_chain
from domain.refusals import Missing
from infra.database import Database
from infra.receipts import contradiction
from infra.sql import CHAIN

SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
"""Row and events as of one moment: an append in between would look like a forgery."""
CODES = text("SELECT code FROM dossiers ORDER BY code")
ROW = text(
    "SELECT procedure, applicant, receiving, competent, status, due_at, seen_by, seq, head, state FROM dossiers"
    " WHERE code = :code"
)
SHOWN = ("procedure", "applicant", "receiving", "competent", "status", "due_at")
"""Columns that lists and row-level security read; the state says them too."""


@dataclass(frozen=True)
class Verified:
    """What was found out about one journal; ``problem`` is empty exactly when it holds."""

    code: str
    events: int
    head: str = ""
    problem: str = ""

    @property
    def holds(self) -> bool:
        """Nothing was altered, and the dossier is what its events made it."""
        return not self.problem


async def verify_journal(database: Database, code: str, keys: Mapping[str, KeySet] | None = None) -> Verified:
    """Walk one dossier's chain, compare the dossier with what its events make of it, and its receipts with ``keys``.

    Raises:
        Missing: there is no such dossier.
    """
    async with database.transaction(ENGINE) as tx:
        await tx.execute(SNAPSHOT)
        return await verify_within(tx, code, keys)


async def verify_within(tx: AsyncConnection, code: str, keys: Mapping[str, KeySet] | None = None) -> Verified:
    """Do the same in a transaction that is open already."""
    row = (await tx.execute(ROW, {"code": code})).mappings().one_or_none()
    if row is None:
        raise Missing
    events = (await tx.execute(CHAIN, {"code": code})).mappings().all()
    try:
        head = check_chain(events)  # type: ignore[arg-type]  # a row is a mapping of its columns
    except BrokenChain as broken:
        return Verified(code, len(events), problem=named(broken, events))
    problem = _contradiction(code, row, events, head) or contradiction(code, events, keys or {})  # type: ignore[arg-type]
    return Verified(code, len(events), head, problem)


async def verify_journals(
    url: str, code: str = "", keys: Mapping[str, KeySet] | None = None
) -> AsyncIterator[Verified]:
    """Verify one dossier of a database, or every one."""
    database = Database(url, pool_size=1)
    try:
        async with database.transaction(ENGINE) as tx:
            codes = [code] if code else list((await tx.execute(CODES)).scalars())
        for each in codes:
            yield await verify_journal(database, each, keys)
    finally:
        await database.close()


def fold(code: str, rows: Sequence[RowMapping]) -> Dossier:
    """Let stored events make their dossier, as they did when they were recorded."""
    dossier = Dossier(code=code)
    for row in rows:
        act = row["act"] | {"personal": row["personal"] or {}}
        event = Event.model_validate(dict(row) | {"act": act})
        fold_one(dossier, event)
        dossier.head = event.hash
    return dossier


def _contradiction(code: str, row: RowMapping, events: Sequence[RowMapping], head: str) -> str:
    """Say where the dossier's row and its journal differ; empty when they agree."""
    if (row["seq"], row["head"]) != (len(events), head):
        return f"the dossier stands at event {row['seq']}, its journal ends with event {len(events)}"
    try:
        made, stored = fold(code, events), Dossier.model_validate(row["state"])
    except (ValidationError, KeyError, ValueError) as error:
        return f"its events or its state cannot be read ({type(error).__name__})"
    differing = [name for name in Dossier.model_fields if getattr(made, name) != getattr(stored, name)]
    differing += [f"column {name}" for name in SHOWN if getattr(made, name) != row[name]]
    differing += ["column seen_by"] if set(made.seen_by) != set(row["seen_by"]) else []
    return f"its events make another {', '.join(differing)} than is stored" if differing else ""


def named(broken: BrokenChain, events: Sequence[RowMapping]) -> str:
    """Name the first event that does not hold, with its act and its time where it has one."""
    found = next((row for row in events if row["seq"] == broken.seq), None)
    which = f" ({found['act'].get('type')}, {found['at']:%Y-%m-%d %H:%M:%S})" if found else ""
    return f"event {broken.seq}{which}: {broken.why}"
