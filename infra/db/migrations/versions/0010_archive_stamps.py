"""How long each result is proved, and by which file. Rows are only ever inserted: the newest counts."""

from alembic import op
from sqlalchemy import Column, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OF_OWN_DOSSIER = "EXISTS (SELECT 1 FROM dossiers d WHERE d.code = dossier)"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "archive_stamps",
        Column("number", Text, primary_key=True),
        Column("stamped_until", TIMESTAMP(timezone=True), primary_key=True),
        Column("dossier", Text, ForeignKey("dossiers.code", name="fk_archive_stamps_dossier_dossiers"), nullable=False),
        Column("path", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Index("ix_archive_stamps_stamped_until", "stamped_until"),
    )
    op.execute("ALTER TABLE archive_stamps ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON archive_stamps TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY people ON archive_stamps TO motcua_api USING ({OF_OWN_DOSSIER})")
    op.execute("GRANT SELECT, INSERT ON archive_stamps TO motcua_engine, motcua_api")


def downgrade() -> None:
    op.drop_table("archive_stamps")
