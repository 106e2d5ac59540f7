"""The files of a scan: whose desk may bring them, and how many."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from api.container import Tools
from api.services.uploads import counted_files, uploader
from domain.base.law import Role
from domain.base.refusals import WrongRole
from infra.identity.oidc import Identity

MOST = 30
"""Files of one scan; a file may have several pages."""


async def desk(who: Annotated[Identity, Depends(uploader)], tools: Tools) -> Identity:
    """Let in officers of a desk who still serve, before anything of theirs is read."""
    if Role.RECEIVING_OFFICER not in who.actor.roles:
        raise WrongRole("Chỉ cán bộ tiếp nhận số hóa giấy tờ.", "Only a receiving officer scans papers.")
    async with tools.journal.database.transaction(who.actor):
        return who


async def scanned(request: Request, tools: Tools) -> list[UploadFile]:
    """Read the files of a scan in the order in which they were sent."""
    return await counted_files(request, tools, MOST)
