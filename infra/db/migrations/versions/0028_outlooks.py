"""What new code makes of each dossier that was under way before it, so that it is looked at once, and operators read it."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
OPERATOR = "current_setting('motcua.operator', true) = 'yes'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "outlooks",
        Column("code", Text, primary_key=True),
        Column("dossier", Text, ForeignKey("dossiers.code"), primary_key=True),
        Column("seq", BigInteger, nullable=False),
        Column("entered_at", MOMENT, nullable=False, server_default=text("now()")),
        Column("taken_at", MOMENT),
        Column("settled_at", MOMENT),
        Column("verdict", Text),
        Column("place", Text, nullable=False, server_default=""),
        Column("why", Text, nullable=False, server_default=""),
        CheckConstraint("verdict IN ('replays', 'walks', 'stays', 'elsewhere')", name="verdict"),
        Index("ix_outlooks_open", "code", postgresql_where=text("settled_at IS NULL")),
        Index("ix_outlooks_stays", "code", postgresql_where=text("verdict = 'stays'")),
    )
    op.execute("ALTER TABLE outlooks ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON outlooks TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY operators ON outlooks FOR SELECT TO motcua_api USING ({OPERATOR})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON outlooks TO motcua_engine")
    op.execute("GRANT SELECT ON outlooks TO motcua_api")


def downgrade() -> None:
    op.drop_table("outlooks")
