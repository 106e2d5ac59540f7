"""Papers of dossiers in the shared warehouse: which component, of which dossier, how it came to be a file."""

from alembic import op
from sqlalchemy import CheckConstraint, Column, Index, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

MOMENT, NOW = TIMESTAMP(timezone=True), func.clock_timestamp()
# An agency of the warehouse is none of ours and nobody's office: it names itself alone.
AGENCY = (
    "nullif(current_setting('motcua.actor', true), '') IS NOT NULL "
    "AND coalesce(current_setting('motcua.person', true), '') = '' "
    "AND coalesce(current_setting('motcua.agency', true), '') = ''"
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "warehouse_papers",
        *(Column(name, Text, primary_key=True) for name in ("dossier", "sha256", "component")),
        Column("level", Text, nullable=False),
        Column("added_at", MOMENT, nullable=False),
        Column("changed_at", MOMENT, nullable=False, server_default=NOW),
        CheckConstraint("level IN ('uploaded', 'digitised', 'reused')", name="level"),
        Index("ix_warehouse_papers_changed_at", "changed_at", "dossier", "sha256", "component"),
    )
    op.execute("ALTER TABLE warehouse_papers ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON warehouse_papers TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON warehouse_papers TO motcua_engine")
    op.execute(f"CREATE POLICY agencies ON warehouse_papers FOR SELECT TO motcua_api USING ({AGENCY})")
    op.execute("GRANT SELECT ON warehouse_papers TO motcua_api")


def downgrade() -> None:
    op.drop_table("warehouse_papers")
