"""Files that come in as parts of a form: who may bring them, counted while they are read."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.types import Message

from api.container import Known, Tools, sufficient
from api.http.problems import Malformed, TooLarge
from api.http.rates import Rates
from domain.base.law import Role
from domain.base.refusals import WrongRole
from infra.identity.oidc import Identity

ENVELOPE = 16 * 1024
"""Bytes that multipart may add to the file."""
MOST = 30
"""Files of one scan; a file may have several pages."""


async def uploader(who: Known, tools: Tools, request: Request) -> Identity:
    """Let in whoever may file, as often as one person may bring files."""
    rates: Rates = request.app.state.rates
    rates.uploads.take(who.actor.id)
    return sufficient(who, tools)


async def desk(who: Annotated[Identity, Depends(uploader)], tools: Tools) -> Identity:
    """Let in officers of a desk who still serve, before anything of theirs is read."""
    if Role.RECEIVING_OFFICER not in who.actor.roles:
        raise WrongRole("Chỉ cán bộ tiếp nhận số hóa giấy tờ.", "Only a receiving officer scans papers.")
    await tools.officers.check(who.actor)
    return who


def counted(request: Request, limit: int) -> Request:
    """The same request, which stops reading the moment its file is too large."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit + ENVELOPE:
            raise too_large(limit)
        return message

    return Request(request.scope, receive)


async def counted_files(request: Request, limit: int, most: int) -> list[UploadFile]:
    """Read the files of a multipart body, together no larger than one may be."""
    form = await counted(request, limit).form(max_files=most, max_fields=4)
    files = [file for file in form.getlist("file") if isinstance(file, UploadFile) and file.filename]
    if sum(file.size or 0 for file in files) > limit:
        raise too_large(limit)
    return files


async def counted_file(request: Request, tools: Tools) -> UploadFile:
    """Read the one file of a multipart body."""
    files = await counted_files(request, tools.uploads.limit, 1)
    if not files:
        raise Malformed("Thiếu tệp.", "Send multipart/form-data with one part named “file”.")
    return files[0]


async def scanned(request: Request, tools: Tools) -> list[UploadFile]:
    """Read the files of a scan in the order in which they were sent."""
    return await counted_files(request, tools.uploads.limit, MOST)


def too_large(limit: int) -> TooLarge:
    """Say how large a file may be."""
    megabytes = limit // 1024**2
    return TooLarge("Tệp lớn hơn {} MB.", "The file is larger than {} MB.", megabytes)
