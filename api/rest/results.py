"""Results: the sealed document, for those whom it concerns, and its recall by a leader of the office that decided."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.container import Deciding, Known, Tools
from api.http.openapi import file_of, told
from api.http.problems import locale_of
from api.schemas.base import to_the_second
from api.schemas.dossiers import DossierView
from api.schemas.results import ExplainedRecall
from api.services import results
from api.services.results import RecallIn, sealed_result
from api.services.views import ROOT, dossier_view, recall_view
from domain.base.refusals import Missing
from domain.dossier import acts

router = APIRouter(prefix=f"{ROOT}/results", tags=["results"], responses=told(401, 404, 422, 503))

Number = Annotated[str, Path(max_length=120)]


@router.get("/{number}", response_class=Response, responses=file_of("application/pdf") | told(410))
async def result(number: Number, who: Known, tools: Tools) -> Response:
    """The sealed PDF, as it was stamped last; headers say if it was recalled, and what replaces it."""
    found, pdf = await sealed_result(number, who, tools.journal, tools.store, tools.looks)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    if found.recalled_at:
        headers["Motcua-Recalled-At"] = to_the_second(found.recalled_at).isoformat()
    if found.replaced_by:
        headers["Motcua-Replaced-By"] = found.replaced_by
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.get("/{number}/recall")
async def recalled(number: Number, who: Known, tools: Tools, request: Request) -> ExplainedRecall:
    """Show that and why a result was recalled, with what whoever recalled it explained."""
    code, events = await results.dossier_of(number, who, tools.journal)
    dossier = await tools.journal.dossier(code, who.actor)
    recall = next((one for one in dossier.recalls if one.number == number), None)
    if recall is None:
        raise Missing("Kết quả này không bị thu hồi.", "This result was not recalled.")
    said = next(e.act.personal for e in events if isinstance(e.act, acts.Recalled) and e.act.number == number)
    return ExplainedRecall(**vars(recall_view(recall, locale_of(request))), explanation=said.get("explanation", ""))


@router.post("/{number}/recall", responses=told(400, 403, 409, 413))
async def recall(number: Number, body: RecallIn, who: Deciding, tools: Tools, request: Request) -> DossierView:
    """Recall a result, once: a right of the deciding office's leader. With a corrected form another replaces it."""
    dossier = await results.recall(number, body, who, tools.journal, tools.index, tools.procedures)
    request.state.dossier = dossier.code
    return dossier_view(dossier, tools, locale_of(request), who.actor)
