"""What whoever runs the installation asks of it by program."""

from fastapi import APIRouter, Depends

from api.container import Tools
from api.http.openapi import told
from api.rest.codec import only_operators
from api.schemas.operations import OpenFactsView
from api.services.views import ROOT

WHO = [Depends(only_operators)]
router = APIRouter(prefix=f"{ROOT}/operations", tags=["operations"], dependencies=WHO, responses=told(401, 403, 503))


@router.get("/facts")
async def facts(tools: Tools) -> OpenFactsView:
    """Say how many facts of the law nobody has confirmed, and which procedures take nothing new because of that."""
    return tools.open_facts
