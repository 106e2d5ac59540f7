"""The tables, as the migrations make them; ``motcua check`` compares the two."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, Text, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from domain.signing.sealing import TOLD

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table shares."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as it stands
        str: Text,
        int: BigInteger,
        bytes: sa.LargeBinary,
        datetime: TIMESTAMP(timezone=True),
        dict[str, Any]: JSONB,
        list[str]: JSONB,
    }


def constant(word: str | int) -> sa.ColumnClause[Any]:
    """A word of ours as part of a statement, not as its parameter: by it the planner knows a partial index."""
    return sa.literal_column(f"'{word}'", Text) if isinstance(word, str) else sa.literal_column(str(word), BigInteger)


def one_of(name: str) -> sa.ColumnElement[Any]:
    """One of many words that are one parameter: the statement stays the same, however many they are."""
    return sa.any_(sa.bindparam(name, type_=ARRAY(Text)))


class DossierRow(Base):
    """A dossier: the row that is locked, and what lists are read from."""

    __tablename__ = "dossiers"

    code: Mapped[str] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    applicant: Mapped[str]
    receiving: Mapped[str]
    competent: Mapped[str]
    status: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime | None]
    seq: Mapped[int]
    head: Mapped[str]
    state: Mapped[bytes]
    """Sealed; empty until the filing is recorded, and again once it was erased."""
    filed_at: Mapped[datetime]
    seen_by: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """The people, by blind index, and offices that may look at it."""
    proxy_until: Mapped[date | None] = mapped_column()
    """The last day on which whoever filed it for its owner sees it."""
    engine_due: Mapped[datetime | None] = mapped_column()
    """When the sweep looks after it, unless the engine was heard of."""
    sweeps: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    watch_at: Mapped[datetime | None] = mapped_column()
    """When the law's time next has something to say."""

    __table_args__ = (
        Index("ix_dossiers_watch_at", "watch_at", postgresql_where=watch_at.is_not(None)),
        Index("ix_dossiers_seen_by", "seen_by", postgresql_using="gin"),
        Index("ix_dossiers_by_mandate", "applicant", postgresql_where=proxy_until.is_not(None)),
        Index("ix_dossiers_engine_due", "engine_due", postgresql_where=engine_due.is_not(None)),
    )


IS_RUNNING = DossierRow.status.in_([constant(2), constant(4)])
Index("ix_dossiers_running", DossierRow.competent, DossierRow.due_at, DossierRow.code, postgresql_where=IS_RUNNING)


class EventRow(Base):
    """An event of a journal. Rows are only ever inserted."""

    __tablename__ = "events"

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    key: Mapped[str]
    actor: Mapped[dict[str, Any]]
    act: Mapped[dict[str, Any]]
    sealed: Mapped[bytes | None]
    """Salt, and what the act says of people."""
    digest: Mapped[str]
    hash: Mapped[str]

    __table_args__ = (sa.UniqueConstraint("dossier", "key", name="uq_events_dossier_key"),)


def said(name: str) -> sa.ColumnElement[str]:
    """What an event's act says openly under a name, as the indexes have it."""
    found: sa.ColumnElement[str] = EventRow.act[constant(name)].astext
    return found


def is_act(*types: str) -> sa.ColumnElement[bool]:
    """Whether an event's act is one of these types, as the indexes have it."""
    return said("type").in_(map(constant, types))


ABOUT = EventRow.act.op("->")("look").op("->")("about")
Index("ix_events_about", ABOUT, postgresql_using="gin", postgresql_where=EventRow.act.has_key("look"))
Index("ix_events_sealing", EventRow.dossier, EventRow.seq, postgresql_where=is_act(*TOLD))
Index("ix_events_numbered", said("number"), postgresql_where=is_act("numbered"))
Index("ix_events_waited", EventRow.dossier, postgresql_where=is_act("agency_waited"))


