"""The form, a section a page: each step is kept, whatever is wrong with it, and who is interrupted loses nothing."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.web.fields import Group, Section, changed, check, read
from api.web.filing.own import KNOWN, Mine, Own, digest
from api.web.show import show
from domain.base.words import Words
from infra.files.drafts import DraftChanged

router = APIRouter(include_in_schema=False)

Posted = dict[str, str]

MEANWHILE = Words(
    vi="Trang này đã được sửa ở cửa sổ hoặc thiết bị khác. Những gì ông/bà vừa gõ còn nguyên ở dưới và chưa được lưu: "
    "bấm “Lưu và tiếp tục” để giữ nội dung này, hoặc mở lại trang để xem nội dung kia.",
    en="This page was changed in another window or on another device. What you just typed is here and not kept yet: "
    "press “Save and go on” to keep it, or open the page again to see the other.",
)


@router.get("/drafts/{draft}/{section}")
async def ask(section: str, own: Mine, request: Request, look: bool = False, then: str = "") -> Response:
    """Ask a section's questions; ``look`` shows what is wrong with the answers."""
    asked = own.section(section)
    answers = own.content.form
    errors = check(asked.parts, answers) if look else {}
    return _page(request, own, asked, answers, errors=errors, then=then, status=200)


@router.post("/drafts/{draft}/{section}")
async def answer(section: str, own: Mine, request: Request) -> Response:
    """Keep what was typed, right or wrong, and go on, or do what else was pressed."""
    asked = own.section(section)
    posted = {name: str(value) for name, value in (await request.form()).items()}
    before = own.content.form
    answers, errors = read(asked.parts, posted, before, own.locked(before))
    answers = own.certain(changed(answers, asked.parts, posted) or _about_me(own, asked, answers, posted) or answers)
    seen, then = posted.get("seen", ""), posted.get("then", "")
    try:
        if seen != digest(asked.parts, before) and answers != before:
            raise DraftChanged.saying(MEANWHILE)
        done = [*dict.fromkeys([*own.content.done, section])]
        await own.keep(form=answers, done=done)
    except DraftChanged:
        return _page(request, own, asked, answers, then=then, notice=MEANWHILE, status=409)
    spoken = request.app.state.languages.codes
    return RedirectResponse(_next(own, section, posted, spoken, wrong=bool(errors)), 303)


def _next(own: Own, section: str, posted: Posted, spoken: tuple[str, ...], *, wrong: bool) -> str:
    """Say where it goes on."""
    does, _, name = posted.get("do", "next").partition(":")
    then = {"then": "check"} if posted.get("then") == "check" else {}
    if does in ("add", "remove", "me", "unknown"):
        return f"{own.at(section)}?{urlencode(then)}#{name.partition('.')[0]}"
    if does == "lang" and name in spoken:
        return f"{own.at(section)}?{urlencode(then | {'lang': name})}"
    if does == "later":
        return "/drafts"
    if wrong and does != "anyway":
        return f"{own.at(section)}?{urlencode(then | {'look': 'true'})}"
    return own.at("check") if then else own.beside(section, 1)


def _about_me(own: Own, asked: Section, answers: dict[str, Any], posted: Posted) -> dict[str, Any] | None:
    """Fill in the applicant as the person whom a part is about, or take that back."""
    does, _, name = posted.get("do", "").partition(":")
    group = next((part for part in own.people if part in asked.parts and part.key == name), None)
    if group is None or does not in ("me", "unknown"):
        return None
    known = own.me if does == "me" else dict.fromkeys(KNOWN)
    return answers | {name: (answers.get(name) or {}) | known}


def _page(request: Request, own: Own, asked: Section, answers: dict[str, Any], **more: Any) -> Response:
    people = [part for part in asked.parts if isinstance(part, Group) and part in own.people]
    return show(
        request,
        "filing/section",
        own.who,
        own=own,
        section=asked,
        answers=answers,
        locked=own.locked(answers),
        seen=digest(asked.parts, own.content.form),
        people=[(group, own.is_me(group, answers)) for group in people],
        unknown=not any(own.is_me(group, answers) for group in own.people),
        languages=[],
        **{"errors": {}, "then": "", "notice": None} | own.step(asked.slug) | more,
    )
