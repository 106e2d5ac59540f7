"""Whether a dossier's paper was taken over, or answered by a register, among what figures count."""

from alembic import op
from sqlalchemy import Boolean, Column

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # With a constant that is kept beside the table: no row is written. The feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("reused", Boolean, nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column("province_facts", "reused")
