"""Words of what several procedures ask agencies and let people do."""

from collections.abc import Mapping
from typing import Any

from domain.base.words import Words

CARD = {"card": Words(vi="thẻ", en="the card")}
CHILD = {"child": Words(vi="người con", en="the child")}
ENTRY = {"entry": Words(vi="việc ghi vào sổ", en="the entry in the register")}
HOME = {"home": Words(vi="nơi cư trú", en="the home")}
HOW_INSURED = {"insured": Words(vi="việc tham gia bảo hiểm", en="the insurance")}
HOW_LONG_PAID = {"months_paid": Words(vi="thời gian đóng bảo hiểm xã hội", en="for how long insurance was paid")}
PERSON = {"person": Words(vi="người được giải quyết", en="the person whom it is about")}

ELSEWHERE = {"verify_elsewhere": Words(vi="Chờ xác minh của xã, phường khác", en="Waits for another commune to verify")}
"""Where the law lets another commune answer."""
ANSWERED_ELSEWHERE = {"verify_elsewhere": Words(vi="Xã, phường khác đã trả lời", en="The other commune answered")}


def said_as(choices: Mapping[Any, Words]) -> dict[str, Any]:
    """What the choices of a field mean, as the field itself says it."""
    return {"x-words": {name: {"vi": words.vi, "en": words.en} for name, words in choices.items()}}
