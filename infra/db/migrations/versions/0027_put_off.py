"""What cannot be delivered or done for a fault of its own is put off, row by row, and shown to an operator.

A message that is given up has no date any more. A one-time code is known by the message it was made for, so that a
second try of that message tells the same digits.
"""

from alembic import op
from sqlalchemy import ARRAY, BigInteger, Column, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OFFICER = "current_setting('motcua.actor', true)"
LISTED = "EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about)"
# Messages that failed a few times in a row, and rows of other loops: those given up first, then the oldest.
PUT_OFF = f"""
    SELECT jsonb_agg(told) FROM (
        SELECT jsonb_build_object('loop', loop, 'about', about, 'dossier', dossier, 'why', why, 'fails', fails,
                                  'since', since, 'next', next_at) AS told
        FROM (
            SELECT kind AS loop, dossier AS about, dossier, why, attempts AS fails, due_at AS next_at,
                   (SELECT at FROM events WHERE events.dossier = outbox.dossier AND events.seq = outbox.seq) AS since
            FROM outbox WHERE why <> '' AND (attempts >= 3 OR due_at IS NULL)
            UNION ALL SELECT loop, about, dossier, why, fails, next_at, since FROM put_off
        ) AS rows ORDER BY next_at IS NOT NULL, since LIMIT 50
    ) AS worst WHERE {OPERATOR}
"""  # noqa: S608 - our own words
RETRY = f"""
    WITH message AS (
        UPDATE outbox SET due_at = now(), attempts = 0
        WHERE kind = of_loop AND why <> '' AND of_about IN ('', dossier) AND {OPERATOR} RETURNING dossier
    ), watched AS (
        UPDATE dossiers SET watch_at = now()
        WHERE of_loop = 'watch' AND code = of_about AND {LISTED} AND {OPERATOR} RETURNING code
    ), paid AS (
        UPDATE payments SET look_at = now(), looks = 0
        WHERE of_loop = 'payment' AND task = of_about AND {LISTED} AND {OPERATOR} RETURNING task
    ), decided AS (
        UPDATE batch_items SET due_at = now()
        WHERE of_loop = 'batch' AND task = of_about AND state = 'waiting' AND {LISTED} AND {OPERATOR}
        RETURNING task
    ), moved AS (
        SELECT 1 FROM message UNION ALL SELECT 1 FROM watched UNION ALL SELECT 1 FROM paid UNION ALL SELECT 1 FROM decided
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', coalesce(nullif(of_about, ''), of_loop), {OFFICER} WHERE EXISTS (SELECT 1 FROM moved)
    RETURNING about
"""  # noqa: S608 - our own words


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    # The code before asks for what is due by now, of which a message without a date is none.
    op.execute("-- squawk-ignore ban-drop-not-null\nALTER TABLE outbox ALTER COLUMN due_at DROP NOT NULL")
    op.add_column("outbox", Column("why", Text, nullable=False, server_default=""))
    op.add_column("outbox", Column("done", ARRAY(Text), nullable=False, server_default="{}"))
    op.add_column("one_time_codes", Column("message", BigInteger, nullable=False, server_default="0"))
    op.add_column("one_time_codes", Column("nonce", Text, nullable=False, server_default=""))
    op.execute("GRANT UPDATE (message, nonce) ON one_time_codes TO motcua_engine")
    op.create_table(
        "put_off",
        Column("loop", Text, primary_key=True),
        Column("about", Text, primary_key=True),
        Column("dossier", Text, nullable=False),
        Column("why", Text, nullable=False),
        Column("fails", BigInteger, nullable=False, server_default="1"),
        Column("since", TIMESTAMP(timezone=True), nullable=False, server_default=text("now()")),
        Column("next_at", TIMESTAMP(timezone=True), nullable=False),
    )
    op.execute("ALTER TABLE put_off ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON put_off TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON put_off TO motcua_engine")
    signatures = (
        ("what_is_put_off()", "jsonb", PUT_OFF),
        ("retry_put_off(of_loop text, of_about text)", "text", RETRY),
    )
    for signature, gives, body in signatures:
        op.execute(
            f"CREATE FUNCTION {signature} RETURNS {gives} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = public, pg_temp AS $$ {body} $$"
        )
        bare = signature.partition("(")[0]
        op.execute(f"REVOKE EXECUTE ON FUNCTION {bare} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {bare} TO motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION retry_put_off")
    op.execute("DROP FUNCTION what_is_put_off")
    op.drop_table("put_off")
    op.drop_column("one_time_codes", "nonce")
    op.drop_column("one_time_codes", "message")
    op.drop_column("outbox", "done")
    op.drop_column("outbox", "why")
    # What was given up is tried again by the code before, which knows no end.
    op.execute("UPDATE outbox SET due_at = now() WHERE due_at IS NULL")
    op.alter_column("outbox", "due_at", nullable=False)
