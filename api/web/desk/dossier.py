"""A dossier as officers of its offices meet it at the counter: where it is, its slips, what the desk does now."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Deciding, Officer, Tools
from api.http.problems import locale_of
from api.services.deciding import Decision
from api.services.deciding import decided as decide
from api.services.forms import on_paper
from api.services.views import in_full
from api.web.desk.visitor import Whoever
from api.web.show import show
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier.access_log import SLIP
from domain.dossier.eligibility import role_of
from domain.dossier.state import Dossier
from domain.dossier.view import ROLES
from domain.slips.model import FormNumber
from domain.tasks.model import CONSENT, Task
from infra.identity.officers import Names
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False)

AT_ONCE = {"accept", "pay", "give_back", "paid"}
"""What a desk decides by one key; all else has a page."""
DONE = AT_ONCE | {"hand_over"}
FORMS = {
    "01": Words(vi="Giấy tiếp nhận hồ sơ và hẹn trả kết quả (mẫu 01)", en="Receipt with the result's date (form 01)"),
    "02": Words(vi="Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02)", en="What is to be supplied (form 02)"),
    "03": Words(vi="Phiếu từ chối tiếp nhận (mẫu 03)", en="Why it was not accepted (form 03)"),
    "04": Words(
        vi="Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết (mẫu 04)", en="Apology with a new date (form 04)"
    ),
    "05": Words(vi="Thông báo dừng giải quyết (mẫu 05)", en="Notice that it was stopped (form 05)"),
    "refusal": Words(vi="Thông báo từ chối giải quyết hồ sơ", en="Notice that it was refused"),
    "06": Words(vi="Phiếu kiểm soát quá trình giải quyết (mẫu 06)", en="Control slip (form 06)"),
}
COPIES = {"01": 2, "02": 2, "03": 2}
"""One for the applicant, one for the office."""


def called(form: str, dossier: Dossier, tools: Tools) -> Words:
    """What a form is called; in Vietnamese alone, where the circular of an office has its own."""
    words, office = FORMS[form], tools.offices.office(dossier.receiving)
    own = tools.offices.papers.slip(form, office.kind, dossier.procedure)
    named = Words(vi="{} (mẫu {})", en="{} (form {})")
    return named.format(own.title, own.code) if own else words


@router.get("/desk/dossiers/{code}")
async def dossier(code: str, request: Request, who: Officer, tools: Tools, person: Whoever, done: str = "") -> Response:
    """Show a dossier of the officer's office."""
    view = await in_full(code, who, tools, locale_of(request))
    found = await tools.journal.dossier(code, who.actor)
    names = await tools.officers.names(who.actor, [task.claimed_by for task in found.open_tasks])
    there, at = view.links.model_dump(), f"/desk/dossiers/{code}/forms"
    forms = [
        {"title": called(form, found, tools), "href": f"{at}/{form}", "copies": COPIES.get(form, 1), "number": form}
        for form in FORMS
        if f"form_{form}" in there
    ]
    return show(
        request,
        "desk/dossier",
        who,
        person=person,
        shown=view,
        found=found,
        forms=forms,
        offices={code: tools.offices.office(code).body for code in (found.receiving, found.competent)},
        tasks=[_task(task, found, who, tools, names) for task in found.open_tasks],
        done=done if done in DONE else "",
    )


def _task(task: Task, dossier: Dossier, who: Identity, tools: Container, names: Names) -> dict[str, Any]:
    """Say what a task is, whose, and what this officer can do about it here."""
    needed = role_of(task)
    place = dossier.receiving if task.kind == CONSENT else task.agency
    mine = place == who.actor.agency and needed in who.actor.roles
    return {
        "id": task.id,
        "kind": task.kind,
        "words": tools.registry.waits_for(task.kind),
        "role": ROLES[task.role],
        "amount": task.amount,
        "mine": mine,
        "taken": "" if task.claimed_by == who.actor.id else names[task.claimed_by],
        "at_once": [one for one in task.decisions if one in AT_ONCE] if mine else [],
        "hand_over": mine and "hand_over" in task.decisions,
        "more": mine and bool(set(task.decisions) - AT_ONCE - {"hand_over"}),
    }


@router.post("/desk/tasks/{task}")
async def decided(
    task: str, request: Request, who: Deciding, tools: Tools, decision: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Decide by one key: accept, or take money or give it back in cash."""
    if decision not in AT_ONCE:
        raise Missing("Không có lựa chọn này.", "There is no such choice.")
    dossier = await decide(task, Decision(decision=decision), who, tools)
    request.state.dossier = dossier.code
    return RedirectResponse(f"/desk/dossiers/{dossier.code}?done={decision}", 303)


@router.get("/desk/dossiers/{code}/forms/{form}")
async def form(code: str, form: FormNumber, who: Officer, tools: Tools) -> Response:
    """A slip as often as it is printed: one copy goes to the applicant, one stays."""
    dossier = await tools.journal.dossier(code, who.actor)
    page = await on_paper(form, dossier, await tools.journal.events(code, who.actor), who.actor, tools)
    await tools.looks.note(code, who.actor, SLIP)
    copies = await tools.press.copies(page, COPIES.get(form, 1))
    headers = {"Content-Disposition": f'inline; filename="{code}-{form}.pdf"'}
    return Response(copies, media_type="application/pdf", headers=headers)
