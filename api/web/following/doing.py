"""What is asked of somebody on a dossier, and what they may do with it: each a page, checked and plainly answered."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from api.container import Citizen, Container, Tools
from api.services import acting
from api.services.acting import NotAsked
from api.services.application import Contact
from api.services.filing import FormInvalid
from api.web.fields import Part, changed, disagree, questions, read, said
from api.web.following.status import shown
from api.web.show import show
from domain.base.law import Status
from domain.base.refusals import Missing, Unacceptable
from domain.base.words import Words, plain
from domain.dossier.access_log import FORM
from domain.dossier.acts import Withdrawn
from domain.dossier.journal import form_of
from domain.dossier.state import Dossier
from domain.dossier.view import describe
from domain.filing.reception import part_of
from domain.tasks.model import CONSENT, Task
from infra.identity.oidc import Identity

router = APIRouter(prefix="/dossiers/{code}", include_in_schema=False)

CHOOSE = Words(vi="Hãy chọn một câu trả lời.", en="Choose an answer.")
WHY = Words(vi="Hãy cho biết vì sao ông/bà không đồng ý.", en="Say why you do not agree.")
STARS = Words(vi="Hãy chọn từ 1 đến 5 sao.", en="Choose from 1 to 5 stars.")
SURE = Words(vi="Hãy đánh dấu để xác nhận.", en="Tick the box to confirm.")
DONE = {
    "supplied": Words(
        vi="Đã gửi bổ sung. Cơ quan sẽ xem và xử lý tiếp.",
        en="What you supplied was sent. The office looks at it and goes on.",
    ),
    "confirmed": Words(vi="Ông/bà đã xác nhận bản nháp.", en="You confirmed the draft."),
    "corrected": Words(
        vi="Đã gửi nội dung sửa. Cơ quan sẽ kiểm tra lại.", en="Your correction was sent. The office checks it again."
    ),
    "consented": Words(vi="Ông/bà đã đồng ý.", en="You agreed."),
    "objected": Words(
        vi="Ông/bà đã trả lời không đồng ý. Ông/bà vẫn có thể đồng ý sau.",
        en="You said that you do not agree. You still can later.",
    ),
    "answered": Words(vi="Đã gửi câu trả lời của ông/bà.", en="Your answer was sent."),
    "withdrawn": Words(vi="Hồ sơ đã được rút.", en="The application was withdrawn."),
    "rated": Words(vi="Cảm ơn ông/bà đã đánh giá.", en="Thank you for your rating."),
    "revoked": Words(
        vi="Việc ủy quyền đã được hủy bỏ. Từ nay ông/bà tự theo dõi hồ sơ này.",
        en="The mandate was taken back. From now on you follow this application yourself.",
    ),
    "paid": Words(
        vi="Ông/bà đã trở lại từ trang thanh toán. Khi nhận được tiền, trang này tự cập nhật.",
        en="You are back from the payment page. As soon as the money has come, this page says so.",
    ),
}
"""What somebody reads who has just done something."""
LONGEST = 2000

Typed = Annotated[str, Form(max_length=LONGEST)]


@router.get("/consent")
async def consenting(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Show what somebody is asked to agree to, and let them choose."""
    return await _consent_page(code, who, tools, request)


@router.post("/consent")
async def consent(
    code: str, who: Citizen, tools: Tools, request: Request, decision: Typed = "", reason: Typed = ""
) -> Response:
    """Take a consent or an objection."""
    if decision not in ("consent", "object"):
        return await _consent_page(code, who, tools, request, errors={"decision": CHOOSE})
    if decision == "object" and not reason.strip():
        return await _consent_page(code, who, tools, request, errors={"reason": WHY}, decision=decision)
    await acting.answer(code, CONSENT, decision, who, tools, reason=reason)
    return done(code, "consented" if decision == "consent" else "objected")


async def _consent_page(code: str, who: Identity, tools: Container, request: Request, **more: Any) -> Response:
    dossier = await tools.journal.dossier(code, who.actor)
    task = still_open(acting.asked(dossier, CONSENT, who))
    rows = said(asked_in(dossier, tools), await filled(dossier, who, tools))
    return page(request, "consent", who, dossier, tools, rows=rows, part=part_of(task.about), task=task, **more)


