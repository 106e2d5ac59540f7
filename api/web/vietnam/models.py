"""Models of the programme on pages: by month whether the measure of each held, and what the agency in charge enters."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.container import Container, Deciding, Officer, Tools
from api.schemas.vietnam.programme import ItemView, MeasuredIn, MeasurementView
from api.services.vietnam.programme import Programme
from api.services.vietnam.programme_tools import coded
from api.web.show import show
from api.web.vietnam.evidence import Code, Errors, No, Typed
from api.web.vietnam.programme import At, reading_of
from domain.base.calendar import months_after
from domain.base.refusals import Conflict, Forbidden, Refusal, Unacceptable
from domain.base.words import Words
from domain.vietnam.programme import rights
from infra.identity.oidc import Identity

HERE = "/programme/models"
MONTHS = 6
"""So many stand beside each model; its own page has all."""
TYPED = ("held", "value", "document", "version")
VALUE = re.compile(r"(-?\d{1,14})(?:[.,](\d{1,2}))?")
"""A number of people: three digits after a point or comma could be thousands, and are not guessed at."""
UNREAD = "?"
WRONG = {
    "held": Words(vi="Chọn đạt hoặc không đạt.", en="Choose whether the measure held or did not hold."),
    "value": Words(
        vi="Viết số như 1250 hoặc 85,5: không tách hàng nghìn, không quá hai chữ số thập phân; hoặc để trống.",
        en="Write a number as 1250 or 85,5: thousands not parted, two decimals at most; or leave it empty.",
    ),
    "document": Words(
        vi="Nhập số, ký hiệu văn bản có kết quả đo, không quá 100 ký tự.",
        en="Enter the number and symbol of the document with the result, 100 characters at most.",
    ),
}
Effective = Literal["", "yes", "no", "unknown"]
NAMED: dict[bool | None, Effective] = {True: "yes", False: "no", None: "unknown"}
router = APIRouter(prefix=HERE, include_in_schema=False)


def _programme(who: Identity, tools: Container, request: Request, at: date | None = None) -> Programme:
    return Programme(tools.programme.parameters.province, tools.programme, reading_of(who, tools, request, at))


@router.get("")
async def models(
    request: Request,
    who: Officer,
    tools: Tools,
    effective: Effective = "",
    lead: Code = "",
    at: At = None,
) -> Response:
    """Show the models that the reader may see: all, or those of one agency, or that are effective, or are not."""
    told = await _programme(who, tools, request, at).items("models")
    months = _months(told.as_of, MONTHS)
    items = [one for one in told.items if lead in ("", one.lead.code) and effective in ("", NAMED[one.effective])]
    rows = [(one, [_counting(one).get(month) for month in months]) for one in items]
    leads = sorted({one.lead.code: one.lead.words for one in told.items}.items(), key=lambda one: one[1])
    context: dict[str, Any] = {"rows": rows, "months": months, "found": [one.effective for one in told.items]}
    context |= {
        "effective": effective,
        "lead": lead,
        "leads": leads,
        "rule": tools.programme.parameters.effective_periods,
    }
    return show(request, "programme/models", who, told=told, leader=rights.leads(who.actor), **context)


@router.get("/{no}")
async def model(
    no: No, request: Request, who: Officer, tools: Tools, done: Annotated[Literal["", "measured"], Query()] = ""
) -> Response:
    """Show a model month by month, and let the agency in charge enter whether its measure held."""
    return await _page(no, request, who, tools, done=done)


@router.post("/{no}/measurement")
async def measure(no: No, request: Request, who: Deciding, tools: Tools) -> Response:
    """Enter whether its measure held, as the agency in charge."""
    posted = await request.form()
    typed = {name: str(posted.get(name, "")).strip() for name in TYPED}
    try:
        await _programme(who, tools, request).measure("models", no, MeasuredIn.model_validate(_meant(typed)))
    except (ValidationError, Unacceptable, Conflict, Forbidden) as wrong:
        return await _page(no, request, who, tools, typed, wrong)
    return RedirectResponse(f"{HERE}/{no}?done=measured", 303)


def _meant(typed: Typed) -> dict[str, Any]:
    """What the form says, as programs send it; a question without its answer is refused as one with a wrong one."""
    read = VALUE.fullmatch(typed["value"])
    value = Decimal(f"{read[1]}.{read[2] or 0}") if read else UNREAD if typed["value"] else None
    told = {"held": typed["held"] or UNREAD, "document": typed["document"]}
    return told | {"value": value, "version": typed["version"] or None}


def _errors(wrong: ValidationError | Refusal) -> tuple[Errors, int]:
    """What is wrong by the question that it is asked of, and the status that programs would hear."""
    if isinstance(wrong, Refusal):
        return {"held": wrong.words}, 403 if isinstance(wrong, Forbidden) else 409 if isinstance(
            wrong, Conflict
        ) else 422
    named = {str(one["loc"][0]) for one in wrong.errors()}
    return {name: words for name, words in WRONG.items() if name in named} or WRONG, 422


async def _page(
    no: str,
    request: Request,
    who: Identity,
    tools: Container,
    typed: Typed | None = None,
    wrong: ValidationError | Refusal | None = None,
    done: str = "",
) -> Response:
    programme = _programme(who, tools, request)
    item, told = await programme.one("models", no)
    errors, status = _errors(wrong) if wrong else ({}, 200)
    counting = _counting(told)
    first = min(counting, default=programme.day)
    many = (programme.day.year - first.year) * 12 + programme.day.month - first.month + 1
    context: dict[str, Any] = {
        "months": [(month, counting.get(month)) for month in _months(programme.day, many)] if counting else [],
        "co": [coded(code, tools.programme, programme.day).words for code in item.plan.co],
        "gives": who.actor.agency == item.plan.lead,
        "today": programme.day,
        "rule": tools.programme.parameters.effective_periods,
    }
    context |= {"typed": typed or {}, "errors": errors, "done": done}
    return show(request, "programme/model", who, status, told=told, **context)


def _counting(one: ItemView) -> dict[date, MeasurementView]:
    """By month the word that holds of it."""
    return {measured.day.replace(day=1): measured for measured in one.measurements if measured.counts}


def _months(last: date, many: int) -> list[date]:
    """The first days of so many months up to that of a day, newest first."""
    return [months_after(last.replace(day=1), -back) for back in range(many)]
