"""A recall is a leader's act, so the front door writes it too."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("GRANT UPDATE (recalled_at, recalled_why, replaced_by) ON results TO motcua_api")


def downgrade() -> None:
    op.execute("REVOKE UPDATE (recalled_at, recalled_why, replaced_by) ON results FROM motcua_api")
