"""An operator lets officers answer what one dossier waits for an agency to say, instead of waiting five days."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

OPERATOR = "current_setting('motcua.operator', true) = 'yes'"
OFFICER = "current_setting('motcua.actor', true)"
UNDER_WAY = "status NOT IN (3, 7, 8, 10)"
BEFORE, NOW = "ck_operator_acts_ck_operator_acts_act", "ck_operator_acts_act"
GIVE = f"""
    INSERT INTO operator_acts (act, about, why, operator)
    SELECT 'give', code, reason, {OFFICER} FROM dossiers
    WHERE code = waiting AND {UNDER_WAY} AND {OPERATOR} AND EXISTS (
        SELECT 1 FROM events WHERE dossier = code AND act ->> 'type' = 'agency_waited')
    RETURNING about
"""  # noqa: S608 - our own words


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"ALTER TABLE operator_acts DROP CONSTRAINT {BEFORE}")
    kinds = "CHECK (act IN ('pause', 'resume', 'retry', 'give'))"
    op.execute(f"ALTER TABLE operator_acts ADD CONSTRAINT {NOW} {kinds}")
    op.execute(
        "CREATE FUNCTION give_to_officers(waiting text, reason text) RETURNS text LANGUAGE sql SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $$ {GIVE} $$"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION give_to_officers FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION give_to_officers TO motcua_api")


def downgrade() -> None:
    op.execute("DROP FUNCTION give_to_officers")
    op.execute(f"ALTER TABLE operator_acts DROP CONSTRAINT {NOW}")
    # What was done stays written, whatever the code before knew.
    kinds = "CHECK (act IN ('pause', 'resume', 'retry')) NOT VALID"
    op.execute(f"ALTER TABLE operator_acts ADD CONSTRAINT {BEFORE} {kinds}")
