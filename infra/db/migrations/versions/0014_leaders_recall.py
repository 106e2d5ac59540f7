"""A recall is a leader's act, so the front door writes it too: for the office that decides alone, and never back."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OF_OWN_OFFICE = (
    "EXISTS (SELECT 1 FROM dossiers d WHERE d.code = dossier"
    " AND d.competent = current_setting('motcua.agency', true))"
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("GRANT UPDATE (recalled_at, recalled_why, replaced_by) ON results TO motcua_api")
    op.execute(
        "CREATE POLICY recalled_by_own_office ON results AS RESTRICTIVE FOR UPDATE TO motcua_api"
        f" USING ({OF_OWN_OFFICE}) WITH CHECK (recalled_at IS NOT NULL)"
    )


def downgrade() -> None:
    op.execute("DROP POLICY recalled_by_own_office ON results")
    op.execute("REVOKE UPDATE (recalled_at, recalled_why, replaced_by) ON results FROM motcua_api")
