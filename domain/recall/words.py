"""The recall of a result, in words: its events in a history, and which of them get a notice."""

from domain.base.words import Words

TOLD = {
    "recalled": Words(vi="Thu hồi kết quả", en="Result recalled"),
}
"""By the type of an act, that it happened."""
NOTICES = {
    "recalled": "recalled",
}
"""By the type of an act, the kind of notice that its people get of it."""
