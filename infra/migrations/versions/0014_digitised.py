"""An upload may be paper that our counter digitised: of so many files it was bound and sealed."""

from alembic import op
from sqlalchemy import Column, SmallInteger

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("uploads", Column("digitised", SmallInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("uploads", "digitised")