class OutboxRow(Base):
    """A message that is owed to the workflow or to a person; deleted when it was delivered."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    dossier: Mapped[str]
    seq: Mapped[int]
    topic: Mapped[str]
    """Procedure to wake, kind of notice, step that makes out a slip, or what became of a result; else nothing."""
    trace: Mapped[dict[str, Any]]
    due_at: Mapped[datetime | None]
    """When it is tried next; none once it was given up, until an operator has it tried again."""
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    why: Mapped[str] = mapped_column(server_default="")
    """Type of what kept it the last time."""
    done: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    """Ways by which a notice needs to go no more: handed over, or refused for good."""

    __table_args__ = (
        CheckConstraint(
            "kind IN ('wake', 'notice', 'report', 'slip', 'facts', 'portal', 'result', 'answers')", name="kind"
        ),
        Index("ix_outbox_due_at", "kind", "due_at"),
    )


class FilingRow(Base):
    """What an Idempotency-Key was used for."""

    __tablename__ = "filings"

    subject: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    dossier: Mapped[str]


class CounterRow(Base):
    """The last number given out under a name."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


CLOSED = "reconciled/"
"""Before a day whose books of payments are closed, in a counter's name; its value are the differences."""
LAST_CLOSED = select(func.max(CounterRow.name)).where(CounterRow.name.startswith(CLOSED))


class ResultRow(Base):
    """An issued result, found by its number."""

    __tablename__ = "results"

    number: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    recalled_at: Mapped[datetime | None]
    recalled_why: Mapped[str | None]
    """A reason of law that everybody may read who holds the document: nothing personal."""
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("results.number"))

    __table_args__ = (
        CheckConstraint("(recalled_at IS NULL) = (recalled_why IS NULL)", name="recalled_why"),
        Index("ix_results_dossier", "dossier"),
    )


class PaymentRow(Base):
    """A fee that was asked for, as the reconciler looks after it and a call-back finds it."""

    __tablename__ = "payments"

    task: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    asked: Mapped[int]
    paid: Mapped[int]
    owed_back: Mapped[int]
    look_at: Mapped[datetime | None] = mapped_column()
    """When the reconciler looks at it next; never, where all is settled."""
    looks: Mapped[int] = mapped_column(SmallInteger, server_default="0")

    __table_args__ = (
        Index("ix_payments_dossier", "dossier"),
        Index("ix_payments_look_at", "look_at", postgresql_where=look_at.is_not(None)),
    )


class DayOffRow(Base):
    """A working day taken off after the calendars were written; no offices means all."""

    __tablename__ = "days_off"

    number: Mapped[int] = mapped_column(BigInteger, sa.Identity(always=True), primary_key=True)
    day: Mapped[date]
    offices: Mapped[list[str]] = mapped_column(ARRAY(Text))
    basis: Mapped[str]
    decreed_by: Mapped[str]
    decreed_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (sa.UniqueConstraint("day", "offices", name="uq_days_off_day_offices"),)


class OfficeCodeRow(Base):
    """What an office's code means; an empty name is any, from before names were noted."""

    __tablename__ = "office_codes"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class KeyRow(Base):
    """A data key of a dossier, or of the system, wrapped by a master key; without it once it was destroyed."""

    __tablename__ = "dossier_keys"

    dossier: Mapped[str] = mapped_column(primary_key=True)
    """No foreign key: the system's own has no dossier."""
    purpose: Mapped[str] = mapped_column(primary_key=True)
    master: Mapped[str]
    wrapped: Mapped[bytes | None]
    destroyed_at: Mapped[datetime | None]
    basis: Mapped[str] = mapped_column(server_default="")
    """By what it was destroyed."""

    __table_args__ = (
        CheckConstraint("purpose IN ('dossier', 'result', 'system')", name="purpose"),
        CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed"),
        Index("ix_dossier_keys_master", "master"),
    )


