"""An agency that is asked, and answers in its own time, reaches the one dossier that its answer names."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

PEOPLE = "ARRAY[current_setting('motcua.person', true), current_setting('motcua.agency', true)] && seen_by"
NAMED = "code = current_setting('motcua.dossier', true)"
PLATFORM = f"(current_setting('motcua.actor', true) = 'payments' AND {NAMED})"
ASKED = f"({NAMED} AND 'agency:' || current_setting('motcua.actor', true) = ANY (seen_by))"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({PEOPLE} OR {PLATFORM} OR {ASKED})")


def downgrade() -> None:
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({PEOPLE} OR {PLATFORM})")
