"""Many tasks that an officer decides in one go: what was chosen, who agreed, and what became of each.

A batch is its office's own. What was written freely, and who decides, lies sealed.
"""

from alembic import op
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OFFICE = "agency = nullif(current_setting('motcua.agency', true), '')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "batches",
        Column("id", Text, primary_key=True),
        Column("agency", Text, nullable=False),
        Column("officer", Text, nullable=False),
        Column("procedure", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("decision", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("needs_second", Boolean, nullable=False),
        Column("second", Text, nullable=False, server_default=""),
        Column("began_at", TIMESTAMP(timezone=True), nullable=False, server_default=func.now()),
        Column("due_at", TIMESTAMP(timezone=True)),
        Column("master", Text, nullable=False),
        Column("wrapped", LargeBinary, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
        CheckConstraint("state IN ('drafted', 'second', 'confirmed', 'withdrawn')", name="ck_batches_state"),
        CheckConstraint("(state = 'confirmed') = (due_at IS NOT NULL)", name="ck_batches_due"),
        Index("ix_batches_agency", "agency", "began_at"),
    )
    op.create_table(
        "batch_items",
        Column(
            "batch", Text, ForeignKey("batches.id", name="fk_batch_items_batch_batches", ondelete="CASCADE"),
            primary_key=True,
        ),
        Column("task", Text, primary_key=True),
        Column("position", BigInteger, nullable=False),
        Column("agency", Text, nullable=False),
        Column("dossier", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("slug", Text, nullable=False, server_default=""),
        Column("vi", Text, nullable=False, server_default=""),
        Column("en", Text, nullable=False, server_default=""),
        Column("due_at", TIMESTAMP(timezone=True)),
        Column("settled_at", TIMESTAMP(timezone=True)),
        CheckConstraint(
            "state IN ('waiting', 'decided', 'refused', 'left_out', 'withdrawn')", name="ck_batch_items_state"
        ),
        Index("ix_batch_items_due_at", "due_at", postgresql_where=text("state = 'waiting' AND due_at IS NOT NULL")),
    )  # fmt: skip
    for table in ("batches", "batch_items"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY engine ON {table} TO motcua_engine USING (true)")
        op.execute(f"CREATE POLICY people ON {table} TO motcua_api USING ({OFFICE})")
        op.execute(f"GRANT SELECT ON {table} TO motcua_engine, motcua_api")
        op.execute(f"GRANT INSERT ON {table} TO motcua_api")
    # Who began it, and of what, is said once; only what was never confirmed is thrown away.
    op.execute("GRANT UPDATE (state, needs_second, second, due_at, sealed) ON batches TO motcua_api")
    op.execute("GRANT UPDATE (master, wrapped) ON batches TO motcua_engine")
    op.execute("GRANT DELETE ON batches TO motcua_engine")
    op.execute("GRANT UPDATE (state, slug, vi, en, due_at, settled_at) ON batch_items TO motcua_api, motcua_engine")


def downgrade() -> None:
    op.drop_table("batch_items")
    op.drop_table("batches")
