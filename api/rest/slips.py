"""What lies inside a sealed slip, for programs that read it. Open to everyone."""

from fastapi import APIRouter

from api.http.openapi import told
from api.schemas.procedures import ResultSchema
from api.services.views import ROOT
from domain.slips.model import FormNumber
from domain.slips.slip_data import slip_schema

router = APIRouter(prefix=f"{ROOT}/slips", tags=["procedures"])


@router.get("/{form}/schema", responses=told(422))
async def show_slip_schema(form: FormNumber) -> ResultSchema:
    """Show the JSON Schema of the data that a slip of this form carries in its PDF."""
    return ResultSchema(slip_schema(form))
