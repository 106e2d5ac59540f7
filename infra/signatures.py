"""Messages that an agency and we sign with a secret of both: HMAC-SHA256 over the message in its one spelling."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

SIGNATURE = "MaXacThuc"


def signature(message: Mapping[str, Any], secret: bytes) -> str:
    """Sign a message, whatever signature it carries."""
    unsigned = {name: value for name, value in message.items() if name != SIGNATURE}
    content = json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # A forger may send what is no text at all: half of a character that takes two.
    return hmac.new(secret, content.encode("utf-8", "replace"), sha256).hexdigest()


def is_signed(message: Mapping[str, Any], secret: bytes) -> bool:
    """Whether whoever wrote it has the secret."""
    said = str(message.get(SIGNATURE, "")).encode("utf-8", "replace")
    return bool(secret) and hmac.compare_digest(said, signature(message, secret).encode())
