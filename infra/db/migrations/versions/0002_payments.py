"""Payments: what the treasurer looks after, and what the payment platform's call-backs are found by."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
OWN = (
    "applicant = current_setting('motcua.person', true)"
    " OR current_setting('motcua.agency', true) IN (receiving, competent)"
)
PLATFORM = "current_setting('motcua.actor', true) = 'payments'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "payments",
        Column("task", Text, primary_key=True),
        Column("dossier", Text, ForeignKey("dossiers.code", name="fk_payments_dossier_dossiers"), nullable=False),
        Column("asked", BigInteger, nullable=False),
        Column("paid", BigInteger, nullable=False),
        Column("owed_back", BigInteger, nullable=False),
        Column("look_at", MOMENT),
        Column("looks", SmallInteger, nullable=False, server_default="0"),
        Index("ix_payments_dossier", "dossier"),
        Index("ix_payments_look_at", "look_at", postgresql_where=text("look_at IS NOT NULL")),
    )
    op.execute("ALTER TABLE payments ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON payments TO motcua_engine USING (true)")
    of_own = "EXISTS (SELECT 1 FROM dossiers d WHERE d.code = dossier)"
    op.execute(f"CREATE POLICY people ON payments TO motcua_api USING ({PLATFORM} OR {of_own})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON payments TO motcua_engine, motcua_api")
    # A call-back speaks of one dossier, which it names by its payment; it sees no other.
    named = f"{OWN} OR ({PLATFORM} AND code = current_setting('motcua.dossier', true))"
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({named})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({OWN})")
    op.drop_table("payments")
