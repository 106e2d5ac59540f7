"""The law's forms 01 to 07 as pages: the same words as on paper, made from the same templates."""

from datetime import date
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from jinja2 import Environment
from markupsafe import Markup

from api.container import Known, Officer, Tools
from api.services import office_register
from api.services.forms import filled_in, sealed
from api.services.views import ROOT
from api.web.show import show
from domain.dossier.access_log import SLIP
from domain.slips.model import FormNumber
from domain.slips.slip_data import slip_template
from infra.printing.vocabulary import block, environment
from infra.runtime.packages import template_folders

router = APIRouter(include_in_schema=False)

First = Annotated[date | None, Query(alias="from")]
Last = Annotated[date | None, Query(alias="to")]


@router.get("/dossiers/{code}/forms/{form}")
async def show_slip(code: str, form: FormNumber, who: Known, tools: Tools, request: Request) -> Response:
    """Show a form of a dossier."""
    dossier = await tools.journal.dossier(code, who.actor)
    events = await tools.journal.events(code, who.actor)
    slip = await filled_in(form, dossier, events, who.actor, tools)
    await tools.looks.note(code, who.actor, SLIP)
    said = _said(slip_template(form), "content", slip.model_dump(exclude={"number"})) | {
        "sealed": sealed(form, dossier, events, who.actor)
    }
    paper, back = f"{ROOT}/dossiers/{code}/forms/{form}", f"/dossiers/{code}"
    return show(request, "slip", who, **said, paper=paper, back=back)


@router.get("/offices/{office}/register")
async def register(
    office: Annotated[str, Path(max_length=20)],
    who: Officer,
    tools: Tools,
    request: Request,
    first: First = None,
    last: Last = None,
) -> Response:
    """Show an office's register of dossiers (form 07), of this month unless a period is named."""
    office_register.may_read(office, who)
    today = tools.journal.today()
    since, until = first or today.replace(day=1), last or today
    context = await office_register.filled_in(office, since, until, tools, who)
    paper = f"{ROOT}/offices/{office}/forms/07?from={since}&to={until}"
    said = _said("forms/07.html", "main", context) | {"since": since, "until": until}
    return show(request, "register", who, **said, paper=paper, back="/work")


def _said(template: str, name: str, context: dict[str, Any]) -> dict[str, Any]:
    """The form's own part as markup: its template escaped what people said."""
    heading = block(_papers(), template, "heading", context) if name == "content" else "SỔ THEO DÕI HỒ SƠ"
    parts = {"heading": heading, "content": Markup(block(_papers(), template, name, context))}  # noqa: S704
    return parts | {part: context[part] for part in ("agency", "desk")} | {"code": context.get("code", "")}


@cache
def _papers() -> Environment:
    return environment(*template_folders())
