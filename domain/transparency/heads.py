"""What is published of all journals, so that outsiders can hold their keeper to it: signed tree heads, and proofs.

A leaf of the tree is a dossier's head as one publication found it. A head commits to every event before it, so a leaf
covers its dossier's whole journal up to there; the tree covers all leaves; and who keeps a signed tree head holds
whoever owns the database to every event that any journal had by then. Terms are those of RFC 9162.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from domain.base.law import Frozen
from domain.dossier.journal import canonical
from domain.transparency.merkle import leaf_hash, verify_consistency, verify_inclusion

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Timestamp = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$")]


class Leaf(Frozen):
    """A dossier's newest event as it was published (đầu chuỗi nhật ký của một hồ sơ)."""

    dossier: str = Field(description="Code of the dossier.")
    seq: int = Field(description="Number of its newest event.")
    head: str = Field(description="Hash of that event.")

    @property
    def hash(self) -> bytes:
        """What stands for it in the tree."""
        return leaf_hash(canonical([self.dossier, self.seq, self.head]))


class Grown(Frozen):
    """A tree at a size."""

    tree_size: int = Field(ge=0, description="How many leaves it has.")
    root_hash: Hash = Field(description="SHA-256 in hex.")

    @property
    def root(self) -> bytes:
        """The root's hash."""
        return bytes.fromhex(self.root_hash)


class TreeHead(Grown):
    """All journals at one moment, in a root (đầu cây nhật ký)."""

    # What nobody knows of would be signed and not looked at.
    model_config = ConfigDict(extra="forbid")

    type: Literal["motcua-tree-head-1"] = Field(
        default="motcua-tree-head-1",
        description="So that a signature on a head can never be taken for one on anything else.",
    )
    timestamp: Timestamp = Field(description="Kept as it was signed: UTC, microseconds.")
    previous: Grown | None = Field(default=None, description="What was published before it.")

    @property
    def at(self) -> datetime:
        """When it was signed."""
        return datetime.fromisoformat(self.timestamp)

    @property
    def signed(self) -> bytes:
        """The bytes that are signed: its JSON with sorted keys and no spaces."""
        return canonical(self.model_dump())


class SignedHead(Frozen):
    """A tree head with the body's detached signature (CMS, DER, base64): the file that outsiders keep."""

    head: TreeHead = Field(description="What is signed: its JSON with sorted keys and no spaces.")
    signature: str = Field(description="CMS, DER, in base64.")

    @property
    def file(self) -> bytes:
        """The file's content."""
        return canonical(self.model_dump()) + b"\n"


class DossierProof(Frozen):
    """That a dossier's journal up to an event is in a signed head: what its applicant can keep."""

    leaf: Leaf
    leaf_index: int = Field(description="Which leaf of the tree it is, from 0 on.")
    inclusion_path: list[Hash] = Field(description="Hashes in hex, the nearest first (RFC 9162, 2.1.3).")
    signed_head: SignedHead = Field(description="The head whose tree holds it.")

    @property
    def holds(self) -> bool:
        """The leaf is in the tree of the head; whether the head is genuine its signature says."""
        head, path = self.signed_head.head, [bytes.fromhex(hash_) for hash_ in self.inclusion_path]
        return verify_inclusion(self.leaf.hash, self.leaf_index, head.tree_size, path, head.root)


class ConsistencyProof(Frozen):
    """That the tree of one size begins with all of a smaller one (RFC 9162, 2.1.4)."""

    first: int = Field(description="Leaves of the older tree.")
    second: int = Field(description="Leaves of the newer tree.")
    consistency_path: list[Hash] = Field(description="Hashes in hex.")

    def proves(self, old: Grown, new: Grown) -> bool:
        """The tree of the newer head begins with all of the older one's."""
        path = [bytes.fromhex(hash_) for hash_ in self.consistency_path]
        return verify_consistency(old.tree_size, new.tree_size, old.root, new.root, path)


class Kept(Frozen):
    """A file that somebody kept: a signed head, or a dossier's proof with the head it leads to."""

    signed_head: SignedHead
    proof: DossierProof | None = None


class NotAHead(ValueError):
    """The file is neither a signed head nor a dossier's proof."""


def read_kept(file: bytes) -> Kept:
    """Read what an outsider kept, or ``NotAHead``."""
    try:
        proof = DossierProof.model_validate_json(file)
        return Kept(signed_head=proof.signed_head, proof=proof)
    except ValueError:
        pass
    try:
        return Kept(signed_head=SignedHead.model_validate_json(file))
    except ValueError as error:
        raise NotAHead("it is neither a signed head nor a dossier's proof") from error