class PaperRow(Base):
    """An upload that a dossier names."""

    __tablename__ = "papers"

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), primary_key=True)
    upload: Mapped[str] = mapped_column(ForeignKey("uploads.id"), primary_key=True)

    __table_args__ = (Index("ix_papers_upload", "upload"),)


class OfficerOutRow(Base):
    """An officer who left, is away or is back: the newest row of each counts."""

    __tablename__ = "officers_out"

    number: Mapped[int] = mapped_column(BigInteger, sa.Identity(always=True), primary_key=True)
    officer: Mapped[str]
    state: Mapped[str]
    until: Mapped[datetime | None]
    basis: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("state IN ('ended', 'away', 'back')", name="state"),
        Index("ix_officers_out_officer", "officer", "number"),
    )


class UploadRow(Base):
    """A file that somebody uploaded, seen by them alone until a dossier names it."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    name: Mapped[bytes | None]
    """Sealed with the file."""
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime]
    master: Mapped[str] = mapped_column(server_default="")
    wrapped: Mapped[bytes | None]
    """The key of the file; none where it was destroyed, or where the file came before files were sealed."""

    digitised: Mapped[int] = mapped_column(SmallInteger, server_default="0")

    __table_args__ = (Index("ix_uploads_sha256", "sha256"),)


class ArchiveStampRow(Base):
    """Until when a result is proved by its archive time stamp, and the file that carries it; the newest counts."""

    __tablename__ = "archive_stamps"

    number: Mapped[str] = mapped_column(primary_key=True)
    stamped_until: Mapped[datetime] = mapped_column(primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)

    __table_args__ = (Index("ix_archive_stamps_stamped_until", "stamped_until"),)


class LookRow(Base):
    """An officer who opened something of a dossier, for the first time on a day. Rows are only ever inserted."""

    __tablename__ = "looks"

    number: Mapped[int] = mapped_column(BigInteger, sa.Identity(always=True), primary_key=True)
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"))
    officer: Mapped[str]
    day: Mapped[date]
    what: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    agency: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    procedure: Mapped[str]
    about: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Who sees the line: the people whom the dossier was about then, by blind index, and its offices."""

    __table_args__ = (
        sa.UniqueConstraint("dossier", "officer", "day", "what", name="uq_looks_dossier_officer_day_what"),
        Index("ix_looks_about", "about", postgresql_using="gin"),
    )


class DraftRow(Base):
    """An application that somebody has begun and not filed."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    procedure: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    master: Mapped[str]
    wrapped: Mapped[bytes]
    sealed: Mapped[bytes]

    __table_args__ = (Index("ix_drafts_owner", "owner", "changed_at"),)


class OfficerRow(Base):
    """An officer as they were at their last login."""

    __tablename__ = "officers"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Staff code."""
    agency: Mapped[str]
    agencies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Every office for which they came: each keeps their name beside what they did there."""
    name: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    logged_in_at: Mapped[datetime]

    __table_args__ = (Index("ix_officers_agency", "agency"), Index("ix_officers_name", "name"))


class SessionRow(Base):
    """A browser that somebody logged in with; who that is lies sealed."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of what the browser holds: who reads the table comes in nowhere."""
    owner: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ends_at: Mapped[datetime]
    master: Mapped[str]
    wrapped: Mapped[bytes]
    sealed: Mapped[bytes]

    __table_args__ = (Index("ix_sessions_owner", "owner"), Index("ix_sessions_ends_at", "ends_at"))


class OneTimeCodeRow(Base):
    """The code that a dossier's contact was sent last."""

    __tablename__ = "one_time_codes"

    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), primary_key=True)
    asked_at: Mapped[datetime]
    since: Mapped[datetime]
    """When the day began in which they are counted."""
    asked: Mapped[int] = mapped_column(SmallInteger)
    digest: Mapped[str] = mapped_column(server_default="")
    """Empty until one was sent, and again once it was used."""
    ends_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    message: Mapped[int] = mapped_column(server_default="0")
    """What tells it: the message's number in the outbox."""
    nonce: Mapped[str] = mapped_column(server_default="")
    """With a key that is in no database the digits are made of it: at each try of the message the same."""


