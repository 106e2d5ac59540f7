"""How the applicant is reached, and in which language."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.application import Contact
from api.languages import SPOKEN
from api.web.fields import check, disagree, questions, read
from api.web.filing.kept import taken, waiting
from api.web.filing.own import Errors, Mine, Own
from api.web.filing.sections import BACK_AGAIN
from api.web.show import show
from domain.words import Words

router = APIRouter(include_in_schema=False)

MAIL = Words(
    vi="“Thư điện tử” chưa đúng: hãy xem lại, ví dụ hoa@example.vn.",
    en="“Email” is not right: look again, for example hoa@example.vn.",
)


class Reached(BaseModel):
    """What the page asks."""

    email: str = Field(default="", max_length=200, title="Thư điện tử", description="Email")
    phone: str = Field(default="", max_length=20, title="Số điện thoại", description="Phone number")
    locale: Literal["vi", "en"] = Field(default="vi", title="Ngôn ngữ của thông báo", description="Language of notices")


ASKED = questions(Reached)


@router.get("/drafts/{draft}/contact")
async def contact(own: Mine, request: Request, look: bool = False, then: str = "", kept: bool = False) -> Response:
    """Ask how to reach them."""
    answers: dict[str, Any] = dict(own.content.contact)
    posted = await waiting(request, own.tools) if kept else None
    if posted:
        answers, _ = read(ASKED, posted)
    more: dict[str, Any] = {
        "notice": BACK_AGAIN if posted else None,
        "then": then,
        "errors": wrong(answers) if look else {},
    }
    more |= {"parts": ASKED, "answers": answers, "languages": []} | own.step("contact")
    return show(request, "filing/contact", own.who, own=own, **more)


@router.post("/drafts/{draft}/contact")
async def reached(own: Mine, request: Request) -> Response:
    """Keep it and go on."""
    posted = {name: str(value) for name, value in (await request.form()).items()}
    answers, _ = read(ASKED, posted)
    contact = {name: said or "" for name, said in answers.items()}
    await own.keep(contact=contact, done=[*dict.fromkeys([*own.content.done, "contact"])])
    does, _, language = posted.get("do", "").partition(":")
    if does == "lang" and language in SPOKEN:
        where = f"{own.at('contact')}?lang={language}"
    else:
        where = f"{own.at('contact')}?look=true" if wrong(contact) else own.at("check")
    return await taken(request, RedirectResponse(where, 303), own.tools)


def wrong(answers: dict[str, Any]) -> Errors:
    """Say what is wrong with how they are reached."""
    return check(ASKED, answers) or ({"email": MAIL} if disagree(Contact, answers) else {})


def as_contact(own: Own) -> Contact:
    """Give it as a filing takes it; what is wrong stays out, as ``wrong`` is looked at first."""
    return Contact.model_validate(own.content.contact)
