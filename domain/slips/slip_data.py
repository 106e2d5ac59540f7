"""What each slip says, field by field: the data that lie inside its PDF, and what its template prints."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from domain.results.printed import PrintedSignatory, schema_name
from domain.slips.model import FormNumber


class OwnForm(BaseModel):
    """The form that an office has of its own in place of the general one."""

    code: str = Field(title="Ký hiệu mẫu", description="Code of the form")
    title: str = Field(title="Tên mẫu", description="What it is called")


class PrintedApplicant(BaseModel):
    """Who filed, and how they are reached."""

    full_name: str = Field(title="Họ và tên", description="Full name")
    address: str = Field(default="", title="Địa chỉ", description="Address, where the form has it")
    phone: str = Field(default="", title="Số điện thoại", description="Telephone")
    email: str = Field(default="", title="Email", description="E-mail")


class PrintedSlip(BaseModel):
    """The part that all slips share."""

    title: str = Field(title="Tên phiếu", description="What it is called")
    called: OwnForm | None = Field(title="Mẫu riêng", description="The office's own form, if it has one")
    code: str = Field(title="Mã hồ sơ", description="Code of the dossier")
    series: str = Field(title="Ký hiệu", description="What stands behind the code in its number")
    number: str | None = Field(
        default=None,
        title="Số",
        description="Number; a slip that was signed before it was numbered has it in its form field `number` alone",
    )
    follow_at: str = Field(title="Địa chỉ theo dõi", description="Where the dossier is followed")
    superior: str = Field(title="Cơ quan chủ quản", description="The body above the office")
    agency: str = Field(title="Cơ quan", description="The body in whose name it is said")
    body: str = Field(title="Cơ quan ban hành", description="The body that seals it")
    desk: str = Field(title="Bộ phận một cửa", description="The desk; empty where the deciding body speaks")
    place: str = Field(title="Địa danh", description="Place")
    applicant: PrintedApplicant = Field(title="Người nộp hồ sơ", description="The applicant")
    procedure: str = Field(title="Thủ tục", description="The procedure")
    issued_at: datetime | None = Field(
        default=None, title="Ngày lập", description="When it was made out; as the number, or in the field `issued`"
    )
    stand_in: bool = Field(title="Bản thử nghiệm", description="Whether it has no legal force")


class Component(BaseModel):
    """A kind of paper that came with the dossier."""

    name: str = Field(title="Tên giấy tờ", description="What it is called")
    form: str = Field(title="Hình thức", description="On paper or electronic")
    quantity: int = Field(title="Số lượng", description="How many")


class Receipt(PrintedSlip):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (form 01)."""

    volume: str = Field(title="Quyển số", description="Volume of the desk's register")
    serial: str = Field(title="Số thứ tự", description="Serial in the volume")
    components: list[Component] = Field(title="Thành phần hồ sơ", description="What came with it")
    sets: int = Field(title="Số bộ", description="How many sets")
    term_text: str = Field(title="Thời gian giải quyết", description="The term, in words")
    received_at: datetime = Field(title="Thời gian nhận hồ sơ", description="When it was received")
    due_at: datetime = Field(title="Thời gian trả kết quả", description="When the result is due")
    place_of_return: str = Field(title="Nơi trả kết quả", description="Where the result is handed out")
    receiver: str = Field(title="Người tiếp nhận", description="Who received it")


class SupplementSlip(PrintedSlip):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (form 02)."""

    items: list[str] = Field(title="Nội dung bổ sung", description="What is missing")
    reason: str = Field(title="Lý do", description="Why")
    due_at: datetime = Field(title="Thời hạn bổ sung", description="Until when it may be brought")
    guide: str = Field(title="Người hướng dẫn", description="Who asked for it")


class NotAcceptedSlip(PrintedSlip):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ (form 03)."""

    reason: str = Field(title="Lý do", description="Why")
    receiver: str = Field(title="Người tiếp nhận", description="Who did not receive it")


class SignedSlip(PrintedSlip):
    """What a leader says in the name of the deciding body."""

    reason: str = Field(title="Lý do", description="Why")
    received_at: datetime | None = Field(title="Thời gian tiếp nhận", description="When the dossier was received")
    signatory: PrintedSignatory | None = Field(title="Người ký", description="Signatory; none where silence speaks")


class Apology(SignedSlip):
    """Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết (form 04)."""

    was_due_at: datetime = Field(title="Thời gian hẹn trước", description="When the result was due")
    due_at: datetime | None = Field(title="Thời gian hẹn mới", description="When it is due now")


class EndSlip(SignedSlip):
    """Thông báo dừng (form 05) hoặc từ chối giải quyết hồ sơ."""

    article: str = Field(title="Căn cứ", description="The Article that it rests on")
    paid: int = Field(title="Số tiền đã nộp (đồng)", description="What was paid, in đồng")


class ControlRow(BaseModel):
    """A hand-over between two who had the dossier."""

    agency: str = Field(title="Tên cơ quan, bộ phận", description="Office and trade")
    at: datetime = Field(title="Giao, nhận lúc", description="When")
    giver: str = Field(title="Người giao", description="Who had it before; empty for the applicant")
    receiver: str = Field(title="Người nhận", description="Who has it")
    result: str = Field(title="Kết quả giải quyết", description="Early, on time, late or open")
    done_at: datetime | None = Field(title="Xong lúc", description="When they were done")
    note: str = Field(title="Ghi chú", description="What they did")


class ControlSlip(PrintedSlip):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (form 06)."""

    handling: str = Field(title="Cơ quan giải quyết", description="The deciding body")
    coordinating: list[str] = Field(title="Cơ quan phối hợp", description="Bodies that were asked")
    due_at: datetime | None = Field(title="Hẹn trả kết quả", description="When the result is due")
    rows: list[ControlRow] = Field(title="Các lần giao, nhận", description="The hand-overs")


SAYS: dict[FormNumber, type[PrintedSlip]] = {
    "01": Receipt,
    "02": SupplementSlip,
    "03": NotAcceptedSlip,
    "04": Apology,
    "05": EndSlip,
    "06": ControlSlip,
    "refusal": EndSlip,
}


def slip_template(form: FormNumber) -> str:
    """The template that prints a slip."""
    return f"forms/{form}.html"


def slip_schema(form: FormNumber) -> dict[str, Any]:
    """Describe the data that a sealed slip carries in its PDF."""
    schema, name = SAYS[form].model_json_schema(mode="serialization"), schema_name(slip_template(form))
    return schema | {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": name,
        "properties": {"$schema": {"const": name}, **schema["properties"]},
    }
