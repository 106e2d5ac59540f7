"""By when a dossier had to have its first result, among what figures count; what is corrected is under way again."""

from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

UNDER_WAY = "accepted_at IS NOT NULL AND status IN (2, 4, 5, 6)"
WITHOUT_RESULT = "accepted_at IS NOT NULL AND issued_at IS NULL AND ended_at IS NULL"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # Empty, so that no row is written: the feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("appointed_at", TIMESTAMP(timezone=True)))
    _index_running(UNDER_WAY)


def _index_running(where: str) -> None:
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_province_facts_running")
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        f"CREATE INDEX ix_province_facts_running ON province_facts (competent, due_at) WHERE {where}"
    )


def downgrade() -> None:
    _index_running(WITHOUT_RESULT)
    op.drop_column("province_facts", "appointed_at")