@router.get("/draft")
async def draft(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Show the draft of the result's data, to be confirmed or corrected."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = still_open(acting.asked(dossier, "confirm", who))
    rows = said(asked_in(dossier, tools), await filled(dossier, who, tools))
    return page(request, "draft", who, dossier, tools, rows=rows, task=task)


@router.post("/draft")
async def confirm(code: str, who: Citizen, tools: Tools) -> Response:
    """Take the applicant's word that the draft is right."""
    await acting.confirm(code, None, who, tools)
    return done(code, "confirmed")


@router.get("/draft/correct")
async def correcting(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Show the form, to be put right."""
    dossier = await tools.journal.dossier(code, who.actor)
    still_open(acting.asked(dossier, "confirm", who))
    answers = await filled(dossier, who, tools)
    return page(request, "correct", who, dossier, tools, parts=asked_in(dossier, tools), answers=answers, errors={})


@router.post("/draft/correct")
async def correct(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Take the form as it should be."""
    dossier, posted = await tools.journal.dossier(code, who.actor), await request.form()
    parts = asked_in(dossier, tools)
    answers, errors = read(parts, posted)
    if (more := changed(answers, parts, posted)) is not None:
        return page(request, "correct", who, dossier, tools, parts=parts, answers=more, errors={})
    try:
        if not (errors := errors or disagree(tools.procedures[dossier.procedure].form, answers)):
            await acting.confirm(code, answers, who, tools)
            return done(code, "corrected")
    except Unacceptable as refused:
        errors = refusal(refused)
    return page(request, "correct", who, dossier, tools, parts=parts, answers=answers, errors=errors)


@router.get("/answers/{kind}")
async def answering(code: str, kind: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Show what is asked of the applicant: a commitment, an account, a report."""
    dossier = await tools.journal.dossier(code, who.actor)
    task = still_open(acting.asked(dossier, kind, who))
    parts = questions(_answer(task, dossier, tools), tools.offices)
    shows: dict[str, Any] = {"parts": parts, "answers": {}, "errors": {}, "why": tools.registry.waits_for(kind)}
    return page(request, "answer", who, dossier, tools, kind=kind, **shows)


@router.post("/answers/{kind}")
async def answer(code: str, kind: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Take the answer."""
    dossier, posted = await tools.journal.dossier(code, who.actor), await request.form()
    task = acting.asked(dossier, kind, who)
    model = _answer(task, dossier, tools)
    parts = questions(model, tools.offices)
    answers, errors = read(parts, posted)
    more = changed(answers, parts, posted)
    if more is None and not (errors := errors or disagree(model, answers)):
        await acting.answer(code, kind, task.decisions[0], who, tools, said=answers)
        return done(code, "answered")
    shows: dict[str, Any] = {"parts": parts, "answers": answers if more is None else more}
    shows |= {"errors": {} if more else errors, "why": tools.registry.waits_for(kind)}
    return page(request, "answer", who, dossier, tools, status=422 if errors else 200, kind=kind, **shows)


@router.get("/withdraw")
async def withdrawing(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Ask once more before a dossier is taken back."""
    dossier = await tools.journal.dossier(code, who.actor)
    return page(request, "withdraw", who, _can(dossier, "withdraw", who, tools), tools)


@router.post("/withdraw")
async def withdraw(
    code: str, who: Citizen, tools: Tools, request: Request, sure: Typed = "", reason: Typed = ""
) -> Response:
    """Take a dossier back."""
    dossier = await tools.journal.dossier(code, who.actor)
    if not sure and dossier.status != Status.WITHDRAWN:
        return page(request, "withdraw", who, dossier, tools, errors={"sure": SURE}, reason=reason)
    await acting.do(code, Withdrawn(reason=reason[:500]), who, tools)
    return done(code, "withdrawn")


@router.get("/mandate")
async def revoking(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Show an owner what it means to take back a mandate."""
    dossier = await tools.journal.dossier(code, who.actor)
    if not dossier.by_mandate or dossier.owner != who.actor.id or dossier.mandate_revoked_at:
        raise NotAsked("Không có ủy quyền nào để hủy bỏ.", "There is no mandate of yours to take back.")
    return page(request, "mandate", who, dossier, tools)


@router.post("/mandate")
async def revoke(
    code: str, who: Citizen, tools: Tools, request: Request, sure: Typed = "", reason: Typed = "", email: Typed = ""
) -> Response:
    """Take back a mandate."""
    dossier = await tools.journal.dossier(code, who.actor)
    if dossier.mandate_revoked_at and dossier.owner == who.actor.id:
        return done(code, "revoked")
    try:
        contact = Contact(email=email.strip())
    except ValueError:
        words = Words(vi="Địa chỉ thư điện tử chưa đúng.", en="This is no e-mail address.")
        return page(request, "mandate", who, dossier, tools, errors={"email": words}, email=email, reason=reason)
    if not sure:
        return page(request, "mandate", who, dossier, tools, errors={"sure": SURE}, email=email, reason=reason)
    await acting.revoke(code, reason[:500], contact.model_dump(), who, tools)
    return done(code, "revoked")


@router.get("/rate")
async def rating(code: str, who: Citizen, tools: Tools, request: Request) -> Response:
    """Ask how the service was."""
    dossier = await tools.journal.dossier(code, who.actor)
    return page(request, "rate", who, _can(dossier, "rate", who, tools), tools)


@router.post("/rate")
async def rate(
    code: str, who: Citizen, tools: Tools, request: Request, stars: Typed = "", comment: Typed = ""
) -> Response:
    """Take a rating, once."""
    dossier = await tools.journal.dossier(code, who.actor)
    if dossier.stars is not None:
        return done(code, "rated")
    if stars not in ("1", "2", "3", "4", "5"):
        return page(request, "rate", who, dossier, tools, errors={"stars": STARS}, comment=comment)
    await acting.rate(code, int(stars), comment.strip()[:1000], who, tools)
    return done(code, "rated")


def page(request: Request, name: str, who: Identity, dossier: Dossier, tools: Container, **context: Any) -> Response:
    """Show one of these pages, headed by which dossier it is about."""
    return show(request, f"following/{name}", who, here=shown(dossier, tools), **context)


def done(code: str, slug: str) -> Response:
    """Lead back to the dossier, which says what was done."""
    return RedirectResponse(f"/dossiers/{code}?done={slug}", 303)


def still_open(task: Task) -> Task:
    """A task that still waits; ``NotAsked``, if it was done meanwhile."""
    if not task.open:
        raise NotAsked("Việc này đã được trả lời.", "This was answered already.")
    return task


async def filled(dossier: Dossier, who: Identity, tools: Container) -> dict[str, Any]:
    """The form as it stands."""
    if not (form := form_of(await tools.journal.events(dossier.code, who.actor))):
        raise Missing
    await tools.looks.note(dossier.code, who.actor, FORM)
    return dict(form)


def refusal(refused: Unacceptable) -> dict[str, Words]:
    """Say on the page why what was typed is not taken."""
    if isinstance(refused, FormInvalid):
        return {"": refused.faults[0] if refused.faults else plain(refused.errors[0]["message"])}
    return {"": refused.words}


def asked_in(dossier: Dossier, tools: Container) -> tuple[Part, ...]:
    """What its form asks."""
    return questions(tools.procedures[dossier.procedure].form, tools.offices)


def _answer(task: Task, dossier: Dossier, tools: Container) -> type[BaseModel]:
    if (model := tools.answer_of(dossier.procedure, task.answer)) is None:
        raise Missing
    return model


def _can(dossier: Dossier, what: str, who: Identity, tools: Container) -> Dossier:
    if what not in describe(dossier, tools.journal.clock(), tools.registry, who.actor.id).can:
        raise NotAsked("Hiện ông/bà không thể làm việc này với hồ sơ.", "You cannot do this with the dossier now.")
    return dossier
