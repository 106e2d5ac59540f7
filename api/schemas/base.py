"""What the models of requests and answers share: their bases, how a moment is written, and pages of lists."""

from datetime import datetime
from operator import not_
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, SkipValidation

from domain.base.calendar import in_vietnam


class Schema(BaseModel):
    """An answer or a part of one; the words below a field are what OpenAPI says of it."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Sent(BaseModel):
    """What a caller sends: a field that nobody knows is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


def to_the_second(at: datetime) -> datetime:
    """The same moment on Vietnam's clock, to the second."""
    return in_vietnam(at).replace(microsecond=0)


Moment = Annotated[datetime, AfterValidator(to_the_second)]
"""A moment as answers write it."""

Free = SkipValidation[dict[str, JsonValue]]
"""An object whose fields are not ours to name here; our own journal or code made it, so nothing is checked again."""


def if_any(nothing: Any) -> Any:
    """A field that is absent where it holds nothing."""
    return Field(default=nothing, exclude_if=not_)


class Listing[Item](Schema):
    """A page of a list."""

    items: list[Item]
    """What stands on this page, in the list's order."""
    next: str | None
    """The cursor of the page that follows; null on the last."""


class Coded(Schema):
    """Something that has a code, and what it is called."""

    code: str
    """By which programs know it."""
    words: str
    """In the reader's language."""


class Named(Schema):
    """A field of a register, or a part of a dossier, and what it is called."""

    name: str
    """By which programs know it."""
    words: str
    """In the reader's language."""


class ProcedureName(Schema):
    """A procedure, by its code and its title."""

    code: str
    """Of the national catalogue."""
    title: str
    """In the reader's language."""
