"""The page on which everything is looked at once more, and the press of a button that files it, once."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Tools
from api.services.application import Application, FiledBy, Owner, PaperIn
from api.services.filing import Intake, MayNotFile, PaperNotFetched, may_file
from api.web.fields import Row, disagree, said
from api.web.fields.questions import id_of
from api.web.filing.contact import ASKED, as_contact, of_consents, of_others, wrong, wrong_of_others
from api.web.filing.own import BY_MANDATE, DraftId, Filer, Mine, Own, filed_as, key_of, opened
from api.web.filing.papers import missing
from api.web.show import show
from domain.base.refusals import Refusal
from domain.base.words import Words, joined
from infra.journal.journal import KeyReused

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Fault:
    """What stands in the way of filing, and where it is put right."""

    words: Words
    at: str


@dataclass(frozen=True)
class Shown:
    """One page's answers, to be looked at."""

    page: str
    label: Words
    rows: list[Row]


@router.get("/drafts/{draft}/check")
async def check(own: Mine, request: Request) -> Response:
    """Show every answer with a link that changes it, and whatever is wrong."""
    return _page(request, own, [*faults(own)])


@router.post("/drafts/{draft}/submit")
async def submit(draft: DraftId, who: Filer, tools: Tools, request: Request) -> Response:
    """File it: a second press, the way back and another window lead to the same receipt."""
    if code := await filed_as(draft, who, tools):
        await tools.drafts.end(draft, who.actor)
        return RedirectResponse(f"/dossiers/{code}/filed", 303)
    own = await opened(draft, who, tools, request)
    if found := [*faults(own)]:
        return RedirectResponse(own.at("check"), 303)
    try:
        _, code = await Intake(tools, who).once(application(own), key_of(draft))
    except KeyReused:
        code = await filed_as(draft, who, tools)
    except Refusal as refusal:
        at = f"{own.at('papers')}#{refusal.kind}" if isinstance(refusal, PaperNotFetched) else "#form"
        found = [Fault(refusal.words, at)]
        return _page(request, own, found, status=422)
    request.state.dossier = code
    await tools.drafts.end(draft, who.actor)
    return RedirectResponse(f"/dossiers/{code}/filed", 303)


def application(own: Own) -> Application:
    """Write a draft as the application that programs send."""
    content = own.content
    return Application(
        procedure=own.draft.procedure,
        form=content.form,
        documents=[PaperIn(kind=paper["kind"], upload=paper["upload"]) for paper in content.papers],
        contact=as_contact(own),
        consent_contacts=of_consents(own),
        applicant=None if own.who.citizen else FiledBy.model_validate(own.applicant),
        receiving=own.desk.code if own.desk else "",
        card=content.card,
        owner=Owner.model_validate(content.owner) if content.owner else None,
    )


def faults(own: Own) -> Iterator[Fault]:
    """Say everything that stands in the way, each with the page on which it is put right."""
    sections = own.errors()
    for slug, errors in sections.items():
        for name, words in errors.items():
            of = own.section(slug).label
            told = joined(": ", (of, words))
            yield Fault(told, f"{own.at(slug)}?then=check&look=true#{id_of(name)}")
    if not sections:
        yield from _together(own)
    for paper in missing(own):
        title = paper.title
        yield Fault(
            Words(vi="Còn thiếu: {}.", en="Still missing: {}.").format(title), f"{own.at('papers')}#{paper.kind}"
        )
    for name, words in (wrong(own.content.contact) | wrong_of_others(own, own.content.asked)).items():
        yield Fault(words, f"{own.at('contact')}?then=check&look=true#{name}")


def _together(own: Own) -> Iterator[Fault]:
    """Say what cannot be true of the form as a whole, today."""
    for name, words in disagree(own.procedure.form, own.content.form).items():
        slug = name.partition(".")[0]
        known = slug in {section.slug for section in own.sections}
        yield Fault(words, f"{own.at(slug if known else own.pages[0])}?then=check")
    if own.form is not None:
        yield from (Fault(words, "#form") for words in own.form.faults(own.filing))
        try:
            may_file(own.form, own.filing)
        except MayNotFile as refusal:
            yield Fault(refusal.words, "#form")


def _page(request: Request, own: Own, found: list[Fault], status: int = 200) -> Response:
    form = own.content.form
    shown = [Shown(section.slug, section.label, said(section.parts, form)) for section in own.sections]
    others = {f"agree_{place}": own.content.asked.get(number, "") for place, number in enumerate(own.asked)}
    contact = said(ASKED, own.content.contact) + said(of_others(own)["others"], others)
    titles = {paper.kind: paper.title for paper in own.papers}
    papers = [(titles.get(one["kind"], BY_MANDATE.title), one["name"]) for one in own.content.papers]
    more = {"shown": shown, "contact": contact, "papers": papers, "faults": found} | own.step("check")
    return show(request, "filing/check", own.who, status=status, own=own, **more)
