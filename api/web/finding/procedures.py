"""Finding a procedure, and what to know of it before anybody logs in."""

import sys
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.container import Container, Perhaps, Tools
from api.http.problems import locale_of
from api.services.procedures import known, summary
from api.web.finding.search import found
from api.web.show import show
from domain.base.calendar import in_vietnam
from domain.base.words import Words
from domain.registers.query import Query as Lookup
from domain.vietnam.guide import SECTORS, sector_of
from infra.files.drafts import Draft
from infra.identity.oidc import Identity
from motcua.law_page import law_page
from workflows.engine.procedure import Procedure

router = APIRouter(include_in_schema=False)

Asked = Annotated[str, Query(max_length=200)]
Sector = Annotated[str, Query(max_length=40)]


@router.get("/procedures")
async def find(request: Request, who: Perhaps, tools: Tools, q: Asked = "", sector: Sector = "") -> Response:
    """Find procedures by words, or list those of a sector, or all."""
    locale = locale_of(request)
    codes = _found(q, tools) if q.strip() else list(tools.procedures)
    listed = [(tools.procedures[code], sector_of(tools.procedures[code].__module__)) for code in codes]
    shown = [(summary(one, tools.journal, locale), where) for one, where in listed if sector in ("", where)]
    # Who searches wants the best first; who looks around, what belongs together.
    groups = {name: [one for one, where in shown if where == name] for name in SECTORS} if not q.strip() else {}
    return show(
        request,
        "finding/procedures",
        who,
        q=q,
        sector=sector if sector in SECTORS else "",
        found=[one for one, _ in shown],
        groups=[(SECTORS[name], ones) for name, ones in groups.items() if ones],
        sectors=sectors(tools),
    )


@router.get("/procedures/{code}")
async def tell(code: str, request: Request, who: Perhaps, tools: Tools) -> Response:
    """Say what a procedure is, who may file, what it takes, how long, how much, by which law, and where to begin."""
    procedure = known(code, tools.procedures)
    rules = tools.journal.laws.version(code, tools.journal.today())
    now, organs = tools.journal.clock(), tools.offices.organs(code)
    return show(
        request,
        "finding/procedure",
        who,
        one=summary(procedure, tools.journal, locale_of(request)),
        rules=rules,
        titles={name: case.title.in_(locale_of(request)) for name, case in rules.cases.items()},
        sector=(name := sector_of(procedure.__module__), SECTORS[name]),
        guide=procedure.guide,
        example=rules.term.explain(now, tools.journal.facts.of("")),
        now=in_vietnam(now),
        result=procedure.result.title,
        registers=registers_of(procedure, tools),
        visits=[tools.registry.waits.get(kind) for kind in procedure.in_person],
        organisations=procedure.organisations,
        drafts=await _begun(code, who, tools),
        law=law_page(procedure, rules, tools.registry, tools.unconfirmed, organs) if who and not who.citizen else None,
    )


def registers_of(procedure: type[Procedure[Any]], tools: Container) -> list[Words]:
    """Name the registers that a procedure asks or tells itself, so that nobody brings what stands in them."""
    modules = {cls.__module__ for cls in procedure.__mro__ if issubclass(cls, Procedure)} - {Procedure.__module__}
    asked = [one for module in sorted(modules) for one in _queries(module)]
    known = tools.registry.agencies
    return [known[name] for name in dict.fromkeys(one.agency for one in asked) if name in known]


def _queries(module: str) -> list[type[Lookup[Any]]]:
    held = vars(sys.modules[module]).values()
    return [one for one in held if isinstance(one, type) and issubclass(one, Lookup) and hasattr(one, "agency")]


def _found(asked: str, tools: Container) -> list[str]:
    """Look in what procedures are called, and in what their sectors are where that fits better."""
    lies_in = {code: SECTORS[sector_of(one.__module__)] for code, one in tools.procedures.items()}
    by_name = found(asked, {code: called(one) for code, one in tools.procedures.items()})
    by_sector = found(asked, {code: f"{words.vi} {words.en}" for code, words in lies_in.items()})
    return max(by_name, by_sector, key=lambda one: (one.words, one.fit)).names


def called(procedure: type[Procedure[Any]]) -> str:
    """All by which somebody may look for a procedure."""
    guide, title = procedure.guide, procedure.title
    return f"{title.vi} {title.en} {procedure.code} {procedure.result.title} {guide.said if guide else ''}"


def sectors(tools: Container) -> list[tuple[str, Words]]:
    """The sectors of which there is a procedure."""
    there = {sector_of(procedure.__module__) for procedure in tools.procedures.values()}
    return [(name, words) for name, words in SECTORS.items() if name in there]


async def _begun(code: str, who: Identity | None, tools: Container) -> list[Draft]:
    """The drafts that somebody has of a procedure: who comes back goes on instead of beginning anew."""
    if who is None or not who.citizen:
        return []
    return [draft for draft in await tools.drafts.of(who.actor) if draft.procedure == code]
