"""A dossier that waits needs no workflow: what says whether code may begin one, and when a sleeper is woken in any case."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ENDED = "status IN (3, 7, 8, 10)"
OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
# Of builds that run beside one another the newest counts: what begins now begins with it. What its code has not looked
# at, or left with another build that was still going on with it, has to be looked at first.
MAY_BEGIN = f"""
    WITH newest AS (
        SELECT code FROM worker_builds WHERE seen_at > now() - interval '3 minutes' ORDER BY first_at DESC LIMIT 1
    ), opened AS (
        UPDATE outlooks SET settled_at = NULL, taken_at = NULL
        WHERE dossier = of_dossier AND code = (SELECT code FROM newest) AND verdict = 'elsewhere'
            AND settled_at IS NOT NULL
    )
    SELECT CASE
        WHEN {ENDED} THEN 'ended'
        WHEN NOT EXISTS (SELECT FROM newest) AND EXISTS (SELECT FROM worker_builds) THEN 'later'
        WHEN outlooks.dossier IS NULL THEN 'now'
        WHEN settled_at IS NULL OR verdict = 'elsewhere' THEN 'later'
        WHEN verdict = 'stays' THEN 'stays'
        ELSE 'now' END
    FROM dossiers LEFT JOIN outlooks ON outlooks.dossier = dossiers.code AND outlooks.code = (SELECT code FROM newest)
    WHERE dossiers.code = of_dossier
"""  # noqa: S608 - our own words
WOKEN = f"""
    SELECT jsonb_build_object('ended', {ENDED}, 'by_itself', engine_due, 'waits_for', coalesce(
        (SELECT jsonb_agg(DISTINCT role) FROM tasks WHERE tasks.dossier = dossiers.code AND closed_at IS NULL), '[]'))
    FROM dossiers WHERE code = of_dossier AND {OPERATOR}
"""  # noqa: S608 - our own words


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("worker_builds", Column("code", Text, nullable=False, server_default=""))
    for signature, gives, body in (
        ("may_begin(of_dossier text)", "text", MAY_BEGIN),
        ("what_wakes(of_dossier text)", "jsonb", WOKEN),
    ):
        op.execute(
            f"CREATE FUNCTION {signature} RETURNS {gives} LANGUAGE sql SECURITY DEFINER"
            f" SET search_path = public, pg_temp AS $$ {body} $$"
        )
        op.execute(f"REVOKE EXECUTE ON FUNCTION {signature.partition('(')[0]} FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION may_begin TO motcua_api, motcua_engine")
    op.execute("GRANT EXECUTE ON FUNCTION what_wakes TO motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION what_wakes")
    op.execute("DROP FUNCTION may_begin")
    op.drop_column("worker_builds", "code")
