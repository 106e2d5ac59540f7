"""Papers that a person brings, before they file."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.datastructures import UploadFile

from api.container import Tools
from api.http.files import counted_file, uploader
from api.http.openapi import told
from api.services.views import ROOT
from infra.files.uploads import Upload
from infra.identity.oidc import Identity

router = APIRouter(prefix=f"{ROOT}/uploads", tags=["uploads"])
PART = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
BODY = {"required": True, "content": {"multipart/form-data": {"schema": PART}}}


@router.post(
    "",
    status_code=201,
    responses=told(400, 401, 403, 413, 422, 503),
    openapi_extra={"requestBody": BODY},
)
async def upload(
    who: Annotated[Identity, Depends(uploader)], tools: Tools, file: Annotated[UploadFile, Depends(counted_file)]
) -> Upload:
    """Take in one file; multipart/form-data with a part named ``file``."""
    return await tools.uploads.keep(file.filename or "", await file.read(), who.actor)
