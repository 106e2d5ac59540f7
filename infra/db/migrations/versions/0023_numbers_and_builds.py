"""A clerk reads by which step results wait and a year's register of numbers; an operator, what each build carries."""

from alembic import op
from sqlalchemy import Column, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OF_SEALING = (
    "act ->> 'type' IN ('approved', 'signature_asked', 'signed', 'signature_declined', 'agency_waited', 'numbered',"
    " 'issued', 'recalled')"
)
# The owner's eyes, so that the index on what an event says is used: of the reader's own office, and nothing else.
NUMBERS = """
CREATE FUNCTION numbers_given(numbers text[]) RETURNS TABLE (number text, dossier text, seq bigint, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT e.act ->> 'number', e.dossier, e.seq, e.at
    FROM public.events e JOIN public.dossiers d ON d.code = e.dossier
    WHERE e.act ->> 'type' = 'numbered' AND e.act ->> 'number' = ANY (numbers)
    AND d.competent = nullif(current_setting('motcua.agency', true), '');
END
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index("ix_events_sealing", "events", ["dossier", "seq"], postgresql_where=text(OF_SEALING))
    op.create_index(
        "ix_events_numbered", "events", [text("(act ->> 'number')")],
        postgresql_where=text("act ->> 'type' = 'numbered'"),
    )
    op.execute(NUMBERS)
    op.execute("REVOKE EXECUTE ON FUNCTION numbers_given FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION numbers_given TO motcua_api")
    op.create_table(
        "worker_builds",
        Column("build", Text, primary_key=True),
        Column("release", Text, nullable=False),
        Column("engine", Text, nullable=False),
        Column("carries", JSONB, nullable=False),
        Column("first_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("seen_at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
    )
    op.execute("ALTER TABLE worker_builds ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON worker_builds TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY operators ON worker_builds FOR SELECT TO motcua_api USING ({OPERATOR})")
    op.execute("GRANT SELECT, INSERT, UPDATE ON worker_builds TO motcua_engine")
    op.execute("GRANT SELECT ON worker_builds TO motcua_api")


def downgrade() -> None:
    op.drop_table("worker_builds")
    op.execute("DROP FUNCTION numbers_given")
    op.drop_index("ix_events_numbered", "events")
    op.drop_index("ix_events_sealing", "events")
