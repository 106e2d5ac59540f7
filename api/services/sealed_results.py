"""The sealed document, for those whom it concerns."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from api.container import House
from domain.base.refusals import Missing
from domain.dossier.access_log import RESULT as THE_RESULT
from infra.identity.oidc import Identity

RESULT = text("""
SELECT r.dossier, r.recalled_at, r.replaced_by, coalesce(newest.path, r.path) AS path
FROM results r LEFT JOIN LATERAL (
    SELECT path FROM archive_stamps s WHERE s.number = r.number ORDER BY stamped_until DESC LIMIT 1
) AS newest ON true
WHERE r.number = :number
""")


@dataclass(frozen=True)
class SealedResult:
    """A result's PDF as it was stamped last, and whether it still counts."""

    dossier: str
    pdf: bytes
    recalled_at: datetime | None
    replaced_by: str


async def sealed_result(number: str, who: Identity, tools: House) -> SealedResult:
    """Give a result to whom it concerns; that an officer opens it is noted.

    Raises:
        Missing: there is none that this reader may see.
    """
    async with tools.journal.database.transaction(who.actor) as tx:
        found = (await tx.execute(RESULT, {"number": number})).one_or_none()
    if found is None:
        raise Missing
    pdf = await tools.store.get(found.path, who.actor)
    await tools.looks.note(found.dossier, who.actor, THE_RESULT)
    return SealedResult(found.dossier, pdf, found.recalled_at, found.replaced_by or "")
