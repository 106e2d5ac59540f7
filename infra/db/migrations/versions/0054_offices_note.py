"""Offices note what they compared or looked into about somebody, who then reads it beside the other exchanges."""

from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

ACTOR = "nullif(current_setting('motcua.actor', true), '')"
AGENCY = "nullif(current_setting('motcua.agency', true), '')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _acts("'asked', 'listed', 'put', 'recalled', 'corrected', 'compared'")
    _noted(f"consumer IN ({ACTOR}, {AGENCY})")


def downgrade() -> None:
    _noted(f"consumer = {ACTOR}")
    # What was noted stays written, whatever the code before knew.
    _acts("'asked', 'listed', 'put', 'recalled', 'corrected'", " NOT VALID")


def _acts(allowed: str, how: str = "") -> None:
    # Of some hundred thousand lines it looks through a column in no time.
    op.execute("-- squawk-ignore ban-drop-constraint\nALTER TABLE exchanges DROP CONSTRAINT ck_exchanges_act")
    op.execute(
        "-- squawk-ignore constraint-missing-not-valid\n"
        f"ALTER TABLE exchanges ADD CONSTRAINT ck_exchanges_act CHECK (act IN ({allowed})){how}"
    )


def _noted(holds: str) -> None:
    op.execute("DROP POLICY noted ON exchanges")
    op.execute(f"CREATE POLICY noted ON exchanges FOR INSERT TO motcua_api WITH CHECK ({holds})")
