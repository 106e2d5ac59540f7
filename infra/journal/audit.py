"""Proves a journal from the database alone: its chain, and that what is shown of the dossier follows from it.

A chain shows what was altered, removed or put in between. Who can rewrite the whole journal and every hash in it leaves
no trace here: a published head that somebody kept finds that out (``infra.transparency.head_audit``).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc.jwk import KeySet
from pydantic import ValidationError
from sqlalchemy import RowMapping, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.base.refusals import Erased, Missing
from domain.dossier.acts import ENGINE
from domain.dossier.apply import fold as fold_one
from domain.dossier.journal import BrokenChain, Event, check_chain, joined
from domain.dossier.state import Dossier
from infra.agencies.receipts import contradiction
from infra.crypto.keys import Keyring, KeysError, SealBroken
from infra.db.database import Database
from infra.db.tables import DossierRow, EventRow, one_of
from infra.journal.encryption import key_of, open_state, opened
from infra.journal.statements import CHAIN, DOSSIERS, EVENT

AT_ONCE = 200
"""Journals that are read together: one by one, they take longer to arrive than to be verified."""
SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
"""Row and events as of one moment: an append in between would look like a forgery. Text: Core lacks the word."""
SHOWN = ("procedure", "applicant", "receiving", "competent", "status", "due_at", "proxy_until")
"""Columns that lists and row-level security read; the state says them too."""
ROWS = DOSSIERS.add_columns(
    *(getattr(DossierRow, name) for name in SHOWN), DossierRow.seen_by, DossierRow.seq, DossierRow.head
)
ROW = ROWS.where(DossierRow.code == bindparam("code"))
NEXT = ROWS.where(DossierRow.code > bindparam("after")).order_by(DossierRow.code).limit(bindparam("many"))
CHAINS = EVENT.where(EventRow.dossier == one_of("codes")).order_by(EventRow.dossier, EventRow.seq)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Verified:
    """What was found out about one journal; ``problem`` is empty exactly when it holds."""

    code: str
    events: int
    head: str = ""
    problem: str = ""
    erased: str = ""
    """When and why what it said of people was erased: the chain is held by the digests alone."""

    @property
    def holds(self) -> bool:
        """Nothing was altered, and the dossier is what its events made it."""
        return not self.problem


async def verify_journal(database: Database, code: str, receipts: Mapping[str, KeySet] | None = None) -> Verified:
    """Walk one dossier's chain, compare the dossier with what its events make of it, and its receipts with these keys.

    Raises:
        Missing: there is no such dossier.
    """
    async with database.transaction(ENGINE) as tx:
        await tx.execute(SNAPSHOT)
        return await verify_within(tx, database.keys, code, receipts)


async def verify_within(
    tx: AsyncConnection, keys: Keyring, code: str, receipts: Mapping[str, KeySet] | None = None
) -> Verified:
    """Do the same in a transaction that is open already."""
    row = (await tx.execute(ROW, {"code": code})).one_or_none()
    if row is None:
        raise Missing
    return await _verified(keys, row, (await tx.execute(CHAIN, {"code": code})).mappings().all(), receipts or {})


async def _verified(keys: Keyring, row: Any, sealed: Sequence[RowMapping], receipts: Mapping[str, KeySet]) -> Verified:
    code = row.code
    try:
        events = await opened(keys, sealed)
        stored = await _stored(keys, row)
    except KeysError as error:
        return Verified(code, row.seq, problem=f"it cannot be opened ({type(error).__name__}: {error})")
    try:
        head = check_chain(events)
    except BrokenChain as broken:
        return Verified(code, len(events), problem=named(broken, events))
    stands = row._asdict()
    if isinstance(stored, Erased):
        return Verified(code, len(events), head, _misplaced(stands, events, head), erased=stored.en)
    problem = _contradiction(code, stands, stored, events, head) or contradiction(code, events, receipts)
    return Verified(code, len(events), head, problem)


async def verify_journals(
    database: Database, code: str = "", receipts: Mapping[str, KeySet] | None = None, at_once: int = AT_ONCE
) -> AsyncIterator[Verified]:
    """Verify one dossier of a database, or every one; ``at_once`` of them are held in memory."""
    if code:
        yield await verify_journal(database, code, receipts)
        return
    after = ""
    while some := await _next(database, after, at_once, receipts or {}):
        for found in some:
            yield found
        after = some[-1].code


async def _next(database: Database, after: str, many: int, receipts: Mapping[str, KeySet]) -> list[Verified]:
    """Verify the journals that come after that of a dossier."""
    async with database.transaction(ENGINE) as tx:
        await tx.execute(SNAPSHOT)
        rows = (await tx.execute(NEXT, {"after": after, "many": many})).all()
        events: dict[str, list[RowMapping]] = {row.code: [] for row in rows}
        for event in (await tx.execute(CHAINS, {"codes": list(events)})).mappings():
            events[event["dossier"]].append(event)
    return [await _verified(database.keys, row, events[row.code], receipts) for row in rows]


async def _stored(keys: Keyring, row: Any) -> Dossier | Erased | None:
    """The dossier as its row holds it, unless it was erased; None where that cannot be read."""
    try:
        return open_state(await key_of(keys, row), row.code, row.state)
    except Erased as erased:
        return erased
    except (SealBroken, ValidationError):
        return None


def fold(code: str, rows: Sequence[Row]) -> Dossier:
    """Let stored events make their dossier, as they did when they were recorded."""
    dossier = Dossier(code=code)
    for row in rows:
        event = Event.model_validate(dict(row) | {"act": joined(row["act"], row["personal"])})
        fold_one(dossier, event)
        dossier.head = event.hash
    return dossier


def _misplaced(row: Row, events: Sequence[Row], head: str) -> str:
    """Say whether the dossier's row stands where its journal ends."""
    if (row["seq"], row["head"]) != (len(events), head):
        return f"the dossier stands at event {row['seq']}, its journal ends with event {len(events)}"
    return ""


def _contradiction(code: str, row: Row, stored: Dossier | None, events: Sequence[Row], head: str) -> str:
    """Say where the dossier's row and its journal differ; empty when they agree."""
    if misplaced := _misplaced(row, events, head):
        return misplaced
    if stored is None:
        return "its state was altered, or is another dossier's"
    try:
        made = fold(code, events)
    except (ValidationError, KeyError, ValueError) as error:
        return f"its events cannot be read ({type(error).__name__})"
    fields = Dossier.model_fields if made != stored else ()
    differing = [name for name in fields if getattr(made, name) != getattr(stored, name)]
    differing += [f"column {name}" for name in SHOWN if getattr(made, name) != row[name]]
    differing += ["column seen_by"] if set(made.seen_by) != set(row["seen_by"]) else []
    return f"its events make another {', '.join(differing)} than is stored" if differing else ""


def named(broken: BrokenChain, events: Sequence[Row]) -> str:
    """Name the first event that does not hold, with its act and its time where it has one."""
    found = next((row for row in events if row["seq"] == broken.seq), None)
    which = f" ({found['act'].get('type')}, {found['at']:%Y-%m-%d %H:%M:%S})" if found else ""
    return f"event {broken.seq}{which}: {broken.why}"
