"""Data cleaning on pages: what an officer's own register says otherwise; to leaders, how good registers are."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.container import Container, Deciding, Officer, Tools
from api.http.problems import locale_of
from api.schemas.vietnam.cleaning import CleaningSummary, OutcomeIn
from api.services.vietnam import cleaning
from api.services.vietnam.cleaning import KEEPERS
from api.web.show import show
from domain.base.calendar import in_vietnam
from domain.base.refusals import Unacceptable
from domain.base.words import Words, capital
from domain.province.reach import within_reach
from domain.vietnam.cleaning import FIELD_WORDS, MEANINGS
from infra.identity.oidc import Identity

HERE = "/cleaning"
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
State = Annotated[Literal["open", "decided", "closed"], Query()]
WRONG = {
    "outcome": Words(vi="Chọn kết luận.", en="Choose who is right."),
    "value": Words(
        vi="Nhập giá trị đúng khi cả hai đều sai, và chỉ khi đó.",
        en="Enter what is right where both are wrong, and only then.",
    ),
    "paper": Words(vi="Nhập giấy tờ làm bằng chứng: loại, số, ngày.", en="Enter the paper that shows it."),
    "basis": Words(vi="Nhập quy định hoặc quyết định làm căn cứ.", en="Enter the provision or decision it rests on."),
}
router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("")
async def corrections(request: Request, who: Officer, tools: Tools, state: State = "open", done: str = "") -> Response:
    """Show what the reader's register says otherwise; to leaders of the province the summary."""
    told = None
    if not KEEPERS & set(who.actor.roles):
        told = await _summary(who, tools, locale_of(request))
    items = [] if told else (await cleaning.queue(who.actor, "", state, tools.corrections, locale_of(request))).items
    names = {one.register_ for one in (*items, *(told.registers if told else ()))}
    registers = {name: capital(tools.registry.agency(name)) for name in names}
    context: dict[str, Any] = {"told": told, "items": items, "state": state, "done": done, "registers": registers}
    return show(request, "cleaning/corrections", who, fields=FIELD_WORDS, meanings=MEANINGS, **context)


async def _summary(who: Identity, tools: Container, locale: str) -> CleaningSummary:
    now = tools.journal.clock()
    within_reach(tools.province.units, who.actor, tools.offices.province.code, in_vietnam(now).date())
    return await cleaning.summary(who.actor, tools.corrections, now, locale)


@router.get("/recalls")
async def recalls(request: Request, who: Officer, tools: Tools) -> Response:
    """Show which results of the reader's office rest on data that were found wrong, and wait for a leader."""
    found = await cleaning.recalls(who.actor, tools.journal.database)
    titles = {one.procedure: tools.procedures[one.procedure].title for one in found.items}
    return show(
        request, "cleaning/recalls", who, items=found.items, titles=titles, keeps=bool(KEEPERS & set(who.actor.roles))
    )


@router.get("/{id}")
async def correction(id: Id, request: Request, who: Officer, tools: Tools) -> Response:  # noqa: A002
    """Ask an officer what they found out about a difference."""
    return await _page(id, request, who, tools, {}, {})


@router.post("/{id}")
async def outcome(id: Id, request: Request, who: Deciding, tools: Tools) -> Response:  # noqa: A002
    """Record what they found out."""
    posted = await request.form()
    typed = {name: str(posted.get(name, "")).strip() for name in ("outcome", "value", "paper", "basis")}
    try:
        sent = OutcomeIn.model_validate(typed)
        await cleaning.outcome(who.actor, id, sent, tools.corrections, locale_of(request))
    except ValidationError as wrong:
        # What is wrong of two fields together names none.
        named = {str(one["loc"][0]) if one["loc"] else "value" for one in wrong.errors()}
        return await _page(id, request, who, tools, typed, {name: WRONG[name] for name in WRONG if name in named})
    except Unacceptable as refused:
        return await _page(id, request, who, tools, typed, {"value": Words(vi=refused.vi, en=refused.en)})
    return RedirectResponse(f"{HERE}?done={id}", 303)


async def _page(
    name: str, request: Request, who: Identity, tools: Container, typed: dict[str, str], errors: dict[str, Words]
) -> Response:
    told = await cleaning.one(who.actor, name, tools.corrections, locale_of(request))
    register = capital(tools.registry.agency(told.register_))
    context: dict[str, Any] = {"told": told, "register": register, "typed": typed, "errors": errors}
    context |= {"fields": FIELD_WORDS, "meanings": MEANINGS}
    return show(request, "cleaning/correction", who, **context)
