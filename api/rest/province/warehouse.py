"""The province's shared data warehouse: agencies put, ask and recall by signed token; leaders see how good it is."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from fastapi import Request as HttpRequest
from pydantic import BaseModel

from api.container import Officer, Tools
from api.http.cursors import FIRST, Cursor, following, position
from api.http.files import counted, too_large
from api.http.openapi import told
from api.http.problems import locale_of
from api.looking import Shown
from api.schemas.province.open_figures import OpenFigures
from api.schemas.province.warehouse import (
    DataSets,
    LineageView,
    OwnKeys,
    PutView,
    QualityView,
    RecalledView,
    ResultIn,
    SharedFacts,
    SharedPapers,
    SharedResults,
    SharedRows,
    SharedUnits,
    VerifiedView,
)
from api.services.province import warehouse
from api.services.province.open_figures import open_figures
from api.services.province.warehouse import Asking, Request
from domain.base.refusals import WrongRole
from domain.dossier.eligibility import SUPERIORS
from domain.province.warehouse import OPEN
from infra.agencies.consumers import BASIS, RECEIPT
from infra.identity.oidc import Identity
from infra.warehouse.shelf import PAGE

HERE = "/warehouse/v1"
router = APIRouter(prefix=HERE, tags=["warehouse"], responses=told(401, 403, 422, 503))

Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9.\-]{1,80}$", description="As its issuer gave it.")]
Which = Annotated[str, Query(pattern=r"^[A-Za-z0-9.\-]{1,80}$", description="The result's number, as it was put.")]
PDF = {"required": True, "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
Kind = Annotated[str, Query(max_length=20, description="Code of one type of result; empty: all that are agreed.")]
Day = Annotated[date | None, Query(description="Only what may be used on this day.")]
Since = Annotated[datetime | None, Query(description="Only what changed since; a cursor says the same better.")]
Token = Annotated[str, Header(alias=BASIS, max_length=4000, description="JWS of the consumer over this request.")]


async def consumer(request: HttpRequest, tools: Tools, token: Token = "") -> Asking:
    """Let in an agency whose token holds for this very request."""
    query = f"?{request.url.query}" if request.url.query else ""
    asked = Request(request.method, request.url.path + query, await request.body(), token)
    return await warehouse.asking(asked, tools.province.warehouse, tools.journal.clock())


async def leader(who: Officer) -> Identity:
    """Let in whoever leads something."""
    if not SUPERIORS & set(who.actor.roles):
        raise WrongRole("Số liệu này dành cho lãnh đạo.", "These figures are for heads and leaders.")
    return who


async def bringing(request: HttpRequest, tools: Tools, token: Token = "") -> Asking:
    """The same with a file as its body, no larger than any file may be."""
    limit = tools.uploads.limit
    whole = counted(request, limit)
    if len(await whole.body()) > limit:
        raise too_large(limit)
    return await consumer(whole, tools, token)


Consumer = Annotated[Asking, Depends(consumer)]
Bringing = Annotated[Asking, Depends(bringing)]
Leader = Annotated[Identity, Depends(leader)]


def signed(answer: BaseModel, asked: Asking) -> Response:
    """The answer with the receipt over its very bytes; what was not asked for is absent."""
    content = answer.model_dump_json(exclude_unset=True).encode()
    headers = {RECEIPT: asked.receipt(content), "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/json", headers=headers)


@router.get("/.well-known/jwks.json", responses=told())
async def own_keys(tools: Tools) -> OwnKeys:
    """The keys by which this house's receipts are checked; everyone may have them."""
    return OwnKeys.model_validate(dict(tools.province.warehouse.consumers.published))


@router.put("/results/{number}", response_model=PutView, responses=told(409))
async def put(number: Number, sent: ResultIn, asked: Consumer) -> Response:
    """Put a result that your agency issued; put again it is the same, with another digest it is refused."""
    new = await warehouse.put(asked, number, sent)
    return signed(PutView(number=number, sha256=sent.sha256, new=new), asked)


@router.post(
    "/verification", response_model=VerifiedView, responses=told(404, 409, 413), openapi_extra={"requestBody": PDF}
)
async def verify(number: Which, asked: Bringing) -> Response:
    """Show the file of a result that your agency put: its signature is judged here, and the file is not kept."""
    return signed(await warehouse.verified(asked, number), asked)


@router.get("/results", response_model=SharedResults)
async def of_owner(asked: Consumer, kind: Kind = "", valid_on: Day = None) -> Response:
    """The results of whoever the token is about, with the fields that it names: no agreement, no row."""
    return signed(SharedResults(items=await warehouse.of_owner(asked, kind, valid_on)), asked)


