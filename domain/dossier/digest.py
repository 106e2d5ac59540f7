"""Keyed digests of what people said: they tell two things apart, and tell nobody what either was."""

import hmac
import json
from hashlib import sha256

CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
LENGTH = 16
"""Hexadecimal characters of a digest: enough to tell apart all that one dossier ever said."""


def canonical(value: object) -> bytes:
    """The one byte string that a JSON value is hashed as."""
    return CANONICAL.encode(value).encode()


def digest(secret: str, value: object) -> str:
    """The digest of a JSON value under the secret of its dossier, which lies sealed and is erased with it.

    Without the secret a digest of a name would be the name: whoever guesses it could check the guess.
    """
    return hmac.new(secret.encode(), canonical(value), sha256).hexdigest()[:LENGTH]
