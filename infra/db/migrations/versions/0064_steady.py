"""Since when dossiers' facts stand as they do, and which were open when: a moment of long ago is found by an index."""

from alembic import op
from sqlalchemy import TIMESTAMP, Column

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

OPEN_DURING = """tstzrange(
    LEAST(filed_at, COALESCE(issued_at, ended_at)), COALESCE(issued_at, ended_at), '[]'
)"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # No row is written: the feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("steady_since", TIMESTAMP(timezone=True), nullable=True))
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        f"CREATE INDEX ix_province_facts_open_during ON province_facts USING gist ({OPEN_DURING})"
    )


def downgrade() -> None:
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_province_facts_open_during")
    op.drop_column("province_facts", "steady_since")
