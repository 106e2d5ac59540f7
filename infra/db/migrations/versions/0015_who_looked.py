"""Until when a proxy sees a dossier, and which officers opened it."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, ForeignKey, Identity, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PERSON = "current_setting('motcua.person', true)"
SEEN = f"ARRAY[{PERSON}, current_setting('motcua.agency', true)] && seen_by"
# Vietnam's day, by no table of zones that a server may lack.
TODAY = "CAST(now() AT TIME ZONE INTERVAL '7 hours' AS date)"
OVER = f"coalesce(proxy_until < {TODAY} AND applicant = {PERSON}, false)"
NAMED = "code = current_setting('motcua.dossier', true)"
PLATFORM = f"(current_setting('motcua.actor', true) = 'payments' AND {NAMED})"
AGENCY, OPERATOR = "current_setting('motcua.agency', true)", "current_setting('motcua.operator', true) = 'yes'"
ASKED = f"({NAMED} AND 'agency:' || current_setting('motcua.actor', true) = ANY (seen_by))"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("dossiers", Column("proxy_until", Date))
    op.execute(
        "UPDATE dossiers SET proxy_until = CAST(act ->> 'mandate_until' AS date) FROM events"
        " WHERE dossier = code AND events.seq = 1 AND act ->> 'owner' NOT IN ('', act ->> 'applicant')"
    )
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING (({SEEN} AND NOT {OVER}) OR {PLATFORM} OR {ASKED})")
    _looks()


def downgrade() -> None:
    op.execute("DROP VIEW officer_looks")
    op.execute("DROP FUNCTION note_look")
    op.drop_table("looks")
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({SEEN} OR {PLATFORM} OR {ASKED})")
    op.drop_column("dossiers", "proxy_until")


def _looks() -> None:
    op.create_table(
        "looks",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        Column("dossier", Text, ForeignKey("dossiers.code", name="fk_looks_dossier_dossiers"), nullable=False),
        Column("officer", Text, nullable=False),
        Column("day", Date, nullable=False),
        Column("what", Text, nullable=False),
        Column("at", TIMESTAMP(timezone=True), server_default=text("now()"), nullable=False),
        Column("agency", Text, nullable=False),
        Column("roles", ARRAY(Text), nullable=False),
        Column("procedure", Text, nullable=False),
        Column("about", ARRAY(Text), nullable=False),
        UniqueConstraint("dossier", "officer", "day", "what", name="uq_looks_dossier_officer_day_what"),
        Index("ix_looks_about", "about", postgresql_using="gin"),
    )
    op.execute("ALTER TABLE looks ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON looks TO motcua_engine USING (true)")
    op.execute("GRANT SELECT ON looks TO motcua_engine")
    _noting()
    _reading()


def _noting() -> None:
    """The front door writes nothing itself: who looked, and when, is what the transaction says of its reader."""
    op.execute(f"""
        CREATE FUNCTION note_look(opened text, things text[], as_roles text[]) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
            INSERT INTO looks (dossier, officer, day, what, agency, roles, procedure, about)
            SELECT code, current_setting('motcua.actor'), {TODAY}, thing, {AGENCY}, as_roles, procedure,
                   seen_by || ARRAY(SELECT jsonb_array_elements_text(coalesce(act -> 'parties', '[]'))
                                    FROM events WHERE dossier = code AND seq = 1)
            FROM dossiers, unnest(things) AS thing
            WHERE code = opened AND {AGENCY} <> '' AND ({AGENCY} = ANY (seen_by) OR {OPERATOR})
            ON CONFLICT DO NOTHING
        $$
    """)
    op.execute("REVOKE EXECUTE ON FUNCTION note_look FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION note_look TO motcua_api")


def _reading() -> None:
    """A line an officer, dossier and day, for whom it was about and for the dossier's offices; who it was stays inside.

    The owner's rights, on purpose, as with ``lookups``: people see the line of a dossier that they do not see.
    """
    op.execute(f"""
        CREATE VIEW officer_looks WITH (security_barrier) AS
        SELECT dossier, min(number) AS seq, min(at) AS at, agency, roles, array_agg(what ORDER BY number) AS opened,
               procedure
        FROM looks WHERE about && ARRAY[nullif({PERSON}, ''), nullif({AGENCY}, '')]
        GROUP BY dossier, officer, day, agency, roles, procedure
    """)
    op.execute("GRANT SELECT ON officer_looks TO motcua_api")
