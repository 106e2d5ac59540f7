"""An officer's work: what is theirs, their office's and others', the first due first."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.container import Container, Officer, Tools
from api.http.cursors import FIRST, PAGE, Cursor, following, position
from api.http.problems import locale_of
from api.web.notices import notice
from api.web.show import show
from domain.base.refusals import Conflict, Erased, Missing
from domain.base.text import unaccented
from domain.base.words import Words, plain
from domain.deadlines.dueness import STANDS, dueness
from domain.dossier import acts, keys
from domain.dossier.eligibility import SUPERIORS
from domain.dossier.journal import Entry
from domain.dossier.state import Dossier
from domain.dossier.view import describe
from infra.db.task_tables import TaskRow
from infra.identity.officers import Names
from infra.identity.oidc import Identity
from infra.reads import queues
from infra.reads.queues import Asked, Box

router = APIRouter(include_in_schema=False)

HERE = "/work"
FOUND = 20
"""Dossiers that a search shows, the newest first."""
TRIES = 5
"""How many colleagues may be faster before somebody looks for themselves."""
Code = Annotated[str, Query(max_length=60)]
Codes = Annotated[list[str], Query(max_length=FOUND)]
Holder = Literal["", "free", "taken"]


@router.get(HERE)
async def work(
    request: Request,
    who: Officer,
    tools: Tools,
    box: Box = Box.UNIT,
    kind: Code = "",
    procedure: Codes = [],  # noqa: B006 - FastAPI copies it
    holder: Holder = "",
    cursor: Cursor = "",
    done: Code = "",
    task: Code = "",
) -> Response:
    """Show a part of an officer's work, fifty tasks at a time."""
    procedures = tuple(one for one in procedure if one)
    wanted = Asked.by(who, tools.journal.clock(), box=box, kind=kind, procedures=procedures, holder=holder)
    due_at, last = position(cursor, FIRST)
    found = await queues.work(tools.journal.database, who.actor, wanted, PAGE, due_at, last)
    rows, counted, offered, names = found
    onward = following(len(rows), rows[-1].due_at, rows[-1].id) if rows else None
    return show(
        request,
        "work/queue",
        who,
        box=box.value,
        rows=[row_of(row, who, tools, wanted, names) for row in rows],
        counts={name.value: number for name, number in counted.items()},
        most=queues.MOST - 1,
        chosen=wanted,
        narrowed=bool(kind or procedures or holder),
        kinds=_kinds({one for one, _ in offered} | ({kind} if kind else set()), tools),
        procedures=_titles({one for _, one in offered} | set(procedures), tools),
        onward=address(wanted, cursor=onward) if onward else "",
        first=address(wanted) if cursor else "",
        back=address(wanted, cursor=cursor),
        notice=await notice(done, task, who, tools, locale_of(request)),
    )


def address(asked: Asked, **more: str | None) -> str:
    """The address of a queue, with what it was narrowed to."""
    said = [("box", asked.box.value), ("kind", asked.kind), ("holder", asked.holder)]
    said += [("procedure", one) for one in asked.procedures] + [(name, value or "") for name, value in more.items()]
    return f"{HERE}?{urlencode([(name, value) for name, value in said if value])}"


def row_of(row: TaskRow, who: Identity, tools: Container, asked: Asked, names: Names) -> dict[str, Any]:
    """Show a task: what is to be done, until when, who has it and what the reader can do about that."""
    holder, ours = queues.holder(row, asked.now), row.agency == who.actor.agency
    mine = holder == who.actor.id
    return {
        "task": row,
        "procedure": title_of(row.procedure, tools),
        "todo": tools.registry.waits_for(row.kind),
        "due": dueness(row.due_at, asked.now, tools.journal.calendar_at(row.competent)) if row.dated else STANDS,
        "late": row.dated and row.due_at < asked.now,
        "holder": "mine" if mine else names[holder],
        "office": tools.offices.office(row.agency).title if row.agency and not (ours or mine) else "",
        "until": row.delegated_until if holder == row.claimed_by else None,
        "ours": ours or mine,
        "can_claim": ours and not holder,
        "can_release": mine,
        "can_move": ours and not mine and bool(SUPERIORS & set(who.actor.roles)),
    }


def title_of(procedure: str, tools: Container) -> Words:
    """Name a procedure; one that the catalogue no longer has by its code."""
    known = tools.procedures.get(procedure)
    return known.title if known else plain(procedure)


