"""Takes a paper that the applicant need not bring from the shared warehouse: their own result, as it was sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.services.application import PaperTaken
from domain.base.refusals import Erased, Missing
from domain.province.warehouse import WAREHOUSE, SharedResult
from infra.crypto.blind_index import BlindIndex
from infra.files.storage import NotStored
from infra.files.uploads import Uploads
from infra.files.vault import Vault
from infra.identity.oidc import Identity
from infra.journal.journal import Journal
from infra.reads.results import issued
from infra.warehouse.shelf import Shelf
from workflows.engine.forms import Paper


@dataclass(frozen=True)
class ReuseTools:
    """What it takes to find a result and its file."""

    journal: Journal
    index: BlindIndex
    uploads: Uploads
    store: Vault
    shelf: Shelf


async def from_warehouse(
    papers: Sequence[Paper], said: Mapping[str, Any], number: str, who: Identity, tools: ReuseTools
) -> list[PaperTaken]:
    """Those of the papers that the warehouse has for whoever holds this number, each as an upload of the sender's own.

    What the sender may not see themself is as if it were not there.
    """
    asked = [paper for paper in papers if paper.known_by == WAREHOUSE and paper.asked(said)]
    found = [await _found(paper, number, who, tools) for paper in asked]
    return [one for one in found if one]


async def _found(paper: Paper, number: str, who: Identity, tools: ReuseTools) -> PaperTaken | None:
    results = await tools.shelf.of_owner(who.actor, tools.index.of(number), paper.results)
    for result in results:
        # The journal's own word: the warehouse may not have heard of a recall yet.
        if not result.recalled_at and (upload := await _copied(result, who, tools)):
            return PaperTaken(kind=paper.kind, upload=upload, result=result.number)
    return None


async def _copied(result: SharedResult, who: Identity, tools: ReuseTools) -> str:
    """An upload of the sender's with the result's file, the same one each time; "" where they may not have it."""
    try:
        kept = await issued(tools.journal.database, who.actor, result.number)
        if kept.recalled_at:
            return ""
        if held := await tools.uploads.held([result.sha256], who.actor):
            return held[result.sha256]
        pdf = await tools.store.get(kept.path, who.actor)
    except (Missing, Erased, NotStored):
        return ""
    # It is our own: nobody has to look into it.
    name = f"{result.number}.pdf"
    return (await tools.uploads.enter(name, "application/pdf", pdf, who.actor.id, who.actor)).id