class AgencyStateRow(Base):
    """How an agency answered of late."""

    __tablename__ = "agency_states"

    agency: Mapped[str] = mapped_column(primary_key=True)
    answered_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    """Since when it gives no answer; none while it answers."""
    took_ms: Mapped[int] = mapped_column(server_default="0")
    """What it takes to answer, smoothed."""


class OperatorActRow(Base):
    """What an operator did. Rows are only ever inserted; of an agency the newest one counts."""

    __tablename__ = "operator_acts"

    number: Mapped[int] = mapped_column(BigInteger, sa.Identity(always=True), primary_key=True)
    act: Mapped[str]
    about: Mapped[str]
    """An agency's name, or a dossier's code, here or on the portal."""
    why: Mapped[str] = mapped_column(server_default="")
    operator: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("act IN ('pause', 'resume', 'retry', 'give', 'decline')", name="act"),
        Index("ix_operator_acts_about", "about", "number"),
    )


class PutOffRow(Base):
    """What a loop could not do for a fault of the row's own, so that it is tried again later than the others."""

    __tablename__ = "put_off"

    loop: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    """The row of the loop: a dossier's code, or a task."""
    dossier: Mapped[str]
    why: Mapped[str]
    """Type of the error: its words may say more than an operator should read."""
    fails: Mapped[int] = mapped_column(server_default="1")
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    next_at: Mapped[datetime]


class WorkerBuildRow(Base):
    """What a build of the code carries, as its workers say when they start and while they run."""

    __tablename__ = "worker_builds"

    build: Mapped[str] = mapped_column(primary_key=True)
    """Empty for code that names no build."""
    release: Mapped[str]
    engine: Mapped[str]
    """A digest of what every procedure shares."""
    carries: Mapped[dict[str, Any]]
    """By procedure, a digest of its code."""
    code: Mapped[str] = mapped_column(server_default="")
    """A digest of all of it."""
    first_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When a worker of it was heard of last."""


class OutlookRow(Base):
    """What code makes of a dossier that was under way before it: whether it can go on with it, and how."""

    __tablename__ = "outlooks"

    code: Mapped[str] = mapped_column(primary_key=True)
    """A digest of the code."""
    dossier: Mapped[str] = mapped_column(ForeignKey("dossiers.code"), primary_key=True)
    seq: Mapped[int]
    """The journal's newest event when it was looked at, or was to be."""
    entered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """Since when it is to be looked at, this time."""
    taken_at: Mapped[datetime | None] = mapped_column()
    """When a worker began to."""
    settled_at: Mapped[datetime | None] = mapped_column()
    verdict: Mapped[str | None] = mapped_column()
    """What was found; while it is looked at again, what was found before."""
    place: Mapped[str] = mapped_column(server_default="")
    """The line of the procedure to which the code came."""
    why: Mapped[str] = mapped_column(server_default="")
    """What it would have done otherwise."""

    __table_args__ = (
        CheckConstraint("verdict IN ('replays', 'walks', 'stays', 'elsewhere')", name="verdict"),
        Index("ix_outlooks_open", "code", postgresql_where=settled_at.is_(None)),
        Index("ix_outlooks_stays", "code", postgresql_where=verdict == constant("stays")),
    )


class LeafRow(Base):
    """A dossier's head as one publication found it. Rows are only ever inserted."""

    __tablename__ = "tree_leaves"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossier: Mapped[str]
    """No foreign key: a leaf outlives its dossier, or it would not tell that the dossier is gone."""
    seq: Mapped[int]
    head: Mapped[str]

    __table_args__ = (Index("ix_tree_leaves_dossier", "dossier", "seq"),)


class NodeRow(Base):
    """The hash of a perfect subtree. Rows are only ever inserted."""

    __tablename__ = "tree_nodes"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes]
