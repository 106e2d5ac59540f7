"""The tree of all journals' heads, as the database holds it: leaves by dossier, and the hashes of perfect subtrees.

Of its levels each fourth is stored, that of the leaves with them: a fifteenth more rows than leaves, none ever changed,
and a proof at a million leaves hashes together a few dozen of them.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Insert, TableValuedAlias, and_, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from domain.transparency.heads import Leaf
from domain.transparency.merkle import Frontier, Node, Span, consistency_spans, cover, folded, inclusion_spans, perfect
from infra.db.tables import Base, LeafRow, NodeRow

STEP = 4
"""Of so many levels one is stored."""


class TreeDamaged(Exception):
    """A node of the tree is not there: rows were removed."""


def _bound(*columns: InstrumentedAttribute[Any]) -> TableValuedAlias:
    """As many rows as are bound, each column as one array: row by row, thousands take longer."""
    arrays = [bindparam(f"every_{column.key}", type_=ARRAY(column.type)) for column in columns]
    return func.unnest(*arrays).table_valued(*(column.key for column in columns), name="bound").render_derived()


SIZE = select(func.coalesce(func.max(NodeRow.position) + 1, 0)).where(NodeRow.level == 0)
_asked = _bound(NodeRow.level, NodeRow.position)
NODES = select(NodeRow.level, NodeRow.position, NodeRow.hash).join(
    _asked, and_(NodeRow.level == _asked.c.level, NodeRow.position == _asked.c.position)
)


def _added(row: type[Base], *columns: InstrumentedAttribute[Any]) -> Insert:
    return insert(row).from_select(columns, select(_bound(*columns)))


ADD_LEAVES = _added(LeafRow, LeafRow.position, LeafRow.dossier, LeafRow.seq, LeafRow.head)
ADD_NODES = _added(NodeRow, NodeRow.level, NodeRow.position, NodeRow.hash)


async def size(tx: AsyncConnection) -> int:
    """The number of leaves."""
    return int((await tx.execute(SIZE)).scalar_one())


async def root(tx: AsyncConnection, leaves: int) -> bytes:
    """The root of the tree as it was at a size."""
    [made] = await _hashes(tx, [Span(0, leaves)])
    return made


async def inclusion(tx: AsyncConnection, index: int, leaves: int) -> list[bytes]:
    """Prove that a leaf is in the tree of a size.

    Raises:
        ValueError: the tree has no such leaf.
    """
    return await _hashes(tx, inclusion_spans(index, leaves))


async def consistency(tx: AsyncConnection, first: int, second: int) -> list[bytes]:
    """Prove that the tree of ``second`` leaves begins with that of ``first``.

    Raises:
        ValueError: a tree does not grow backwards.
    """
    return await _hashes(tx, consistency_spans(first, second))


async def append(tx: AsyncConnection, leaves: Sequence[Leaf]) -> None:
    """Add leaves at the end; whoever appends holds the publisher's lock."""
    if not leaves:
        return
    begin = await size(tx)
    edge = cover(Span(0, begin))
    known = await _known(tx, edge)
    tree = Frontier(begin, (_hash(node, known) for node in edge))
    completed = [one for leaf in leaves for one in tree.append(leaf.hash) if one[0].level % STEP == 0]
    of_leaves = {f"every_{name}": [getattr(leaf, name) for leaf in leaves] for name in Leaf.model_fields}
    await tx.execute(ADD_LEAVES, of_leaves | {"every_position": list(range(begin, tree.size))})
    nodes = _every([node for node, _ in completed])
    await tx.execute(ADD_NODES, nodes | {"every_hash": [made for _, made in completed]})


async def _hashes(tx: AsyncConnection, spans: Sequence[Span]) -> list[bytes]:
    covers = [cover(span) for span in spans]
    known = await _known(tx, [node for nodes in covers for node in nodes])
    return [folded([_hash(node, known) for node in nodes]) for nodes in covers]


async def _known(tx: AsyncConnection, nodes: Iterable[Node]) -> dict[Node, bytes]:
    asked = [stored for node in nodes for stored in _stored(node)]
    if not asked:
        return {}
    rows = await tx.execute(NODES, _every(asked))
    return {Node(row.level, row.position): bytes(row.hash) for row in rows}


def _every(nodes: Sequence[Node]) -> dict[str, list[int]]:
    return {"every_level": [node.level for node in nodes], "every_position": [node.position for node in nodes]}


def _stored(node: Node) -> list[Node]:
    """Name the stored nodes of which a perfect subtree is made, left to right."""
    below = node.level % STEP
    return [
        Node(node.level - below, position) for position in range(node.position << below, (node.position + 1) << below)
    ]


def _hash(node: Node, known: dict[Node, bytes]) -> bytes:
    try:
        return perfect(known[stored] for stored in _stored(node))
    except KeyError as missing:
        raise TreeDamaged(f"node {tuple(missing.args[0])} of the tree is missing") from missing
