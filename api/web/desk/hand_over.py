"""Handing a result over at the counter (trả kết quả): whoever takes it signs, on the screen or on paper."""

import re
from base64 import b64decode
from binascii import Error
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from api.container import Container, Deciding, Officer, Tools, only_desks
from api.services.deciding import Decision, decided, dossier_of, seen
from api.services.results import Receipt
from api.web.desk.visitor import Desk, Whoever
from api.web.filing.mandate import LONGEST, SHORTEST
from api.web.show import show
from api.web.typed import typed
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.dossier.state import Dossier
from domain.tasks.model import HAND_OVER
from infra.foreign.harm import Harmful, Oversized
from infra.foreign.naming import Disguised
from infra.identity.oidc import Identity

router = APIRouter(include_in_schema=False)

PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/]+={0,2})")
LONGEST_PICTURE = 200_000
RELATIONS = {
    "applicant": Words(vi="Người nộp hồ sơ", en="Whoever filed it"),
    "owner": Words(vi="Chủ hồ sơ", en="Whose matter it is"),
    "mandate": Words(vi="Người được ủy quyền nhận, có giấy ủy quyền", en="Somebody with a mandate to take it, shown"),
}
WAYS = {
    "screen": Words(vi="Ký trên màn hình này", en="On this screen"),
    "paper": Words(vi="Ký trên phiếu in, lưu tại quầy", en="On the printed sheet, kept at the counter"),
}
NO_NAME = Words(vi="Nhập họ tên người nhận.", en="Enter the name of whoever takes it.")
NO_RELATION = Words(vi="Chọn người nhận là ai.", en="Select who takes it.")
NO_WAY = Words(vi="Chọn cách ký nhận.", en="Select how it is signed for.")
NOT_SIGNED = Words(
    vi="Chưa có chữ ký: ký vào ô dưới đây, hoặc chọn ký trên phiếu in.",
    en="There is no signature yet: sign in the box below, or choose the printed sheet.",
)


class Taken(BaseModel):
    """Who took a result and how they signed for it, as it was sent."""

    receiver: str = Field(default="", max_length=400)
    relation: Literal["", "applicant", "owner", "mandate"] = ""
    way: Literal["", "screen", "paper"] = ""
    signature: str = Field(default="", max_length=LONGEST_PICTURE)


async def handing_over(task: str, who: Officer, tools: Tools, whoever: Whoever) -> Desk:
    """Let in officers of the desk, and whom one of them lets do this task in their place."""
    if not await _lent(task, who, tools):
        await only_desks(who, tools)
    return Desk(who, tools, None, whoever)


async def _lent(task: str, who: Identity, tools: Container) -> bool:
    try:
        found = (await dossier_of(task, who, tools.journal)).tasks.get(task)
    except Missing:
        return False
    return found is not None and found.is_delegate(who.actor.id, tools.journal.clock())


Handing = Annotated[Desk, Depends(handing_over)]


@router.get("/desk/tasks/{task}/hand-over")
async def ask(task: str, request: Request, desk: Handing) -> Response:
    """Ask who takes the result; whoever stands here and may, is filled in."""
    dossier = await _open(task, desk.who, desk.tools)
    return _page(request, desk, task, dossier, _expected(desk, dossier), {})


@router.post("/desk/tasks/{task}/hand-over")
async def hand_over(
    task: str, request: Request, desk: Handing, who: Deciding, tools: Tools, taken: Annotated[Taken, Form()]
) -> Response:
    """Record that it was handed over, with the signature; handing over twice is handing over once."""
    dossier = await _open(task, who, tools)
    name = " ".join(typed(taken.receiver, "receiver").split())
    picture = _picture(taken.signature) if taken.way == "screen" else b""
    errors = _errors(taken, name, picture)
    drawn = ""
    if not errors and picture:
        try:
            drawn = (await tools.uploads.keep("chu-ky-nhan.png", picture, who.actor)).id
        except (Disguised, Harmful, Oversized):
            errors["signature"] = NOT_SIGNED
    if errors:
        said = taken.model_dump(exclude={"signature"}) | {"receiver": name}
        return _page(request, desk, task, dossier, said, errors)
    said = {"receiver": name, "relation": taken.relation, "signed": taken.way, "signature": drawn}
    body = Decision(decision=HAND_OVER, receipt=Receipt.model_validate(said))
    await decided(task, body, who, tools)
    return RedirectResponse(f"/desk/dossiers/{dossier.code}?done=hand_over", 303)


@router.get("/desk/tasks/{task}/sheet")
async def sheet(task: str, request: Request, who: Officer, tools: Tools) -> Response:
    """Show the sheet that whoever takes the result signs by hand; it names nobody."""
    dossier = await _open(task, who, tools)
    office = tools.offices.office(dossier.receiving)
    return show(
        request,
        "desk/sheet",
        who,
        dossier=dossier,
        body=office.body,
        place=office.place,
        title=tools.procedures[dossier.procedure].title,
        today=tools.journal.today(),
        task=task,
    )


def _errors(taken: Taken, name: str, picture: bytes) -> dict[str, Words]:
    wrong = {
        "receiver": None if SHORTEST <= len(name) <= LONGEST else NO_NAME,
        "relation": None if taken.relation else NO_RELATION,
        "way": None if taken.way else NO_WAY,
        "signature": NOT_SIGNED if taken.way == "screen" and not picture else None,
    }
    return {field: words for field, words in wrong.items() if words}


def _picture(sent: str) -> bytes:
    """The picture that was drawn, or nothing."""
    if (found := PICTURE.fullmatch(sent)) is None:
        return b""
    try:
        return b64decode(found[1], validate=True)
    except Error:
        return b""


async def _open(task: str, who: Identity, tools: Container) -> Dossier:
    """The dossier of a task of handing over, open or just closed, if it is this desk's; else ``Missing``."""
    found = await seen(task, who, tools.journal)
    if found.task.kind != HAND_OVER:
        raise Missing
    return found.dossier


def _expected(desk: Desk, dossier: Dossier) -> dict[str, str]:
    """Fill in who stands here, where the result is theirs."""
    if desk.person is None:
        return {}
    person = desk.tools.index.of(desk.person.number)
    relation = "owner" if person == dossier.owner else "applicant" if person == dossier.applicant else ""
    return {"receiver": desk.person.name, "relation": relation} if relation else {}


def _page(
    request: Request, desk: Desk, task: str, dossier: Dossier, said: dict[str, Any], errors: dict[str, Words]
) -> Response:
    stranger = bool(desk.person) and not _expected(desk, dossier)
    return show(
        request,
        "desk/hand-over",
        desk.who,
        task=task,
        dossier=dossier,
        title=desk.tools.procedures[dossier.procedure].title,
        said=said,
        errors=errors,
        relations=RELATIONS,
        ways=WAYS,
        person=desk.person,
        stranger=stranger,
    )
