"""What is asked and written of how far the portal knows the dossiers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Interval,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy import delete as delete_from
from sqlalchemy.dialects.postgresql import ARRAY, insert

from infra.db.due import BY_NOW, NOW, first_due, growing
from infra.db.portal_tables import PortalDifferenceRow, PortalSyncRow
from infra.db.tables import CounterRow, DossierRow, EventRow, OutboxRow, constant
from infra.journal.rounds import due, owed

PORTAL = "portal"
"""The kind in the outbox, and the destination."""
MANY = 500
CAUGHT_UP = "portal/caught up"
"""The counter that says that every dossier of before is owed."""
GIVE_UP = 12
"""So often the portal refuses a dossier before it is left to an operator."""
OUTAGE, REFUSAL = 300, 3600
"""Seconds that anything for it waits at most: for a portal that is down, and after a refusal of its own."""
Row = PortalSyncRow

IS_OURS = OutboxRow.kind == constant(PORTAL)
OWED = first_due([OutboxRow.id, OutboxRow.dossier, OutboxRow.seq], OutboxRow.due_at, MANY, IS_OURS)
ARE_OWED = owed(PORTAL)
DROP = delete_from(OutboxRow).where(IS_OURS)

TOLD = (
    func.unnest(bindparam("codes", type_=ARRAY(Text)), bindparam("seqs", type_=ARRAY(BigInteger)))
    .table_valued(column("dossier", Text), column("seq", BigInteger))
    .render_derived()
)
SINCE = select(EventRow.at).where(EventRow.dossier == TOLD.c.dossier, EventRow.seq == TOLD.c.seq).scalar_subquery()
SOON = NOW + bindparam("gathers", type_=Interval)
BEGUN = (constant(PORTAL), TOLD.c.dossier, constant("owed"), TOLD.c.seq, func.coalesce(SINCE, NOW), SOON, NOW)
FRESH = select(*BEGUN).order_by(TOLD.c.dossier)
NEW = insert(Row).from_select(["destination", "dossier", "state", "seq", "owed_since", "next_at", "changed_at"], FRESH)
MORE = NEW.excluded.seq > Row.seq
OWE = NEW.on_conflict_do_update(
    index_elements=[Row.destination, Row.dossier],
    set_={
        "seq": func.greatest(Row.seq, NEW.excluded.seq),
        "state": case((Row.state == constant("confirmed"), constant("owed")), else_=Row.state),
        "owed_since": case((Row.state == constant("confirmed"), NEW.excluded.owed_since), else_=Row.owed_since),
        # What is refused waits for its turn, and what was given up is tried once more: something happened to it.
        "next_at": func.coalesce(Row.next_at, SOON),
        "changed_at": NOW,
    },
    where=MORE,
)
"""Owe dossiers up to an event; what is owed already, or known there, is left."""

BEFORE = (
    select(DossierRow.code, DossierRow.seq)
    .outerjoin(Row, and_(Row.dossier == DossierRow.code, Row.destination == constant(PORTAL)))
    .where(
        DossierRow.code > bindparam("after"),
        DossierRow.seq > constant(0),
        or_(Row.dossier.is_(None), Row.seq < DossierRow.seq),
    )
    .order_by(DossierRow.code)
    .limit(MANY)
)
IS_WHOLE = select(CounterRow.value).where(CounterRow.name == constant(CAUGHT_UP))
SET_WHOLE = insert(CounterRow).values(name=CAUGHT_UP)
SET_WHOLE = SET_WHOLE.on_conflict_do_update(index_elements=[CounterRow.name], set_={"value": SET_WHOLE.excluded.value})

DUE = (
    select(Row.dossier)
    .where(Row.destination == constant(PORTAL), Row.next_at <= BY_NOW)
    .order_by(Row.owed_since, Row.dossier)
    .limit(bindparam("many", type_=BigInteger))
)
ARE_DUE = due(Row.next_at, Row.destination == constant(PORTAL))
# One lock a dossier, held for as long as the portal is spoken to about it, and gone with whoever held it: the row
# itself stays free, so that what happens meanwhile is owed without waiting.
LOCKED = select(
    func.pg_try_advisory_xact_lock(
        func.hashtextextended(constant("portal/").concat(bindparam("code", type_=Text)), constant(0)), type_=Boolean
    )
)
THIS = and_(Row.destination == constant(PORTAL), Row.dossier == bindparam("code"))
STANDING = select(Row.confirmed_seq, Row.tries, Row.owed_since).where(THIS, Row.next_at <= NOW)
ALL_OF_IT = Row.seq <= bindparam("read", type_=BigInteger)
CONFIRM = (
    update(Row)
    .where(THIS)
    .values(
        state=case((ALL_OF_IT, constant("confirmed")), else_=constant("owed")),
        next_at=case((ALL_OF_IT, null()), else_=NOW),
        confirmed_seq=func.greatest(Row.confirmed_seq, bindparam("read", type_=BigInteger)),
        confirmed_until=bindparam("until"),
        payload_sha256=bindparam("digest"),
        message="",
        why="",
        tries=0,
        changed_at=NOW,
    )
)
FAIL = (
    update(Row)
    .where(THIS)
    .values(
        state=bindparam("now_is"),
        message=bindparam("said"),
        why=bindparam("for_what"),
        tries=func.least(Row.tries + constant(1), 1000),
        next_at=case(
            (bindparam("for_good", type_=Boolean), null()),
            else_=NOW + growing(Row.tries, bindparam("longest", type_=BigInteger)),
        ),
        changed_at=NOW,
    )
)
RECONCILED = "portal/reconciled/"
"""Before a day: the counter that holds how many dossiers the portal then knew otherwise than it had said."""
WAS_RECONCILED = select(CounterRow.value).where(CounterRow.name == bindparam("day"))
LAST_RECONCILED = select(func.max(CounterRow.name)).where(CounterRow.name.startswith(RECONCILED))
NOTE_DAY = insert(CounterRow)
NOTE_DAY = NOTE_DAY.on_conflict_do_update(
    index_elements=[CounterRow.name], set_={"value": CounterRow.value + NOTE_DAY.excluded.value}
)
CONFIRMED_THEN = (
    select(Row.dossier, Row.confirmed_seq)
    .join(DossierRow, DossierRow.code == Row.dossier)
    .where(
        Row.destination == constant(PORTAL),
        Row.state == constant("confirmed"),
        # Nothing has happened since: what is not owed yet is no difference.
        Row.confirmed_seq == DossierRow.seq,
        Row.changed_at >= bindparam("begins"),
        Row.changed_at < bindparam("ends"),
        Row.dossier > bindparam("after"),
    )
    .order_by(Row.dossier)
    .limit(MANY)
)
# From its beginning: what else it lost nobody knows, and what it has it takes once.
ANEW = (
    update(Row)
    .where(THIS, Row.state == constant("confirmed"))
    .values(
        state="owed",
        confirmed_seq=0,
        # What it has lost it does not know: a figure counts the dossier again once it was told anew.
        confirmed_until=null(),
        why="Differs",
        owed_since=NOW,
        next_at=NOW,
        changed_at=NOW,
    )
)
FORGET_DIFFERENCES = delete_from(PortalDifferenceRow).where(
    PortalDifferenceRow.procedure != func.all(bindparam("codes", type_=ARRAY(Text)))
)
DIFFERS = insert(PortalDifferenceRow)
DIFFERS = DIFFERS.on_conflict_do_update(
    index_elements=[PortalDifferenceRow.procedure],
    set_={name: DIFFERS.excluded[name] for name in ("what", "ours", "theirs")},
)
