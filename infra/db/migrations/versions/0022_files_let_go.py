"""Who forgets a draft takes the files with it that they brought for it, and nobody else's, and none that was filed."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

OWN = "owner = nullif(current_setting('motcua.actor', true), '')"
# A dossier that they no longer see hides its papers here; the foreign key of those holds then.
FILED = "EXISTS (SELECT 1 FROM papers p WHERE p.upload = id)"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(
        "CREATE POLICY own_and_unfiled ON uploads AS RESTRICTIVE FOR DELETE TO motcua_api"
        f" USING ({OWN} AND NOT {FILED})"
    )
    op.execute("GRANT DELETE ON uploads TO motcua_api")


def downgrade() -> None:
    op.execute("REVOKE DELETE ON uploads FROM motcua_api")
    op.execute("DROP POLICY own_and_unfiled ON uploads")
