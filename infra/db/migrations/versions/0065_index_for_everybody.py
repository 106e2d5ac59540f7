"""Everybody may read what the index of a whole unit counted each day: the province's stands on its public page."""

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("CREATE POLICY everybody ON index_days FOR SELECT TO motcua_api USING (procedure = '')")


def downgrade() -> None:
    op.execute("DROP POLICY everybody ON index_days")
