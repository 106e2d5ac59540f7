"""The national portal: how far it knows each dossier, and where its list of procedures differs from ours."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Text, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
STATES = "state IN ('owed', 'sent', 'confirmed', 'refused', 'given_up')"
COUNTED = "destination, dossier, state, seq, confirmed_seq, confirmed_until, owed_since, changed_at"
IS_OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OF_LOOP = "EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about)"
PUT_OFF = """
    SELECT jsonb_agg(told) FROM (
        SELECT jsonb_build_object('loop', loop, 'about', about, 'dossier', dossier, 'why', why, 'fails', fails,
                                  'since', since, 'next', next_at) AS told
        FROM (
            SELECT kind AS loop, dossier AS about, dossier, why, attempts AS fails, due_at AS next_at,
                   (SELECT at FROM events WHERE events.dossier = outbox.dossier AND events.seq = outbox.seq) AS since
            FROM outbox WHERE why <> '' AND (attempts >= 3 OR due_at IS NULL)
            {synced}
            UNION ALL SELECT loop, about, dossier, why, fails, next_at, since FROM put_off
        ) AS rows ORDER BY next_at IS NOT NULL, since LIMIT 50
    ) AS worst WHERE {operator}
"""
SYNCED = """UNION ALL SELECT 'portal', dossier, dossier, why, tries, next_at, owed_since FROM portal_syncs
                WHERE state <> 'confirmed' AND why <> '' AND (tries >= 3 OR next_at IS NULL)"""
RETRY_PUT_OFF = """
    WITH message AS (
        UPDATE outbox SET due_at = now(), attempts = 0
        WHERE kind = of_loop AND why <> '' AND of_about IN ('', dossier) AND {operator} RETURNING dossier
    ), watched AS (
        UPDATE dossiers SET watch_at = now()
        WHERE of_loop = 'watch' AND code = of_about AND {of_loop} AND {operator} RETURNING code
    ), paid AS (
        UPDATE payments SET look_at = now(), looks = 0
        WHERE of_loop = 'payment' AND task = of_about AND {of_loop} AND {operator} RETURNING task
    ), decided AS (
        UPDATE batch_items SET due_at = now()
        WHERE of_loop = 'batch' AND task = of_about AND state = 'waiting' AND {of_loop} AND {operator}
        RETURNING task
    ){synced}, moved AS (
        SELECT 1 FROM message UNION ALL SELECT 1 FROM watched UNION ALL SELECT 1 FROM paid UNION ALL SELECT 1 FROM decided{too}
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', coalesce(nullif(of_about, ''), of_loop), current_setting('motcua.actor', true) WHERE EXISTS (SELECT 1 FROM moved)
    RETURNING about
"""
RETRY_SYNCED = """, synced AS (
        UPDATE portal_syncs SET state = 'owed', next_at = now(), tries = 0, changed_at = now()
        WHERE of_loop = 'portal' AND of_about IN ('', dossier) AND why <> '' AND {operator} RETURNING dossier
    )"""
RETRY_SYNC = """
    WITH moved AS (
        UPDATE portal_syncs SET state = 'owed', next_at = now(), tries = 0, changed_at = now()
        WHERE dossier = of_dossier AND {operator} RETURNING dossier
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', dossier, current_setting('motcua.actor', true) FROM moved LIMIT 1 RETURNING about
"""
TOLD = """
    SELECT coalesce(jsonb_agg(told), '[]') FROM (
        SELECT to_jsonb(one) AS told FROM portal_syncs AS one
        WHERE (of_state = '' OR state = of_state) AND (changed_at, dossier) > (of_since, of_after)
        ORDER BY changed_at, dossier LIMIT least(many, 500)
    ) AS rows WHERE {operator}
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "portal_syncs",
        Column("destination", Text, primary_key=True),
        Column("dossier", Text, primary_key=True),
        Column("state", Text, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("confirmed_seq", BigInteger, nullable=False, server_default="0"),
        Column("confirmed_until", MOMENT),
        *(Column(name, Text, nullable=False, server_default="") for name in ("payload_sha256", "message", "why")),
        Column("tries", BigInteger, nullable=False, server_default="0"),
        Column("owed_since", MOMENT, nullable=False),
        Column("next_at", MOMENT),
        Column("changed_at", MOMENT, nullable=False, server_default=func.now()),
        CheckConstraint(STATES, name="state"),
        Index("ix_portal_syncs_next_at", "next_at", postgresql_where=text("next_at IS NOT NULL")),
        Index("ix_portal_syncs_changed_at", "state", "changed_at"),
    )
    op.create_table(
        "portal_differences",
        Column("procedure", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("what", "ours", "theirs")),
        Column("since", MOMENT, nullable=False, server_default=func.now()),
    )
    _rights()
    _kinds("'wake', 'notice', 'report', 'slip', 'facts', 'portal'")
    _put_off(SYNCED, RETRY_SYNCED.format(operator=IS_OPERATOR), " UNION ALL SELECT 1 FROM synced")
    _function("retry_sync(of_dossier text)", "text", RETRY_SYNC.format(operator=IS_OPERATOR))
    _function(
        "portal_syncs_told(of_state text, of_since timestamptz, of_after text, many bigint)",
        "jsonb",
        TOLD.format(operator=IS_OPERATOR),
    )


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE kind = 'portal'")
    op.execute("DROP FUNCTION portal_syncs_told(text, timestamptz, text, bigint)")
    op.execute("DROP FUNCTION retry_sync(text)")
    _put_off("", "", "")
    _kinds("'wake', 'notice', 'report', 'slip', 'facts'")
    op.drop_table("portal_differences")
    op.drop_table("portal_syncs")


def _rights() -> None:
    for name in ("portal_syncs", "portal_differences"):
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {name} TO motcua_engine USING (true)")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO motcua_engine")
    # Leaders count what stands there; what the portal said of a dossier only operators read, by a function.
    op.execute("CREATE POLICY api ON portal_syncs FOR SELECT TO motcua_api USING (true)")
    op.execute(f"GRANT SELECT ({COUNTED}) ON portal_syncs TO motcua_api")
    op.execute(f"CREATE POLICY operators ON portal_differences FOR SELECT TO motcua_api USING ({IS_OPERATOR})")
    op.execute("GRANT SELECT ON portal_differences TO motcua_api")


def _put_off(synced: str, retried: str, too: str) -> None:
    told = PUT_OFF.format(synced=synced, operator=IS_OPERATOR)
    retry = RETRY_PUT_OFF.format(synced=retried, too=too, operator=IS_OPERATOR, of_loop=OF_LOOP)
    _replaced("what_is_put_off()", "jsonb", told)
    _replaced("retry_put_off(of_loop text, of_about text)", "text", retry)


def _function(head: str, returns: str, body: str) -> None:
    _replaced(head, returns, body)
    op.execute(f"REVOKE EXECUTE ON FUNCTION {head} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {head} TO motcua_api")


def _replaced(head: str, returns: str, body: str) -> None:
    op.execute(
        f"CREATE OR REPLACE FUNCTION {head} RETURNS {returns} LANGUAGE sql SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {body}$$"
    )


def _kinds(allowed: str) -> None:
    # The outbox holds what is owed at this moment: it is looked through in no time.
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE outbox DROP CONSTRAINT ck_outbox_kind")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        f"ALTER TABLE outbox ADD CONSTRAINT ck_outbox_kind CHECK (kind IN ({allowed}))"
    )
