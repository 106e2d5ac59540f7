"""What operators read of an installation."""

from api.schemas.base import Schema


class OpenFactsView(Schema):
    """How much of the law's data nobody has confirmed (chưa xác nhận)."""

    open: int
    """In all files of the facts."""
    procedures: dict[str, int]
    """By the code of a procedure, how many bear on its version in force; those with none are not named."""
    refused: bool
    """Whether these procedures take no new application until theirs are confirmed: in production."""
    command: str
    """What lists each of them, with what would say so."""
