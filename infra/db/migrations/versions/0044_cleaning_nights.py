"""Data cleaning by night: which dossiers are owed to the next one, and what each night found."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "cleaning_nights",
        Column("day", Date, primary_key=True),
        Column("began_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        *(Column(name, BigInteger, nullable=False, server_default="0") for name in ("dossiers", "found")),
    )
    op.create_table(
        "cleaning_owed", Column("dossier", Text, primary_key=True), Column("owed_on", Date, nullable=False)
    )
    for table in ("cleaning_nights", "cleaning_owed"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {table} TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON cleaning_nights TO motcua_engine")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON cleaning_owed TO motcua_engine")
    # Counts alone: leaders read how much a night found.
    op.execute("CREATE POLICY api ON cleaning_nights FOR SELECT TO motcua_api USING (true)")
    op.execute("GRANT SELECT ON cleaning_nights TO motcua_api")


def downgrade() -> None:
    op.drop_table("cleaning_owed")
    op.drop_table("cleaning_nights")
