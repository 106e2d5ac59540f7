"""Whether the law has a dossier cost something, and whether a paper lay in its owner's store on the national portal."""

from alembic import op
from sqlalchemy import Boolean, Column

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # With constants that are kept beside the table: no row is written. The feed makes all facts anew in their new edition.
    op.add_column("province_facts", Column("has_fee", Boolean, nullable=False, server_default="false"))
    op.add_column("province_facts", Column("from_store", Boolean, nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column("province_facts", "from_store")
    op.drop_column("province_facts", "has_fee")
