"""How each dossier's own work file was handled once it is closed, among what figures count."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # With a constant that is kept beside the table: no row is written. The feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("work_file", Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("province_facts", "work_file")
