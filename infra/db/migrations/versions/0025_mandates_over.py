"""Who filed for somebody else is told that the mandate is over, and nothing else of the dossier."""

from alembic import op
from sqlalchemy import text

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# The owner's eyes, past row-level security, on what was filed by the person who asks.
FUNCTION = """
CREATE FUNCTION mandates_over() RETURNS TABLE (code text, procedure text, revoked_at timestamptz, until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT d.code, d.procedure, e.at, d.proxy_until
    FROM public.dossiers d LEFT JOIN public.events e ON e.dossier = d.code AND e.act ->> 'type' = 'mandate_revoked'
    WHERE d.applicant = nullif(current_setting('motcua.person', true), '') AND d.proxy_until IS NOT NULL
    AND (e.at IS NOT NULL OR d.proxy_until < CAST(now() AT TIME ZONE INTERVAL '7 hours' AS date))
    ORDER BY d.filed_at DESC, d.code;
END
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        "ix_dossiers_by_mandate", "dossiers", ["applicant"], postgresql_where=text("proxy_until IS NOT NULL")
    )
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION mandates_over FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION mandates_over TO motcua_engine, motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION mandates_over")
    op.drop_index("ix_dossiers_by_mandate", "dossiers")
