"""Papers that the counter scans: bound, noted and sealed, they are uploads that a filing can carry."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile

from api.container import Tools
from api.http.openapi import told
from api.http.problems import Malformed
from api.rest.uploads import counted_files, uploader
from api.services.views import ROOT
from domain.base.law import Role
from domain.base.refusals import WrongRole
from infra.files.digitising import Digitiser
from infra.files.uploads import Upload
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/scans", tags=["uploads"])

MOST = 30
"""Files of one scan; a file may have several pages."""
PART = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
}
BODY: dict[str, Any] = {"required": True, "content": {"multipart/form-data": {"schema": PART}}}


async def desk(who: Annotated[Identity, Depends(uploader)], tools: Tools) -> Identity:
    """Let in officers of a desk who still serve, before anything of theirs is read."""
    if Role.RECEIVING_OFFICER not in who.actor.roles:
        raise WrongRole("Chỉ cán bộ tiếp nhận số hóa giấy tờ.", "Only a receiving officer scans papers.")
    async with tools.journal.database.transaction(who.actor):
        return who


async def scanned(request: Request, tools: Tools) -> list[UploadFile]:
    """Read the files of a scan in the order in which they were sent."""
    return await counted_files(request, tools, MOST)


@router.post("", status_code=201, responses=told(400, 401, 403, 413, 422, 503), openapi_extra={"requestBody": BODY})
async def scan(
    who: Annotated[Identity, Depends(desk)], tools: Tools, files: Annotated[list[UploadFile], Depends(scanned)]
) -> Upload:
    """Make one sealed PDF of the pages (JPEG, PNG, PDF), in order; multipart/form-data with parts named ``file``."""
    if not files:
        raise Malformed("Thiếu tệp.", "Send multipart/form-data with parts named “file”, a page or more each.")
    pages = [(file.filename or "", await file.read()) for file in files]
    return await Digitiser(tools.uploads, tools.engine, tools.settings.task_queue).digitise(pages, who.actor)
