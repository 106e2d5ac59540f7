"""How good each shared data set was, as it was counted once a day: whoever asks reads that, and scans nothing."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

OFFICE = "nullif(current_setting('motcua.agency', true), '')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "quality_days",
        Column("day", Date, primary_key=True),
        *(Column(name, Text, primary_key=True) for name in ("dataset", "measure")),
        *(Column(name, BigInteger, nullable=False) for name in ("numerator", "denominator")),
        Column("definition", Text, nullable=False),
        Column("as_of", TIMESTAMP(timezone=True), nullable=False),
    )
    op.execute("ALTER TABLE quality_days ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON quality_days TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY officers ON quality_days FOR SELECT TO motcua_api USING ({OFFICE} IS NOT NULL)")
    op.execute("GRANT SELECT, INSERT ON quality_days TO motcua_engine")
    op.execute("GRANT SELECT ON quality_days TO motcua_api")


def downgrade() -> None:
    op.drop_table("quality_days")
