"""What agencies are owed: word that a result which they were given is recalled or replaced."""

from alembic import op
from sqlalchemy import BigInteger, Column, Identity, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
NOW = func.clock_timestamp()
IS_OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OF_LOOP = "EXISTS (SELECT 1 FROM put_off WHERE loop = of_loop AND about = of_about)"
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
    ), synced AS (
        UPDATE portal_syncs SET state = 'owed', next_at = now(), tries = 0, changed_at = now()
        WHERE of_loop = 'portal' AND of_about IN ('', dossier) AND why <> '' AND {operator} RETURNING dossier
    ), made AS (
        UPDATE programme_documents SET due_at = now()
        WHERE of_loop = 'document' AND id = of_about AND due_at IS NOT NULL AND {of_loop} AND {operator} RETURNING id
    ){told}, moved AS (
        SELECT 1 FROM message UNION ALL SELECT 1 FROM watched UNION ALL SELECT 1 FROM paid UNION ALL SELECT 1 FROM decided
        UNION ALL SELECT 1 FROM synced UNION ALL SELECT 1 FROM made{too}
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', coalesce(nullif(of_about, ''), of_loop), current_setting('motcua.actor', true) WHERE EXISTS (SELECT 1 FROM moved)
    RETURNING about
"""
TOLD = """, told AS (
        UPDATE recall_tellings SET due_at = now()
        WHERE of_loop = 'recall' AND consumer = of_about AND taken_at IS NULL AND {operator} RETURNING number
    )"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "recall_tellings",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("consumer", "result")),
        Column("replaced_by", Text, nullable=False, server_default=""),
        Column("recalled_at", MOMENT),
        Column("owed_at", MOMENT, nullable=False, server_default=NOW),
        Column("due_at", MOMENT, nullable=False, server_default=NOW),
        Column("tries", BigInteger, nullable=False, server_default="0"),
        Column("why", Text, nullable=False, server_default=""),
        Column("taken_at", MOMENT),
        UniqueConstraint("consumer", "result", "replaced_by", name="uq_recall_tellings_said"),
        Index("ix_recall_tellings_open", "consumer", "number", postgresql_where=text("taken_at IS NULL")),
    )
    op.execute("ALTER TABLE recall_tellings ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON recall_tellings TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON recall_tellings TO motcua_engine")
    _retry(TOLD.format(operator=IS_OPERATOR), " UNION ALL SELECT 1 FROM told")


def downgrade() -> None:
    _retry("", "")
    op.drop_table("recall_tellings")


def _retry(told: str, too: str) -> None:
    body = RETRY_PUT_OFF.format(told=told, too=too, of_loop=OF_LOOP, operator=IS_OPERATOR)
    op.execute(
        "CREATE OR REPLACE FUNCTION retry_put_off(of_loop text, of_about text) RETURNS text LANGUAGE sql "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $$ {body}$$"
    )
