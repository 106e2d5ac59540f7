"""The reader's language, as their browser asks for it (RFC 9110, ``Accept-Language``)."""

from functools import lru_cache

SPOKEN = ("vi", "en")
"""What we speak; the first is for those who have no wish, or none that we can meet."""
MIRRORED = "ar-XB"
"""A language for tests: English between marks, from right to left. What is not translated, has no room, or knows left
from right, is seen in it."""


@lru_cache(maxsize=256)
def preferred(header: str) -> str:
    """Give the language that weighs most for the reader; of equals the one named first."""
    chosen, most = SPOKEN[0], 0.0
    for part in header.lower().split(","):
        wish, *parameters = (piece.strip() for piece in part.split(";"))
        language = SPOKEN[0] if wish == "*" else wish.partition("-")[0]
        weight = _weight(parameters)
        if language in SPOKEN and weight > most:
            chosen, most = language, weight
    return chosen


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return _number(value)
    return 1.0


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0
