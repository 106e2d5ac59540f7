"""Officers by name, as the identity provider said it at their last login: for colleagues, and for nobody else."""

from alembic import op
from sqlalchemy import Column, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

AGENCY = "nullif(current_setting('motcua.agency', true), '')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "officers",
        Column("id", Text, primary_key=True),
        Column("agency", Text, nullable=False),
        Column("agencies", ARRAY(Text), nullable=False),
        Column("name", Text, nullable=False),
        Column("roles", ARRAY(Text), nullable=False),
        Column("logged_in_at", TIMESTAMP(timezone=True), nullable=False),
        Index("ix_officers_agency", "agency"),
        Index("ix_officers_name", "name"),
    )
    op.execute("ALTER TABLE officers ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON officers TO motcua_engine USING (true)")
    op.execute("GRANT SELECT ON officers TO motcua_engine")
    # Colleagues of an office, and whoever was one: what they did there keeps their name.
    op.execute(f"CREATE POLICY colleagues ON officers TO motcua_api USING ({AGENCY} = ANY (agencies))")
    op.execute("GRANT SELECT (id, agency, name, roles) ON officers TO motcua_api")
    _noting()


def downgrade() -> None:
    op.execute("DROP FUNCTION note_officer")
    op.drop_table("officers")


def _noting() -> None:
    """The front door writes nothing itself: whose row it is, is what the transaction says of its reader."""
    op.execute(f"""
        CREATE FUNCTION note_officer(called text, as_roles text[], since timestamptz) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            INSERT INTO officers AS known (id, agency, agencies, name, roles, logged_in_at)
            SELECT current_setting('motcua.actor'), {AGENCY}, ARRAY[{AGENCY}], called, as_roles, since
            WHERE {AGENCY} IS NOT NULL
            ON CONFLICT (id) DO UPDATE SET
                agency = excluded.agency, name = excluded.name, roles = excluded.roles,
                agencies = array_remove(known.agencies, excluded.agency) || excluded.agency,
                logged_in_at = excluded.logged_in_at
            WHERE known.logged_in_at <= excluded.logged_in_at
        $$
    """)
    op.execute("REVOKE EXECUTE ON FUNCTION note_officer FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION note_officer TO motcua_api")
