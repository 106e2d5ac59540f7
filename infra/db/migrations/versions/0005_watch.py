"""When the law's time next has something to say about a dossier."""

from alembic import op
from sqlalchemy import Column, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("dossiers", Column("watch_at", TIMESTAMP(timezone=True)))
    op.create_index(
        "ix_dossiers_watch_at", "dossiers", ["watch_at"], postgresql_where=text("watch_at IS NOT NULL")
    )
    # Dossiers under way are looked at once; each write then says when to look again.
    op.execute("UPDATE dossiers SET watch_at = now() WHERE status IN (1, 2, 4)")
    op.execute("GRANT UPDATE (watch_at) ON dossiers TO motcua_api")


def downgrade() -> None:
    op.drop_column("dossiers", "watch_at")
