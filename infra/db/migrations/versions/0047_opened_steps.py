"""When each step of a dossier was opened, among what figures count: what a dossier still takes is told by its step."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # With a constant that is kept beside the table: no row is written. The feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("opened", Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("province_facts", "opened")
