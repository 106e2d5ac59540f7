"""A model or target of the programme on its page, and the form in which its agency enters what it measured."""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.container import Container, Deciding, Officer, Tools
from api.schemas.vietnam.programme import MeasuredIn
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import coded
from api.web.show import show
from api.web.vietnam.evidence import Errors, No, Typed
from api.web.vietnam.models import counting, months_before
from api.web.vietnam.programme import reading_of
from domain.base.refusals import Conflict, Forbidden, Refusal, Unacceptable
from domain.base.words import Words
from infra.identity.oidc import Identity

HERE = "/programme"
TYPED = ("held", "value", "document", "version")
VALUE = re.compile(r"(-?\d{1,14})(?:[.,](\d{1,2}))?")
"""A number as people write it: three digits after a point or comma could be thousands, and are not guessed at."""
UNREAD = "?"
WRONG = {
    "held": Words(vi="Chọn đạt hoặc không đạt.", en="Choose whether the measure held or did not hold."),
    "value": Words(
        vi="Viết số như 1250 hoặc 85,5: không tách hàng nghìn, không quá hai chữ số thập phân.",
        en="Write a number as 1250 or 85,5: thousands not parted, two decimals at most.",
    ),
    "document": Words(
        vi="Nhập số, ký hiệu văn bản có kết quả đo, không quá 100 ký tự.",
        en="Enter the number and symbol of the document with the result, 100 characters at most.",
    ),
}
Kind = Literal["models", "targets"]
ASKED: dict[Kind, str] = {"models": "held", "targets": "value"}
"""What a form asks first."""
TEMPLATES: dict[Kind, str] = {"models": "programme/model", "targets": "programme/target"}
Done = Annotated[Literal["", "measured"], Query()]
router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("/models/{no}")
async def model(no: No, request: Request, who: Officer, tools: Tools, done: Done = "") -> Response:
    """Show a model month by month, and let the agency in charge enter whether its measure held."""
    return await _page("models", no, request, who, tools, done=done)


@router.post("/models/{no}/measurement")
async def measure_model(no: No, request: Request, who: Deciding, tools: Tools) -> Response:
    """Enter whether its measure held, as the agency in charge."""
    return await _measure("models", no, request, who, tools)


@router.get("/targets/{no}")
async def target(no: No, request: Request, who: Officer, tools: Tools, done: Done = "") -> Response:
    """Show a target month by month, and let the agency in charge enter its value."""
    return await _page("targets", no, request, who, tools, done=done)


@router.post("/targets/{no}/measurement")
async def measure_target(no: No, request: Request, who: Deciding, tools: Tools) -> Response:
    """Enter its value, as the agency in charge."""
    return await _measure("targets", no, request, who, tools)


async def _measure(kind: Kind, no: str, request: Request, who: Identity, tools: Container) -> Response:
    posted = await request.form()
    typed = {name: str(posted.get(name, "")).strip() for name in TYPED}
    try:
        sent = MeasuredIn.model_validate(_meant(kind, typed))
        await _programme(who, tools, request).measure(kind, no, sent)
    except (ValidationError, Unacceptable, Conflict, Forbidden) as wrong:
        return await _page(kind, no, request, who, tools, typed, wrong)
    return RedirectResponse(f"{HERE}/{kind}/{no}?done=measured", 303)


def _programme(who: Identity, tools: Container, request: Request) -> Programme:
    return Programme(tools.programme.parameters.province, tools.programme, reading_of(who, tools, request))


def _meant(kind: Kind, typed: Typed) -> dict[str, Any]:
    """What the form says, as programs send it; a question without its answer is refused as one with a wrong one."""
    read = VALUE.fullmatch(typed["value"])
    value = Decimal(f"{read[1]}.{read[2] or 0}") if read else UNREAD if typed["value"] else None
    told = {"value": value, "document": typed["document"], "version": typed["version"] or None}
    return told | ({"held": typed["held"] or UNREAD} if kind == "models" else {})


def _errors(kind: Kind, wrong: ValidationError | Refusal) -> tuple[Errors, int]:
    """What is wrong by the question that it is asked of, and the status that programs would hear."""
    if isinstance(wrong, Refusal):
        status = 403 if isinstance(wrong, Forbidden) else 409 if isinstance(wrong, Conflict) else 422
        return {ASKED[kind]: wrong.words}, status
    named = {str(one["loc"][0]) for one in wrong.errors()} & {*WRONG} or {ASKED[kind]}
    return {name: words for name, words in WRONG.items() if name in named}, 422


async def _page(
    kind: Kind,
    no: str,
    request: Request,
    who: Identity,
    tools: Container,
    typed: Typed | None = None,
    wrong: ValidationError | Refusal | None = None,
    done: str = "",
) -> Response:
    programme = _programme(who, tools, request)
    item, told = await programme.one(kind, no)
    errors, status = _errors(kind, wrong) if wrong else ({}, 200)
    found = counting(told)
    first = min(found, default=programme.day)
    many = (programme.day.year - first.year) * 12 + programme.day.month - first.month + 1
    context: dict[str, Any] = {
        "months": [(month, found.get(month)) for month in months_before(programme.day, many)] if found else [],
        "co": [coded(code, tools.programme, programme.day).words for code in item.plan.co],
        "gives": who.actor.agency == item.plan.lead,
        "today": programme.day,
        "rule": tools.programme.parameters.effective_periods,
    }
    context |= {"typed": typed or {}, "errors": errors, "done": done}
    return show(request, TEMPLATES[kind], who, status, told=told, **context)
