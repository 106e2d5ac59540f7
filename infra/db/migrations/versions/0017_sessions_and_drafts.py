"""People come by browser: who is logged in where, and what they have begun to fill in."""

from alembic import op
from sqlalchemy import Column, LargeBinary, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OWNER = """owner = CASE WHEN current_setting('motcua.person', true) <> ''
                    THEN 'applicant:' || current_setting('motcua.person', true)
                    ELSE 'officer:' || nullif(current_setting('motcua.actor', true), '') END"""
"""As ``infra.identity.sessions.owner_of`` writes it: of officers their staff code, of all others their blind index."""
SESSION = "id = nullif(current_setting('motcua.session', true), '')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "sessions",
        Column("id", Text, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("began_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
        Column("seen_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
        Column("ends_at", TIMESTAMP(timezone=True), nullable=False),
        Column("master", Text, nullable=False),
        Column("wrapped", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
    )
    op.create_index("ix_sessions_owner", "sessions", ["owner"])
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at"])
    op.create_table(
        "drafts",
        Column("id", Text, primary_key=True),
        Column("owner", Text, nullable=False),
        Column("procedure", Text, nullable=False),
        Column("began_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
        Column("changed_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
        Column("master", Text, nullable=False),
        Column("wrapped", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
    )
    op.create_index("ix_drafts_owner", "drafts", ["owner", "changed_at"])
    for table, condition in (("sessions", f"{SESSION} OR {OWNER}"), ("drafts", OWNER)):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {table} TO motcua_engine USING (true)")
        op.execute(f"CREATE POLICY people ON {table} TO motcua_api USING ({condition})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO motcua_api")
        op.execute(f"GRANT SELECT, UPDATE, DELETE ON {table} TO motcua_engine")


def downgrade() -> None:
    op.drop_table("drafts")
    op.drop_table("sessions")
