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
    # Figures of periods are read from the files: what stays is what is asked of this moment.
    for name in ("filed", "ended", "running"):
        op.execute(f"-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_province_facts_{name}")
    _index("month", "(filed_at)")
    _index("received", "(competent, accepted_at)")
    _index("settled", "(competent, coalesce(issued_at, ended_at))")
    under_way = "accepted_at IS NOT NULL AND issued_at IS NULL AND ended_at IS NULL"
    _index("running", f"(competent, due_at) WHERE {under_way}")


def _index(name: str, what: str) -> None:
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        f"CREATE INDEX ix_province_facts_{name} ON province_facts {what}"
    )


def downgrade() -> None:
    for name in ("month", "received", "settled", "running"):
        op.execute(f"DROP INDEX ix_province_facts_{name}")
    _index("filed", "(competent, filed_at)")
    _index("ended", "(competent, ended_at)")
    _index("running", "(competent, due_at) WHERE ended_at IS NULL")
    op.drop_table("province_parts")
