"""What of the procedures' publication on the national portal is to be put right."""

from alembic import op
from sqlalchemy import BigInteger, Column, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

MOMENT = TIMESTAMP(timezone=True)
IS_OPERATOR = "current_setting('motcua.operator', true) = 'yes'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "publication_tasks",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("procedure", "what", "ours", "theirs")),
        Column("found_at", MOMENT, nullable=False),
        Column("closed_at", MOMENT),
        Index("uq_publication_tasks_open", "procedure", "what", unique=True, postgresql_where=text("closed_at IS NULL")),
    )
    op.execute("ALTER TABLE publication_tasks ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON publication_tasks TO motcua_engine USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE ON publication_tasks TO motcua_engine")
    op.execute(f"CREATE POLICY operators ON publication_tasks FOR SELECT TO motcua_api USING ({IS_OPERATOR})")
    op.execute("GRANT SELECT ON publication_tasks TO motcua_api")


def downgrade() -> None:
    op.drop_table("publication_tasks")
