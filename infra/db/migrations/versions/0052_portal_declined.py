"""What cannot be taken of what people send on the national portal is declined, and the portal is told."""

from alembic import op
from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
IS_OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OFFICER = "current_setting('motcua.actor', true)"
NOBODY = "coalesce(current_setting('motcua.actor', true), '') = ''"
LEASE = """
    UPDATE portal_filings SET tries = least(tries + 1, 1000), due_at = now() + interval '5 minutes'
    WHERE {nobody} AND id IN (
        SELECT id FROM portal_filings WHERE due_at <= now(){received} ORDER BY due_at LIMIT many FOR UPDATE SKIP LOCKED)
    RETURNING id, code, received_at
"""
RETRY = """
    WITH moved AS (
        UPDATE portal_filings SET {moves}due_at = now(), tries = 0, changed_at = now()
        WHERE id = of_id AND {waits} AND {operator} RETURNING code
    )
    INSERT INTO operator_acts (act, about, operator)
    SELECT 'retry', code, {officer} FROM moved RETURNING about
"""
# What was declined is filed no more: only the portal is told of it again, as long as it has not heard.
MOVES = "state = CASE state WHEN 'declined' THEN state ELSE 'received' END, "
WAITS = "(state IN ('received', 'held') OR (state = 'declined' AND answered_at IS NULL))"
# Held for the very cause that the operator read: whoever mended it meanwhile, or was quicker, is not overruled.
DECLINE = f"""
    WITH moved AS (
        UPDATE portal_filings SET state = 'declined', due_at = now(), tries = 0, changed_at = now(),
            declined_at = now(), declined_by = {OFFICER}
        WHERE id = of_id AND state = 'held' AND why = of_why AND {IS_OPERATOR} RETURNING code
    )
    INSERT INTO operator_acts (act, about, why, operator)
    SELECT 'decline', code, of_why, {OFFICER} FROM moved RETURNING about
"""  # noqa: S608 - our own words


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    for name in ("declined_at", "answered_at", "taken_at"):
        op.add_column("portal_filings", Column(name, MOMENT))
    op.add_column("portal_filings", Column("declined_by", Text, nullable=False, server_default=""))
    # The portal was told that these lie here; what lacks papers is still in its list.
    op.execute(
        "UPDATE portal_filings SET taken_at = received_at WHERE state <> 'held' OR why <> 'paper-not-there'"
    )
    _checked("portal_filings", "state", "state IN ('received', 'filed', 'held', 'declined')")
    _checked("operator_acts", "act", "act IN ('pause', 'resume', 'retry', 'give', 'decline')")
    _again("lease_portal_filings(many bigint)", "TABLE (id text, code text, received_at timestamptz)", _lease(True))
    _again("retry_portal_filing(of_id text)", "text", _retry(MOVES, WAITS))
    head = "decline_portal_filing(of_id text, of_why text)"
    _again(head, "text", DECLINE)
    op.execute(f"REVOKE EXECUTE ON FUNCTION {head} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {head} TO motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION decline_portal_filing(text, text)")
    _again("retry_portal_filing(of_id text)", "text", _retry("state = 'received', ", "state <> 'filed'"))
    _again("lease_portal_filings(many bigint)", "TABLE (id text, code text, received_at timestamptz)", _lease(False))
    # What was done stays written, whatever the code before knew.
    op.execute("ALTER TABLE operator_acts DROP CONSTRAINT ck_operator_acts_act")
    kinds = "CHECK (act IN ('pause', 'resume', 'retry', 'give')) NOT VALID"
    op.execute(f"ALTER TABLE operator_acts ADD CONSTRAINT ck_operator_acts_act {kinds}")
    op.execute("DELETE FROM portal_filings WHERE state = 'declined'")
    _checked("portal_filings", "state", "state IN ('received', 'filed', 'held')")
    for name in ("declined_by", "taken_at", "answered_at", "declined_at"):
        op.drop_column("portal_filings", name)


def _checked(table: str, column: str, holds: str) -> None:
    """Let a column hold what it may from now on; both tables are small, and looked through in no time."""
    name = f"ck_{table}_{column}"
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute(
        f"-- squawk-ignore constraint-missing-not-valid\nALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({holds})"
    )


def _lease(received: bool) -> str:
    return LEASE.format(nobody=NOBODY, received=" AND state = 'received'" if received else "")


def _retry(moves: str, waits: str) -> str:
    return RETRY.format(moves=moves, waits=waits, operator=IS_OPERATOR, officer=OFFICER)


def _again(head: str, returns: str, body: str) -> None:
    op.execute(
        f"CREATE OR REPLACE FUNCTION {head} RETURNS {returns} LANGUAGE sql SECURITY DEFINER "
        f"SET search_path = public, pg_temp AS $$ {body}$$"
    )
