"""An upload may be paper that our counter digitised: of so many files it was bound and sealed.

Those the engine deletes then; what a dossier names, the key of ``papers`` holds.
"""

from alembic import op
from sqlalchemy import Column, SmallInteger

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("uploads", Column("digitised", SmallInteger, nullable=False, server_default="0"))
    op.execute("GRANT DELETE ON uploads TO motcua_engine")


def downgrade() -> None:
    op.execute("REVOKE DELETE ON uploads FROM motcua_engine")
    op.drop_column("uploads", "digitised")
