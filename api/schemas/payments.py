"""Fees, and the money that moves for them. Amounts are in đồng."""

from api.schemas.base import Schema


class PaymentView(Schema):
    """A fee of a dossier, and the money that moved for it."""

    title: str
    """What the fee is called on a receipt."""
    amount: int
    """What is asked."""
    paid: int
    """All that came in."""
    outstanding: int
    """What is still to be paid; nothing once it is no longer asked for."""
    receipts: list[str]
    """Series and number of each e-receipt."""
    given_back: int
    """What went back."""
    goes_back: int
    """What is on its way back, or is to be."""
    paid_on_portal: bool
    """Whether it was paid on the national public service portal: what of it is for the fee is its ``amount``, and
    nothing before it is counted."""
    confirmed: bool
    """Whether it is known how much came: of what was paid on the portal, an accountant may still have to say that."""


class PaymentPage(Schema):
    """Where the applicant pays, and how much."""

    reference: str
    """By which the payment platform knows it."""
    amount: int
    """What is asked."""
    href: str
    """The platform's page."""
