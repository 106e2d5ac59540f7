"""What people supply and withdraw on the national portal comes in as what they file there."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

FILED = "uq_portal_filings_filed"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("portal_filings", Column("asks", Text, nullable=False, server_default="file"))
    # What lies here is on its way in: it is looked through in no time.
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        "ALTER TABLE portal_filings ADD CONSTRAINT ck_portal_filings_asks CHECK (asks IN ('file', 'supply', 'withdraw'))"
    )
    _filed("state = 'filed' AND asks = 'file'")


def downgrade() -> None:
    op.execute("DELETE FROM portal_filings WHERE asks <> 'file'")
    _filed("state = 'filed'")
    op.drop_column("portal_filings", "asks")


def _filed(where: str) -> None:
    op.execute(f"-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX {FILED}")
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        f"CREATE UNIQUE INDEX {FILED} ON portal_filings (code) WHERE {where}"
    )