def _kinds(kinds: set[str], tools: Container) -> list[tuple[str, Words]]:
    return sorted(((kind, tools.registry.waits_for(kind)) for kind in kinds), key=lambda pair: pair[1].vi)


def _titles(procedures: set[str], tools: Container) -> list[tuple[str, Words]]:
    return sorted(((code, title_of(code, tools)) for code in procedures), key=lambda pair: pair[1].vi)


@router.post("/work/search")
async def search(who: Officer, tools: Tools, q: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Find by code of a dossier, by a citizen's number, or by words of a procedure; no address holds the number."""
    said = " ".join(q.split())
    if digits := _number(said):
        codes = await queues.found(tools.journal.database, who.actor, tools.index.of(digits), FOUND)
        return _to("/work/found", [("code", code) for code in codes])
    if wanted := _named(said, tools):
        return _to(HERE, [("procedure", code) for code in wanted])
    # Whatever else was typed is shown again only if it can be a code: words may name people.
    return _to("/work/found", [("code", said.upper())] if said.isascii() and "-" in said and " " not in said else [])


def _number(said: str) -> str:
    digits = said.replace(" ", "").replace(".", "")
    return digits if digits.isdecimal() and digits.isascii() and len(digits) == 12 else ""


def _named(said: str, tools: Container) -> list[str]:
    """Name the procedures whose code is this, or whose title has all of these words, with their accents or without."""
    if said in tools.procedures:
        return [said]
    words = _bare(said).split()
    return [
        code
        for code, procedure in tools.procedures.items()
        if words and all(word in _bare(f"{procedure.title.vi} {procedure.title.en}").split() for word in words)
    ][:FOUND]


def _bare(text: str) -> str:
    """Write words as they are searched: without accents, and a hyphen is a space."""
    return unaccented(text.casefold().replace("-", " "))


def _to(path: str, said: list[tuple[str, str]]) -> Response:
    return RedirectResponse(f"{path}?{urlencode(said)}" if said else path, 303)


@router.get("/work/found")
async def found(request: Request, who: Officer, tools: Tools, code: Codes = []) -> Response:  # noqa: B006 - as above
    """Show the dossiers that a search found: where each is, who has it, and what the reader has to do with it."""
    dossiers = [one for one in [await _seen(name, who, tools) for name in code] if one]
    now = tools.journal.clock()
    shown = [
        {
            "code": dossier.code,
            "procedure": title_of(dossier.procedure, tools),
            "view": describe(dossier, now, tools.registry, offices=tools.offices.bodies),
            "due": dueness(dossier.due_at, now, tools.journal.calendar_of(dossier)) if dossier.due_at else STANDS,
            "tasks": [
                (task.id, tools.registry.waits_for(task.kind))
                for task in dossier.open_tasks
                if task.agency == who.actor.agency and (task.role in who.actor.roles or task.claimed_by == who.actor.id)
            ],
        }
        for dossier in dossiers
    ]
    return show(request, "work/found", who, dossiers=shown)


async def _seen(code: str, who: Identity, tools: Container) -> Dossier | None:
    try:
        return await tools.journal.dossier(code, who.actor)
    except (Missing, Erased):
        return None


@router.post("/work/next")
async def take_next(
    who: Officer,
    tools: Tools,
    box: Annotated[Box, Form()] = Box.UNIT,
    kind: Annotated[str, Form(max_length=60)] = "",
    procedure: Annotated[list[str], Form(max_length=FOUND)] = [],  # noqa: B006 - as above
) -> Response:
    """Claim the first task that nobody has, and open it; where a colleague is faster, the one after it."""
    # What somebody has already, or what waits for others, cannot be claimed: then it is the office's that is meant.
    chosen = box if box in (Box.TODAY, Box.LATE) else Box.UNIT
    wanted = Asked.by(who, tools.journal.clock(), box=chosen, kind=kind, procedures=tuple(procedure), holder="free")
    for row in await queues.listed(tools.journal.database, who.actor, wanted, TRIES):
        try:
            claimed = Entry(key=keys.EACH_TIME, act=acts.TaskClaimed(task=row.id))
            await tools.journal.act_on_task(row.id, claimed, who.actor)
        except Conflict:
            continue
        return RedirectResponse(f"{HERE}/{row.id}", 303)
    return RedirectResponse(
        address(Asked.by(who, tools.journal.clock(), box=box, kind=kind, procedures=tuple(procedure)), done="none"), 303
    )
