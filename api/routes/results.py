"""Results: the sealed document, for those whom it concerns."""

from fastapi import APIRouter, Response
from sqlalchemy import text

from api.house import Known, Tools
from api.openapi import file_of, told
from api.views import ROOT
from domain.looks import RESULT as THE_RESULT
from domain.refusals import Missing

router = APIRouter(prefix=f"{ROOT}/results", tags=["results"])

RESULT = text("""
SELECT r.dossier, coalesce(newest.path, r.path) AS path
FROM results r LEFT JOIN LATERAL (
    SELECT path FROM archive_stamps s WHERE s.number = r.number ORDER BY stamped_until DESC LIMIT 1
) AS newest ON true
WHERE r.number = :number
""")


@router.get("/{number}", response_class=Response, responses=file_of("application/pdf") | told(401, 404, 410, 422, 503))
async def result(number: str, who: Known, tools: Tools) -> Response:
    """Give the sealed PDF, as it was stamped last."""
    async with tools.journal.database.transaction(who.actor) as tx:
        found = (await tx.execute(RESULT, {"number": number})).one_or_none()
    if found is None:
        raise Missing
    content = await tools.store.get(found.path, who.actor)
    await tools.looks.note(found.dossier, who.actor, THE_RESULT)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)
