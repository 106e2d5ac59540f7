"""Results: the sealed document, for those whom it concerns."""

from fastapi import APIRouter, Response
from sqlalchemy import text

from api.house import Known, Tools
from api.openapi import file_of, told
from api.views import ROOT
from domain.refusals import Missing

router = APIRouter(prefix=f"{ROOT}/results", tags=["results"])

RESULT = text("""
SELECT coalesce((SELECT path FROM archive_stamps WHERE number = :number ORDER BY stamped_until DESC LIMIT 1), path)
FROM results WHERE number = :number
""")


@router.get("/{number}", response_class=Response, responses=file_of("application/pdf") | told(401, 404, 410, 422, 503))
async def result(number: str, who: Known, tools: Tools) -> Response:
    """Give the sealed PDF, as it was stamped last."""
    async with tools.journal.database.transaction(who.actor) as tx:
        path = (await tx.execute(RESULT, {"number": number})).scalar_one_or_none()
    if path is None:
        raise Missing
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return Response(await tools.store.get(path, who.actor), media_type="application/pdf", headers=headers)
