"""Messages that an agency and we sign with a secret of both: HMAC-SHA256 over the message in its one spelling."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

SIGNATURE = "MaXacThuc"


def signature(message: Mapping[str, Any], secret: bytes) -> str:
    """Sign a message, whatever signature it carries."""
    # Half of a character that takes two keeps bytes of its own: no other message has this signature.
    return hmac.new(secret, _spelling(message).encode("utf-8", "surrogatepass"), sha256).hexdigest()


def is_signed(message: Mapping[str, Any], secret: bytes) -> bool:
    """Whether whoever wrote it has the secret; what is no text at all nobody signs."""
    said = str(message.get(SIGNATURE, "")).encode("utf-8", "replace")
    return (
        bool(secret) and _is_text(_spelling(message)) and hmac.compare_digest(said, signature(message, secret).encode())
    )


def _spelling(message: Mapping[str, Any]) -> str:
    unsigned = {name: value for name, value in message.items() if name != SIGNATURE}
    return json.dumps(unsigned, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _is_text(content: str) -> bool:
    try:
        content.encode()
    except UnicodeEncodeError:
        return False
    return True
