"""The opinions of other offices, in words: its events in a history."""

from domain.base.words import Words

TOLD = {
    "opinion_asked": Words(vi="Lấy ý kiến cơ quan khác", en="Another office was asked for its opinion"),
    "opinion_given": Words(vi="Cơ quan được hỏi cho ý kiến", en="The office that was asked gave its opinion"),
}
"""By the type of an act, that it happened."""
