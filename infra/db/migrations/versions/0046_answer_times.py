"""How long agencies took to answer, hour by hour."""

from alembic import op
from sqlalchemy import BigInteger, Column, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

OFFICER = "nullif(current_setting('motcua.agency', true), '') IS NOT NULL"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "answer_times",
        Column("agency", Text, primary_key=True),
        Column("hour", TIMESTAMP(timezone=True), primary_key=True),
        Column("number", BigInteger, primary_key=True),
        *(Column(name, BigInteger, nullable=False) for name in ("answered", "failed")),
    )
    op.execute("ALTER TABLE answer_times ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON answer_times TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON answer_times TO motcua_engine")
    # How registers answer is a figure of the province, as their state is.
    op.execute(f"CREATE POLICY officers ON answer_times FOR SELECT TO motcua_api USING ({OFFICER})")
    op.execute("GRANT SELECT ON answer_times TO motcua_api")


def downgrade() -> None:
    op.drop_table("answer_times")
