"""The tables of the tree of all journals' heads."""

from sqlalchemy import Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from infra.db.tables import Base


class LeafRow(Base):
    """A dossier's head as one publication found it. Rows are only ever inserted."""

    __tablename__ = "tree_leaves"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dossier: Mapped[str]
    """No foreign key: a leaf outlives its dossier, or it would not tell that the dossier is gone."""
    seq: Mapped[int]
    head: Mapped[str]

    __table_args__ = (Index("ix_tree_leaves_dossier", "dossier", "seq"),)


class NodeRow(Base):
    """The hash of a perfect subtree. Rows are only ever inserted."""

    __tablename__ = "tree_nodes"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes]
