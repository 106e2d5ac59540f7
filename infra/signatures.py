"""Messages that an agency and we sign with a secret of both: HMAC-SHA256 over the message in its one spelling."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

SIGNATURE = "MaXacThuc"


def signature(message: Mapping[str, Any], secret: bytes) -> str:
    """Sign a message, whatever signature it carries.

    Raises:
        UnicodeEncodeError: it holds what is no text at all, half of a character that takes two.
    """
    unsigned = {name: value for name, value in message.items() if name != SIGNATURE}
    content = json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(secret, content.encode(), sha256).hexdigest()


def is_signed(message: Mapping[str, Any], secret: bytes) -> bool:
    """Whether whoever wrote it has the secret; nobody signs what is no text."""
    said = str(message.get(SIGNATURE, "")).encode("utf-8", "replace")
    try:
        return bool(secret) and hmac.compare_digest(said, signature(message, secret).encode())
    except UnicodeEncodeError:
        return False
