"""The screen of petitions (phản ánh, kiến nghị): what they are about, in time or not, and what is open for how long."""

from fastapi import APIRouter, Request, Response

from api.container import Officer, Tools
from api.looking import Look, Of
from api.services.vietnam.petitions import received
from api.services.vietnam.programme_tools import Reading
from api.web.show import show

router = APIRouter(include_in_schema=False)


@router.get("/figures/petitions")
async def petitions(who: Officer, look: Look, period: Of, tools: Tools, request: Request) -> Response:
    """Show the petitions that a unit received in a period, and those that are open."""
    reading = Reading.of(who.actor, look.now, look.locale, None)
    told = await received(look.unit, period, tools.programme, reading)
    return show(request, "figures/petitions", who, look=look, told=told)
