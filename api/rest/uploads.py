"""Papers that a person brings before they file, and those that the counter scans: sealed, these are uploads too."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile

from api.container import Tools
from api.http.files import counted_file, desk, scanned, uploader
from api.http.openapi import told
from api.http.problems import Malformed
from api.services.views import ROOT
from infra.files.digitising import Digitiser
from infra.files.uploads import Upload
from infra.identity.oidc import Identity

router = APIRouter(prefix=ROOT, tags=["uploads"], responses=told(400, 401, 403, 413, 422, 503))
Schema = dict[str, Any]
FILE: Schema = {"type": "string", "format": "binary"}


def _parts(file: Schema) -> Schema:
    schema = {"type": "object", "required": ["file"], "properties": {"file": file}}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


@router.post("/uploads", status_code=201, openapi_extra=_parts(FILE))
async def upload(
    who: Annotated[Identity, Depends(uploader)], tools: Tools, file: Annotated[UploadFile, Depends(counted_file)]
) -> Upload:
    """Take in one file; multipart/form-data with a part named ``file``."""
    return await tools.uploads.keep(file.filename or "", await file.read(), who.actor)


@router.post("/scans", status_code=201, openapi_extra=_parts({"type": "array", "items": FILE}))
async def scan(
    who: Annotated[Identity, Depends(desk)], tools: Tools, files: Annotated[list[UploadFile], Depends(scanned)]
) -> Upload:
    """Make one sealed PDF of the pages (JPEG, PNG, PDF), in order; multipart/form-data with parts named ``file``."""
    if not files:
        raise Malformed("Thiếu tệp.", "Send multipart/form-data with parts named “file”, a page or more each.")
    pages = [(file.filename or "", await file.read()) for file in files]
    digitiser = Digitiser(tools.uploads, tools.reader, tools.engine, tools.settings.task_queue)
    return await digitiser.digitise(pages, who.actor)
