"""Which months of facts changed since they were published as files."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "province_parts",
        Column("month", Date, primary_key=True),
        Column("changed", BigInteger, nullable=False),
        Column("published", BigInteger, nullable=False, server_default="0"),
    )
    op.execute("ALTER TABLE province_parts ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON province_parts TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON province_parts TO motcua_engine")
    # What was fed before there were files is published with the first.
    op.execute(
        "INSERT INTO province_parts (month, changed) SELECT DISTINCT "
        "date_trunc('month', filed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 1 FROM province_facts"
    )
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        "CREATE INDEX ix_province_facts_month ON province_facts (filed_at)"
    )


def downgrade() -> None:
    op.drop_index("ix_province_facts_month", "province_facts")
    op.drop_table("province_parts")
