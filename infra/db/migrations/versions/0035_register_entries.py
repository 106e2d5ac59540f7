"""What a province keeps beside its dossiers: programme, accounts, petitions, publications; only ever added to."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Date, Identity, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "register_entries",
        Column("number", BigInteger, Identity(always=True), primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("register", "unit", "subject")),
        Column("day", Date, nullable=False),
        Column("entered_at", TIMESTAMP(timezone=True), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("officer", "office", "document")),
        Column("imported", Boolean, nullable=False),
        Column("key", Text),
        Column("content", JSONB, nullable=False),
        UniqueConstraint("register", "key", name="uq_register_entries_key"),
        Index("ix_register_entries_subject", "register", "subject", "number"),
        Index("ix_register_entries_day", "register", "day"),
    )
    op.execute("ALTER TABLE register_entries ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON register_entries TO motcua_engine USING (true)")
    op.execute("CREATE POLICY api ON register_entries FOR SELECT TO motcua_api USING (true)")
    # Whoever comes by the front door enters in their own name and that of their office.
    op.execute("""
    CREATE POLICY enter ON register_entries FOR INSERT TO motcua_api
    WITH CHECK (officer = current_setting('motcua.actor', true)
                AND office = current_setting('motcua.agency', true) AND office <> '')
    """)
    # Nobody may change or remove an entry, the worker neither.
    op.execute("GRANT SELECT, INSERT ON register_entries TO motcua_engine, motcua_api")


def downgrade() -> None:
    op.drop_table("register_entries")
