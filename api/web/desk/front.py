"""The desk: one box that takes anything, what waits to be done by due time, and the next person by one key."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from api.http.cursors import FIRST, PAGE, Cursor, following, position
from api.http.problems import locale_of
from api.http.request_log import CODE
from api.services.cards import CardIn, read
from api.web.desk.visitor import AtDesk, Desk, Standing
from api.web.show import show
from domain.base.words import Words, capital
from domain.vietnam.people.cards import CardRefused, CardUnreadable, latin, read_qr
from domain.vietnam.people.citizen_number import CitizenNumber, IdentityNumberError
from infra.reads import desk_queue
from workflows.catalogue import Procedures
from workflows.engine.procedure import Procedure

router = APIRouter(include_in_schema=False)

DESK, PERSON = "/desk", "/desk/person"
LONGEST = 400_000
"""Characters of what comes from a scanner or a chip reader; a portrait is in it."""
SPACES = re.compile(r"[\s.\-]+")
DIGITS = re.compile(r"[0-9]{9,14}")
"""What looks like the number of a person; whether it can be one is asked next."""
NOTHING = Words(
    vi="Chưa có gì: quét thẻ, mã trên giấy hẹn, hoặc gõ số định danh, mã hồ sơ, tên thủ tục.",
    en="There is nothing in it: scan a card or a slip, or type a citizen number, a dossier's code or a procedure.",
)
NOT_FOUND = Words(
    vi="Không có thủ tục nào có tên như vậy. Hãy thử từ khác, hoặc quét lại.",
    en="No procedure has such a name. Try another word, or scan again.",
)


@router.get("/desk")
async def front(
    request: Request, desk: AtDesk, kind: Annotated[str, Query(max_length=60)] = "", cursor: Cursor = ""
) -> Response:
    """Show the box, and what waits."""
    return show(request, "desk/front", desk.who, **await _waiting(desk, kind, cursor), person=desk.person)


@router.post("/desk")
async def found(request: Request, desk: AtDesk, q: Annotated[str, Form(max_length=LONGEST)] = "") -> Response:
    """Go where what was scanned or typed leads."""
    if not q.strip():
        return await _again(request, desk, NOTHING)
    try:
        return await _led(request, desk, q.strip())
    except CardRefused as refused:
        return await _again(request, desk, refused.words)
    except IdentityNumberError as impossible:
        return await _again(request, desk, capital(impossible.words))


@router.post("/desk/next")
async def next_person(desk: AtDesk) -> Response:
    """Let nobody stand here: whatever the last one's was is gone from the screen."""
    await desk.take(None)
    return RedirectResponse(DESK, 303)


async def _led(request: Request, desk: Desk, said: str) -> Response:
    """Go where it leads: a person by chip, card or number, a dossier, a document, or procedures of such a name."""
    if said.startswith("{"):
        return await _stands(desk, await _proved(said, desk, request))
    if "|" in said:
        return await _stands(desk, Standing.of(read_qr(said)))
    if found := CODE.search(said.upper()):
        return RedirectResponse(f"/desk/dossiers/{found[0]}", 303)
    if token := _token(said):
        return RedirectResponse(f"/verify/{token}", 303)
    if DIGITS.fullmatch(bare := SPACES.sub("", said)):
        return await _stands(desk, Standing.typed(CitizenNumber(bare)))
    return await _sought(request, desk, said)


def _token(said: str) -> str:
    """What stands behind the address of the page that checks documents."""
    if "://" not in said:
        return ""
    before, found, token = urlsplit(said).path.casefold().rpartition("/verify/")
    return urlsplit(said).path[len(before) + len(found) :] if found and token else ""


async def _stands(desk: Desk, person: Standing) -> Response:
    await desk.take(person)
    return RedirectResponse(PERSON, 303)


async def _proved(json: str, desk: Desk, request: Request) -> Standing:
    try:
        card = CardIn.model_validate_json(json)
    except ValidationError:
        raise CardUnreadable("thiếu dữ liệu của chip", "data of the chip are missing") from None
    tools, locale = desk.tools, locale_of(request)
    told = read(card, desk.who, tools.card_trust, tools.card_proofs, tools.journal.clock(), locale)
    return Standing.of(told.holder, told.card, told.until)


async def _sought(request: Request, desk: Desk, words: str) -> Response:
    procedures = matching(words, desk.tools.procedures)
    if not procedures:
        return await _again(request, desk, NOT_FOUND)
    if len(procedures) == 1 and desk.person:
        return RedirectResponse(f"{PERSON}?procedure={procedures[0].code}", 303)
    return show(request, "desk/front", desk.who, **await _waiting(desk), person=desk.person, procedures=procedures)


async def _again(request: Request, desk: Desk, error: Words) -> Response:
    return show(request, "desk/front", desk.who, **await _waiting(desk), person=desk.person, error=error)


async def _waiting(desk: Desk, kind: str = "", cursor: str = "") -> dict[str, Any]:
    due_at, last = position(cursor, FIRST)
    rows, kinds, names = await desk_queue.waiting(desk.tools.journal.database, desk.actor, kind, PAGE, due_at, last)
    now, registry = desk.tools.journal.clock(), desk.tools.registry
    items = [
        {
            "code": row.dossier,
            "what": registry.waits_for(row.kind),
            "procedure": desk.tools.procedures[row.procedure].title,
            "claimed": "mine" if row.claimed_by == desk.actor.id else names[row.claimed_by],
            "due_at": row.due_at if row.dated else None,
            "since": row.opened_at,
            "late": row.dated and row.due_at < now,
        }
        for row in rows
    ]
    counts = [{"kind": row.kind, "words": registry.waits_for(row.kind), "many": row.many} for row in kinds]
    onward = following(len(rows), rows[-1].due_at, rows[-1].id) if rows else None
    return {"items": items, "kinds": counts, "kind": kind, "onward": onward}


def matching(words: str, procedures: Procedures) -> list[type[Procedure[Any]]]:
    """The procedure of this very name, or those whose name or code has all these words; accents count nowhere."""
    wanted = latin(words)
    names = {one: f"{latin(one.title.vi)}\n{latin(one.title.en)}\n{one.code}" for one in procedures.values()}
    if exactly := [one for one, name in names.items() if wanted in name.split("\n")]:
        return exactly
    return [one for one, name in names.items() if all(word in name for word in wanted.split())]
