"""Data cleaning by night: whose the nine-digit numbers are, so that one which two people have is found."""

from alembic import op
from sqlalchemy import Column, Index, Text

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "old_numbers",
        Column("old", Text, primary_key=True),
        Column("person", Text, primary_key=True),
        Index("ix_old_numbers_person", "person"),
    )
    op.execute("ALTER TABLE old_numbers ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON old_numbers TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT ON old_numbers TO motcua_engine")


def downgrade() -> None:
    op.drop_table("old_numbers")
