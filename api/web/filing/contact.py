"""Where it is received and the result handed out, how the applicant is reached, and in which language."""

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, EmailStr, Field, TypeAdapter, ValidationError, create_model

from api.services.application import ConsentContact, Contact, Locale
from api.web.fields import check, disagree, questions, read
from api.web.filing.own import Errors, Mine, Own
from api.web.show import show
from domain.base.words import VIETNAMESE, Words
from domain.filing.reception import part_of
from infra.runtime.languages import LANGUAGES
from workflows.engine.askable import WORDS

router = APIRouter(include_in_schema=False)

MAIL = Words(
    vi="“{of}” chưa đúng: hãy xem lại, ví dụ hoa@example.vn.",
    en="“{of}” is not right: look again, for example hoa@example.vn.",
)
OWN = Words(vi="Thư điện tử", en="Email")


class Reached(BaseModel):
    """What the page asks."""

    email: str = Field(default="", max_length=200, title=OWN.vi, description=OWN.en)
    phone: str = Field(default="", max_length=20, title="Số điện thoại", description="Phone number")
    locale: Locale = Field(
        default=VIETNAMESE,
        title="Ngôn ngữ của thông báo",
        description="Language of notices",
        json_schema_extra={WORDS: {code: {"vi": name, "en": name} for code, name in LANGUAGES.further.items()}},
    )


ASKED = questions(Reached)
ADDRESS: TypeAdapter[str] = TypeAdapter(EmailStr)


def of_others(own: Own) -> dict[str, Any]:
    """Ask how those who must agree are told that they are asked, each by a question of their own."""
    whose = {f"agree_{place}": _of(part) for place, part in enumerate(own.asked.values())}
    fields: dict[str, Any] = {name: (str, Field(default="", max_length=200)) for name in whose}
    parts = questions(create_model("Others", **fields)) if fields else ()
    return {"others": tuple(replace(part, label=whose[part.name]) for part in parts)}


def _of(part: str) -> Words:
    who = part_of(part)
    return Words(vi="{} của {}", en="{} of {}").format(OWN, who)


@router.get("/drafts/{draft}/contact")
async def contact(own: Mine, request: Request, look: bool = False, then: str = "") -> Response:
    """Ask how to reach them."""
    answers: dict[str, Any] = dict(own.content.contact)
    errors = wrong(answers) | wrong_of_others(own, own.content.asked) if look else {}
    answers |= {f"agree_{place}": own.content.asked.get(number, "") for place, number in enumerate(own.asked)}
    more = of_others(own) | {"then": then, "errors": errors, "receiving": own.content.receiving}
    more |= {"parts": ASKED, "answers": answers, "languages": []} | own.step("contact")
    return show(request, "filing/contact", own.who, 200, own=own, **more)


@router.post("/drafts/{draft}/contact")
async def reached(own: Mine, request: Request) -> Response:
    """Keep it and go on."""
    posted = {name: str(value) for name, value in (await request.form()).items()}
    answers, _ = read(ASKED, posted)
    contact = {name: said or "" for name, said in answers.items()}
    asked = {number: posted.get(f"agree_{place}", "").strip()[:200] for place, number in enumerate(own.asked)}
    receiving = _desk(own, posted)
    await own.keep(
        contact=contact, receiving=receiving, asked=asked, done=[*dict.fromkeys([*own.content.done, "contact"])]
    )
    does, _, language = posted.get("do", "").partition(":")
    if does == "lang" and language in request.app.state.languages.codes:
        return RedirectResponse(f"{own.at('contact')}?lang={language}", 303)
    faulty = wrong(contact) or wrong_of_others(own, asked)
    return RedirectResponse(f"{own.at('contact')}?look=true" if faulty else own.at("check"), 303)


def _desk(own: Own, posted: dict[str, Any]) -> str:
    """The desk that was chosen; nothing where it is none, so that the office that decides receives."""
    chosen = str(posted.get("receiving", ""))
    return chosen if chosen in {desk.code for desk in own.desks} else ""


def wrong(answers: dict[str, Any]) -> Errors:
    """Say what is wrong with how they are reached."""
    return check(ASKED, answers) or ({"email": MAIL.format(of=OWN)} if disagree(Contact, answers) else {})


def wrong_of_others(own: Own, mails: dict[str, str]) -> Errors:
    """Say which address of those who must agree is none."""
    found: Errors = {}
    for place, (number, part) in enumerate(own.asked.items()):
        try:
            if mail := mails.get(number):
                ADDRESS.validate_python(mail)
        except ValidationError:
            found[f"agree_{place}"] = MAIL.format(of=_of(part))
    return found


def of_consents(own: Own) -> list[ConsentContact]:
    """How those who must agree are reached, of whom it was said."""
    mails = {number: own.content.asked.get(number, "") for number in own.asked}
    locale = as_contact(own).locale
    return [ConsentContact(number=number, email=mail, locale=locale) for number, mail in mails.items() if mail]


def as_contact(own: Own) -> Contact:
    """Give it as a filing takes it; what is wrong stays out, as ``wrong`` is looked at first."""
    return Contact.model_validate(own.content.contact)
