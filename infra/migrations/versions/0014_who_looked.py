"""Until when a proxy sees a dossier."""

from alembic import op
from sqlalchemy import Column, Date

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

PERSON = "current_setting('motcua.person', true)"
SEEN = f"ARRAY[{PERSON}, current_setting('motcua.agency', true)] && seen_by"
# Vietnam's day, by no table of zones that a server may lack.
OVER = f"coalesce(proxy_until < CAST(now() AT TIME ZONE INTERVAL '7 hours' AS date) AND applicant = {PERSON}, false)"
NAMED = "code = current_setting('motcua.dossier', true)"
PLATFORM = f"(current_setting('motcua.actor', true) = 'payments' AND {NAMED})"
ASKED = f"({NAMED} AND 'agency:' || current_setting('motcua.actor', true) = ANY (seen_by))"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("dossiers", Column("proxy_until", Date))
    op.execute(
        "UPDATE dossiers SET proxy_until = CAST(act ->> 'mandate_until' AS date) FROM events"
        " WHERE dossier = code AND events.seq = 1 AND act ->> 'owner' NOT IN ('', act ->> 'applicant')"
    )
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING (({SEEN} AND NOT {OVER}) OR {PLATFORM} OR {ASKED})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({SEEN} OR {PLATFORM} OR {ASKED})")
    op.drop_column("dossiers", "proxy_until")
