"""Every "no" (RFC 9457)."""

from pydantic import Field

from api.schemas.base import Schema, if_any


class Fault(Schema):
    """A field, and what is wrong with it."""

    field: str
    """Where it stands, its parts joined by dots; a name that is none of ours is a question mark."""
    message: str
    """What is wrong; never what was in it."""


class Problem(Schema):
    """Why something was not done (RFC 9457)."""

    type: str = Field(examples=["urn:motcua:problem:four-eyes"])
    """Which problem it is; it never changes."""
    title: str
    """In the reader's language."""
    status: int
    """The HTTP status, once more."""
    errors: list[Fault] = if_any([])
    """The fields that are wrong; absent where it is not about fields."""
    step_up: dict[str, str] = if_any({})
    """How to log in so that it is done: RFC 9470's parameters; absent where that would not help."""
