"""Whose a page is that waits in a browser: a mark that names nobody, and fits the login of its own person alone.

It opens nothing; it only keeps others from sending what the page holds.
"""

import secrets

from domain.base.refusals import Forbidden
from infra.crypto.blind_index import BlindIndex
from infra.identity.oidc import Identity

WHOSE = "whose"
"""What an address calls it."""
MARKED = f"__Host-{WHOSE}"
"""The cookie of whose mark this browser got at its last login; gone once they log out."""


class SomebodyElses(Forbidden):
    """What is sent was written by somebody else who was logged in here (nội dung của người khác)."""


def mark(who: Identity, index: BlindIndex) -> str:
    """Make a new mark; no two of one person are alike."""
    return _mark(who, index, secrets.token_hex(8))


def refuse_others(whose: str, who: Identity, index: BlindIndex) -> None:
    """Let pass whom the mark was made for, acting for whom they acted then; anybody else is ``SomebodyElses``."""
    if not secrets.compare_digest(_mark(who, index, whose.partition(".")[0]).encode(), whose.encode()):
        raise SomebodyElses(
            "Nội dung này do người khác nhập: người đó cần đăng nhập để gửi.",
            "Somebody else entered this: they have to log in to send it.",
        )


def _mark(who: Identity, index: BlindIndex, nonce: str) -> str:
    return f"{nonce}.{index.of(f'{WHOSE}/{nonce}/{who.actor.kind}:{who.actor.id}/{who.person}')}"
