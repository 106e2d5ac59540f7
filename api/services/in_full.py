"""A dossier as it is shown by itself: with its clocks and its branches."""

from api.container import Container
from api.schemas.dossiers import BranchView, DossierInFull, ErasedDossier
from api.services.views import branch_view, clocks_view, dossier_view, erased_view
from domain.base.refusals import Erased
from infra.identity.oidc import Identity


async def in_full(code: str, who: Identity, tools: Container, locale: str) -> DossierInFull:
    """A dossier with its clocks and branches, as its reader sees it."""
    dossier = await tools.journal.dossier(code, who.actor)
    shown = dossier_view(dossier, tools, locale, who.actor)
    branches = [await _branch(branch.code, who, tools, locale) for branch in dossier.branches.values()]
    return DossierInFull(**vars(shown), clocks=clocks_view(dossier, tools), branches=branches)


async def _branch(code: str, who: Identity, tools: Container, locale: str) -> BranchView | ErasedDossier:
    try:
        return branch_view(await tools.journal.dossier(code, who.actor), tools, locale)
    except Erased as erased:
        return erased_view(code, erased, locale)
