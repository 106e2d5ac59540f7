"""The catalogue: which procedures there are, what each needs, how long it takes, what it costs. Open to everyone."""

from fastapi import APIRouter, Request

from api.container import Tools
from api.http.openapi import told
from api.http.problems import locale_of
from api.schemas.procedures import ProcedureInFull, ProcedureView, ResultSchema
from api.services.procedures import known, labelled, result_schema, summary
from api.services.views import ROOT

router = APIRouter(prefix=f"{ROOT}/procedures", tags=["procedures"])


@router.get("")
async def list_procedures(request: Request, tools: Tools) -> list[ProcedureView]:
    """List the procedures one can file."""
    return [summary(procedure, tools.journal, locale_of(request)) for procedure in tools.procedures.values()]


@router.get("/{code}", responses=told(404, 422))
async def show_procedure(code: str, request: Request, tools: Tools) -> ProcedureInFull:
    """Show one procedure with the JSON Schema of its form."""
    procedure, locale = known(code, tools.procedures), locale_of(request)
    form = labelled(procedure.form.model_json_schema(), locale)
    return ProcedureInFull(**vars(summary(procedure, tools.journal, locale)), form=form)


@router.get("/{code}/result-schema", responses=told(404, 422))
async def show_result_schema(code: str, tools: Tools) -> ResultSchema:
    """Show the JSON Schema of the data that a procedure's result carries in its PDF."""
    return ResultSchema(result_schema(known(code, tools.procedures)))
