"""The catalogue: which procedures there are, what each needs, how long it takes, what it costs. Open to everyone."""

from typing import Any

from fastapi import APIRouter, Request

from api.container import House, Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.services.views import ROOT
from domain.base.refusals import Missing
from domain.base.words import Words
from domain.statute.fees import Fee
from workflows.engine.forms import Paper
from workflows.engine.procedure import Procedure
from workflows.engine.result_schema import result_schema

router = APIRouter(prefix=f"{ROOT}/procedures", tags=["procedures"])


@router.get("")
async def list_procedures(request: Request, tools: Tools) -> list[dict[str, Any]]:
    """List the procedures one can file."""
    return [summary(procedure, tools, locale_of(request)) for procedure in tools.procedures.values()]


@router.get("/{code}", responses=told(404, 422))
async def show_procedure(code: str, request: Request, tools: Tools) -> dict[str, Any]:
    """Show one procedure with the JSON Schema of its form."""
    procedure = known(code, tools)
    return summary(procedure, tools, locale_of(request)) | {
        "form": labelled(procedure.form.model_json_schema(), locale_of(request))
    }


@router.get("/{code}/result-schema", responses=told(404, 422))
async def show_result_schema(code: str, tools: Tools) -> dict[str, Any]:
    """Show the JSON Schema of the data that a procedure's result carries in its PDF."""
    return result_schema(known(code, tools))


def known(code: str, tools: House) -> type[Procedure[Any]]:
    """Give a procedure by its code.

    Raises:
        Missing: there is none.
    """
    if (procedure := tools.procedures.get(code)) is None:
        raise Missing("Không có thủ tục này.", "There is no such procedure.")
    return procedure


def summary(procedure: type[Procedure[Any]], tools: House, locale: str) -> dict[str, Any]:
    """Say what a procedure needs, gives and costs today."""
    rules = tools.laws.in_force(procedure.code, tools.journal.today())
    return {
        "code": procedure.code,
        "title": procedure.title.in_(locale),
        "version": rules.version,
        "term": rules.term.words().in_(locale),
        "cases": [
            {"case": name, "title": case.title.in_(locale), "term": case.term.words().in_(locale)}
            for name, case in rules.cases.items()
        ],
        "fee": _fee(rules.fee, locale) if rules.fee else None,
        "level": "partial" if procedure.in_person else "full",
        "applicants": ["citizen", "organisation"] if procedure.organisations else ["citizen"],
        "papers": [_paper(paper, tools, locale) for paper in procedure.papers],
    }


def labelled(schema: dict[str, Any], locale: str) -> dict[str, Any]:
    """Say of every field in the reader's language what it is; ``x-titles`` has both."""
    for model in (schema, *schema.get("$defs", {}).values()):
        for field in model.get("properties", {}).values():
            titles = Words(vi=field.get("title", ""), en=field.pop("description", ""))
            field |= {"title": titles.in_(locale), "x-titles": titles.model_dump()}
    return schema


def _paper(paper: Paper, tools: House, locale: str) -> dict[str, Any]:
    """Say whether a paper is to be brought, or which register has it already."""
    shown = {"kind": paper.kind, "title": paper.title.in_(locale), "required": paper.required and not paper.known_by}
    return shown | ({"known_by": tools.registry.agency(paper.known_by).in_(locale)} if paper.known_by else {})


def _fee(fee: Fee, locale: str) -> dict[str, Any]:
    """Say what it costs, in đồng, and when it is due."""
    return {
        "title": fee.title.in_(locale),
        "when": fee.when.name.lower(),
        "rates": [
            {"channel": rate.channel.name.lower() if rate.channel else None, "case": rate.case, "amount": rate.amount}
            for rate in fee.rates
        ],
        "per_unit": [{"up_to": tier.up_to, "each": tier.each} for tier in fee.tiers],
        "cap": fee.cap,
        "refunded_on": fee.refunded_on,
    }
