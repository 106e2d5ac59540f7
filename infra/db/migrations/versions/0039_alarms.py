"""Alarms of the operation centre: each from its beginning to its end, and who said that they have seen it."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Double, Index, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
OFFICE = "nullif(current_setting('motcua.agency', true), '')"
MINE = "acknowledged_by = current_setting('motcua.actor', true) AND acknowledged_for = current_setting('motcua.agency', true)"
SAID = "acknowledged_at, acknowledged_by, acknowledged_for, said"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "alarms",
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("rule", "unit", "subject")),
        *(Column(name, MOMENT, nullable=False) for name in ("began_at", "seen_at")),
        Column("ended_at", MOMENT),
        Column("value", Double, nullable=False),
        Column("usual", Double),
        Column("allowed", Double, nullable=False),
        Column("of", BigInteger),
        Column("acknowledged_at", MOMENT),
        *(Column(n, Text, nullable=False, server_default="") for n in ("acknowledged_by", "acknowledged_for", "said")),
        CheckConstraint("rule IN ('arrivals', 'register', 'late', 'payments')", name="rule"),
        Index("uq_alarms_open", "rule", "unit", "subject", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_alarms_unit", "unit", "began_at"),
    )
    op.execute("ALTER TABLE alarms ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON alarms TO motcua_engine USING (true)")
    # Whose unit it is, is judged before they are asked: the tree of units is in no table.
    op.execute(f"CREATE POLICY officers ON alarms FOR SELECT TO motcua_api USING ({OFFICE} IS NOT NULL)")
    op.execute(
        "CREATE POLICY acknowledge ON alarms FOR UPDATE TO motcua_api"
        f" USING (acknowledged_at IS NULL AND {OFFICE} IS NOT NULL) WITH CHECK ({MINE})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON alarms TO motcua_engine")
    op.execute(f"GRANT SELECT, UPDATE ({SAID}) ON alarms TO motcua_api")


def downgrade() -> None:
    op.drop_table("alarms")
