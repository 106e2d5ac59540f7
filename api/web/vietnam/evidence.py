"""Tasks of the programme on pages: what shows that one is done, who gave it, what the standing body says of it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.container import Container, Deciding, Officer, Tools
from api.http.problems import locale_of
from api.schemas.vietnam.programme import EvidenceIn, JudgedIn, WithdrawnIn
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import Reading, coded
from api.web.show import show
from domain.base.refusals import Conflict, Forbidden, Refusal, Unacceptable
from domain.base.words import Words
from domain.vietnam.programme import rights
from domain.vietnam.programme.roadmap import State
from infra.identity.oidc import Identity

HERE = "/programme/tasks"
TYPED = ("evidence", "giving", "note", "accepted", "reason", "why")
"""What the forms of a task send."""
LONGEST = 500
WRONG = {
    "evidence": Words(
        vi="Nhập số, ký hiệu văn bản làm minh chứng, không quá 100 ký tự.",
        en="Enter the number and symbol of the document, 100 characters at most.",
    ),
    "note": Words(vi="Viết không quá 500 ký tự.", en="Write 500 characters at most."),
    "accepted": Words(vi="Chọn chấp nhận hoặc không chấp nhận.", en="Choose whether it is accepted."),
    "reason": Words(vi="Viết không quá 500 ký tự.", en="Write 500 characters at most."),
    "why": Words(
        vi="Nêu lý do rút minh chứng, không quá 500 ký tự.", en="Say why it is taken back, in 500 characters at most."
    ),
}
No = Annotated[str, Path(max_length=20)]
Done = Annotated[Literal["", "given", "judged", "withdrawn"], Query()]
Code = Annotated[str, Query(max_length=20)]
Typed = dict[str, str]
Errors = dict[str, Words]
router = APIRouter(prefix=HERE, include_in_schema=False)


def _programme(who: Identity, tools: Container, request: Request) -> Programme:
    reading = Reading.of(who.actor, tools.journal.clock(), locale_of(request), None)
    return Programme(tools.programme.parameters.province, tools.programme, reading)


@router.get("")
async def tasks(
    request: Request, who: Officer, tools: Tools, state: State | Literal["", "to_judge"] = "", lead: Code = ""
) -> Response:
    """Show the tasks that the reader may see: all, those of one state or agency, or those with evidence to judge."""
    told = await _programme(who, tools, request).items("tasks")
    waiting = {one.no for one in told.items if any(of.state == "given" for of in one.evidence)}
    items = [
        one
        for one in told.items
        if lead in ("", one.lead.code) and (one.no in waiting if state == "to_judge" else state in ("", one.state))
    ]
    leads = sorted({one.lead.code: one.lead.words for one in told.items}.items(), key=lambda one: one[1])
    context: dict[str, Any] = {"items": items, "waiting": waiting, "state": state, "lead": lead, "leads": leads}
    return show(request, "programme/tasks", who, told=told, leader=rights.reads_figures(who.actor), **context)


@router.get("/{no}")
async def task(no: No, request: Request, who: Officer, tools: Tools, done: Done = "") -> Response:
    """Show a task, its evidence, and what the reader may do with it."""
    return await _page(no, request, who, tools, done=done)


@router.post("/{no}/evidence")
async def give(no: No, request: Request, who: Deciding, tools: Tools) -> Response:
    """Give evidence, as the agency in charge."""
    typed = await _typed(request)
    try:
        sent = EvidenceIn(evidence=typed["evidence"], note=typed["note"])
        await _programme(who, tools, request).give("tasks", no, sent)
    except (ValidationError, Unacceptable, Conflict, Forbidden) as wrong:
        return await _page(no, request, who, tools, typed, wrong, "evidence")
    return _back(no, "given")


@router.post("/{no}/acceptance")
async def judge(no: No, request: Request, who: Deciding, tools: Tools) -> Response:
    """Accept evidence or refuse it, as the standing body."""
    typed = await _typed(request)
    try:
        sent = JudgedIn.model_validate(_meant(typed) | {"accepted": typed["accepted"], "reason": typed["reason"]})
        await _programme(who, tools, request).judge("tasks", no, sent)
    except (ValidationError, Unacceptable, Conflict, Forbidden) as wrong:
        return await _page(no, request, who, tools, typed, wrong, "reason")
    return _back(no, "judged")


@router.post("/{no}/withdrawal")
async def withdraw(no: No, request: Request, who: Deciding, tools: Tools) -> Response:
    """Take evidence back."""
    typed = await _typed(request)
    try:
        sent = WithdrawnIn.model_validate(_meant(typed) | {"reason": typed["why"]})
        await _programme(who, tools, request).withdraw("tasks", no, sent)
    except (ValidationError, Unacceptable, Conflict, Forbidden) as wrong:
        return await _page(no, request, who, tools, typed, wrong, "why")
    return _back(no, "withdrawn")


async def _typed(request: Request) -> Typed:
    posted = await request.form()
    return {name: str(posted.get(name, "")).strip() for name in TYPED}


def _meant(typed: Typed) -> dict[str, str | None]:
    return {"evidence": typed["evidence"], "giving": typed["giving"] or None}


def _back(no: str, done: str) -> Response:
    return RedirectResponse(f"{HERE}/{no}?done={done}", 303)


def _errors(wrong: ValidationError | Refusal, asked: str) -> tuple[Errors, int]:
    """What is wrong by the question that it is asked of, and the status that programs would hear."""
    if isinstance(wrong, Refusal):
        status = 403 if isinstance(wrong, Forbidden) else 409 if isinstance(wrong, Conflict) else 422
        return {asked: wrong.words}, status
    named = {str(one["loc"][0]) for one in wrong.errors()}
    # A withdrawal's reason is asked for by another name: both forms may stand on one page.
    named = {asked if name == "reason" else name for name in named}
    return {name: words for name, words in WRONG.items() if name in named} or {asked: WRONG[asked]}, 422


async def _page(
    no: str,
    request: Request,
    who: Identity,
    tools: Container,
    typed: Typed | None = None,
    wrong: ValidationError | Refusal | None = None,
    asked: str = "",
    done: str = "",
) -> Response:
    programme, by = _programme(who, tools, request), tools.programme.parameters
    item, told = await programme.one("tasks", no)
    errors, status = _errors(wrong, asked) if wrong else ({}, 200)
    steps = [step for one in item.evidence for step in one.steps]
    context: dict[str, Any] = {
        "evidence": list(reversed(item.evidence)),
        "co": [coded(code, tools.programme, programme.day).words for code in item.plan.co],
        "offices": {one.office: coded(one.office, tools.programme, one.day).words for one in steps},
        "names": await tools.officers.names(who.actor, {one.by for one in steps}),
        "gives": who.actor.agency == item.plan.lead,
        "judges": rights.is_standing(who.actor, by),
        "leader": rights.reads_figures(who.actor),
    }
    # Which form was sent: a task may have one by each evidence.
    context |= {"typed": typed or {}, "form": asked, "errors": errors, "done": done}
    return show(request, "programme/task", who, status, told=told, **context)
