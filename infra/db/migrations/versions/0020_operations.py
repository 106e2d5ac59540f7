"""How agencies are, which of them are not asked for now, and what an operator reads of the installation: counts.

No operator sees a dossier: what is counted over all of them is counted by functions with the owner's rights, on purpose,
for whom the transaction says to be an operator.
"""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OFFICER = "current_setting('motcua.actor', true)"
UNDER_WAY = "status NOT IN (3, 7, 8, 10)"
# As ``domain.dossier.apply`` lets a dossier wait no more.
ANSWERED = """
    (later.act ->> 'type' = 'answered' AND later.act ->> 'agency' = waited.act ->> 'agency')
    OR later.act ->> 'type' IN ('done', 'signature_asked', 'signed', 'numbered', 'issued')
"""
COUNTS = f"""
    SELECT jsonb_build_object(
        'waiting', (SELECT coalesce(jsonb_object_agg(agency, many), '{{}}') FROM (
            SELECT waited.act ->> 'agency' AS agency, count(DISTINCT code) AS many
            FROM events AS waited JOIN dossiers ON code = waited.dossier
            WHERE waited.act ->> 'type' = 'agency_waited' AND {UNDER_WAY} AND NOT EXISTS (
                SELECT 1 FROM events AS later
                WHERE later.dossier = waited.dossier AND later.seq > waited.seq AND ({ANSWERED}))
            GROUP BY 1) AS by_agency),
        'backlog', (SELECT coalesce(jsonb_object_agg(kind, told), '{{}}') FROM (
            SELECT kind, jsonb_build_object('many', count(*), 'tried', count(*) FILTER (WHERE attempts > 0),
                                            'since', min(due_at)) AS told
            FROM outbox GROUP BY kind) AS by_kind),
        'stuck', (SELECT coalesce(jsonb_agg(told), '[]') FROM (
            SELECT jsonb_build_object('code', code, 'procedure', procedure, 'sweeps', sweeps, 'next', engine_due) AS told
            FROM dossiers WHERE engine_due IS NOT NULL AND sweeps >= 3 ORDER BY sweeps DESC, code LIMIT 50) AS worst),
        'books', (SELECT coalesce(jsonb_agg(told), '[]') FROM (
            SELECT jsonb_build_object('day', substr(name, 12), 'many', value) AS told
            FROM counters WHERE name LIKE 'reconciled/%' ORDER BY name DESC LIMIT 14) AS days),
        'to_clear', (SELECT count(*) FROM tasks WHERE kind = 'reconcile' AND closed_at IS NULL)
    ) WHERE {OPERATOR}
"""  # noqa: S608 - our own words
RETRY = f"""
    WITH moved AS (
        UPDATE dossiers SET engine_due = now(), sweeps = 0 WHERE code = stuck AND {UNDER_WAY} AND {OPERATOR}
        RETURNING code
    )
    INSERT INTO operator_acts (act, about, operator) SELECT 'retry', code, {OFFICER} FROM moved RETURNING about
"""  # noqa: S608 - our own words


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "agency_states",
        Column("agency", Text, primary_key=True),
        Column("answered_at", TIMESTAMP(timezone=True)),
        Column("failing_since", TIMESTAMP(timezone=True)),
        Column("took_ms", BigInteger, nullable=False, server_default="0"),
    )
    op.create_table(
        "operator_acts",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        Column("act", Text, nullable=False),
        Column("about", Text, nullable=False),
        Column("why", Text, nullable=False, server_default=""),
        Column("operator", Text, nullable=False),
        Column("at", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        CheckConstraint("act IN ('pause', 'resume', 'retry')", name="ck_operator_acts_act"),
        Index("ix_operator_acts_about", "about", "number"),
    )
    op.create_index(
        "ix_events_waited", "events", ["dossier"], postgresql_where=text("act ->> 'type' = 'agency_waited'")
    )
    for table in ("agency_states", "operator_acts"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {table} TO motcua_engine USING (true)")
        op.execute(f"GRANT SELECT ON {table} TO motcua_engine, motcua_api")
    op.execute("GRANT INSERT, UPDATE ON agency_states TO motcua_engine")
    op.execute(f"CREATE POLICY operators ON agency_states TO motcua_api USING ({OPERATOR})")
    op.execute(f"CREATE POLICY operators ON operator_acts TO motcua_api USING ({OPERATOR})")
    op.execute(
        "CREATE POLICY as_themselves ON operator_acts AS RESTRICTIVE FOR INSERT TO motcua_api"
        f" WITH CHECK (operator = {OFFICER} AND act IN ('pause', 'resume'))"
    )
    op.execute("GRANT INSERT (act, about, why, operator) ON operator_acts TO motcua_api")
    for name, gives, body in (("installation()", "jsonb", COUNTS), ("retry_dossier(stuck text)", "text", RETRY)):
        op.execute(
            f"CREATE FUNCTION {name} RETURNS {gives} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = public, pg_temp AS $$ {body} $$"
        )
        bare = name.partition("(")[0]
        op.execute(f"REVOKE EXECUTE ON FUNCTION {bare} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {bare} TO motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION retry_dossier")
    op.execute("DROP FUNCTION installation")
    op.drop_index("ix_events_waited", "events")
    op.drop_table("operator_acts")
    op.drop_table("agency_states")
