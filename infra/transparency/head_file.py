"""Whether a file that somebody kept is the body's own word; needs the certificates to trust, and no database."""

from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path

from domain.transparency.heads import Kept


async def unproved(kept: Kept, trust: Sequence[Path]) -> str:
    """Say why a file that somebody kept proves nothing; empty where it is the body's own word."""
    # Loading the signing library takes longer than the database does.
    from infra.signing.detached import fault

    head = kept.signed_head.head
    try:
        signature = b64decode(kept.signed_head.signature, validate=True)
    except ValueError:
        return "the signature cannot be read"
    if why := await fault(head.signed, signature, trust, head.at):
        return why
    return "" if kept.proof is None or kept.proof.holds else "its leaf is not in the head's tree"
