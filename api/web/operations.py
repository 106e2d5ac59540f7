"""The operator's pages: how the installation is, and what can be done about it."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Deciding, Officer, Tools
from api.http.html import language_of
from api.http.problems import locale_of
from api.web.charts import Charts
from api.web.show import show
from domain.base.law import Role
from domain.base.refusals import WrongRole
from domain.base.words import Words, capital
from domain.dossier.view import ROLES
from infra.identity.oidc import Identity
from infra.printing.charts import bars
from infra.reads.operations import Agency

HERE = "/operations"
WAITING = Words(vi="Hồ sơ đang chờ", en="Dossiers waiting")
DOSSIERS = Words(vi="Số hồ sơ", en="Dossiers")
LOOPS = {
    "wake": Words(vi="Tin cho hồ sơ", en="News for dossiers"),
    "notice": Words(vi="Thư báo", en="Letters"),
    "report": Words(vi="Kết thúc thủ tục liên thông", en="Ends of interlinked procedures"),
    "slip": Words(vi="Ký số phiếu", en="Slips to be sealed"),
    "facts": Words(vi="Số liệu của hồ sơ", en="Facts of dossiers"),
    "portal": Words(vi="Đồng bộ lên Cổng Dịch vụ công quốc gia", en="Synchronisation with the national portal"),
    "answers": Words(vi="Làm sạch dữ liệu", en="Data cleaning"),
    "result": Words(vi="Kho dữ liệu dùng chung", en="Shared data warehouse"),
    "recall": Words(vi="Báo thu hồi kết quả cho cơ quan khai thác", en="Word of recalled results to agencies"),
    "watch": Words(vi="Theo dõi thời hạn", en="The law's time"),
    "payment": Words(vi="Khoản thu", en="Payment"),
    "document": Words(vi="Văn bản của Đề án 06", en="Documents of Project 06"),
    "batch": Words(vi="Xử lý hàng loạt", en="Decision in one go with others"),
}
"""What is owed or put off, by the loop that does it."""
charts = Charts()
router = APIRouter(prefix=HERE, include_in_schema=False)


async def only_operators(who: Officer) -> Identity:
    """Let in who runs the installation."""
    return _operator(who)


async def only_acting_operators(who: Deciding) -> Identity:
    """Let in who runs it and logged in not long ago."""
    return _operator(who)


def _operator(who: Identity) -> Identity:
    if Role.OPERATOR not in who.actor.roles:
        raise WrongRole("Chức năng dành cho người vận hành hệ thống.", "This is for operators of the installation.")
    return who


Operator = Annotated[Identity, Depends(only_operators)]
Acting = Annotated[Identity, Depends(only_acting_operators)]
Code = Annotated[str, Query(max_length=60)]


@router.get("")
async def overview(
    who: Operator,
    tools: Tools,
    request: Request,
    code: Code = "",
    retried: Code = "",
    given: Code = "",
    unsaid: bool = False,
) -> Response:
    """Show agencies, what is owed, what is stuck, the books and the builds; of a code, how it is in the engine."""
    report = await tools.operations.report(who.actor)
    code = code.strip()
    return show(
        request,
        "operations/overview",
        who,
        report=report,
        agencies=[(agency, _name(agency, tools)) for agency in report.agencies],
        titles={procedure: declared.title for procedure, declared in tools.procedures.items()},
        loops=LOOPS,
        registers=tools.settings.registers,
        code=code,
        found=await tools.operations.in_engine(code, who.actor) if code else None,
        roles=ROLES,
        retried=retried,
        given=given,
        unsaid=unsaid,
        facts=tools.open_facts,
    )


@router.get("/waiting.svg")
async def chart(who: Operator, tools: Tools, request: Request) -> Response:
    """Draw how many dossiers wait for each agency, at most once a minute."""
    language = locale_of(request)

    async def described() -> dict[str, Any]:
        agencies = (await tools.operations.report(who.actor)).agencies
        most = sorted((one for one in agencies if one.waiting), key=lambda one: -one.waiting)
        return bars(
            [(_name(one, tools).in_(language), [one.waiting]) for one in most],
            [WAITING.in_(language)],
            DOSSIERS.in_(language),
        )

    drawn = await charts.drawn(language, described, tools.press)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


@router.post("/retry")
async def retry(who: Acting, tools: Tools, code: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Have a stuck dossier tried again at once."""
    await tools.operations.retry(code.strip(), who.actor)
    return RedirectResponse(f"{HERE}?retried={code.strip()}", 303)


@router.post("/put-off")
async def retry_put_off(
    who: Acting,
    tools: Tools,
    loop: Annotated[str, Form(max_length=20)] = "",
    about: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Have what was put off or given up tried again at once."""
    await tools.operations.retry_put_off(loop, about, who.actor)
    return RedirectResponse(f"{HERE}#put-off", 303)


@router.post("/give")
async def give(
    who: Acting,
    tools: Tools,
    code: Annotated[str, Form(max_length=60)] = "",
    why: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Let officers answer what a dossier waits for a register to say."""
    if not why.strip():
        return RedirectResponse(f"{HERE}?{urlencode({'code': code.strip(), 'unsaid': 'true'})}#why", 303)
    await tools.operations.give(code.strip(), why, who.actor)
    return RedirectResponse(f"{HERE}?{urlencode({'given': code.strip()})}", 303)


@router.get("/agencies/{name}")
async def agency(name: str, who: Operator, tools: Tools, request: Request) -> Response:
    """Show an agency, and let its queue be paused or resumed."""
    found, acts = await tools.operations.agency(name, who.actor)
    return show(request, "operations/agency", who, agency=found, name=_name(found, tools), acts=acts, error="")


@router.post("/agencies/{name}/pause")
async def pause(
    name: str, who: Acting, tools: Tools, request: Request, why: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Put nothing to an agency for now."""
    if not why.strip():
        found, acts = await tools.operations.agency(name, who.actor)
        say = language_of(request).says
        error = say("Say why, for whoever looks after it next.")
        return show(request, "operations/agency", who, agency=found, name=_name(found, tools), acts=acts, error=error)
    await tools.operations.pause(name, why, who.actor)
    return RedirectResponse(f"{HERE}/agencies/{name}", 303)


@router.post("/agencies/{name}/resume")
async def resume(name: str, who: Acting, tools: Tools) -> Response:
    """Ask it again."""
    await tools.operations.resume(name, who.actor)
    return RedirectResponse(f"{HERE}/agencies/{name}", 303)


def _name(agency: Agency, tools: Container) -> Words:
    """Its name as a heading begins."""
    return capital(tools.registry.agency(agency.name))
