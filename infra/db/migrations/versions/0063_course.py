"""How the facts of a dossier changed, so that a moment of the past is counted as it stood."""

from alembic import op
from sqlalchemy import Boolean, Column, Text

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # With constants that are kept beside the table: no row is written. The feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("reopened", Boolean, nullable=False, server_default="false"))
    op.add_column("province_facts", Column("course", Text, nullable=False, server_default=""))
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        "CREATE INDEX ix_province_facts_reopened ON province_facts (competent) WHERE reopened"
    )


def downgrade() -> None:
    op.drop_column("province_facts", "course")
    op.drop_column("province_facts", "reopened")
