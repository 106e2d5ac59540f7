"""What outsiders hold the journals' keeper to: published heads, and proofs that they are of one growing log.

Heads and consistency are open to everyone: they are hashes and say nothing of anybody. A dossier's own proof is for
those who see the dossier.
"""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.container import Container, Known, Tools
from api.http.openapi import told
from api.services.views import ROOT
from domain.base.refusals import Erased, Missing, Unacceptable
from domain.dossier.acts import Actor
from domain.transparency.heads import ConsistencyProof, DossierProof, SignedHead
from infra.transparency import proofs
from infra.transparency.heads import Heads, NothingPublished

router = APIRouter(prefix=ROOT, tags=["journal"], responses=told(404, 422, 503))

ANYONE = Actor(kind="citizen", id="")
"""Nobody in particular: no policy lets them see a dossier."""
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
NEWEST = {"Cache-Control": "no-cache"}
MOST = 2**62

Size = Annotated[int, Path(ge=0, le=MOST, description="Leaves of the tree that the head was made over.")]
First = Annotated[int, Query(alias="from", ge=0, le=MOST, description="Leaves of the older tree.")]
Second = Annotated[int | None, Query(alias="to", ge=0, le=MOST, description="Of the newer; the newest, unless given.")]


class NotPublished(Missing):
    """Nothing of it was published yet (chưa công bố)."""


class Backwards(Unacceptable):
    """A log does not grow backwards."""

    slug = "log-does-not-shrink"


@router.get("/journal/heads/latest", response_model=SignedHead)
async def latest(tools: Tools) -> Response:
    """The newest signed head of all journals: a file to keep."""
    return Response(await _published(tools), media_type="application/json", headers=NEWEST)


@router.get("/journal/heads/{size}", response_model=SignedHead)
async def of_size(size: Size, tools: Tools) -> Response:
    """The signed head that was published over so many leaves; it never changes."""
    return Response(await _published(tools, size), media_type="application/json", headers=FOR_EVER)


@router.get("/journal/consistency")
async def consistency(tools: Tools, first: First, second: Second = None) -> ConsistencyProof:
    """Prove that the log of one size begins with all of a smaller one (RFC 9162, 2.1.4)."""
    newest = (await _newest(tools)).head.tree_size
    second = newest if second is None else second
    if second > newest:
        raise NotPublished("Chưa công bố cây lớn như vậy.", "No tree of that size was published yet.")
    if first > second:
        raise Backwards("Nhật ký không thể ngắn lại: `from` phải ≤ `to`.", "A log never shrinks: send from ≤ to.")
    async with tools.journal.database.transaction(ANYONE) as tx:
        return await proofs.consistency(tx, first, second)


@router.get("/dossiers/{code}/proof", responses=told(401))
async def proof(code: str, who: Known, tools: Tools) -> DossierProof:
    """Prove that the dossier's journal is in the newest head, up to its last event before that: a file to keep."""
    with suppress(Erased):  # its events are still in the tree
        await tools.journal.dossier(code, who.actor)
    signed = await _newest(tools)
    async with tools.journal.database.transaction(who.actor) as tx:
        proved = await proofs.inclusion(tx, code, signed)
    if proved is None:
        raise _not_yet()
    return proved


async def _newest(tools: Container) -> SignedHead:
    return SignedHead.model_validate_json(await _published(tools))


async def _published(tools: Container, size: int | None = None) -> bytes:
    try:
        return await Heads(tools.store).file(size)
    except NothingPublished as nothing:
        raise _not_yet() from nothing


def _not_yet() -> NotPublished:
    return NotPublished("Chưa công bố; vui lòng thử lại sau ít phút.", "Not published yet; ask again in some minutes.")
