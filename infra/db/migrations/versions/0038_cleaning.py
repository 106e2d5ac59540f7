"""Data cleaning: what registers say otherwise, at the office that keeps them, until it was put right."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
OFFICE = "nullif(current_setting('motcua.agency', true), '')"
DECIDED = "state, verdict, decided_by, decided_at, due_at, closed_at, sealed"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    words = ("same", "person", "register", "rule", "field", "office", "master")
    op.create_table(
        "corrections",
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in words),
        Column("dossiers", ARRAY(Text), nullable=False),
        Column("found_at", MOMENT, nullable=False, server_default=func.clock_timestamp()),
        Column("state", Text, nullable=False, server_default="open"),
        *(Column(name, Text, nullable=False, server_default="") for name in ("verdict", "decided_by")),
        *(Column(name, MOMENT) for name in ("decided_at", "due_at", "closed_at")),
        Column("tries", BigInteger, nullable=False, server_default="0"),
        *(Column(name, LargeBinary, nullable=False) for name in ("sealed", "wrapped")),
        UniqueConstraint("same", name="uq_corrections_same"),
        CheckConstraint("state IN ('open', 'decided', 'closed')", name="state"),
        CheckConstraint("verdict IN ('', 'register', 'other', 'both', 'none')", name="verdict"),
        Index("ix_corrections_office", "office", "state", "found_at"),
        Index("ix_corrections_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )
    op.create_table(
        "compared_people", Column("register", Text, primary_key=True), Column("person", Text, primary_key=True)
    )
    for table in ("corrections", "compared_people"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {table} TO motcua_engine USING (true)")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO motcua_engine")
    op.execute(f"CREATE POLICY office ON corrections TO motcua_api USING (office = {OFFICE})")
    op.execute(f"GRANT SELECT, UPDATE ({DECIDED}) ON corrections TO motcua_api")
    # The owner's rights, on purpose: of whom nothing is told, so that figures of all offices can be counted.
    op.execute("""
        CREATE VIEW cleaning AS
        SELECT register, rule, office, state, verdict, found_at, closed_at, 1 AS found, 0 AS compared FROM corrections
        UNION ALL
        SELECT register, '', '', '', '', NULL, NULL, 0, count(*) FROM compared_people GROUP BY register
    """)
    op.execute("GRANT SELECT ON cleaning TO motcua_api")
    _checks("'asked', 'listed', 'put', 'recalled', 'corrected'", "exchanges", "act")
    _checks("'wake', 'notice', 'report', 'slip', 'facts', 'portal', 'result', 'answers'", "outbox", "kind")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'answers'")
    _checks("'wake', 'notice', 'report', 'slip', 'facts', 'portal', 'result'", "outbox", "kind")
    op.execute("DELETE FROM exchanges WHERE act = 'corrected'")
    _checks("'asked', 'listed', 'put', 'recalled'", "exchanges", "act")
    op.execute("DROP VIEW cleaning")
    op.drop_table("compared_people")
    op.drop_table("corrections")


def _checks(allowed: str, table: str, column: str) -> None:
    # The outbox holds what is owed at this moment, and exchanges are new: either is looked through in no time.
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT ck_{table}_{column}")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({allowed}))"
    )
