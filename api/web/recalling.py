"""A leader recalls a result on a page: why, on what basis, and what it should have said."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Deciding, Tools
from api.services import results
from api.services.results import RecallIn
from api.web.fields import changed, disagree, read
from api.web.following.doing import asked_in, filled, refusal
from api.web.following.status import shown
from api.web.show import show
from domain.base.refusals import Missing, Unacceptable, WrongRole
from domain.base.words import Words
from domain.dossier.eligibility import leads
from domain.dossier.state import Dossier
from domain.recall.model import REASONS
from infra.identity.oidc import Identity

router = APIRouter(prefix="/dossiers/{code}/result", include_in_schema=False)

REASON = Words(vi="Chọn lý do thu hồi.", en="Choose why it is recalled.")
BASIS = Words(vi="Nhập quyết định hoặc quy định làm căn cứ.", en="Enter the decision or provision it rests on.")
WAY = Words(vi="Chọn có cấp văn bản thay thế hay không.", en="Choose whether another is to replace it.")


@router.get("/recall")
async def asking(code: str, who: Deciding, tools: Tools, request: Request) -> Response:
    """Ask why, and what is to become of it."""
    dossier = await _standing(code, who, tools)
    return _page(request, who, dossier, tools, {}, await filled(dossier, who, tools), {})


@router.post("/recall")
async def recall(code: str, who: Deciding, tools: Tools, request: Request) -> Response:
    """Recall it; with a corrected form the procedure goes on to another."""
    dossier, posted = await _standing(code, who, tools), await request.form()
    parts = asked_in(dossier, tools)
    typed = {name: str(posted.get(name, "")).strip() for name in ("reason", "basis", "explanation", "replaces")}
    answers, errors = read(parts, posted)
    corrects = typed["replaces"] == "yes"
    if (more := changed(answers, parts, posted)) is not None:
        return _page(request, who, dossier, tools, typed, more, {})
    model = tools.procedures[dossier.procedure].form
    errors = _missing(typed) | ((errors or disagree(model, answers)) if corrects else {})
    if not errors and dossier.result:
        said = {name: typed[name] for name in ("reason", "basis", "explanation")}
        body = RecallIn.model_validate(said | {"form": answers if corrects else None})
        try:
            await results.recall(dossier.result.number, body, who, tools.journal, tools.index, tools.procedures)
            return RedirectResponse(f"/dossiers/{code}/result", 303)
        except Unacceptable as refused:
            errors = refusal(refused)
    return _page(request, who, dossier, tools, typed, answers, errors)


async def _standing(code: str, who: Identity, tools: Container) -> Dossier:
    dossier = await tools.journal.dossier(code, who.actor)
    if not leads(dossier, who.actor):
        raise WrongRole(
            "Chỉ lãnh đạo cơ quan đã cấp được thu hồi kết quả.",
            "A leader of the office that issued it recalls a result.",
        )
    if not dossier.result or not dossier.result.sha256 or dossier.recalled:
        raise Missing("Hồ sơ không có kết quả còn giá trị để thu hồi.", "There is no result in force to be recalled.")
    return dossier


def _missing(typed: dict[str, str]) -> dict[str, Words]:
    wrong = {"reason": REASON} if typed["reason"] not in REASONS else {}
    wrong |= {} if typed["basis"] else {"basis": BASIS}
    return wrong | ({} if typed["replaces"] in ("yes", "no") else {"replaces": WAY})


def _page(
    request: Request,
    who: Identity,
    dossier: Dossier,
    tools: Container,
    typed: dict[str, str],
    answers: dict[str, Any],
    errors: dict[str, Words],
) -> Response:
    context: dict[str, Any] = {"here": shown(dossier, tools), "reasons": REASONS, "typed": typed}
    context |= {"number": dossier.result, "parts": asked_in(dossier, tools), "answers": answers, "errors": errors}
    return show(request, "recall", who, **context)
