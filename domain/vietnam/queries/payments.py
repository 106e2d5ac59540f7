"""The payment platform, where the State pays: whose an account is, and money that goes out (chi trả)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.base.words import Words
from domain.registers.query import Agency, Answer, Query
from domain.vietnam.people.citizen_number import CitizenNumber

PAY_OUTS = "payments"


class Account(BaseModel):
    """A bank account that money is to go to."""

    model_config = ConfigDict(extra="forbid")

    bank: str = Field(min_length=2, max_length=40, title="Ngân hàng", description="Bank")
    number: str = Field(pattern=r"^[0-9]{6,20}$", title="Số tài khoản", description="Account number")


MoneyGoesTo = Annotated[
    Account | None,
    Field(title="Tài khoản nhận tiền (để trống nếu nhận tiền mặt)", description="Account; none for cash"),
]
"""How a form asks for it."""


class PayTo(Answer):
    """Where somebody wants their money: an account of theirs, or cash at the counter."""

    account: MoneyGoesTo = None


class AccountOwner(Answer):
    """Whose an account is."""

    about = ("number",)

    number: CitizenNumber
    name: str


class PaidOut(Answer):
    """Money that has gone out."""

    transaction: str


class AccountOf(Query[AccountOwner]):
    """Whose is this account?"""

    agency = PAY_OUTS
    kind = "account_of"
    purpose = "Xác minh chủ tài khoản nhận tiền"
    about = ()

    bank: str
    account: str


class PayOut(Query[PaidOut]):
    """Pay so much to this person's account, once."""

    agency = PAY_OUTS
    kind = "pay_out"
    pays = True
    purpose = "Chi trả trợ cấp"

    number: str
    bank: str
    account: str
    amount: int
    content: str


AGENCY = Agency(PAY_OUTS, Words(vi="Nền tảng thanh toán", en="the payment platform"), (AccountOf, PayOut))
