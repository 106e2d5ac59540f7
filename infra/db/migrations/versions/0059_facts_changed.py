"""When the facts of a dossier were made: agencies read them in that order, out of the published files."""

from alembic import op
from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # Without a default for the rows that are there: none is written. The feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("changed_at", TIMESTAMP(timezone=True), nullable=True))
    op.execute("ALTER TABLE province_facts ALTER changed_at SET DEFAULT clock_timestamp()")


def downgrade() -> None:
    op.drop_column("province_facts", "changed_at")
