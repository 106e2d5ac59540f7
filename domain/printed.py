"""What every result says beside its own content, and the name of the schema of both."""

from datetime import datetime

from pydantic import BaseModel, Field


class PrintedSignatory(BaseModel):
    """Who signs it, in what office."""

    title: str = Field(title="Chức vụ", description="Title")
    name: str = Field(title="Họ và tên", description="Name")


class Printed(BaseModel):
    """The part of a result's data that all results share."""

    body: str = Field(title="Cơ quan ban hành", description="The body that issues it")
    place: str = Field(title="Địa danh", description="Place")
    signatory: PrintedSignatory = Field(title="Người ký", description="Signatory")
    stand_in: bool = Field(title="Bản thử nghiệm", description="Whether it has no legal force")
    number: str | None = Field(
        default=None,
        title="Số, ký hiệu",
        description="Number; a result that was signed before it was numbered has it in its form field `number` alone",
    )
    issued_at: datetime | None = Field(
        default=None, title="Ngày ban hành", description="When it was issued; as the number, or in the field `issued`"
    )


def schema_name(template: str) -> str:
    """Name the schema of the data in results that a template prints: what their ``$schema`` says."""
    return f"urn:motcua:result:{template.removesuffix('.html').replace('/', ':')}"
