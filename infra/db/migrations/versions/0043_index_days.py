"""The index of services as it stood each day: numerators and denominators by unit, procedure and metric."""

from alembic import op
from sqlalchemy import Column, Date, Double, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

OFFICE = "nullif(current_setting('motcua.agency', true), '')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "index_days",
        Column("day", Date, primary_key=True),
        *(Column(name, Text, primary_key=True) for name in ("unit", "procedure", "metric")),
        *(Column(name, Text, nullable=False) for name in ("period", "version")),
        *(Column(name, Double, nullable=False) for name in ("numerator", "denominator")),
        Column("as_of", TIMESTAMP(timezone=True), nullable=False),
    )
    op.execute("ALTER TABLE index_days ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON index_days TO motcua_engine USING (true)")
    # Whose unit it is, is judged before they are asked: the tree of units is in no table.
    op.execute(f"CREATE POLICY officers ON index_days FOR SELECT TO motcua_api USING ({OFFICE} IS NOT NULL)")
    op.execute("GRANT SELECT, INSERT ON index_days TO motcua_engine")
    op.execute("GRANT SELECT ON index_days TO motcua_api")


def downgrade() -> None:
    op.drop_table("index_days")
