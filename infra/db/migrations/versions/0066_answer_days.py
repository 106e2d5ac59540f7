"""How long agencies took to answer, day by day for good: hours go, and a year's series had no days before."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, Text

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None

OFFICER = "nullif(current_setting('motcua.agency', true), '') IS NOT NULL"
ZONE = "'Asia/Ho_Chi_Minh'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "answer_days",
        Column("agency", Text, primary_key=True),
        Column("day", Date, primary_key=True),
        Column("number", BigInteger, primary_key=True),
        *(Column(name, BigInteger, nullable=False) for name in ("answered", "failed")),
    )
    op.execute("ALTER TABLE answer_days ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON answer_days TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY officers ON answer_days FOR SELECT TO motcua_api USING ({OFFICER})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON answer_days TO motcua_engine")
    op.execute("GRANT SELECT ON answer_days TO motcua_api")
    # Until now hours went one by one: what is left of a day that they began with would be kept as the whole of it.
    op.execute(
        "DELETE FROM answer_times WHERE hour < "
        f"date_trunc('day', (now() - interval '90 days') AT TIME ZONE {ZONE}) AT TIME ZONE {ZONE}"
    )
    # Some hundred thousand rows: a second, in which workers note no answer.
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX ix_answer_times_hour ON answer_times (hour)"
    )


def downgrade() -> None:
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_answer_times_hour")
    op.drop_table("answer_days")
