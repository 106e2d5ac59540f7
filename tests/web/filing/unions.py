"""A procedure whose form asks for one of several kinds of thing, in every way in which a form may say so."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.base.law import Role
from domain.base.words import Words
from domain.vietnam.who_files import ANYBODY
from tests.support.examples import COMMUNE, FATHER_NUMBER
from workflows.engine.forms import Form, Result
from workflows.engine.procedure import Procedure, procedure


class InCash(BaseModel):
    """In cash."""

    model_config = ConfigDict(extra="forbid", title="Tiền mặt")

    how: Literal["cash"] = Field(default="cash", title="Cách nhận", description="How")
    commune: str = Field(pattern=r"^\d{5}$", title="Nhận tại", description="Paid out at")


class ToAccount(BaseModel):
    """To an account."""

    model_config = ConfigDict(extra="forbid", title="Tài khoản")

    how: Literal["account"] = Field(default="account", title="Cách nhận", description="How")
    bank: str = Field(min_length=2, max_length=60, title="Ngân hàng", description="Bank")
    number: str = Field(pattern="^[0-9]{6,20}$", title="Số tài khoản", description="Account number")


class Helper(BaseModel):
    """A person."""

    model_config = ConfigDict(extra="forbid", title="Một người")

    number: str = Field(pattern="^[0-9]{12}$", title="Số định danh", description="Citizen number")
    phone: str = Field(default="", max_length=20, title="Điện thoại", description="Phone")


class Body(BaseModel):
    """An organisation."""

    model_config = ConfigDict(extra="forbid", title="Một tổ chức")

    code: str = Field(pattern="^[0-9]{10}$", title="Mã số", description="Code")
    phone: str = Field(default="", max_length=20, title="Điện thoại", description="Phone")
    paid: "Paid | None" = Field(default=None, title="Trả thay qua", description="Pays by")


type Paid = Annotated[InCash | ToAccount, Field(discriminator="how")]


class AidForm(Form):
    """Tờ khai đề nghị trợ cấp."""

    filed_by = (ANYBODY,)

    paid: Paid = Field(title="Cách nhận tiền", description="How the money is paid")
    helper: Helper | Body | None = Field(default=None, title="Người hỗ trợ", description="Who helps")
    earlier: list[Paid] = Field(default=[], max_length=3, title="Lần nhận trước", description="Paid before")

    @property
    def competent(self) -> str:
        """The commune."""
        return COMMUNE


class Aid(Result):
    """Quyết định trợ cấp."""

    template = "results/certified_copy.html"
    kind = "TCTEST"


@procedure
class AidProcedure(Procedure[AidForm]):
    """Trợ cấp thử: it is looked at before it is filed, and never filed."""

    code = "9.000021"
    title = Words(vi="Trợ cấp thử", en="Aid of the tests")
    form = AidForm
    result = Aid
    decided_by = Role.COMMUNE_LEADER

    async def examine(self, form: AidForm) -> Aid:
        """Give it."""
        await self.approve()
        return Aid()


CASH: dict[str, Any] = {"how": "cash", "commune": COMMUNE}
ACCOUNT: dict[str, Any] = {"how": "account", "bank": "Agribank", "number": "123456789"}
HELPER: dict[str, Any] = {"number": FATHER_NUMBER, "phone": ""}
BODY: dict[str, Any] = {"code": "0100109106", "phone": "", "paid": None}
