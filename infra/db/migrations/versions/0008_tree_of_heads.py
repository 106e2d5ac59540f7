"""The tree over all journals' heads. Its rows are only ever inserted, by the engine alone."""

from alembic import op
from sqlalchemy import BigInteger, Column, Index, LargeBinary, SmallInteger, Text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OF_OWN_DOSSIER = "EXISTS (SELECT 1 FROM dossiers d WHERE d.code = dossier)"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    # No foreign key: a leaf outlives its dossier, or it would not tell that the dossier is gone.
    op.create_table(
        "tree_leaves",
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("dossier", Text, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("head", Text, nullable=False),
        Index("ix_tree_leaves_dossier", "dossier", "seq"),
    )
    op.create_table(
        "tree_nodes",
        Column("level", SmallInteger, primary_key=True, autoincrement=False),
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("hash", LargeBinary, nullable=False),
    )
    op.execute("ALTER TABLE tree_leaves ENABLE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY engine ON tree_leaves TO motcua_engine USING (true)")
    op.execute(f"CREATE POLICY people ON tree_leaves TO motcua_api USING ({OF_OWN_DOSSIER})")
    # Nodes are hashes of hashes: they say nothing of a dossier, and everybody's proofs are made of them.
    op.execute("GRANT SELECT ON tree_leaves, tree_nodes TO motcua_engine, motcua_api")
    op.execute("GRANT INSERT ON tree_leaves, tree_nodes TO motcua_engine")


def downgrade() -> None:
    op.drop_table("tree_nodes")
    op.drop_table("tree_leaves")
