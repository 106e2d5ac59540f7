"""Results: the sealed document, for those whom it concerns, and its recall by a leader of the office that decided."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text

from api.corrections import checked
from api.house import Deciding, House, Known, Tools
from api.openapi import file_of, told
from api.problems import locale_of
from api.sealed_results import sealed_result
from api.views import ROOT, dossier_view, moment, recall_view
from domain import acts
from domain.journal import Entry, Event, canonical
from domain.recall import REASONS
from domain.refusals import Missing
from domain.words import Words
from infra.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/results", tags=["results"], responses=told(401, 404, 422, 503))

DOSSIER_OF = text("SELECT dossier FROM results WHERE number = :number")

INSTEAD = Words(
    vi="hãy thu hồi không kèm tờ khai và hướng dẫn nộp hồ sơ mới", en="recall it without a form and let them file anew"
)
Number = Annotated[str, Path(max_length=120)]


class RecallIn(BaseModel):
    """Why a result is taken back, and the form as it should have been, where another result is to replace it."""

    model_config = ConfigDict(extra="forbid")

    reason: Literal["content", "layout", "authority", "ground", "decision"]
    """Whoever holds the document may read it."""
    basis: str = Field(max_length=300)
    """Decision or provision; shown to the applicant."""
    explanation: str = Field(default="", max_length=2000)
    """What is wrong, for those who see the dossier."""
    form: dict[str, Any] | None = None


@router.get("/{number}", response_class=Response, responses=file_of("application/pdf") | told(410))
async def result(number: Number, who: Known, tools: Tools) -> Response:
    """Give the sealed PDF, as it was stamped last; headers say if it was recalled, and what replaces it."""
    found = await sealed_result(number, who, tools)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    if recalled_at := moment(found.recalled_at):
        headers["Motcua-Recalled-At"] = recalled_at
    if found.replaced_by:
        headers["Motcua-Replaced-By"] = found.replaced_by
    return Response(found.pdf, media_type="application/pdf", headers=headers)


@router.get("/{number}/recall")
async def recalled(number: Number, who: Known, tools: Tools, request: Request) -> dict[str, Any]:
    """Show that and why a result was recalled, with what whoever recalled it explained."""
    code, events = await _of(number, who, tools)
    dossier = await tools.journal.dossier(code, who.actor)
    recall = next((one for one in dossier.recalls if one.number == number), None)
    if recall is None:
        raise Missing("Kết quả này không bị thu hồi.", "This result was not recalled.")
    said = next(e.act.personal for e in events if isinstance(e.act, acts.Recalled) and e.act.number == number)
    return recall_view(recall, locale_of(request)) | {"explanation": said.get("explanation", "")}


@router.post("/{number}/recall", responses=told(400, 403, 409, 413))
async def recall(number: Number, body: RecallIn, who: Deciding, tools: Tools, request: Request) -> dict[str, Any]:
    """Recall a result, once: a right of the deciding office's leader. With a corrected form another replaces it."""
    code, events = await _of(number, who, tools)
    request.state.dossier = code
    dossier = await tools.journal.dossier(code, who.actor)
    # Who missed our answer says the same again.
    before = [e for e in events if not (isinstance(e.act, acts.Recalled) and e.act.number == number)]
    form = {} if body.form is None else {"form": checked(dossier, body.form, before, tools, INSTEAD)[0]}
    act = acts.Recalled(
        number=number,
        reason=REASONS[body.reason],
        basis=body.basis,
        corrects=body.form is not None,
        personal={"name": who.name, "explanation": body.explanation, **form},
    )
    said = tools.index.of(canonical(act.model_dump(mode="json")).decode())
    entry = Entry(key=f"recalled/{number}/{said[:16]}", act=act)
    return dossier_view(await tools.journal.act(code, entry, who.actor), tools, locale_of(request), who.actor)


async def _of(number: str, who: Identity, tools: House) -> tuple[str, list[Event]]:
    """Give the dossier of a result, and its events."""
    async with tools.journal.database.transaction(who.actor) as tx:
        code = (await tx.execute(DOSSIER_OF, {"number": number})).scalar_one_or_none()
    if code is None:
        raise Missing
    return code, await tools.journal.events(code, who.actor)
