"""The catalogue: which procedures there are, what each needs, how long it takes, what it costs. Open to everyone."""

from typing import Any

from fastapi import APIRouter, Request

from api.house import Tools
from api.openapi import told
from api.problems import locale_of
from api.views import ROOT
from domain.refusals import Missing
from workflows.procedure import Procedure

router = APIRouter(prefix=f"{ROOT}/procedures", tags=["procedures"])


@router.get("")
async def list_procedures(request: Request, tools: Tools) -> list[dict[str, Any]]:
    """List the procedures one can file."""
    return [summary(procedure, locale_of(request)) for procedure in tools.procedures.values()]


@router.get("/{code}", responses=told(404, 422))
async def show_procedure(code: str, request: Request, tools: Tools) -> dict[str, Any]:
    """Show one procedure with the JSON Schema of its form."""
    if (procedure := tools.procedures.get(code)) is None:
        raise Missing("Không có thủ tục này.", "There is no such procedure.")
    return summary(procedure, locale_of(request)) | {"form": procedure.form.model_json_schema()}


def summary(procedure: type[Procedure[Any]], locale: str) -> dict[str, Any]:
    """Say what a procedure needs and gives."""
    return {
        "code": procedure.code,
        "title": procedure.title.in_(locale),
        "term": procedure.term.words().in_(locale),
        "fee": procedure.fee,
        "papers": [
            {"kind": paper.kind, "title": paper.title.in_(locale), "required": paper.required}
            for paper in procedure.papers
        ],
    }
