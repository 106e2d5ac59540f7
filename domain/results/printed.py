"""What every result says beside its own content, and the name of the schema of both."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class PrintedSignatory(BaseModel):
    """Who signs it, in what office."""

    title: str = Field(title="Chức vụ", description="Title")
    name: str = Field(title="Họ và tên", description="Name")


class Replaced(BaseModel):
    """The recalled result in whose place it stands."""

    number: str = Field(title="Mã số văn bản", description="Number")
    reference: str | None = Field(default=None, title="Số, ký hiệu", description="The number as the law writes it")
    issued_on: date = Field(title="Ngày ban hành", description="Day on which it was issued")


class Printed(BaseModel):
    """The part of a result's data that all results share."""

    body: str = Field(title="Cơ quan ban hành", description="The body that issues it")
    place: str = Field(title="Địa danh", description="Place")
    signatory: PrintedSignatory = Field(title="Người ký", description="Signatory")
    stand_in: bool = Field(title="Bản thử nghiệm", description="Whether it has no legal force")
    replaces: Replaced | None = Field(
        default=None, title="Thay thế văn bản", description="The recalled result that it replaces, if it does"
    )
    number: str | None = Field(
        default=None,
        title="Mã số văn bản",
        description="Number; a result that was signed before it was numbered has it in its form field `number` alone",
    )
    reference: str | None = Field(
        default=None, title="Số, ký hiệu", description="The number as the law writes it; where `number` is"
    )
    issued_at: datetime | None = Field(
        default=None, title="Ngày ban hành", description="When it was issued; as the number, or in the field `issued`"
    )


def schema_name(template: str) -> str:
    """Name the schema of the data in results that a template prints: what their ``$schema`` says."""
    return f"urn:motcua:result:{template.removesuffix('.html').replace('/', ':')}"
