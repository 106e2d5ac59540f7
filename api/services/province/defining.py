"""How the figures of an answer are computed, told once for all of them."""

from api.schemas.province.definitions import DefinitionView
from domain.province.definitions import SCREENS, Screen


def defined(screen: Screen, locale: str) -> list[DefinitionView]:
    """By which definition each figure of an answer is counted, in the reader's language."""
    return [
        DefinitionView(
            definition=one.written,
            title=one.title.in_(locale),
            how=one.how.in_(locale),
            mark=one.mark,
            fields=[*fields],
        )
        for one, fields in SCREENS[screen].items()
    ]
