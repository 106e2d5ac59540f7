"""How the figures of an answer are computed."""

from typing import Literal

from api.schemas.base import Schema


class DefinitionView(Schema):
    """How some figures of an answer are computed."""

    definition: str
    """By which they are computed, with its version."""
    title: str
    """In the reader's language."""
    how: str
    """How they are computed, in the reader's language."""
    mark: Literal["F", "K", "D"]
    """How sure the definition is: found in a source, known but unconfirmed, or derived."""
    fields: list[str]
    """Which they are, by their path in the answer; with all that is below it."""


class Defined(Schema):
    """An answer with figures, each of which is defined."""

    definitions: list[DefinitionView]
    """How those figures are computed that do not say so themselves."""
