"""Who looked at the reader's data, why, on what basis, when; and a consent taken back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.container import AnyCitizen, Citizen, Container, Tools
from api.http.cursors import Cursor
from api.http.problems import locale_of
from api.schemas.lookups import AskedLook, LookPage
from api.services.lookups import What, page_of, take_back
from api.web.show import show
from domain.base.refusals import Missing, Refusal
from domain.dossier.acts import Actor
from infra.reads.lookups import ABOUT_ME

router = APIRouter(include_in_schema=False)

Code = Annotated[str, Query(max_length=60)]
Kind = Annotated[str, Path(max_length=60)]


@router.get("/me/lookups")
async def about_me(
    who: AnyCitizen,
    tools: Tools,
    request: Request,
    what: What = "",
    dossier: Code = "",
    cursor: Cursor = "",
    done: bool = False,
) -> Response:
    """Show who looked, the newest first; of one kind or for one dossier where the reader wants it."""
    page = await page_of(ABOUT_ME, dossier.strip(), cursor, who.actor, tools, locale_of(request), what)
    return show(
        request,
        "finding/lookups",
        who,
        lines=page.items,
        next=page.next,
        first=not cursor,
        what=what,
        dossier=dossier.strip(),
        done=done,
        open_consents=await _open_consents(page, who.actor, tools),
    )


async def _open_consents(page: LookPage, reader: Actor, tools: Container) -> set[tuple[str, str]]:
    """The consents, by dossier and kind of look-up, that the reader can still take back."""
    asked = [look for look in page.items if isinstance(look, AskedLook)]
    given = {(look.dossier, look.query) for look in asked if look.withdrawal}
    still = set()
    for code, query in given:
        try:
            dossier = await tools.journal.dossier(code, reader)
        except Refusal:
            continue
        if reader.id in dossier.applicants and not dossier.ended and query not in dossier.withdrawn:
            still.add((code, query))
    return still


@router.get("/dossiers/{code}/consents/{query}/withdrawal")
async def ask(code: str, query: Kind, who: AnyCitizen, tools: Tools, request: Request) -> Response:
    """Say what follows before a consent is taken back."""
    dossier = await tools.journal.dossier(code, who.actor)
    if (asked := tools.registry.queries.get(query)) is None:
        raise Missing
    return show(
        request,
        "finding/withdrawal",
        who,
        code=code,
        title=tools.procedures[dossier.procedure].title,
        register=tools.registry.agency(asked.agency),
        purpose=asked.purpose,
    )


@router.post("/dossiers/{code}/consents/{query}/withdrawal")
async def withdraw(code: str, query: Kind, who: Citizen, tools: Tools) -> Response:
    """Take the consent back."""
    await take_back(code, query, who, tools.journal)
    return RedirectResponse("/me/lookups?done=true", 303)
