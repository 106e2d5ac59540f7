"""Documents of the programme: the monthly report and notes of acceptance, signed by who asks for them, and sealed."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.container import Container, Deciding, Officer, Tools
from api.http.openapi import file_of, told
from api.http.problems import locale_of
from api.schemas.vietnam.documents import DocumentsView, DocumentView, NoteIn, ReportIn
from api.services.vietnam.documents import Papers
from api.services.views import ROOT
from domain.vietnam.programme.roadmap import Kind
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/programme", tags=["programme"], responses=told(401, 403, 404, 422, 503))
writing = told(400, 409, 413)

No = Annotated[str, Path(max_length=20, description="Of the plan.")]
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="Of the document.")]


def papers(tools: Container, who: Identity, request: Request) -> Papers:
    """The documents as they ask for them or read them."""
    return Papers(tools.programme, tools.offices, who, tools.journal.clock(), locale_of(request))


@router.post("/report", status_code=202, responses=writing)
async def report(body: ReportIn, who: Deciding, tools: Tools, request: Request) -> DocumentView:
    """Have a month's report made: who asks is asked to sign it, then it gets its number and the body's seal."""
    return await papers(tools, who, request).report(body.period)


@router.post("/{kind}/{no}/acceptance-note", status_code=202, responses=writing)
async def note(kind: Kind, no: No, body: NoteIn, who: Deciding, tools: Tools, request: Request) -> DocumentView:
    """Have the note of acceptance (biên bản nghiệm thu) of accepted evidence made, in the same way; once."""
    return await papers(tools, who, request).note(kind, no, body.evidence)


@router.get("/documents")
async def documents(who: Officer, tools: Tools, request: Request) -> DocumentsView:
    """List the documents, and how far each is."""
    return await papers(tools, who, request).all()


@router.get("/documents/{id}", response_class=Response, responses=file_of("application/pdf"))
async def document(id: Id, who: Officer, tools: Tools, request: Request) -> Response:  # noqa: A002
    """The sealed PDF, as it was stamped last, with its data inside."""
    number, pdf = await papers(tools, who, request).file(id, tools.store)
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)
