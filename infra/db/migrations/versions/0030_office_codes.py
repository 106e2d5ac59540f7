"""What each office's code means: dossiers lie under it, so that no list of offices may give it to another."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BORNE = "SELECT EXISTS (SELECT FROM dossiers WHERE seen_by @> ARRAY[office])"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "office_codes",
        Column("code", Text, primary_key=True),
        Column("name", Text, nullable=False),
    )
    # Under what they were known nobody wrote down: an empty name is any.
    op.execute(
        "INSERT INTO office_codes SELECT DISTINCT unnest(ARRAY[receiving, competent]), '' FROM dossiers"
        " WHERE receiving <> '' AND competent <> ''"
    )
    op.execute("ALTER TABLE office_codes ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON office_codes TO motcua_engine USING (true)")
    op.execute("CREATE POLICY api ON office_codes FOR SELECT TO motcua_api USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON office_codes TO motcua_engine")
    op.execute("GRANT SELECT ON office_codes TO motcua_api")
    # The front door sees no dossier before somebody asks for one: it hears only whether there is any.
    op.execute(
        "CREATE FUNCTION has_dossiers(office text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $$ {BORNE} $$"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION has_dossiers FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION has_dossiers TO motcua_api, motcua_engine")


def downgrade() -> None:
    op.execute("DROP FUNCTION has_dossiers")
    op.drop_table("office_codes")
