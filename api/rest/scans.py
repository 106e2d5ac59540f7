"""Papers that the counter scans: bound, noted and sealed, they are uploads that a filing can carry."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile

from api.container import Tools
from api.http.files import desk, scanned
from api.http.openapi import told
from api.http.problems import Malformed
from api.services.views import ROOT
from infra.files.digitising import Digitiser
from infra.files.uploads import Upload
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/scans", tags=["uploads"])
PART = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
}
BODY: dict[str, Any] = {"required": True, "content": {"multipart/form-data": {"schema": PART}}}


@router.post("", status_code=201, responses=told(400, 401, 403, 413, 422, 503), openapi_extra={"requestBody": BODY})
async def scan(
    who: Annotated[Identity, Depends(desk)], tools: Tools, files: Annotated[list[UploadFile], Depends(scanned)]
) -> Upload:
    """Make one sealed PDF of the pages (JPEG, PNG, PDF), in order; multipart/form-data with parts named ``file``."""
    if not files:
        raise Malformed("Thiếu tệp.", "Send multipart/form-data with parts named “file”, a page or more each.")
    pages = [(file.filename or "", await file.read()) for file in files]
    return await Digitiser(tools.uploads, tools.engine, tools.settings.task_queue).digitise(pages, who.actor)
