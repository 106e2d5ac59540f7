"""Proofs out of the tree of all journals, for whoever may have them."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.transparency.heads import ConsistencyProof, DossierProof, Leaf, SignedHead
from infra.db.tables import LeafRow
from infra.transparency import tree

LEAVES = select(LeafRow.__table__).where(LeafRow.dossier == bindparam("code"), LeafRow.position < bindparam("size"))
LEAF = LEAVES.order_by(LeafRow.position.desc()).limit(1)


async def inclusion(tx: AsyncConnection, code: str, signed: SignedHead) -> DossierProof | None:
    """Prove that a dossier's journal is in a head, up to its last event before that; None where nothing of it is."""
    size = signed.head.tree_size
    row = (await tx.execute(LEAF, {"code": code, "size": size})).one_or_none()
    if row is None:
        return None
    path = await tree.inclusion(tx, row.position, size)
    return DossierProof(
        leaf=Leaf(dossier=row.dossier, seq=row.seq, head=row.head),
        leaf_index=row.position,
        inclusion_path=[hash_.hex() for hash_ in path],
        signed_head=signed,
    )


async def consistency(tx: AsyncConnection, first: int, second: int) -> ConsistencyProof:
    """Prove that the log of ``second`` leaves begins with that of ``first``.

    Raises:
        ValueError: a log does not grow backwards.
    """
    path = await tree.consistency(tx, first, second)
    return ConsistencyProof(first=first, second=second, consistency_path=[hash_.hex() for hash_ in path])
