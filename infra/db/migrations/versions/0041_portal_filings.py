"""Filings that people make on the national portal: kept sealed until they are dossiers here."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, func
from sqlalchemy import text as said
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
IS_OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
# The front door's own loop, which answers nobody: no person's request reads what others filed.
NOBODY = "coalesce(current_setting('motcua.actor', true), '') = ''"
LEASE = f"""
    UPDATE portal_filings SET tries = least(tries + 1, 1000), due_at = now() + interval '5 minutes'
    WHERE {NOBODY} AND id IN (
        SELECT id FROM portal_filings WHERE due_at <= now() ORDER BY due_at LIMIT many FOR UPDATE SKIP LOCKED)
    RETURNING id, code, received_at
"""
SETTLE = f"""
    UPDATE portal_filings SET
        state = of_state, why = of_why, message = of_message, dossier = of_dossier, changed_at = now(),
        due_at = CASE of_state WHEN 'received' THEN now() + least(power(2, least(tries, 9)), 300) * interval '1 second' END,
        sealed = CASE WHEN of_state <> 'filed' THEN sealed END, wrapped = CASE WHEN of_state <> 'filed' THEN wrapped END
    WHERE id = of_id AND state = 'received' AND {NOBODY};
    DELETE FROM portal_papers WHERE filing = of_id AND of_state = 'filed' AND {NOBODY};
"""
RETRY = f"""
    WITH moved AS (
        UPDATE portal_filings SET state = 'received', due_at = now(), tries = 0, changed_at = now()
        WHERE id = of_id AND state <> 'filed' AND {IS_OPERATOR} RETURNING code
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', code, current_setting('motcua.actor', true) FROM moved RETURNING about
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "portal_filings",
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("code", "procedure", "said", "state")),
        *(Column(name, Text, nullable=False, server_default="") for name in ("why", "message", "dossier")),
        Column("tries", BigInteger, nullable=False, server_default="0"),
        Column("received_at", MOMENT, nullable=False, server_default=func.now()),
        Column("due_at", MOMENT),
        Column("changed_at", MOMENT, nullable=False, server_default=func.now()),
        Column("master", Text, nullable=False),
        *(Column(name, LargeBinary) for name in ("sealed", "wrapped")),
        CheckConstraint("state IN ('received', 'filed', 'held')", name="state"),
        UniqueConstraint("code", "said", name="uq_portal_filings_code_said"),
        Index("uq_portal_filings_filed", "code", unique=True, postgresql_where=said("state = 'filed'")),
        Index("ix_portal_filings_due_at", "due_at", postgresql_where=said("due_at IS NOT NULL")),
        Index("ix_portal_filings_changed_at", "changed_at", "id"),
        Index("ix_portal_filings_dossier", "dossier"),
    )
    op.create_table(
        "portal_papers",
        Column("filing", Text, ForeignKey("portal_filings.id", ondelete="CASCADE"), primary_key=True),
        Column("place", BigInteger, primary_key=True),
        Column("sealed", LargeBinary, nullable=False),
    )
    _rights()
    _function("lease_portal_filings(many bigint)", "TABLE (id text, code text, received_at timestamptz)", LEASE)
    settled = "of_id text, of_state text, of_why text, of_message text, of_dossier text"
    _function(f"settle_portal_filing({settled})", "void", SETTLE)
    _function("retry_portal_filing(of_id text)", "text", RETRY)


def downgrade() -> None:
    op.execute("DROP FUNCTION retry_portal_filing(text)")
    op.execute("DROP FUNCTION settle_portal_filing(text, text, text, text, text)")
    op.execute("DROP FUNCTION lease_portal_filings(bigint)")
    op.drop_table("portal_papers")
    op.drop_table("portal_filings")


def _rights() -> None:
    for name in ("portal_filings", "portal_papers"):
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {name} TO motcua_engine USING (true)")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO motcua_engine")
        op.execute(f"GRANT SELECT ON {name} TO motcua_api")
        op.execute(f"CREATE POLICY intake ON {name} FOR SELECT TO motcua_api USING ({NOBODY})")
    op.execute(f"CREATE POLICY operators ON portal_filings FOR SELECT TO motcua_api USING ({IS_OPERATOR})")


def _function(head: str, returns: str, body: str) -> None:
    op.execute(
        f"CREATE FUNCTION {head} RETURNS {returns} LANGUAGE sql SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {body}$$"
    )
    op.execute(f"REVOKE EXECUTE ON FUNCTION {head} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {head} TO motcua_api")
