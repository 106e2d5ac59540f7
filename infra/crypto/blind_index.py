"""Finds people by number without keeping the number where it can be read: HMAC-SHA-256 under a key of its own."""

import hmac
from hashlib import sha256


class BlindIndex:
    """Turns a citizen number into the one opaque id that the house knows its holder by."""

    def __init__(self, key: str) -> None:
        self._key = bytes.fromhex(key)
        if len(self._key) < 32:
            raise ValueError("MOTCUA_BLIND_INDEX_KEY must be 32 bytes or more, in hex")

    def of_organisation(self, code: str) -> str:
        """The id of the organisation with this code: a household business bears its owner's number as code."""
        return self.of(f"organisation/{code}")

    def of(self, number: str) -> str:
        """The id of who holds this number."""
        return hmac.new(self._key, number.encode(), sha256).hexdigest()[:32]