@router.post("/results/{number}/recall", response_model=RecalledView, responses=told(404))
async def recall(number: Number, asked: Consumer) -> Response:
    """Recall a result that your agency put here; whoever used it reads so among the recalls."""
    await warehouse.recall(asked, number)
    return signed(RecalledView(number=number, recalled=True), asked)


@router.get("/recalls", response_model=SharedRows)
async def recalls(asked: Consumer, cursor: Cursor = "") -> Response:
    """What was recalled or replaced of the results that you were told of, in the order in which it changed."""
    return await _rows(asked, "results", cursor, None, recalls=True)


@router.get("/datasets/papers/rows", response_model=SharedPapers)
async def papers(asked: Consumer, updated_since: Since = None, cursor: Cursor = "") -> Response:
    """Which papers dossiers have and how each came to be a file, in the order in which they came; nothing of people."""
    found = await warehouse.papers(asked, position(cursor, updated_since or FIRST))
    further = following(len(found), found[-1][1], found[-1][2], PAGE) if found else None
    return signed(SharedPapers(items=[one for one, _, _ in found], next=further), asked)


@router.get("/datasets/facts/rows", response_model=SharedFacts, responses=told(409))
async def facts(asked: Consumer, tools: Tools, updated_since: Since = None, cursor: Cursor = "") -> Response:
    """What is counted of each dossier, by days and without persons or its code, in the order in which it changed."""
    since, _ = position(cursor, updated_since or FIRST)
    found, further = await warehouse.facts(asked, tools.province.analysis, since)
    place = following(PAGE, further, "", PAGE) if further else None
    return signed(SharedFacts(items=found, next=place), asked)


@router.get("/datasets/units/rows", response_model=SharedUnits)
async def units(asked: Consumer, cursor: Cursor = "") -> Response:
    """Every unit that is or was, with its days and what it became part of: always all, as no row says its change."""
    found = await warehouse.units(asked, position(cursor, FIRST)[1], PAGE)
    further = following(len(found), FIRST, found[-1][1], PAGE) if found else None
    return signed(SharedUnits(items=[one for one, _ in found], next=further), asked)


@router.get("/datasets/open/rows", response_model=OpenFigures, responses=told(409))
async def open_rows(asked: Consumer, tools: Tools, request: HttpRequest, period: Shown) -> Response:
    """The figures that everybody may read, to the nearest five and never of fewer than five dossiers."""
    province, today = tools.offices.province.code, tools.journal.today()
    figures = await open_figures(province, period, today, tools.programme, locale_of(request))
    await tools.province.warehouse.shelf.note(asked.actor, asked.line("listed", of=OPEN))
    return signed(figures, asked)


@router.get("/datasets/{dataset}/rows", response_model=SharedRows, responses=told(404))
async def rows(dataset: str, asked: Consumer, updated_since: Since = None, cursor: Cursor = "") -> Response:
    """The rows of a data set in the order in which they changed; whose they are is not among what they say."""
    return await _rows(asked, dataset, cursor, updated_since)


async def _rows(asked: Asking, dataset: str, cursor: str, since: datetime | None, *, recalls: bool = False) -> Response:
    place = position(cursor, since or FIRST)
    found = await warehouse.changed(asked, dataset, place, recalls=recalls)
    further = following(len(found), found[-1][1], found[-1][2], PAGE) if found else None
    return signed(SharedRows(items=[one for one, _, _ in found], next=further), asked)


@router.get("/datasets")
async def datasets(who: Leader, tools: Tools, request: HttpRequest) -> DataSets:
    """The shared data sets that were decided, who gets them, and how many are connected."""
    found = tools.province.warehouse
    return await warehouse.datasets(found, who.actor, tools.journal.clock(), locale_of(request))


@router.get("/quality")
async def quality(who: Leader, tools: Tools, request: HttpRequest) -> QualityView:
    """How good each shared data set is: complete, valid, unique, in time, as it was counted once a day."""
    found = tools.province.warehouse
    return await warehouse.quality(found, who.actor, tools.journal.clock(), locale_of(request))


@router.get("/lineage/{number}", responses=told(404))
async def lineage(number: Number, who: Leader, tools: Tools, request: HttpRequest) -> LineageView:
    """Where a result comes from, and which agencies and dossiers used it."""
    return await warehouse.lineage(number, tools.province.warehouse, who.actor, locale_of(request))
