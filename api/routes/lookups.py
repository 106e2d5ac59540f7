"""Who looked at whose data, at agencies or in the dossier: for whom it was about, and for who sees the dossier.

Of an officer who opened something office and role are told, not the name: whom the law lets know it asks the office.
"""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import TextClause, text

from api.house import AnyCitizen, House, Known, Tools
from api.openapi import told
from api.pages import LAST, PAGE, Cursor, following, position
from api.problems import Malformed, locale_of
from api.views import ROOT, moment
from domain.acts import Actor
from domain.field_words import field_words
from domain.law import Role
from domain.looks import OPENED
from domain.lookups import CONSENT, DUTY, LookUp
from domain.office import UnknownOffice
from domain.refusals import Missing
from domain.registers import AGENCIES, QUERIES
from domain.view import ROLES
from domain.words import Words

router = APIRouter(prefix=ROOT, tags=["look-ups"], responses=told(401, 422, 503))

PAGED = "AND (at, dossier, seq) < (:at, :before, :seq) ORDER BY at DESC, dossier DESC, seq DESC LIMIT :page"
NAMED = "(dossier, seq, at, register, found, look, procedure, office, opened, roles)"
OFFICERS = """
    UNION ALL SELECT dossier, seq, at, NULL, NULL, NULL, procedure, agency, opened, roles FROM officer_looks
"""
ABOUT_ME = text(f"""
SELECT * FROM (
    SELECT dossier, seq, at, register, found, look, procedure, competent, NULL, NULL FROM lookups {OFFICERS}
) AS looks {NAMED} WHERE :code IN ('', dossier) {PAGED}
""")  # noqa: S608 - our own words
OF_DOSSIER = text(f"""
SELECT * FROM (
    SELECT dossier, e.seq, at, act ->> 'agency', CAST(act ->> 'found' AS boolean), act -> 'look', procedure, competent,
           NULL, NULL
    FROM events e JOIN dossiers ON code = dossier WHERE dossier = :code AND jsonb_exists(act, 'look') {OFFICERS}
) AS looks {NAMED} WHERE dossier = :code {PAGED}
""")  # noqa: S608 - our own words


@router.get("/me/lookups", responses=told(400, 403))
async def about_me(who: AnyCitizen, tools: Tools, request: Request, cursor: Cursor = "") -> dict[str, Any]:
    """List who looked at the reader's data, in whatever dossier: which fields, why, on what basis; newest first."""
    return await _page(ABOUT_ME, "", cursor, who.actor, tools, request)


@router.get("/dossiers/{code}/lookups", responses=told(400, 404))
async def of_dossier(code: str, who: Known, tools: Tools, request: Request, cursor: Cursor = "") -> dict[str, Any]:
    """List what was looked up for a dossier and who opened it; who does not see it, the looks about themselves."""
    try:
        await tools.journal.dossier(code, who.actor)
    except Missing:
        page = await _page(ABOUT_ME, code, cursor, who.actor, tools, request)
        if not page["items"]:
            raise
        return page
    return await _page(OF_DOSSIER, code, cursor, who.actor, tools, request)


async def _page(
    statement: TextClause, code: str, cursor: str, reader: Actor, tools: House, request: Request
) -> dict[str, Any]:
    at, before, seq = _place(cursor)
    after = {"code": code, "at": at, "before": before, "seq": seq, "page": PAGE}
    async with tools.journal.database.transaction(reader) as tx:
        rows = (await tx.execute(statement, after)).all()
    items = [_line(row, tools, locale_of(request)) for row in rows]
    last = rows[-1] if rows else None
    return {"items": items, "next": following(len(rows), last.at, f"{last.dossier}/{last.seq}") if last else None}


def _place(cursor: str) -> tuple[datetime, str, int]:
    at, name = position(cursor, LAST)
    dossier, _, seq = name.rpartition("/")
    if not (seq.isdecimal() and len(seq) < 19) and name:
        raise Malformed("Con trỏ trang không hợp lệ.", "This cursor is not one of ours.")
    return at, dossier, int(seq or 0)


def _line(row: Any, tools: House, locale: str) -> dict[str, Any]:
    procedure = tools.procedures.get(row.procedure)
    common = {
        "at": moment(row.at),
        "dossier": row.dossier,
        "procedure": {"code": row.procedure, "title": procedure.title.in_(locale) if procedure else row.procedure},
        "by": _body(row.office, tools),
    }
    if row.look is None:
        return common | {
            "what": "opened",
            "roles": [ROLES[Role(role)].in_(locale) for role in row.roles],
            "opened": [{"name": name, "words": OPENED[name].in_(locale)} for name in row.opened],
        }
    return common | _asked(row, locale)


def _body(office: str, tools: House) -> str:
    """Name an office; who runs the installation belongs to none of those that receive and decide."""
    try:
        return tools.offices.office(office).body
    except UnknownOffice:
        return f"{tools.offices.province.kind} {tools.offices.province.name}"


def _asked(row: Any, locale: str) -> dict[str, Any]:
    look = LookUp.model_validate(row.look)
    register = AGENCIES.get(row.register, Words(vi=row.register, en=row.register))
    basis = QUERIES[look.query].basis if look.query in QUERIES else DUTY
    # As it was then: a ground that a query has since been given is not what was looked up on.
    words = (basis if basis.rests_on == look.rests_on else {"law": DUTY, "consent": CONSENT}[look.rests_on]).words
    here = f"{ROOT}/dossiers/{row.dossier}/consents/{look.query}/withdrawal"
    return {
        "register": {"code": row.register, "words": register.in_(locale)},
        "what": "told" if look.told else "asked",
        "found": row.found,
        "fields": [{"name": name, "words": field_words(look.query, name).in_(locale)} for name in look.fields],
        "why": look.why,
        "basis": {"rests_on": look.rests_on, "words": words.in_(locale)},
        "withdrawal": here if look.rests_on == "consent" else None,
        "receipt": look.receipt.model_dump(mode="json") if look.receipt else None,
    }
