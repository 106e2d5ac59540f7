"""Where an application begins, and the list of those begun."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Tools
from api.http.problems import locale_of
from api.services.filing import Intake
from api.services.procedures import summary
from api.web.filing.mandate import Mandate, owner_of
from api.web.filing.own import DraftId, Filer, Mine, Own, begun
from api.web.show import show
from domain.base.refusals import WrongRole
from domain.base.words import Words
from infra.files.drafts import Content
from infra.identity.oidc import Identity
from workflows.engine.procedure import Procedure

router = APIRouter(include_in_schema=False)


@router.get("/file/{procedure}")
async def beginning(procedure: str, who: Filer, tools: Tools, request: Request) -> Response:
    """Say what is needed, and what was begun before."""
    return await _page(request, Intake(tools, _for_themselves(who)).procedure(procedure), who, tools, Mandate(), {})


async def _page(
    request: Request,
    wanted: type[Procedure[Any]],
    who: Identity,
    tools: Container,
    wishes: Mandate,
    errors: dict[str, Words],
) -> Response:
    drafts = [_listed(Own(tools, who, one)) for one in await tools.drafts.of(who.actor) if one.procedure == wanted.code]
    told = summary(wanted, tools.journal, locale_of(request))
    more: dict[str, Any] = {"told": told, "drafts": drafts, "wishes": wishes, "errors": errors}
    return show(request, "filing/begin", who, procedure=wanted, **more)


@router.post("/file/{procedure}")
async def begin(
    procedure: str, who: Filer, tools: Tools, request: Request, wishes: Annotated[Mandate, Form()]
) -> Response:
    """Begin a draft, with what is known of whose matter it is: of who files, or of whoever gave them a mandate."""
    wanted = Intake(tools, _for_themselves(who)).procedure(procedure)
    errors: dict[str, Words] = {}
    owner = owner_of(wishes, errors) if wishes.for_another and not who.organisation else {}
    if errors:
        return await _page(request, wanted, who, tools, wishes, errors)
    known = owner or {"number": who.number, "name": who.name}
    form = {} if who.organisation else begun(wanted, known)
    content = Content(form=form, owner=owner, contact={"locale": locale_of(request)})
    name = await tools.drafts.begin(procedure, who.actor, content)
    draft = Own(tools, who, await tools.drafts.find(name, who.actor))
    return RedirectResponse(draft.at(draft.pages[0]), 303)


def _for_themselves(who: Identity) -> Identity:
    if not who.citizen:
        raise WrongRole(
            "Cán bộ nộp thay công dân tại trang quầy một cửa.", "Officers file for a person who stands at the counter."
        )
    return who


@router.get("/drafts")
async def drafts(who: Filer, tools: Tools, request: Request) -> Response:
    """List what was begun and not filed."""
    mine = [Own(tools, who, draft) for draft in await tools.drafts.of(who.actor)]
    return show(
        request, "filing/drafts", who, drafts=[_listed(own) for own in mine if own.draft.procedure in tools.procedures]
    )


def _listed(own: Own) -> dict[str, Any]:
    return {
        "title": own.procedure.title,
        "changed_at": own.draft.changed_at,
        "for": own.content.applicant.get("name", ""),
        "at": own.resumed,
        "forget": own.at("forget"),
    }


@router.get("/drafts/{draft}/forget")
async def really(own: Mine, request: Request) -> Response:
    """Ask once more before what somebody typed is gone."""
    return show(request, "filing/forget", own.who, own=own)


@router.post("/drafts/{draft}/forget")
async def forget(draft: DraftId, who: Filer, tools: Tools) -> Response:
    """Forget a draft with what was brought for it alone, whether it is still there or not."""
    await tools.uploads.discard(await tools.drafts.forget(draft, who.actor))
    return RedirectResponse("/drafts", 303)
