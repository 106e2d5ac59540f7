"""The tree is that of RFC 9162, its proofs hold for what is true and for nothing else."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.transparency.merkle import (
    EMPTY_ROOT,
    Frontier,
    Span,
    consistency_spans,
    cover,
    folded,
    inclusion_spans,
    leaf_hash,
    node_hash,
    perfect,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The entries that the reference implementations of RFC 6962 are tried on, and the root after each."""
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


def split(leaves: Sequence[bytes]) -> int:
    return max(1 << power for power in range(20) if 1 << power < len(leaves))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The tree's hash, word for word as RFC 9162 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    k = split(leaves)
    return node_hash(root_of(leaves[:k]), root_of(leaves[k:]))


def path_of(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The RFC's PATH."""
    if len(leaves) == 1:
        return []
    k = split(leaves)
    if m < k:
        return [*path_of(m, leaves[:k]), root_of(leaves[k:])]
    return [*path_of(m - k, leaves[k:]), root_of(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """The RFC's SUBPROOF."""
    if m == len(leaves):
        return [] if whole else [root_of(leaves)]
    k = split(leaves)
    if m <= k:
        return [*subproof(m, leaves[:k], whole), root_of(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), root_of(leaves[:k])]


def made(spans: Sequence[Span], leaves: Sequence[bytes]) -> list[bytes]:
    """What the spans of a proof hash to, by way of the perfect subtrees that would be stored."""
    covers = [cover(span) for span in spans]
    return [
        folded([perfect(leaves[p << level : (p + 1) << level]) for level, p in nodes])
        for nodes in covers
    ]  # fmt: skip


def grown(leaves: Sequence[bytes]) -> Frontier:
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree


trees = st.integers(1, 130).map(lambda size: [leaf_hash(bytes([number])) for number in range(size)])


@st.composite
def leaves_and_place(draw: st.DrawFn) -> tuple[list[bytes], int]:
    leaves = draw(trees)
    return leaves, draw(st.integers(0, len(leaves) - 1))


def test_the_tree_is_that_of_the_reference() -> None:
    tree = Frontier()
    assert tree.root == EMPTY_ROOT
    for entry, root in zip(ENTRIES, ROOTS, strict=True):
        tree.append(leaf_hash(entry))
        assert tree.root.hex() == root


def test_its_proofs_are_those_of_the_reference() -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    assert [hash_.hex() for hash_ in made(inclusion_spans(0, 8), leaves)] == FIRST_OF_EIGHT
    assert [hash_.hex() for hash_ in made(consistency_spans(6, 8), leaves)] == SIX_TO_EIGHT


@given(trees)
def test_a_root_is_what_the_rfc_says(leaves: list[bytes]) -> None:
    tree = grown(leaves)
    assert tree.root == root_of(leaves)
    assert tree.size == len(leaves)


@given(trees)
def test_a_tree_goes_on_from_its_stored_edge(leaves: list[bytes]) -> None:
    half = len(leaves) // 2
    edge = [perfect(leaves[p << level : (p + 1) << level]) for level, p in cover(Span(0, half))]
    tree = Frontier(half, edge)
    for leaf in leaves[half:]:
        tree.append(leaf)
    assert tree.root == root_of(leaves)


@given(trees)
def test_each_perfect_subtree_is_completed_once_and_is_what_it_covers(leaves: list[bytes]) -> None:
    tree = Frontier()
    completed = [one for leaf in leaves for one in tree.append(leaf)]
    assert len({node for node, _ in completed}) == len(completed)
    for (level, position), hash_ in completed:
        assert hash_ == root_of(leaves[position << level : (position + 1) << level])


@given(leaves_and_place())
def test_every_leaf_is_proved_to_be_in_the_tree(tree: tuple[list[bytes], int]) -> None:
    leaves, index = tree
    path = made(inclusion_spans(index, len(leaves)), leaves)
    assert path == path_of(index, leaves)
    assert verify_inclusion(leaves[index], index, len(leaves), path, root_of(leaves))


@given(leaves_and_place())
def test_every_growth_is_proved(tree: tuple[list[bytes], int]) -> None:
    leaves, first = tree[0], tree[1] + 1
    path = made(consistency_spans(first, len(leaves)), leaves)
    assert path == subproof(first, leaves)
    assert verify_consistency(first, len(leaves), root_of(leaves[:first]), root_of(leaves), path)


@given(leaves_and_place(), st.data())
def test_no_other_leaf_place_path_or_root_is_proved(tree: tuple[list[bytes], int], data: st.DataObject) -> None:
    leaves, index = tree
    size, root = len(leaves), root_of(leaves)
    path = path_of(index, leaves)
    other = data.draw(st.integers(0, size + 1).filter(lambda place: place != index))
    assert not verify_inclusion(leaf_hash(b"forged"), index, size, path, root)
    assert not verify_inclusion(leaves[index], other, size, path, root)
    assert not verify_inclusion(leaves[index], index, size, path, leaf_hash(root))
    assert not verify_inclusion(leaves[index], index, size, [*path, root], root)
    assert not verify_inclusion(leaves[index], -1, size, path, root)
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        assert not verify_inclusion(leaves[index], index, size, path[:at] + path[at + 1 :], root)
        assert not verify_inclusion(leaves[index], index, size, [*path[:at], root, *path[at + 1 :]], root)


@given(leaves_and_place(), st.data())
def test_no_rewritten_past_is_proved(tree: tuple[list[bytes], int], data: st.DataObject) -> None:
    leaves, first = tree[0], tree[1] + 1
    size, old = len(leaves), root_of(leaves[:first])
    place = data.draw(st.integers(0, first - 1))
    forged = [*leaves[:place], leaf_hash(b"forged"), *leaves[place + 1 :]]
    for path in (subproof(first, leaves), subproof(first, forged)):
        assert not verify_consistency(first, size, old, root_of(forged), path)
    assert not verify_consistency(first, size, old, root_of(leaves), [*subproof(first, leaves), old])


@given(leaves_and_place())
def test_a_tree_that_lost_leaves_is_proved_by_nothing(tree: tuple[list[bytes], int]) -> None:
    leaves, first = tree
    assert not verify_consistency(len(leaves), first, root_of(leaves), root_of(leaves[:first]), [])
    assert not verify_consistency(len(leaves), first, root_of(leaves), root_of(leaves[:first]), leaves[:3])


def test_the_empty_tree_grows_into_any_and_only_the_empty_one_does_without_a_proof() -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    assert verify_consistency(0, 8, EMPTY_ROOT, root_of(leaves), [])
    assert not verify_consistency(0, 8, leaves[0], root_of(leaves), [])
    assert not verify_consistency(3, 8, root_of(leaves[:3]), root_of(leaves), [])
    assert consistency_spans(0, 8) == consistency_spans(8, 8) == []


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="leaves has none"):
        inclusion_spans(index, size)


@pytest.mark.parametrize(("first", "second"), [(8, 7), (-1, 3)])
def test_there_is_no_proof_of_shrinking(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="does not grow"):
        consistency_spans(first, second)
