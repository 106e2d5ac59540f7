"""Interlinked dossiers (liên thông), in words: its events in a history, and which of them get a notice."""

from domain.base.words import Words

TOLD = {
    "branch_opened": Words(vi="Chuyển thủ tục liên thông", en="An interlinked procedure began"),
    "branch_ended": Words(vi="Thủ tục liên thông có kết quả", en="The interlinked procedure came to its end"),
    "passed_on": Words(vi="Chuyển kết quả về nơi nộp hồ sơ", en="The result went to the office of filing"),
}
"""By the type of an act, that it happened."""
NOTICES = {
    "branch_ended": "branch_ended",
}
"""By the type of an act, the kind of notice that its people get of it."""
