"""Dossiers, their journals, tasks, the outbox, and who may see what."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, LargeBinary, SmallInteger, Text
from sqlalchemy import UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
TABLES = ("dossiers", "events", "tasks", "outbox", "filings", "counters", "results", "uploads")

OWN_DOSSIER = (
    "applicant = current_setting('motcua.person', true)"
    " OR current_setting('motcua.agency', true) IN (receiving, competent)"
)
OF_OWN_DOSSIER = "EXISTS (SELECT 1 FROM dossiers d WHERE d.code = dossier)"
POLICIES = {
    "dossiers": OWN_DOSSIER,
    "events": OF_OWN_DOSSIER,
    "tasks": OF_OWN_DOSSIER,
    "results": OF_OWN_DOSSIER,
    "filings": "subject = current_setting('motcua.actor', true)",
    "uploads": "owner = current_setting('motcua.actor', true)",
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _dossiers()
    _journal()
    _queues()
    _records()
    _rights()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _dossiers() -> None:
    op.create_table(
        "dossiers",
        Column("code", Text, primary_key=True),
        Column("procedure", Text, nullable=False),
        Column("applicant", Text, nullable=False),
        Column("receiving", Text, nullable=False),
        Column("competent", Text, nullable=False),
        Column("status", SmallInteger, nullable=False),
        Column("due_at", MOMENT),
        Column("seq", BigInteger, nullable=False),
        Column("head", Text, nullable=False),
        Column("state", JSONB, nullable=False),
        Column("filed_at", MOMENT, nullable=False),
        Column("engine_due", MOMENT),
        Column("sweeps", SmallInteger, nullable=False, server_default="0"),
        Index("ix_dossiers_applicant", "applicant", "filed_at", "code"),
        Index("ix_dossiers_engine_due", "engine_due", postgresql_where=text("engine_due IS NOT NULL")),
        postgresql_with={"fillfactor": "70"},
    )


def _journal() -> None:
    op.create_table(
        "events",
        Column("dossier", Text, ForeignKey("dossiers.code", name="fk_events_dossier_dossiers"), primary_key=True),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("at", MOMENT, nullable=False),
        Column("key", Text, nullable=False),
        Column("actor", JSONB, nullable=False),
        Column("act", JSONB, nullable=False),
        Column("personal", JSONB),
        Column("salt", LargeBinary),
        Column("digest", Text, nullable=False),
        Column("hash", Text, nullable=False),
        UniqueConstraint("dossier", "key", name="uq_events_dossier_key"),
    )


def _queues() -> None:
    op.create_table(
        "tasks",
        Column("id", Text, primary_key=True),
        Column("dossier", Text, ForeignKey("dossiers.code", name="fk_tasks_dossier_dossiers"), nullable=False),
        Column("kind", Text, nullable=False),
        Column("role", Text, nullable=False),
        Column("agency", Text, nullable=False),
        Column("claimed_by", Text, nullable=False),
        Column("opened_at", MOMENT, nullable=False),
        Column("due_at", MOMENT, nullable=False),
        Column("closed_at", MOMENT),
        Index("ix_tasks_queue", "agency", "role", "due_at", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_tasks_dossier", "dossier"),
    )
    op.create_table(
        "outbox",
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("kind", Text, nullable=False),
        Column("dossier", Text, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("topic", Text, nullable=False),
        Column("trace", JSONB, nullable=False),
        Column("due_at", MOMENT, nullable=False),
        Column("attempts", SmallInteger, nullable=False, server_default="0"),
        CheckConstraint("kind IN ('wake', 'notice')", name="ck_outbox_kind"),
        Index("ix_outbox_due_at", "kind", "due_at"),
    )


def _records() -> None:
    op.create_table(
        "filings",
        Column("subject", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("digest", Text, nullable=False),
        Column("dossier", Text, nullable=False),
    )
    op.create_table("counters", Column("name", Text, primary_key=True), Column("value", BigInteger, nullable=False))
    op.create_table(
        "results",
        Column("number", Text, primary_key=True),
        Column("dossier", Text, ForeignKey("dossiers.code", name="fk_results_dossier_dossiers"), nullable=False),
        Column("path", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Index("ix_results_dossier", "dossier"),
    )
    op.create_table(
        "uploads",
        Column("id", Text, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("name", Text, nullable=False),
        Column("media_type", Text, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("created_at", MOMENT, nullable=False),
    )


def _rights() -> None:
    """Rows are seen by whom they concern; a journal is only ever added to."""
    for table, condition in POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {table} TO motcua_engine USING (true)")
        op.execute(f"CREATE POLICY people ON {table} TO motcua_api USING ({condition})")
    for role in ("motcua_engine", "motcua_api"):
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        op.execute(f"GRANT SELECT, INSERT ON {', '.join(TABLES)} TO {role}")
        op.execute(f"GRANT UPDATE ON dossiers, tasks, counters, outbox TO {role}")
        op.execute(f"GRANT DELETE ON outbox TO {role}")
