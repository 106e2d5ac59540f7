"""Keyed digests of what people said: they tell two things apart, and tell nobody what either was."""

import hmac
import json
from collections.abc import Mapping
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


def resting_on(secret: str, form: str, papers: tuple[str, ...], *undone: int) -> str:
    """The digest of all that somebody looked at: the form, by its own digest, and the papers.

    ``undone`` counts what makes them look again at what did not change: an approval that fell, a result recalled.
    """
    return digest(secret, [form, *papers, *(undone if any(undone) else ())])


def secret_of(filed: Mapping[str, object]) -> str:
    """The secret of a dossier, by what its filing holds of people: made with it, or all of that where none was."""
    return str(filed.get("secret") or canonical(filed).decode())
