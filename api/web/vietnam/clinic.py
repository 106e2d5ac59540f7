"""A clinic's counter: a chip or a VNeID token, a look at the face, and whether the insurance pays."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.container import ClinicOfficer, Container, Tools
from api.http.problems import locale_of
from api.schemas.vietnam.clinic import ReceptionIn
from api.services.cards import CardIn, read
from api.services.vietnam import clinic
from api.web.desk.front import LONGEST
from api.web.show import show
from domain.base.refusals import Refusal
from domain.base.words import Words
from domain.vietnam.clinic import REASONS
from domain.vietnam.people.cards import CardRefused, CardUnreadable
from infra.identity.oidc import Identity

HERE = "/clinic"
PRIVATE = {"Cache-Control": "private, no-store"}
NOTHING = Words(
    vi="Đọc chip thẻ căn cước, hoặc dán mã VNeID của người bệnh.",
    en="Read the chip of the card, or paste the patient's VNeID token.",
)
PROVES_NOTHING = Words(
    vi="Mã QR hoặc số định danh không chứng minh ai đang đứng trước mặt: đọc chip thẻ căn cước, hoặc dùng mã VNeID.",
    en="A QR code or a number proves nobody: read the chip of the card, or take a VNeID token.",
)
FACE = Words(
    vi="Đối chiếu khuôn mặt với ảnh trên thẻ hoặc trên VNeID rồi đánh dấu.",
    en="Compare the face with the portrait on the card or in VNeID, then tick the box.",
)
VISIT = Words(
    vi="Nhập mã lượt khám: chữ không dấu, số, dấu chấm, gạch nối; thông tin người bệnh phải đọc lại nếu bị thiếu.",
    en="Enter the number of the visit: letters, digits, dots, hyphens; where the patient is missing, read them again.",
)
CHILD = Words(
    vi="Nhập họ tên, ngày sinh của trẻ (năm-tháng-ngày), và số định danh; trẻ chưa có thì nhập số Giấy khai"
    " sinh hoặc giấy chứng sinh thay cho số đó.",
    en="Enter the child's name, its birthday as 2024-10-10, and its citizen number, or where it has none the number of"
    " its birth certificate or of the record of its birth.",
)
OF_CHILD = ("child_name", "child_born", "child_number", "child_certificate")
TYPED = ("visit", "card_proof", "number", "full_name", "born", "vneid_token", *OF_CHILD)
"""What the page of the face sends."""
Said = Annotated[str, Form(max_length=LONGEST)]
Visit = Annotated[str, Path(pattern=r"^[0-9A-Za-z.\-]{1,40}$")]
router = APIRouter(prefix=HERE, include_in_schema=False)


@router.get("")
async def counter(request: Request, who: ClinicOfficer, tools: Tools) -> Response:
    """Show the box for a card or a token, and which receptions are still to be settled."""
    return await _counter(request, who, tools)


@router.post("")
async def came(request: Request, who: ClinicOfficer, tools: Tools, q: Said = "") -> Response:
    """Read who is there, and ask that their face be looked at; nothing is asked of the register yet."""
    said = q.strip()
    if not said:
        return await _counter(request, who, tools, NOTHING)
    if said.startswith("{"):
        return await _chip(said, request, who, tools)
    if said.count(".") == 2 and "|" not in said:
        return _face(request, who, {"vneid_token": said})
    return await _counter(request, who, tools, PROVES_NOTHING)


async def _chip(said: str, request: Request, who: Identity, tools: Container) -> Response:
    try:
        card = CardIn.model_validate_json(said)
        now, locale = tools.journal.clock(), locale_of(request)
        told = read(card, who, tools.card_trust, tools.card_proofs, now, locale)
    except ValidationError:
        unread = CardUnreadable("thiếu dữ liệu của chip", "data of the chip are missing")
        return await _counter(request, who, tools, unread.words)
    except CardRefused as refused:
        return await _counter(request, who, tools, refused.words)
    if not told.proved:
        return await _counter(request, who, tools, PROVES_NOTHING)
    holder = told.holder
    born = holder.born.isoformat() if holder.born else ""
    typed = {"card_proof": told.card, "number": str(holder.number), "full_name": holder.full_name, "born": born}
    return _face(request, who, typed)


@router.post("/receptions")
async def receive(request: Request, who: ClinicOfficer, tools: Tools) -> Response:
    """Ask whether the insurance pays, once somebody has looked at the face."""
    posted = await request.form()
    typed = {name: str(posted.get(name, "")).strip()[:LONGEST] for name in TYPED}
    if not posted.get("face"):
        return _face(request, who, typed, {"face": FACE})
    try:
        asked = ReceptionIn.model_validate(_sent(typed, who))
    except ValidationError as wrong:
        childs = any("child" in one["loc"] for one in wrong.errors())
        return _face(request, who, typed, {"child_name": CHILD} if childs else {"visit": VISIT})
    try:
        told = await clinic.received(asked, who, tools.clinic, tools.journal.clock(), locale_of(request))
    except clinic.NotUnderSix as refused:
        return _face(request, who, typed, {"child_born": Words(vi=refused.vi, en=refused.en)})
    except (clinic.NotInsured, clinic.DoesNotMatch) as said:
        return await _refused(request, who, tools, typed["visit"], said)
    except Refusal as refused:  # nothing was asked of the register
        return await _counter(request, who, tools, Words(vi=refused.vi, en=refused.en))
    return _answer(request, who, typed["visit"], told)


def _sent(typed: dict[str, str], who: Identity) -> dict[str, Any]:
    sent: dict[str, Any] = {"facility": who.actor.agency, "visit": typed["visit"], "vneid_token": typed["vneid_token"]}
    if typed["card_proof"]:
        patient = {name: typed[name] for name in ("number", "full_name", "born")}
        sent |= {"card_proof": typed["card_proof"], "patient": patient}
    child = {"number": typed["child_number"], "certificate": typed["child_certificate"], "born": typed["child_born"]}
    if typed["child_name"] or any(child.values()):
        sent["child"] = child | {"full_name": typed["child_name"]}
    return sent


@router.get("/visits/{visit}")
async def again(visit: Visit, request: Request, who: ClinicOfficer, tools: Tools) -> Response:
    """Show what became of a reception."""
    try:
        told = await clinic.settled(visit, who, tools.clinic, locale_of(request))
    except (clinic.NotInsured, clinic.DoesNotMatch) as refused:
        return await _refused(request, who, tools, visit, refused)
    return _answer(request, who, visit, told)


@router.post("/visits/{visit}/correction")
async def correction(visit: Visit, request: Request, who: ClinicOfficer, tools: Tools) -> Response:
    """Have a difference looked into, as the patient wishes."""
    await clinic.wish(visit, who, tools.clinic, locale_of(request))
    return RedirectResponse(f"{HERE}/visits/{visit}", 303)


async def _refused(request: Request, who: Identity, tools: Container, visit: str, why: Refusal) -> Response:
    wish = await clinic.wished(visit, who, tools.clinic, locale_of(request))
    return _answer(request, who, visit, None, Words(vi=why.vi, en=why.en), wish)


async def _counter(request: Request, who: Identity, tools: Container, error: Words | None = None) -> Response:
    owed = await tools.clinic.visits.unsettled(who.actor)
    return show(request, "clinic/counter", who, error=error, owed=owed, headers=PRIVATE)


def _face(request: Request, who: Identity, typed: dict[str, str], errors: dict[str, Words] | None = None) -> Response:
    typed = {"visit": secrets.token_hex(6)} | typed
    return show(request, "clinic/face", who, typed=typed, errors=errors or {}, headers=PRIVATE)


def _answer(
    request: Request, who: Identity, visit: str, told: Any, why: Words | None = None, wish: Any = None
) -> Response:
    mends = why is not None and why.vi == REASONS["mismatch"].vi
    context = {"visit": visit, "told": told, "why": why, "mends": mends, "wish": wish}
    return show(request, "clinic/answer", who, headers=PRIVATE, **context)
