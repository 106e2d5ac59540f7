"""The first page: what somebody may want here, whoever they are."""

from fastapi import APIRouter, Request, Response

from api.house import Perhaps
from api.web.show import show

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request, who: Perhaps) -> Response:
    """Show where to go: to find a procedure, to one's own dossiers, or to one's desk."""
    return show(request, "home", who)
