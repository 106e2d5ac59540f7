"""A branch tells its parent how it ended, through the outbox."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _kinds("'wake', 'notice', 'report'")


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'report'")
    _kinds("'wake', 'notice'")


def _kinds(allowed: str) -> None:
    # The first migration's naming convention doubled the prefix.
    op.execute("ALTER TABLE outbox DROP CONSTRAINT IF EXISTS ck_outbox_ck_outbox_kind")
    op.execute("ALTER TABLE outbox DROP CONSTRAINT IF EXISTS ck_outbox_kind")
    op.execute(f"ALTER TABLE outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ({allowed}))")
