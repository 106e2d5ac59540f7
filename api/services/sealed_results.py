"""The sealed document, for those whom it concerns."""

from dataclasses import dataclass
from datetime import datetime

from api.container import Container
from domain.dossier.access_log import RESULT as THE_RESULT
from infra.identity.oidc import Identity
from infra.reads.results import issued


@dataclass(frozen=True)
class SealedResult:
    """A result's PDF as it was stamped last, and whether it still counts."""

    dossier: str
    pdf: bytes
    recalled_at: datetime | None
    replaced_by: str


async def sealed_result(number: str, who: Identity, tools: Container) -> SealedResult:
    """A result to whom it concerns; that an officer opens it is noted.

    Raises:
        Missing: there is none that this reader may see.
    """
    found = await issued(tools.journal.database, who.actor, number)
    pdf = await tools.store.get(found.path, who.actor)
    await tools.looks.note(found.dossier, who.actor, THE_RESULT)
    return SealedResult(found.dossier, pdf, found.recalled_at, found.replaced_by)
