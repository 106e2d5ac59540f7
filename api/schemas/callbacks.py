"""What agencies and the payment platform hear when they call back."""

from typing import Literal

from api.schemas.base import Schema


class Understood(Schema):
    """The message was taken in: nothing more is to be sent. The name is the agencies' own."""

    MaLoi: Literal["00"] = "00"
    """Code of what went wrong: nothing."""
