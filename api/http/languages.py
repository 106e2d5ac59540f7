"""The reader's language, as their browser asks for it (RFC 9110, ``Accept-Language``)."""

from functools import lru_cache

from infra.runtime.languages import LANGUAGES


@lru_cache(maxsize=256)
def preferred(header: str, spoken: tuple[str, ...] = LANGUAGES.codes) -> str:
    """The language that weighs most for the reader; of equals the one named first, and without a wish the first."""
    chosen, most = spoken[0], 0.0
    for part in header.lower().split(","):
        wish, *parameters = (piece.strip() for piece in part.split(";"))
        meant = (spoken[0].lower(),) if wish == "*" else (wish, wish.partition("-")[0])
        language = next((code for one in meant for code in spoken if code.lower() == one), "")
        weight = _weight(parameters)
        if language and weight > most:
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
