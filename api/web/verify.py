"""Is this document real? Anybody may ask, with its code or its file; nothing of either is kept."""

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from api.container import Container, Tools, perhaps_known
from api.http.files import ENVELOPE, counted, too_large
from api.http.html import UNLISTED, language_of, wants_json
from api.http.openapi import told
from api.http.problems import RETRY_AFTER, Malformed, TooLarge
from api.schemas.verify import Answer, KeySet
from api.services.verdicts import answer, lines, technical_lines
from api.web.show import show
from domain.base.refusals import Refusal
from domain.transparency.authenticity import MEANINGS, Finding, Reason, refused
from infra.db.database import DatabaseDown
from infra.identity.oidc import Identity
from infra.runtime.confined import CellsBusy, CellsDown
from infra.verification.examiner import TooMuch
from infra.verification.result_register import standing_of_code, standing_of_file

if TYPE_CHECKING:
    from infra.verification.paper import Paper

router = APIRouter(tags=["verification"])

HTML: dict[int | str, dict[str, Any]] = {200: {"description": "The answer.", "content": {"text/html": {}}}}
PART = {"file": {"type": "string", "format": "binary"}, "qr": {"type": "string"}}
BODY = {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": PART}}}}
NOTHING = Malformed.saying(MEANINGS[Reason.NOTHING_SENT])
DOWN = (CellsBusy, CellsDown, DatabaseDown)


class JwkSet(JSONResponse):
    """A set of keys (RFC 7517), as its file holds it."""

    media_type = "application/jwk-set+json"

    def render(self, content: bytes) -> bytes:
        """Leave it as it is."""
        return content


@router.get("/.well-known/motcua/qr-keys", response_model=KeySet, response_class=JwkSet)
async def qr_keys(tools: Tools) -> JwkSet:
    """The public keys of the codes on documents, those in use and those before them, to check codes off-line."""
    headers = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}
    return JwkSet(tools.qr_keys.file, headers=headers)


@router.get("/verify", responses=HTML, response_class=Response)
async def ask(request: Request, tools: Tools) -> Response:
    """Show where a file or a code can be brought."""
    return show(request, "verify/ask", await _reader(request, tools))


@router.get("/VERIFY/{token}", include_in_schema=False)
@router.get("/verify/{token}", response_model=Answer, responses=HTML | told(422) | told(503, on_a_page=True))
async def by_code(token: str, request: Request, tools: Tools) -> Response:
    """Judge the code on a document; JSON with ``Accept: application/json``, else a page."""
    return await _of_code(token, request, tools)


@router.post(
    "/verify",
    response_model=Answer,
    responses=HTML | told(400, 413, 503, on_a_page=True),
    openapi_extra={"requestBody": BODY},
)
async def by_file(request: Request, tools: Tools) -> Response:
    """Judge a document's file, in a part named ``file``, or the text of its code, in one named ``qr``."""
    try:
        content = await _brought(request, tools)
        if isinstance(content, str):
            return await _of_code(content, request, tools)
        paper = await tools.examiner.examine(content, request.state.address)
        return await _tell(request, tools, await standing_of_file(paper, tools.journal.database), paper, of_file=True)
    except TooMuch:
        return await _tell(request, tools, refused(Reason.TOO_MUCH), None, of_file=True)
    except (TooLarge, Malformed) as fault:
        if wants_json(request):
            raise
        reason, status = (Reason.TOO_LARGE, 413) if isinstance(fault, TooLarge) else (Reason.NOTHING_SENT, 400)
        return await _tell(request, tools, refused(reason), None, of_file=True, status=status)
    except DOWN as fault:
        return _down(request, fault)


async def _brought(request: Request, tools: Container) -> bytes | str:
    """Read a file or a code's text, in memory alone; ``TooLarge``, or ``Malformed`` if nothing was brought."""
    limit = tools.uploads.limit
    try:
        parser = MultiPartParser(request.headers, counted(request, limit).stream(), max_files=1, max_fields=2)
        parser.spool_max_size = limit + ENVELOPE
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as fault:
        raise NOTHING from fault
    file, text = form.get("file"), form.get("qr")
    if isinstance(file, UploadFile) and (content := await file.read()):
        if len(content) > limit:
            raise too_large(limit)
        return content
    if isinstance(text, str) and text.strip():
        return text
    raise NOTHING


async def _of_code(text: str, request: Request, tools: Container) -> Response:
    try:
        return await _tell(request, tools, await standing_of_code(text, tools.qr_keys, tools.journal.database), None)
    except DOWN as fault:
        return _down(request, fault)


async def _tell(
    request: Request,
    tools: Container,
    finding: Finding,
    paper: "Paper | None",
    *,
    of_file: bool = False,
    status: int = 200,
) -> Response:
    language = language_of(request)
    said = answer(finding, paper, language, of_file=of_file)
    if wants_json(request):
        return Response(said.model_dump_json(), status, UNLISTED, "application/json")
    context: dict[str, Any] = {"answer": said, "technical": technical_lines(said.technical, language)}
    context["lines"] = lines(said.document, language) if said.document else []
    return show(request, "verify/verdict", await _reader(request, tools), status, **context)


async def _reader(request: Request, tools: Container) -> Identity | None:
    """Say whose name stands at the head of the page; whoever may not come in elsewhere may ask here."""
    try:
        return await perhaps_known(tools, None, request)
    except Refusal:
        return None


def _down(request: Request, fault: Exception) -> Response:
    if wants_json(request):
        raise fault
    return show(request, "verify/unavailable", None, 503, headers={"Retry-After": RETRY_AFTER})
