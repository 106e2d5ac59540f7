"""Whether the front door is open."""

from typing import Literal

from api.schemas.base import Schema


class Health(Schema):
    """The front door is open."""

    status: Literal["open"] = "open"
