"""What people send on the national portal about a dossier that was filed here finds that dossier."""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

# The portal's own code first: who filed there may have been given one that a dossier here bears by chance.
FOUND = """
    SELECT coalesce(
        (SELECT dossier FROM portal_filings WHERE code = of_code AND state = 'filed' AND asks = 'file'),
        (SELECT code FROM dossiers WHERE code = of_code)
    ) WHERE coalesce(current_setting('motcua.actor', true), '') = ''
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute(
        "CREATE FUNCTION portal_dossier(of_code text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {FOUND}$$"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION portal_dossier(text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION portal_dossier(text) TO motcua_api, motcua_engine")


def downgrade() -> None:
    op.execute("DROP FUNCTION portal_dossier(text)")
