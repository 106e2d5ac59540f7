"""What somebody holds in their hands after filing: the code, what happens next, and until when."""

from fastapi import APIRouter, Request, Response

from api.container import Known, Tools
from api.http.problems import locale_of
from api.services.province.expecting import expected
from api.services.views import dossier_view
from api.web.show import show
from infra.documents.qr import address, qr_svg

router = APIRouter(include_in_schema=False)


@router.get("/dossiers/{code}/filed")
async def receipt(code: str, who: Known, tools: Tools, request: Request) -> Response:
    """Show the receipt of a filing, whenever it is asked for again."""
    dossier = await tools.journal.dossier(code, who.actor)
    view = dossier_view(dossier, tools, locale_of(request), who.actor)
    where = address(tools.settings.public_url, "track", dossier.code)
    office = tools.offices.office(dossier.receiving)
    term = dossier.law.term_of(dossier.case).words()
    there = view.links.model_dump()
    forms = {name.removeprefix("form_"): link for name, link in there.items() if name.startswith("form_")}
    return show(
        request,
        "filing/filed",
        who,
        dossier=dossier,
        view=view,
        qr=qr_svg(where),
        office=office.body,
        decides=tools.offices.office(dossier.competent).body if dossier.competent != dossier.receiving else "",
        term=term,
        forms=forms,
        expected=expected(dossier, tools.province.promises, tools.journal.clock()),
    )
