"""Who calls back, proved by a signature instead of a token: the payment platform, and agencies that answer."""

import json
from collections.abc import Mapping
from typing import Any

from api.container import Container
from api.schemas.callbacks import Understood
from domain.base.refusals import Refusal
from domain.dossier import acts, keys
from domain.dossier.acts import Actor
from domain.dossier.journal import Entry

UNDERSTOOD = Understood()
"""What they hear when nothing more is to be sent."""


def spelt(name: object) -> str:
    """A name of ours as somebody spelt it; nothing where it cannot be one, or not even text that can be kept."""
    said = str(name)
    return said if said.isascii() and said.isprintable() else ""


async def journal_forgery(code: str, task: str, message: Mapping[str, Any], who: Actor, tools: Container) -> None:
    """Write down a message in somebody's name that is not theirs: each once, and not without end."""
    act = acts.CallbackRefused(task=task)
    try:
        await tools.journal.act(code, Entry(key=keys.forged(fingerprint(message, tools)), act=act), who)
    except Refusal:
        return  # enough of them stand there already


def fingerprint(said: Mapping[str, Any], tools: Container) -> str:
    """Tell contents apart without saying what is in them."""
    return tools.index.of(json.dumps(said, sort_keys=True))[:16]
