"""What people type into a page's own boxes: one way of writing each letter, and none that deceive."""

from api.http.bodies import Tricked
from api.http.problems import faulty
from domain.base.text import composed, trick


def typed(text: str, field: str = "") -> str:
    """A text as it is stored, without space around it; ``Tricked``, if it holds what its reader does not see."""
    plain = composed(text).replace("\r\n", "\n").strip()
    if words := trick(plain):
        raise Tricked([faulty((field,), f"{words.vi} / {words.en}")])
    return plain
