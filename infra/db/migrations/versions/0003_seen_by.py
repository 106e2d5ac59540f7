"""Who may look at a dossier: beside applicant, desk and deciding office, whoever must agree or is asked."""

from alembic import op
from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOVES = "status, due_at, seq, head, state, seen_by, engine_due, sweeps"
PLATFORM = (
    "(current_setting('motcua.actor', true) = 'payments' AND code = current_setting('motcua.dossier', true))"
)
BEFORE = (
    "applicant = current_setting('motcua.person', true)"
    " OR current_setting('motcua.agency', true) IN (receiving, competent)"
)
NOW = "ARRAY[current_setting('motcua.person', true), current_setting('motcua.agency', true)] && seen_by"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("dossiers", Column("seen_by", ARRAY(Text), nullable=False, server_default="{}"))
    op.execute("UPDATE dossiers SET seen_by = ARRAY[applicant, receiving, competent]")
    op.create_index("ix_dossiers_seen_by", "dossiers", ["seen_by"], postgresql_using="gin")
    op.drop_index("ix_dossiers_applicant", "dossiers")
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({NOW} OR {PLATFORM})")
    # Whose it is, and which offices receive and decide, is said once.
    op.execute("REVOKE UPDATE ON dossiers FROM motcua_api")
    op.execute(f"GRANT UPDATE ({MOVES}) ON dossiers TO motcua_api")


def downgrade() -> None:
    op.execute(f"ALTER POLICY people ON dossiers TO motcua_api USING ({BEFORE} OR {PLATFORM})")
    op.create_index("ix_dossiers_applicant", "dossiers", ["applicant", "filed_at", "code"])
    op.drop_column("dossiers", "seen_by")
    op.execute("GRANT UPDATE ON dossiers TO motcua_api")
