"""An officer's signature under a result, as the dossier's state holds it."""

from datetime import datetime

from pydantic import BaseModel

UNCONFIRMED = "SignatureAwaited"
"""The type of the error with which an officer is waited for: no failure, but the engine's way to look again."""


class Signature(BaseModel):
    """An officer's signature under the result, or what became of it."""

    signer: str
    """Staff code."""
    handle: str = ""
    """By which the signing service knows what was asked last."""
    asked: int = 0
    """How often they were: an asking ends after days, and its answer may get lost."""
    asked_at: datetime | None = None
    signed_at: datetime | None = None
    declined: str = ""
    """Why there is none."""

    @property
    def awaited(self) -> bool:
        """Whether they were asked, and have neither given nor declined it."""
        return bool(self.asked_at and not self.signed_at and not self.declined)
