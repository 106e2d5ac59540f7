"""A patient's wish at a clinic that a difference be looked into, and corrections that were found in receptions."""

from alembic import op
from sqlalchemy import BigInteger, Column, DateTime, Text
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # With constants that are kept beside the tables: no row is written.
    op.add_column("corrections", Column("receptions", ARRAY(Text), nullable=False, server_default="{}"))
    op.add_column("clinic_visits", Column("wish", Text, nullable=False, server_default=""))
    op.add_column("clinic_visits", Column("wished_by", Text, nullable=False, server_default=""))
    op.add_column("clinic_visits", Column("wished_at", DateTime(timezone=True)))
    op.add_column("clinic_visits", Column("wish_due_at", DateTime(timezone=True)))
    op.add_column("clinic_visits", Column("wish_tries", BigInteger, nullable=False, server_default="0"))
    op.execute("GRANT UPDATE (wish, wished_by, wished_at, wish_due_at) ON clinic_visits TO motcua_api")
    # Of the rows that are there none has a wish: it is made empty.
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        "CREATE INDEX ix_clinic_visits_wish_due_at ON clinic_visits (wish_due_at) WHERE wish_due_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_clinic_visits_wish_due_at")
    op.execute("REVOKE UPDATE (wish, wished_by, wished_at, wish_due_at) ON clinic_visits FROM motcua_api")
    for name in ("wish_tries", "wish_due_at", "wished_at", "wished_by", "wish"):
        op.drop_column("clinic_visits", name)
    op.drop_column("corrections", "receptions")
